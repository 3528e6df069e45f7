/** Serves given records over FHIR: reads by id, and searches by `_id` and by patient. It issues a token to every client. */
import { rsa } from '../config/key-material.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { FhirServer } from './gateway.ts';

export interface RecordOfServer extends Readonly<Record<string, unknown>> {
  readonly resourceType: string;
  readonly id: string;
}

export interface RecordServer extends FhirServer {
  /** The reads and searches so far, such as `Patient/a` and `Observation?patient=a`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const BASE = '/fhir';
const FHIR_JSON = 'application/fhir+json';

/**
 * @param written serializes a record, for JSON that `JSON.stringify` cannot write
 * @param listed the search parameters in the CapabilityStatement, by type; null: no CapabilityStatement. A type with `_revinclude` offers to
 * include provenances, and then every search for it includes all of them.
 * @param software `software.name` in the CapabilityStatement
 */
export async function startRecordServer(
  records: readonly RecordOfServer[],
  written: (record: RecordOfServer) => string = JSON.stringify,
  listed: Readonly<Record<string, readonly string[]>> | null = null,
  software = 'Records',
): Promise<RecordServer> {
  const { privateKey } = rsa();
  const requests: string[] = [];

  const found = (type: string, parameters: URLSearchParams): readonly RecordOfServer[] => {
    const ids = parameters.get('_id')?.split(',');
    const patientId = parameters.get('patient') ?? parameters.get('subject');
    const patient = parameters === ALL ? '' : `"Patient/${patientId}"`;
    return records
      .filter(({ resourceType }) => resourceType === type)
      .filter((record) => ids?.includes(record.id) ?? JSON.stringify(record).includes(patient));
  };

  const server = await startLocalServer((response, { url }) => {
    const send = (status: number, body: string): void => {
      response.writeHead(status, { 'content-type': FHIR_JSON }).end(body);
    };
    const answer = (status: number, body: unknown): void => send(status, JSON.stringify(body));
    const [path = '', query] = url.split('?');
    const place = path.slice(BASE.length + 1);
    const [type = '', id] = place.split('/');
    if (path === '/token')
      return answer(200, { access_token: 'token', token_type: 'bearer', expires_in: 3600 });
    if (path.endsWith('/smart-configuration'))
      return answer(200, { token_endpoint: `${server.origin}/token` });
    if (type === 'metadata')
      return listed === null ? answer(404, NOT_FOUND) : answer(200, capabilityStatement(listed, software));
    requests.push(url.slice(BASE.length + 1));
    if (id !== undefined) {
      const record = records.find((one) => one.resourceType === type && one.id === id);
      return record === undefined ? answer(404, NOT_FOUND) : send(200, written(record));
    }
    const matches = found(type, new URLSearchParams(query));
    const included = query?.includes('_revinclude=') === true ? found('Provenance', ALL) : [];
    const entries = [
      ...matches.map((record) => `{"resource":${written(record)},"search":{"mode":"match"}}`),
      ...included.map((record) => `{"resource":${written(record)},"search":{"mode":"include"}}`),
    ];
    return send(200, `{"resourceType":"Bundle","type":"searchset","entry":[${entries.join()}]}`);
  });

  return {
    baseUrl: server.origin + BASE,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    requests,
    close: () => server.close(),
  };
}

/** The parameters that find every record of a type. */
const ALL = new URLSearchParams();

const NOT_FOUND = { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'not-found' }] };

function capabilityStatement(listed: Readonly<Record<string, readonly string[]>>, software: string) {
  return {
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    software: { name: software },
    rest: [
      {
        mode: 'server',
        resource: Object.entries(listed).map(([type, names]) => ({
          type,
          searchParam: names.filter((name) => name !== '_revinclude').map((name) => ({ name })),
          searchRevInclude: names.includes('_revinclude') ? ['Provenance:target'] : [],
        })),
      },
    ],
  };
}
