/** Serves given records over FHIR. The server can withhold or refuse types, or not support them, and reports that as Epic does. */
import { rsa } from '../config/key-material.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { FhirServer } from './gateway.ts';
import type { RecordOfServer } from './record-server.ts';

export interface ChartServerOptions {
  /** Types whose searches omit records, which an outcome reports; see `note`. */
  readonly withheld?: readonly string[];
  /** The outcome in the searchsets of withheld types: FHIR's issue type and Epic's code. By default, Epic's 59204. */
  readonly note?: { readonly code: string; readonly epicCode?: string };
  /** Types whose searches get a 403. */
  readonly refused?: readonly string[];
  /** Types whose searches always have a next page. */
  readonly endless?: readonly string[];
  /** The search parameters in the CapabilityStatement, by type. Without them, the server has no CapabilityStatement. */
  readonly offered?: Readonly<Record<string, readonly string[]>>;
  /** `software.name` in the CapabilityStatement. */
  readonly software?: string;
}

export interface ChartServer extends FhirServer {
  /** The reads and searches so far, such as `Consent?patient=a`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const BASE = '/fhir';
/** Epic's outcome that records were omitted. */
const WITHHELD = { code: 'suppressed', epicCode: '59204' };

export async function startChartServer(
  records: readonly RecordOfServer[],
  {
    withheld = [],
    note = WITHHELD,
    refused = [],
    endless = [],
    offered,
    software = 'Other',
  }: ChartServerOptions = {},
): Promise<ChartServer> {
  const { privateKey } = rsa();
  const requests: string[] = [];
  const server = await startLocalServer((response, { url }) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
    };
    const [path = '', query = ''] = url.split('?');
    const [type = '', id] = path.slice(BASE.length + 1).split('/');
    if (path === '/token')
      return answer(200, { access_token: 'token', token_type: 'bearer', expires_in: 3600 });
    if (path.endsWith('/smart-configuration'))
      return answer(200, { token_endpoint: `${server.origin}/token` });
    if (type === 'metadata')
      return offered === undefined
        ? answer(404, outcome('not-found'))
        : answer(200, statement(offered, software));
    requests.push(url.slice(BASE.length + 1));
    const ofType = records.filter(({ resourceType }) => resourceType === type);
    if (id !== undefined) {
      const record = ofType.find((one) => one.id === id);
      return record === undefined ? answer(404, outcome('not-found')) : answer(200, record);
    }
    if (refused.includes(type)) return answer(403, outcome('forbidden'));
    const parameters = new URLSearchParams(query);
    const ids = parameters.get('_id')?.split(',');
    const matches = ofType
      .filter((record) => ids?.includes(record.id) ?? !query.includes('page='))
      .filter((record) => CODED.every((name) => hasOneOf(record, name, parameters.get(name)?.split(','))));
    const next = `${server.origin}${BASE}/${type}?patient=ann&page=${requests.length}`;
    return answer(200, {
      resourceType: 'Bundle',
      type: 'searchset',
      link: endless.includes(type) ? [{ relation: 'next', url: next }] : [],
      entry: [
        ...matches.map((resource) => ({ resource, search: { mode: 'match' } })),
        ...(withheld.includes(type)
          ? [{ resource: outcome(note.code, note.epicCode, 'warning'), search: { mode: 'outcome' } }]
          : []),
      ],
    });
  });
  return {
    baseUrl: server.origin + BASE,
    credentials: { clientId: 'anyone', privateKey, keyId: 'any' },
    requests,
    close: () => server.close(),
  };
}

/** The search parameters that filter by the codes of the element of the same name. */
const CODED = ['code', 'type'];

function hasOneOf(record: RecordOfServer, name: string, codes: readonly string[] | undefined): boolean {
  const sent = JSON.stringify(Object.entries(record).find(([element]) => element === name) ?? null);
  return codes === undefined || codes.some((code) => sent.includes(`"code":"${code}"`));
}

function outcome(code: string, epicCode?: string, severity = 'fatal'): object {
  const details = epicCode === undefined ? {} : { details: { coding: [{ code: epicCode }] } };
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity, code, ...details }],
  };
}

function statement(offered: NonNullable<ChartServerOptions['offered']>, name: string): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    kind: 'instance',
    software: { name },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: Object.entries(offered).map(([type, parameters]) => ({
          type,
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          searchParam: parameters.map((parameter) => ({ name: parameter, type: 'token' })),
        })),
      },
    ],
  };
}
