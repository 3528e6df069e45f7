/** A FHIR server like Epic, which shows each token other records: those that the person may see. */
import { rsa } from '../config/key-material.ts';
import { startLocalServer } from '../http/local-server.ts';
import type { FhirServer } from './gateway.ts';
import type { RecordOfServer } from './record-server.ts';

/** The ids of the records that a person sees and of the restricted ones (break-the-glass), and the types that Epic refuses. */
export interface View {
  readonly shown: readonly string[];
  readonly restricted?: readonly string[];
  readonly refused?: readonly string[];
}

export interface PersonsServer extends FhirServer {
  /** The reads and searches so far, such as `Patient/a`, each after its token. */
  readonly requests: readonly { readonly token: string; readonly place: string }[];
  /** Tokens that the server refuses with 401. */
  readonly refusedTokens: Set<string>;
  /** Holds the responses back until the returned function is called. */
  hold(): () => void;
  close(): Promise<void>;
}

const BASE = '/fhir';
/** The token of the gateway itself, which sees everything. */
export const SYSTEM_TOKEN = 'system-token';

/** @param views by token */
export async function startPersonsServer(
  records: readonly RecordOfServer[],
  views: Readonly<Record<string, View>>,
): Promise<PersonsServer> {
  const { privateKey } = rsa();
  const requests: { token: string; place: string }[] = [];
  const refusedTokens = new Set<string>();
  let held = Promise.resolve<unknown>(null);
  const everything: View = { shown: records.map(({ id }) => id) };

  const answerTo = (place: string, token: string): readonly [status: number, body: unknown] => {
    const view = token === SYSTEM_TOKEN ? everything : views[token];
    if (view === undefined || refusedTokens.has(token)) return [401, ''];
    const [path = '', query] = place.split('?');
    const [type = '', id] = path.split('/');
    if (view.refused?.includes(type) === true) return [403, undefined];
    const seen = records.filter((one) => one.resourceType === type && view.shown.includes(one.id));
    if (id === undefined) return [200, searchset(seen, new URLSearchParams(query))];
    if (view.restricted?.includes(id) === true) return [403, outcome('4130')];
    const found = seen.find((one) => one.id === id);
    return found === undefined ? [404, outcome('4102')] : [200, found];
  };

  const server = await startLocalServer((response, { url, headers }) => {
    const answer = ([status, body]: readonly [number, unknown]): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    const place = url.slice(BASE.length + 1);
    if (url === '/token')
      return answer([200, { access_token: SYSTEM_TOKEN, token_type: 'bearer', expires_in: 3600 }]);
    if (url.endsWith('/smart-configuration'))
      return answer([200, { token_endpoint: `${server.origin}/token` }]);
    if (place.startsWith('metadata')) return answer([200, CAPABILITIES]);
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    requests.push({ token, place });
    void held.then(() => answer(answerTo(place, token)));
  });

  return {
    baseUrl: server.origin + BASE,
    credentials: { clientId: 'gateway', privateKey, keyId: 'any' },
    requests,
    refusedTokens,
    hold() {
      const { promise, resolve } = Promise.withResolvers<null>();
      held = promise;
      return () => resolve(null);
    },
    close: () => server.close(),
  };
}

function searchset(seen: readonly RecordOfServer[], parameters: URLSearchParams): object {
  const ids = parameters.get('_id')?.split(',');
  const patient = parameters.get('patient');
  const identifier = parameters.get('identifier');
  const matches = seen.filter((record) => {
    const text = JSON.stringify(record);
    if (ids !== undefined) return ids.includes(record.id);
    if (identifier !== null) return text.includes(`"value":"${identifier}"`);
    return text.includes(`"Patient/${patient}"`);
  });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: matches.map((resource) => ({ resource, search: { mode: 'match' } })),
  };
}

function outcome(code: string): object {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'processing', details: { coding: [{ code }] } }],
  };
}

const CAPABILITIES = {
  resourceType: 'CapabilityStatement',
  fhirVersion: '4.0.1',
  software: { name: 'Epic' },
  rest: [
    {
      mode: 'server',
      resource: ['AllergyIntolerance', 'DocumentReference'].map((type) => ({
        type,
        searchParam: [{ name: 'patient' }],
      })),
    },
  ],
};
