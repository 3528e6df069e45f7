/** A FHIR server whose every word is marked, so that a test can look for its marks where they must not be. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type LocalServer, type ReceivedRequest, startLocalServer } from '../http/local-server.ts';

/** In every name, id, link, text and token of the server. */
export const MARK = 'Kanarienvogel';
export const MARKED_ID = `e${MARK}.Id-1`;
/** What cannot hold the mark itself, in every form in which it could be told. */
export const MARKED_VALUES = ['1931-07-19', '931-07-1907', '931071907', '555-0193', '5550193'];

/** What the server does in place of its answer. */
export type Fault = (response: ServerResponse, request: ReceivedRequest) => void;

export interface MarkedServer {
  readonly baseUrl: string;
  readonly credentials: { readonly clientId: string; readonly privateKey: KeyObject; readonly keyId: string };
  readonly requests: readonly ReceivedRequest[];
  /** Answers all FHIR requests so; null: as usual. */
  fault: Fault | null;
  /** Answers all token requests so; null: as usual. */
  tokenFault: Fault | null;
  close(): Promise<void>;
}

export async function startMarkedServer(): Promise<MarkedServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const faults: Pick<MarkedServer, 'fault' | 'tokenFault'> = { fault: null, tokenFault: null };
  const server: LocalServer = await startLocalServer((response, request, count) => {
    const fault = request.url === '/token' ? faults.tokenFault : faults.fault;
    if (fault !== null && !request.url.includes('.well-known')) fault(response, request);
    else json(response, 200, answerTo(request, server.origin, count));
  });
  return {
    baseUrl: `${server.origin}/fhir`,
    credentials: { clientId: `${MARK}-client`, privateKey, keyId: `${MARK}-key` },
    requests: server.requests,
    close: () => server.close(),
    get fault() {
      return faults.fault;
    },
    set fault(fault) {
      faults.fault = fault;
    },
    get tokenFault() {
      return faults.tokenFault;
    },
    set tokenFault(fault) {
      faults.tokenFault = fault;
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(body));
}

/** An OperationOutcome that echoes what was asked for, as Epic's do. */
export function echoingOutcome(code: string): unknown {
  return {
    resourceType: 'OperationOutcome',
    text: { status: 'generated', div: `<div>${MARK}</div>` },
    issue: [
      {
        severity: 'fatal',
        code: 'business-rule',
        details: { coding: [{ system: `urn:oid:${MARK}`, code, display: MARK }], text: MARK },
        diagnostics: `${MARK} born ${MARKED_VALUES.join(' ')}`,
        location: [`/f:${MARK}`],
        expression: [MARK],
      },
    ],
  };
}

function answerTo({ url }: ReceivedRequest, origin: string, count: number): unknown {
  if (url === '/token') {
    return {
      access_token: `${MARK}-token-${count}`,
      token_type: 'bearer',
      expires_in: 3600,
      scope: `system/${MARK}.read`,
    };
  }
  if (url.endsWith('/smart-configuration')) return { token_endpoint: `${origin}/token` };
  if (url.endsWith('/metadata')) {
    return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', description: MARK, rest: [] };
  }
  const { pathname, searchParams } = new URL(url, origin);
  const [, , type, id] = pathname.split('/');
  if (id !== undefined) return patient(id);
  if (type === 'List') return searchset([list()]);
  const ids = searchParams.get('_id')?.split(',');
  return searchset(
    (ids ?? [MARKED_ID, `${MARKED_ID}-2`]).map(patient),
    ids === undefined ? `${origin}/fhir/Patient?sessionID=${MARK}-session-${count}` : null,
  );
}

function list(): unknown {
  return {
    resourceType: 'List',
    id: `${MARK}-list`,
    status: 'current',
    title: MARK,
    entry: [1, 2, 3].map((number) => ({
      item: { reference: `Patient/${MARKED_ID}-${number}`, display: MARK },
    })),
  };
}

function searchset(resources: readonly unknown[], next: string | null = null): unknown {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: next === null ? [] : [{ relation: 'next', url: next }],
    entry: [
      ...resources.map((resource) => ({ resource, search: { mode: 'match' } })),
      { resource: echoingOutcome('4119'), search: { mode: 'outcome' } },
      { resource: echoingOutcome('59100'), search: { mode: 'outcome' } },
      { resource: echoingOutcome(MARK), search: { mode: 'outcome' } },
      { resource: { resourceType: 'Patient', name: [{ text: MARK }] }, search: { mode: 'match' } },
    ],
  };
}

/** With a period that is no period, so that some of its fields fail. */
function patient(id: string): unknown {
  const concept = { text: MARK, coding: [{ system: `urn:${MARK}`, code: MARK, display: MARK }] };
  return {
    resourceType: 'Patient',
    id,
    text: { status: 'generated', div: `<div>${MARK}</div>` },
    identifier: [
      { system: 'urn:oid:2.16.840.1.113883.4.1', value: '931-07-1907' },
      { type: { text: 'MRN' }, system: `urn:${MARK}`, value: `${MARK}-mrn`, period: { start: MARK } },
    ],
    name: [{ use: MARK, text: `${MARK} the Patient`, family: MARK, given: [MARK] }],
    telecom: [
      { system: 'phone', value: '+1 218-555-0193' },
      { system: 'email', value: `${MARK}@example.org` },
    ],
    birthDate: '1931-07-19',
    deceasedDateTime: `1931-07-19 ${MARK}`,
    gender: MARK,
    address: [{ text: MARK, line: [MARK], city: MARK, period: { end: MARK } }],
    maritalStatus: concept,
    communication: [{ language: concept }],
    generalPractitioner: [{ reference: `Practitioner/${MARK}`, display: MARK }],
    managingOrganization: { display: MARK },
    extension: [
      {
        url: 'http://open.epic.com/FHIR/StructureDefinition/extension/legal-sex',
        valueCodeableConcept: concept,
      },
    ],
  };
}
