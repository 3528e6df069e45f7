/** Starts a gateway in front of a server that answers `$summary` with a document of the test. */
import { startSandbox } from 'epic-fhir-sandbox';
import { startLocalServer } from '../http/local-server.ts';
import { at, matching } from './expected.ts';
import { startGateway } from './gateway.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { createMemoryAudit } from './memory-audit.ts';

const opened: { close(): Promise<void> }[] = [];

/** Closes what the test has started. */
export async function closeSummaries(): Promise<void> {
  for (const one of opened.splice(0).toReversed()) await one.close();
}

const SUMMARY = `title date statusCode isEnteredInError sections {
  title code { coding { code } } text { text html } emptyReason { text }
  entries { type title status date isEnteredInError hasUnknownModifier resource }
}`;
export const queryFor = (id: string): string => `{ patientSummary(id: "${id}") { ${SUMMARY} } }`;

export const URN = 'urn:uuid:00000000-0000-4000-8000-';
export const SUBJECT = `${URN}000000000001`;

export interface Entry {
  readonly fullUrl?: string;
  readonly resource?: unknown;
}

export function allergy(number: number, more: object = {}): Entry {
  return {
    fullUrl: `${URN}${number}`,
    resource: {
      resourceType: 'AllergyIntolerance',
      id: `local-${number}`,
      patient: { reference: SUBJECT },
      code: { text: `Allergen ${number}` },
      ...more,
    },
  };
}

/** A caller who may see only some records cannot distinguish a hidden summary from none. */
export const NOT_SHOWN = {
  code: 'SUMMARY_NOT_SHOWN',
  resourceType: 'Patient',
  path: ['patientSummary'],
  message: matching(/no summary for this id, or the caller may not see it/),
};

export const SSN = 'urn:oid:2.16.840.1.113883.4.1';
const PATIENT = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [
    { system: 'urn:mrn', value: '1' },
    { system: SSN, value: '123-45-6789' },
  ],
  birthDate: '1980-05-05',
};

/** The document's own copy of the patient, changed by `more`. */
export function subjectWith(more: object): Entry {
  return { fullUrl: SUBJECT, resource: { ...PATIENT, id: 'local-patient', ...more } };
}

export const PATIENT_ENTRY = subjectWith({});

/** A document with one section of these entries. */
export function documentOf(
  entries: readonly Entry[],
  composition: object = {},
  bundle: object = {},
  subject: Entry = PATIENT_ENTRY,
) {
  return {
    resourceType: 'Bundle',
    type: 'document',
    entry: [
      {
        fullUrl: `${URN}0`,
        resource: {
          resourceType: 'Composition',
          status: 'final',
          title: 'A summary',
          subject: { reference: SUBJECT },
          section: [
            {
              title: 'Allergies',
              text: { status: 'generated', div: '<div>Penicillin<script>alert(1)</script></div>' },
              entry: entries.map(({ fullUrl }) => ({ reference: fullUrl })),
            },
          ],
          ...composition,
        },
      },
      subject,
      ...entries,
    ],
    ...bundle,
  };
}

/** Runs the query against a server with the patient `p` and this response to `$summary`. */
export async function startSummary(
  summary: object,
  { httpStatus = 200, panel }: { readonly httpStatus?: number; readonly panel?: readonly string[] } = {},
) {
  const server = await startLocalServer((response, { url }) => {
    const answer = (status: number, json: object): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(json));
    };
    if (url === '/fhir/metadata')
      return answer(200, {
        resourceType: 'CapabilityStatement',
        fhirVersion: '4.0.1',
        rest: [{ mode: 'server', resource: [{ type: 'Patient', operation: [{ name: 'summary' }] }] }],
      });
    return url === '/fhir/Patient/p' ? answer(200, PATIENT) : answer(httpStatus, summary);
  });
  const provider = await startIdentityProvider();
  const sandbox = await startSandbox();
  const baseUrl = `${server.origin}/fhir`;
  const kept = createMemoryAudit({ upstream: baseUrl });
  const gateway = await startGateway(
    { ...sandbox, baseUrl },
    {
      callers: provider.tokenVerification(),
      connection: { authentication: { kind: 'none', stateSecret: null } },
      server: { audit: kept.audit, isPanelOnly: panel !== undefined },
      ...(panel !== undefined && { panel: { kind: 'ids', ids: panel } }),
    },
  );
  opened.push(server, provider, sandbox, gateway);
  const queryAs = async (scopes: string, patient = 'p', query = queryFor('p')) =>
    gateway.query(query, {}, { authorization: await provider.bearer(scopes, { patient }) });
  return { server, kept, queryAs };
}

export function titlesIn(data: unknown, section = 0): unknown {
  const entries = at(data, 'patientSummary', 'sections', section, 'entries');
  return Array.isArray(entries) ? entries.map((entry) => at(entry, 'title')) : entries;
}
