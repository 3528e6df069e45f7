/**
 * A FHIR server with two patients, to find leaks: every reference that FHIR allows in a record of one patient points to a record of the
 * other, and displays its name. A test can remove the other records, and compare the responses of a server with and without them.
 * Alternatively, the other records belong to the same patient, and security labels hide them.
 */
import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { rsa } from '../config/key-material.ts';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import { patientParameterOf, type ResourceType } from '../../src/fhir/resources.ts';
import { startLocalServer } from '../http/local-server.ts';
import { FOREIGN, type Json, known, OWN, recordsOf, TYPES, withLabel } from './cross-reference-records.ts';
import type { FhirServer } from './gateway.ts';

export interface CrossReferenceServer extends FhirServer {
  /** Returns the ids of the own records of a type. Together, their references point to every type that FHIR allows. */
  ownIds(type: ResourceType): string[];
  /** Removes the other records of these types, and restores all other types. */
  removeOthers(types: ReadonlySet<string>): void;
  /** Answers FHIR requests in place of the server, by their tokens; null: the server answers. */
  fault: TokenFault | null;
  /** Forgets the requests so far. */
  forgetRequests(): void;
  /** Returns the URLs of the requests of a client, sorted. */
  requestsOf(clientId: string): string[];
  /** Its types of records. */
  readonly types: readonly string[];
  close(): Promise<void>;
}

interface CrossReferenceOptions {
  /** Hides the other records from this client, as a FHIR server does that several organizations share. */
  readonly hidesOthersFrom?: string;
  /** Refuses every request with this token, as an expired one. */
  readonly refusesToken?: string;
}

/** Answers a request, or returns false to let the server answer. `answer` is what the server would do. */
export type TokenFault = (
  token: string,
  response: ServerResponse,
  context: { readonly type: string; readonly answer: () => void },
) => boolean;

/** `foreign`: the other records belong to another patient. `labelled`: they belong to the same one, and labels hide them from patients. */
export type OtherRecords = 'foreign' | 'labelled';

const BASE = '/fhir';
const FHIR_JSON = 'application/fhir+json';

export async function startCrossReferenceServer(
  ofOthers: OtherRecords = 'foreign',
  { hidesOthersFrom, refusesToken }: CrossReferenceOptions = {},
): Promise<CrossReferenceServer> {
  const { privateKey } = rsa();
  const isLabelled = ofOthers === 'labelled';
  const own = new Map(TYPES.map((type) => [type, recordsOf(type, OWN, OWN)]));
  const foreign = new Map(
    TYPES.map((type) => {
      const records = [...recordsOf(type, FOREIGN, isLabelled ? OWN : FOREIGN), ...cacheableRecordsOf(type)];
      return [type, isLabelled ? records.map(withLabel) : records];
    }),
  );
  let forgotten: ReadonlySet<string> = new Set();
  let forgottenRequests = 0;

  const recordsThere = (type: string, client: string): readonly Json[] => [
    ...(own.get(type) ?? []),
    ...(forgotten.has(type) || client === hidesOthersFrom ? [] : (foreign.get(type) ?? [])),
  ];
  const find = (type: string, id: string, client: string): Json | undefined =>
    recordsThere(type, client).find((record) => record['id'] === id);

  const search = (type: string, parameters: URLSearchParams, client: string): Json => {
    const ids = parameters.get('_id')?.split(',');
    const matches: readonly Json[] =
      ids === undefined
        ? recordsThere(type, client).filter((record) => isFound(record, type, parameters, isLabelled))
        : ids.map((id) => find(type, id, client)).filter((record) => record !== undefined);
    const included =
      parameters.getAll('_include').length === 0
        ? []
        : matches.flatMap((record) => targetsOf(record, client));
    const provenances = parameters.has('_revinclude') ? recordsThere('Provenance', client) : [];
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        ...matches.map((resource) => ({ resource, search: { mode: 'match' } })),
        ...[...new Set([...included, ...provenances])].map((resource) => ({
          resource,
          search: { mode: 'include' },
        })),
      ],
    };
  };

  /** Returns the existing resources that a record references. */
  const targetsOf = (record: Json, client: string): Json[] =>
    [...JSON.stringify(record).matchAll(/"reference":"(\w+)\/([^"]+)"/g)]
      .map(([, type = '', id = '']) => find(type, id, client))
      .filter((target) => target !== undefined);

  let fault: TokenFault | null = null;
  const server = await startLocalServer((response, { url, headers, body }) => {
    const answer = (status: number, answered: Json): void => {
      response.writeHead(status, { 'content-type': FHIR_JSON }).end(JSON.stringify(answered));
    };
    const [path = '', query] = url.split('?');
    const [type = '', id] = path.slice(BASE.length + 1).split('/');
    if (path === '/token')
      return answer(200, { access_token: clientOf(body), token_type: 'bearer', expires_in: 3600 });
    if (path.endsWith('/smart-configuration'))
      return answer(200, { token_endpoint: `${server.origin}/token` });
    if (type === 'metadata') return answer(200, CAPABILITIES);
    const client = (headers.authorization ?? '').replace('Bearer ', '');
    if (client === refusesToken) return answer(401, {});
    const answerRecords = (): void => {
      if (id === undefined) return answer(200, search(type, new URLSearchParams(query), client));
      const found = find(type, id, client);
      return found === undefined ? answer(404, NOT_FOUND) : answer(200, found);
    };
    if (fault?.(client, response, { type, answer: answerRecords }) !== true) answerRecords();
  });

  return {
    baseUrl: server.origin + BASE,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    ownIds: (type) => (own.get(type) ?? []).map(({ id }) => String(id)),
    removeOthers(types) {
      forgotten = types;
    },
    types: TYPES,
    get fault() {
      return fault;
    },
    set fault(changed) {
      fault = changed;
    },
    forgetRequests() {
      forgottenRequests = server.requests.length;
    },
    requestsOf: (clientId) =>
      server.requests
        .slice(forgottenRequests)
        .filter(({ headers }) => headers.authorization === `Bearer ${clientId}`)
        .map(({ url }) => url)
        .toSorted(),
    close: () => server.close(),
  };
}

/** Returns the id of the client that requests a token. The server gives it as the token. */
function clientOf(body: string): string {
  return String(decodeJwt(new URLSearchParams(body).get('client_assertion') ?? '').iss);
}

/** Returns a record that refers to nothing, so the gateway may cache it; none if it is about patients. */
function cacheableRecordsOf(type: string): Json[] {
  return isSharedType(known(type)) ? [{ resourceType: type, id: cacheableId(type) }] : [];
}

/** Returns the id of the other record of a type that the gateway may cache for all callers. */
export function cacheableId(type: string): string {
  return `${FOREIGN}-${type}-cacheable`;
}

/** Returns whether a search matches the record. */
function isFound(record: Json, type: string, parameters: URLSearchParams, isOneChart: boolean): boolean {
  const id = String(record['id']);
  const identifiers = (parameters.get('identifier') ?? '').split(',').map((token) => token.split('|')[1]);
  return type === 'Patient'
    ? identifiers.some((identifier) => identifier === id || identifier === `MRN-${id}`)
    : isOneChart || id.startsWith(`${parameters.get(patientParameterOf(known(type)))}-`);
}
/** Supports every search by patient, and every `_include`. */
const CAPABILITIES: Json = {
  resourceType: 'CapabilityStatement',
  fhirVersion: '4.0.1',
  software: { name: 'Cross-references' },
  rest: [
    {
      mode: 'server',
      resource: TYPES.map((type) => ({
        type,
        searchParam: [patientParameterOf(known(type)), 'category'].map((name) => ({ name })),
        searchInclude: ['*'],
        searchRevInclude: ['Provenance:target'],
      })),
    },
  ],
};

const NOT_FOUND: Json = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'fatal', code: 'not-found' }],
};
