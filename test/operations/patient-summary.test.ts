/** Queries the International Patient Summary of a patient (`Patient/[id]/$summary`). */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { RESOURCE_TYPES } from '../../src/fhir/resources.ts';
import { startLocalServer } from '../http/local-server.ts';
import { at, matching } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { startRecordServer } from '../support/record-server.ts';
import { ask } from '../support/upstream.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const SUMMARY = `title date statusCode isEnteredInError sections {
  title code { coding { code } } text { text html } emptyReason { text }
  entries { type title status date isEnteredInError hasUnknownModifier resource }
}`;
const queryFor = (id: string): string => `{ patientSummary(id: "${id}") { ${SUMMARY} } }`;

describe('the summary that Epic compiles', () => {
  it('has sections with their text and records, by one read and one operation', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, queryFor(CAMILA_LOPEZ));
    expect(errors).toBeUndefined();
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`, `Patient/${CAMILA_LOPEZ}/$summary`]);
    expect(extensions?.fhir).toMatchObject({ estimatedRequests: 2, warnings: [] });
    expect(at(data, 'patientSummary')).toMatchObject({
      title: 'International Patient Summary',
      statusCode: 'final',
      isEnteredInError: false,
    });
    expect(at(data, 'patientSummary', 'sections', 0)).toMatchObject({
      title: 'Allergies and Intolerances',
      code: { coding: [{ code: '48765-2' }] },
      text: { text: matching(/AllergyIntolerance/), html: matching(/<li>/) },
    });
    const [first] = sandbox.chart(CAMILA_LOPEZ, 'AllergyIntolerance');
    expect(at(data, 'patientSummary', 'sections', 0, 'entries', 0)).toMatchObject({
      type: 'AllergyIntolerance',
      resource: { patient: { reference: `Patient/${CAMILA_LOPEZ}` } },
    });
    expect(at(data, 'patientSummary', 'sections', 0, 'entries', 0, 'resource', 'id')).not.toBe(first?.id);
  });

  it('is null for an unknown patient, without a request for the summary', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const { data, errors, calls } = await ask(gateway, sandbox, queryFor('eUnknown'));
    expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
    expect(calls).toEqual(['Patient/eUnknown']);
  });

  it('is UPSTREAM_REJECTED on a server that does not offer it', async () => {
    const server = await startRecordServer([{ resourceType: 'Patient', id: 'p' }], JSON.stringify, {
      Patient: ['_id'],
    });
    const gateway = await startGateway(server);
    opened.push(server, gateway);
    const { data, errors } = await gateway.query(queryFor('p'));
    expect(data).toEqual({ patientSummary: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_REJECTED']);
    expect(server.requests).toEqual(['Patient/p']);
  });
});

const URN = 'urn:uuid:00000000-0000-4000-8000-';
const SUBJECT = `${URN}000000000001`;

interface Entry {
  readonly fullUrl?: string;
  readonly resource?: unknown;
}

function allergy(number: number, more: object = {}): Entry {
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
const NOT_SHOWN = {
  code: 'SUMMARY_NOT_SHOWN',
  resourceType: 'Patient',
  path: ['patientSummary'],
  message: matching(/no summary for this id, or the caller may not see it/),
};

const SSN = 'urn:oid:2.16.840.1.113883.4.1';
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
function subjectWith(more: object): Entry {
  return { fullUrl: SUBJECT, resource: { ...PATIENT, id: 'local-patient', ...more } };
}

const PATIENT_ENTRY = subjectWith({});

/** A document with one section of these entries. */
function documentOf(
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
async function startWith(
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

function titlesIn(data: unknown, section = 0): unknown {
  const entries = at(data, 'patientSummary', 'sections', section, 'entries');
  return Array.isArray(entries) ? entries.map((entry) => at(entry, 'title')) : entries;
}

describe('what a caller sees of a summary', () => {
  const HIDDEN = allergy(2, { meta: { security: [{ code: 'NOPAT' }] } });

  it('is all of it, with safe text, for a caller who may see the whole chart', async () => {
    const { queryAs, kept } = await startWith(documentOf([allergy(1), HIDDEN]));
    const { data, errors } = await queryAs('user/*.rs');
    expect(errors).toBeUndefined();
    expect(titlesIn(data)).toEqual(['Allergen 1', 'Allergen 2']);
    const html = at(data, 'patientSummary', 'sections', 0, 'text', 'html');
    expect(html).toContain('Penicillin');
    expect(html).not.toContain('script');
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain('/Patient/p');
    expect(audited).not.toContain('local-1');
  });

  it('excludes labeled records, and every text, for the patient', async () => {
    const { queryAs } = await startWith(documentOf([allergy(1), HIDDEN]));
    const { data, extensions } = await queryAs('patient/*.rs');
    expect(titlesIn(data)).toEqual(['Allergen 1']);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_TEXT_WITHHELD']);
  });

  const EVERY_KNOWN_TYPE = RESOURCE_TYPES.map((type) => `user/${type}.rs`).join(' ');

  it.each([
    ['labels hide what a read returns', 'user/*.s patient/*.r'],
    ['labels hide other categories', 'user/*.rs?category=food patient/*.rs'],
    ['a read is limited to a category', 'user/*.r?category=food user/*.s user/Patient.r'],
    ['the scopes name types', EVERY_KNOWN_TYPE],
    ['the scopes name types, and labels hide others', `patient/*.rs ${EVERY_KNOWN_TYPE}`],
  ])('excludes every text if %s', async (_reason, scopes) => {
    for (const entries of [[], [HIDDEN]]) {
      const { queryAs } = await startWith(documentOf(entries));
      const { data, errors } = await queryAs(scopes);
      expect(errors).toBeUndefined();
      expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    }
  });

  it('excludes the text next to a record that the caller may not see', async () => {
    const statement = { resourceType: 'MedicationStatement', subject: { reference: SUBJECT } };
    const summary = documentOf([{ fullUrl: `${URN}7`, resource: statement }]);
    const { queryAs } = await startWith(summary, { panel: ['p'] });
    const { data, extensions } = await queryAs('user/*.rs');
    expect(titlesIn(data)).toEqual([]);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual([
      'SUMMARY_TEXT_WITHHELD',
      'TYPES_NOT_PERMITTED',
    ]);
  });

  it('excludes types without a scope, with a warning that names them', async () => {
    const { queryAs } = await startWith(documentOf([allergy(1)]));
    const { data, extensions } = await queryAs('user/Patient.rs');
    expect(titlesIn(data)).toEqual([]);
    expect(extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'TYPES_NOT_PERMITTED', message: matching(/: AllergyIntolerance\.$/) }),
    );
  });

  it('lacks the reasons of empty sections unless scopes cover the whole chart', async () => {
    const section = [{ title: 'Allergies', emptyReason: { text: 'Nil Known' } }];
    const { queryAs } = await startWith(documentOf([], { section }));
    const partial = await queryAs('user/Patient.rs');
    expect(at(partial.data, 'patientSummary', 'sections', 0, 'emptyReason')).toBeNull();
    expect(partial.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_TEXT_WITHHELD']);
    const unread = await queryAs('user/*.s user/Patient.r');
    expect(at(unread.data, 'patientSummary', 'sections', 0, 'emptyReason')).toBeNull();
    for (const scopes of ['user/*.rs', 'user/*.r', 'patient/*.rs']) {
      const { data, extensions } = await queryAs(scopes);
      expect(at(data, 'patientSummary', 'sections', 0, 'emptyReason')).toEqual({ text: 'Nil Known' });
      expect(extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('is nothing for another patient, who causes no request', async () => {
    const { queryAs, server } = await startWith(documentOf([allergy(1)]));
    const { data, errors } = await queryAs('patient/*.rs', 'other');
    expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
    expect(server.requests.filter(({ url }) => url.startsWith('/fhir/Patient'))).toEqual([]);
  });

  it('is nothing for the patient if a label hides the document', async () => {
    for (const labeled of [
      documentOf([], { confidentiality: 'R' }),
      documentOf([], { meta: { security: [{ code: 'NOPAT' }] } }),
      documentOf([], {}, { meta: { security: [{ code: 'NOPAT' }] } }),
      documentOf([], {}, { meta: { security: 'R' } }),
      documentOf([], {}, { meta: { security: ['R'] } }),
      documentOf([], {}, { meta: { security: [[{ code: 'R' }]] } }),
      documentOf([], {}, { meta: [{ versionId: '1' }, { security: [{ code: 'R' }] }] }),
      documentOf([], { meta: { security: [7] } }),
      documentOf([], { confidentiality: ['N', 'R'] }),
    ]) {
      const { queryAs } = await startWith(labeled);
      const hidden = await queryAs('patient/*.rs');
      expect(hidden.data).toEqual({ patientSummary: null });
      expect(hidden.extensions?.fhir.warnings).toEqual([NOT_SHOWN]);
      expect(at((await queryAs('user/*.rs')).data, 'patientSummary', 'title')).toBe('A summary');
    }
  });

  it('excludes records of another patient, together with the text next to them', async () => {
    const foreign = [
      allergy(2, { patient: { reference: 'Patient/other' } }),
      allergy(3, { patient: { reference: `${URN}another` } }),
      allergy(4, { patient: undefined }),
      { fullUrl: `${URN}5`, resource: { resourceType: 'Patient', id: 'other' } },
      { fullUrl: `${URN}6`, resource: { resourceType: 'Group', id: 'others', name: 'Study' } },
    ];
    const { queryAs } = await startWith(documentOf([allergy(1), ...foreign]));
    const { data, extensions } = await queryAs('user/*.rs');
    expect(titlesIn(data)).toEqual(['Allergen 1']);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual([
      'FOREIGN_RECORDS',
      'SUMMARY_TEXT_WITHHELD',
    ]);
  });

  it.each<[title: string, status: string, resource: object]>([
    [
      'Penicillin',
      'active, refuted',
      {
        resourceType: 'AllergyIntolerance',
        patient: { reference: SUBJECT },
        clinicalStatus: { coding: [{ code: 'active' }] },
        verificationStatus: { coding: [{ code: 'refuted' }] },
        code: { text: 'Penicillin' },
      },
    ],
    [
      'Do not give: Warfarin',
      'active, order, do not perform',
      {
        resourceType: 'MedicationRequest',
        subject: { reference: SUBJECT },
        status: 'active',
        intent: 'order',
        doNotPerform: true,
        medicationCodeableConcept: { text: 'Warfarin' },
      },
    ],
    [
      'MMR',
      'not-done',
      {
        resourceType: 'Immunization',
        patient: { reference: SUBJECT },
        status: 'not-done',
        vaccineCode: { text: 'MMR' },
      },
    ],
    [
      'Asthma',
      'resolved',
      {
        resourceType: 'Condition',
        subject: { reference: SUBJECT },
        clinicalStatus: { coding: [{ code: 'resolved' }] },
        code: { text: 'Asthma' },
      },
    ],
    [
      'Metformin',
      'stopped',
      {
        resourceType: 'MedicationStatement',
        subject: { reference: SUBJECT },
        status: 'stopped',
        medicationReference: { display: 'Metformin' },
      },
    ],
  ])('names %s with the status %s', async (title, status, resource) => {
    const { queryAs } = await startWith(
      documentOf([{ fullUrl: `${URN}7`, resource: { id: 'local-7', ...resource } }]),
    );
    const { data, errors } = await queryAs('system/*.rs');
    expect(errors).toBeUndefined();
    expect(at(data, 'patientSummary', 'sections', 0, 'entries')).toMatchObject([{ title, status }]);
  });

  it('reduces records entered in error for the patient, and flags them for everybody', async () => {
    const { queryAs } = await startWith(
      documentOf([allergy(1, { verificationStatus: { coding: [{ code: 'entered-in-error' }] } })], {
        status: 'entered-in-error',
      }),
    );
    const { data } = await queryAs('patient/*.rs');
    expect(at(data, 'patientSummary')).toMatchObject({ isEnteredInError: true });
    const entry = at(data, 'patientSummary', 'sections', 0, 'entries', 0);
    expect(entry).toMatchObject({ isEnteredInError: true, title: null });
    expect(JSON.stringify(entry)).not.toContain('Allergen');
  });
});

describe('odd summaries', () => {
  it.each<[what: string, body: object]>([
    ['a searchset', { ...documentOf([]), type: 'searchset' }],
    ['no Composition', { resourceType: 'Bundle', type: 'document', entry: [PATIENT_ENTRY] }],
    ['no entries', { resourceType: 'Bundle', type: 'document' }],
    ['no Bundle', { resourceType: 'Patient', id: 'p' }],
    ['no subject', documentOf([], { subject: undefined })],
    ['another subject', documentOf([], { subject: { reference: 'Patient/other' } })],
    ['a subject that is no patient', documentOf([], { subject: { reference: `${URN}0` } })],
    [
      'a local subject with another identifier',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: 'urn:mrn', value: '2' }] })),
    ],
    [
      'a local subject with a value of another system',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: 'urn:other', value: '1' }] })),
    ],
    [
      'a local subject with a masked SSN',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: SSN, value: '***-**-****' }] })),
    ],
    ['a local subject without an identifier', documentOf([], {}, {}, subjectWith({ identifier: undefined }))],
    ['a local subject born on another day', documentOf([], {}, {}, subjectWith({ birthDate: '1931-05-05' }))],
    [
      'a local subject with the id but born in another month',
      documentOf([], {}, {}, subjectWith({ id: 'p', birthDate: '1980-06' })),
    ],
  ])('fail if there is %s', async (_what, body) => {
    const { queryAs } = await startWith(body);
    const { data, errors } = await queryAs('user/*.rs');
    expect(data).toEqual({ patientSummary: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
  });

  it.each(['4102', '4107'])(
    'are missing, with a warning, if Epic answers with the issue %s',
    async (code) => {
      const issue = [{ severity: 'fatal', code: 'processing', details: { coding: [{ code }] } }];
      const outcome = { resourceType: 'OperationOutcome', issue };
      const { queryAs } = await startWith(outcome, { httpStatus: 404 });
      const { data, errors, extensions } = await queryAs('user/*.rs');
      expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
      expect(extensions?.fhir.warnings.map((warning) => warning.code)).toEqual([code]);
      const restricted = await queryAs('patient/*.rs');
      expect(restricted.data).toEqual({ patientSummary: null });
      expect(restricted.extensions?.fhir.warnings).toEqual([NOT_SHOWN]);
    },
  );

  it('show what they have: nested sections, unresolved entries, records of other types and without an id', async () => {
    const statement = {
      fullUrl: `${URN}7`,
      resource: {
        resourceType: 'MedicationStatement',
        status: 'entered-in-error',
        subject: { reference: 'Patient/p' },
      },
    };
    const { queryAs } = await startWith(
      documentOf([allergy(1, { id: undefined }), statement], {
        section: [
          'odd',
          {
            title: 'Outer',
            entry: [{ reference: `${URN}1` }, { reference: 'Nothing/here' }, 'odd', {}],
            section: [{ title: 'Inner', entry: [{ reference: `${URN}7` }], emptyReason: { text: 'odd' } }],
          },
          { title: 12, text: { div: 3 }, code: 'odd', entry: 'odd' },
        ],
      }),
    );
    const full = await queryAs('system/*.rs');
    expect(full.errors).toBeUndefined();
    const sections = at(full.data, 'patientSummary', 'sections');
    expect(sections).toMatchObject([
      { title: 'Outer', entries: [{ type: 'AllergyIntolerance', title: 'Allergen 1' }] },
      { title: 'Inner', entries: [{ type: 'MedicationStatement', isEnteredInError: true }] },
      { title: null, code: null, text: null, entries: [] },
    ]);
    const limited = await queryAs('patient/*.rs');
    expect(titlesIn(limited.data, 1)).toEqual([]);
    expect(limited.extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'TYPES_NOT_PERMITTED', message: matching(/: other types\.$/) }),
    );
  });

  it.each<[what: string, more: object]>([
    ['the id', { id: 'p', identifier: undefined }],
    ['an identifier', { identifier: ['odd', { value: '1' }, { system: 'urn:mrn', value: ' 1 ' }] }],
    ['an identifier and a partial date of birth', { birthDate: '1980-05' }],
    ['an identifier and no date of birth', { birthDate: undefined }],
  ])('are shown if the local subject has %s of the patient', async (_what, more) => {
    const { queryAs } = await startWith(documentOf([allergy(1)], {}, {}, subjectWith(more)));
    const { data, errors } = await queryAs('user/*.rs');
    expect(errors).toBeUndefined();
    expect(titlesIn(data)).toEqual(['Allergen 1']);
  });

  it('warn of entries without a record, unless one may be hidden from the caller', async () => {
    for (const missing of [
      { display: 'Penicillin' },
      { reference: `${URN}1/_history/2` },
      { reference: 'Nothing/x' },
    ]) {
      const entry = [{ reference: `${URN}1` }, missing];
      const versioned = allergy(1, { meta: { versionId: '1' } });
      const { queryAs } = await startWith(documentOf([versioned], { section: [{ title: 'Odd', entry }] }));
      const full = await queryAs('user/*.rs');
      expect(titlesIn(full.data)).toEqual(['Allergen 1']);
      expect(full.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_INCOMPLETE']);
      expect(JSON.stringify(full.extensions)).not.toContain('Penicillin');
      expect((await queryAs('patient/*.rs')).extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('show records to which entries refer by version', async () => {
    const withoutUrls = [
      allergy(1, { id: '1' }),
      allergy(2, { id: '2', meta: { versionId: '1' } }),
      allergy(3, { id: '2', meta: { versionId: '2' } }),
    ].map(({ resource }) => ({ resource }));
    const entry = [
      'AllergyIntolerance/1/_history/2',
      'AllergyIntolerance/2/_history/2',
      'AllergyIntolerance/2/_history/1',
      `${URN}4/_history/7`,
    ].map((reference) => ({ reference }));
    const section = [{ title: 'Versions', entry }];
    const { queryAs } = await startWith(documentOf([...withoutUrls, allergy(4)], { section }));
    for (const scopes of ['user/*.rs', 'patient/*.rs']) {
      const { data, extensions } = await queryAs(scopes);
      expect(titlesIn(data)).toEqual(['Allergen 1', 'Allergen 3', 'Allergen 2', 'Allergen 4']);
      expect(extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('show a record that entries repeat, and 2,000 entries of all sections', async () => {
    const entry = Array.from({ length: 1500 }, () => ({ reference: `${URN}1` }));
    const { queryAs, kept } = await startWith(
      documentOf([allergy(1)], {
        section: [
          { title: 'One', entry },
          { title: 'Two', entry },
        ],
      }),
    );
    const { data, extensions } = await queryAs('user/*.rs');
    expect([titlesIn(data, 0), titlesIn(data, 1)]).toMatchObject([{ length: 1500 }, { length: 500 }]);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_INCOMPLETE']);
    expect(JSON.stringify(kept.take())).toContain('/Patient/p');
  });

  it('name a medication by the Medication of the document, if the caller may see it', async () => {
    const statement = (number: number, more: object): Entry => ({
      fullUrl: `${URN}${number}`,
      resource: { resourceType: 'MedicationStatement', subject: { reference: SUBJECT }, ...more },
    });
    const medication = { resourceType: 'Medication', code: { text: 'Aspirin' } };
    const summary = documentOf([
      statement(7, { medicationReference: { reference: `${URN}9` } }),
      statement(8, { medicationReference: { reference: `${URN}9`, display: 'ASA 100' } }),
    ]);
    const { queryAs } = await startWith({
      ...summary,
      entry: [...summary.entry, { fullUrl: `${URN}9`, resource: medication }],
    });
    expect(titlesIn((await queryAs('system/*.rs')).data)).toEqual(['Aspirin', 'ASA 100']);
  });

  it('use no further resource once one has named a record', async () => {
    const request = {
      resourceType: 'MedicationRequest',
      subject: { reference: SUBJECT },
      medicationReference: [{ reference: `${URN}8` }, { reference: `${URN}9` }],
    };
    const medication = { resourceType: 'Medication', code: { text: 'Aspirin' } };
    const summary = documentOf([{ fullUrl: `${URN}7`, resource: request }], {
      section: [{ title: 'Medication', entry: [{ reference: `${URN}7` }] }],
    });
    const { queryAs } = await startWith({
      ...summary,
      entry: [...summary.entry, { fullUrl: `${URN}8`, resource: medication }, allergy(9)],
    });
    const { data, extensions } = await queryAs(
      'user/Patient.rs user/MedicationRequest.rs user/Medication.rs',
    );
    expect(titlesIn(data)).toEqual(['Aspirin']);
    expect(extensions?.fhir.warnings).toEqual([]);
  });

  it('show sections at any depth', async () => {
    const nested = Array.from({ length: 12 }).reduce<object>(
      (section, _, index) => ({ title: `${12 - index}`, section: [section] }),
      { title: 'Innermost', entry: [{ reference: `${URN}1` }] },
    );
    const { queryAs } = await startWith(documentOf([allergy(1)], { section: [nested] }));
    const { data } = await queryAs('user/*.rs');
    expect(at(data, 'patientSummary', 'sections')).toHaveLength(13);
    expect(titlesIn(data, 12)).toEqual(['Allergen 1']);
  });

  it('fail only the text that is too large to convert', async () => {
    const div = `<div>${'word '.repeat(600_000)}</div>`;
    const { queryAs } = await startWith(
      documentOf([allergy(1)], { section: [{ title: 'Long', text: { div } }] }),
    );
    const { data, errors } = await queryAs('user/*.rs');
    expect(at(data, 'patientSummary', 'sections', 0)).toMatchObject({ title: 'Long', text: { text: null } });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['CONTENT_TOO_LARGE']));
  });
});
