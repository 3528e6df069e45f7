/**
 * A FHIR server with two patients, to find leaks: every reference that FHIR allows in a record of one patient points to a record of the
 * other, and displays its name. A test can remove the other records, and compare the responses of a server with and without them.
 * Alternatively, the other records belong to the same patient, and security labels hide them.
 */
import { generateKeyPairSync } from 'node:crypto';
import { patientParameterOf, type ResourceType } from '../../src/fhir/resources.ts';
import { startLocalServer } from '../http/local-server.ts';
import { FOREIGN, type Json, known, OWN, recordsOf, TYPES, withLabel } from './cross-reference-records.ts';
import type { FhirServer } from './gateway.ts';

export interface CrossReferenceServer extends FhirServer {
  /** Returns the ids of the own records of a type. Together, their references point to every type that FHIR allows. */
  ownIds(type: ResourceType): string[];
  /** Removes the other records of these types, and restores all other types. */
  removeOthers(types: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** `foreign`: the other records belong to another patient. `labelled`: they belong to the same one, and labels hide them from patients. */
export type OtherRecords = 'foreign' | 'labelled';

const BASE = '/fhir';
const FHIR_JSON = 'application/fhir+json';

export async function startCrossReferenceServer(
  ofOthers: OtherRecords = 'foreign',
): Promise<CrossReferenceServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const isLabelled = ofOthers === 'labelled';
  const own = new Map(TYPES.map((type) => [type, recordsOf(type, OWN, OWN)]));
  const foreign = new Map(
    TYPES.map((type) => {
      const records = recordsOf(type, FOREIGN, isLabelled ? OWN : FOREIGN);
      return [type, isLabelled ? records.map(withLabel) : records];
    }),
  );
  let forgotten: ReadonlySet<string> = new Set();

  const recordsThere = (type: string): readonly Json[] => [
    ...(own.get(type) ?? []),
    ...(forgotten.has(type) ? [] : (foreign.get(type) ?? [])),
  ];
  const find = (type: string, id: string): Json | undefined =>
    recordsThere(type).find((record) => record['id'] === id);

  const search = (type: string, parameters: URLSearchParams): Json => {
    const ids = parameters.get('_id')?.split(',');
    const matches: readonly Json[] =
      ids === undefined
        ? recordsThere(type).filter((record) => isFound(record, type, parameters, isLabelled))
        : ids.map((id) => find(type, id)).filter((record) => record !== undefined);
    const included =
      parameters.getAll('_include').length === 0 ? [] : matches.flatMap((record) => targetsOf(record));
    const provenances = parameters.has('_revinclude') ? recordsThere('Provenance') : [];
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
  const targetsOf = (record: Json): Json[] =>
    [...JSON.stringify(record).matchAll(/"reference":"(\w+)\/([^"]+)"/g)]
      .map(([, type = '', id = '']) => find(type, id))
      .filter((target) => target !== undefined);

  const server = await startLocalServer((response, { url }) => {
    const answer = (status: number, body: Json): void => {
      response.writeHead(status, { 'content-type': FHIR_JSON }).end(JSON.stringify(body));
    };
    const [path = '', query] = url.split('?');
    const [type = '', id] = path.slice(BASE.length + 1).split('/');
    if (path === '/token')
      return answer(200, { access_token: 'token', token_type: 'bearer', expires_in: 3600 });
    if (path.endsWith('/smart-configuration'))
      return answer(200, { token_endpoint: `${server.origin}/token` });
    if (type === 'metadata') return answer(200, CAPABILITIES);
    if (id === undefined) return answer(200, search(type, new URLSearchParams(query)));
    const found = find(type, id);
    return found === undefined ? answer(404, NOT_FOUND) : answer(200, found);
  });

  return {
    baseUrl: server.origin + BASE,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    ownIds: (type) => (own.get(type) ?? []).map(({ id }) => String(id)),
    removeOthers(types) {
      forgotten = types;
    },
    close: () => server.close(),
  };
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
