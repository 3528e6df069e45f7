/** A FHIR server that puts a canary into every value it sends, so that a test can search for it in logs, errors and metrics. */
import type { KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { rsa } from '../config/key-material.ts';
import { type LocalServer, type ReceivedRequest, startLocalServer } from '../http/local-server.ts';

/** Part of every name, id, link, text and token of the server. */
export const CANARY = 'Kanarienvogel';
export const CANARY_ID = `e${CANARY}.Id-1`;
/** The dates and numbers, which cannot contain the canary, in each form in which they could leak. */
export const CANARY_VALUES = ['1931-07-19', '931-07-1907', '931071907', '555-0193', '5550193'];

/** Answers a request in place of the server. */
export type CanaryFault = (response: ServerResponse, request: ReceivedRequest) => void;

export interface CanaryServer {
  readonly baseUrl: string;
  readonly credentials: { readonly clientId: string; readonly privateKey: KeyObject; readonly keyId: string };
  readonly requests: readonly ReceivedRequest[];
  /** Answers all FHIR requests; null: the server answers. */
  fault: CanaryFault | null;
  /** Answers all token requests; null: the server answers. */
  tokenFault: CanaryFault | null;
  close(): Promise<void>;
}

export async function startCanaryServer(): Promise<CanaryServer> {
  const { privateKey } = rsa();
  const faults: Pick<CanaryServer, 'fault' | 'tokenFault'> = { fault: null, tokenFault: null };
  const server: LocalServer = await startLocalServer((response, request, count) => {
    const fault = request.url === '/token' ? faults.tokenFault : faults.fault;
    if (fault !== null && !request.url.includes('.well-known')) fault(response, request);
    else sendJson(response, 200, answerTo(request, server.origin, count));
  });
  return {
    baseUrl: `${server.origin}/fhir`,
    credentials: { clientId: `${CANARY}-client`, privateKey, keyId: `${CANARY}-key` },
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

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(body));
}

/** Returns an OperationOutcome that echoes values of the request, as Epic's do. */
export function echoingOutcome(code: string): unknown {
  return {
    resourceType: 'OperationOutcome',
    text: { status: 'generated', div: `<div>${CANARY}</div>` },
    issue: [
      {
        severity: 'fatal',
        code: 'business-rule',
        details: { coding: [{ system: `urn:oid:${CANARY}`, code, display: CANARY }], text: CANARY },
        diagnostics: `${CANARY} born ${CANARY_VALUES.join(' ')}`,
        location: [`/f:${CANARY}`],
        expression: [CANARY],
      },
    ],
  };
}

function answerTo({ url }: ReceivedRequest, origin: string, count: number): unknown {
  if (url === '/token') {
    return {
      access_token: `${CANARY}-token-${count}`,
      token_type: 'bearer',
      expires_in: 3600,
      scope: `system/${CANARY}.read`,
    };
  }
  if (url.endsWith('/smart-configuration')) return { token_endpoint: `${origin}/token` };
  if (url.endsWith('/metadata')) {
    return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', description: CANARY, rest: [] };
  }
  const { pathname, searchParams } = new URL(url, origin);
  const [, , type, id] = pathname.split('/');
  if (id !== undefined) return patient(id);
  if (type === 'List') return searchset([list()]);
  const ids = searchParams.get('_id')?.split(',');
  return searchset(
    (ids ?? [CANARY_ID, `${CANARY_ID}-2`]).map(patient),
    ids === undefined ? `${origin}/fhir/Patient?sessionID=${CANARY}-session-${count}` : null,
  );
}

function list(): unknown {
  return {
    resourceType: 'List',
    id: `${CANARY}-list`,
    status: 'current',
    title: CANARY,
    entry: [1, 2, 3].map((number) => ({
      item: { reference: `Patient/${CANARY_ID}-${number}`, display: CANARY },
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
      { resource: echoingOutcome(CANARY), search: { mode: 'outcome' } },
      { resource: { resourceType: 'Patient', name: [{ text: CANARY }] }, search: { mode: 'match' } },
    ],
  };
}

/** Returns a patient with invalid periods, so that some of its fields fail. */
function patient(id: string): unknown {
  const concept = { text: CANARY, coding: [{ system: `urn:${CANARY}`, code: CANARY, display: CANARY }] };
  return {
    resourceType: 'Patient',
    id,
    text: { status: 'generated', div: `<div>${CANARY}</div>` },
    identifier: [
      { system: 'urn:oid:2.16.840.1.113883.4.1', value: '931-07-1907' },
      { type: { text: 'MRN' }, system: `urn:${CANARY}`, value: `${CANARY}-mrn`, period: { start: CANARY } },
    ],
    name: [{ use: CANARY, text: `${CANARY} the Patient`, family: CANARY, given: [CANARY] }],
    telecom: [
      { system: 'phone', value: '+1 218-555-0193' },
      { system: 'email', value: `${CANARY}@example.org` },
    ],
    birthDate: '1931-07-19',
    deceasedDateTime: `1931-07-19 ${CANARY}`,
    gender: CANARY,
    address: [{ text: CANARY, line: [CANARY], city: CANARY, period: { end: CANARY } }],
    maritalStatus: concept,
    communication: [{ language: concept }],
    generalPractitioner: [{ reference: `Practitioner/${CANARY}`, display: CANARY }],
    managingOrganization: { display: CANARY },
    extension: [
      {
        url: 'http://open.epic.com/FHIR/StructureDefinition/extension/legal-sex',
        valueCodeableConcept: concept,
      },
    ],
  };
}
