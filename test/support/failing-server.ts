/** FHIR servers that fail, each in one way: paths of one HTTP server. They issue tokens, unless that is what fails. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { rsa } from '../config/key-material.ts';
import type { FhirServer } from './gateway.ts';

type Respond = (response: ServerResponse) => unknown;

interface Failure {
  readonly token?: Respond;
  readonly fhir?: Respond;
  /** Which responses do not end until they are released. */
  readonly hangs?: 'token' | 'fhir';
}

const FHIR_JSON = { 'content-type': 'application/fhir+json' };
const TWO_HOURS_MS = 7_200_000;

const send =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Respond =>
  (response) =>
    response.writeHead(status, { ...FHIR_JSON, ...headers }).end(JSON.stringify(body));
const issueToken = (seconds: number): Respond =>
  send(200, { access_token: 'token', token_type: 'bearer', expires_in: seconds });
const sendSlowly: Respond = (response) => {
  const timer = setInterval(() => response.write(' '), 20);
  response.writeHead(200, FHIR_JSON).on('close', () => clearInterval(timer));
};
const nothing: Respond = () => {};

const LARGE_RECORD = { resourceType: 'Patient', id: 'x'.repeat(1_000_000) };
const HUGE_BODY = Buffer.alloc(100_000_000, ' ');

const FAILURES: Readonly<Record<string, Failure>> = {
  'never issues a token': { token: nothing, hangs: 'token' },
  'responds 429 to token requests': { token: send(429, {}, { 'retry-after': '30' }) },
  'issues tokens that have expired': { token: issueToken(0), fhir: send(401, {}) },
  'refuses its own tokens': { fhir: send(401, {}) },
  'refuses the client': { token: send(400, { error: 'invalid_client' }) },
  'never responds': { fhir: nothing, hangs: 'fhir' },
  'stops within a body': {
    fhir: (response) => response.writeHead(200, FHIR_JSON).write('{"resourceType":"Pat'),
    hangs: 'fhir',
  },
  'sends a byte at a time': { fhir: sendSlowly, hangs: 'fhir' },
  'responds 429': { fhir: send(429, {}, { 'retry-after': '30' }) },
  'responds 429 by a clock that is ahead': {
    fhir: (response) =>
      send(429, {}, { 'retry-after': new Date(Date.now() + TWO_HOURS_MS).toUTCString() })(response),
  },
  'responds 503': { fhir: send(503, {}) },
  'cuts connections': { fhir: (response) => response.destroy() },
  'sends no JSON': { fhir: (response) => response.writeHead(200, FHIR_JSON).end('{"resourceType') },
  'sends large records': { fhir: send(200, LARGE_RECORD) },
  'sends huge bodies': { fhir: (response) => response.writeHead(200, FHIR_JSON).end(HUGE_BODY) },
};

export const FAILURE_NAMES: readonly string[] = Object.keys(FAILURES);

/** Returns whether operations at the server wait until it is released. */
export function isHanging(failure: string): boolean {
  return FAILURES[failure]?.hangs !== undefined;
}

export interface FailingServer {
  /** Returns the connection to the server that fails in this way. */
  of(failure: string): FhirServer;
  /** Cuts the connections that hang, and later ones that would. */
  release(): void;
  close(): Promise<void>;
}

export async function startFailingServer(): Promise<FailingServer> {
  const hanging = new Set<ServerResponse>();
  let isReleased = false;
  const server = createServer((request, response) => {
    const [, at = '', path = ''] = (request.url ?? '').split('/');
    const failure = FAILURES[FAILURE_NAMES[Number(at)] ?? ''] ?? {};
    const { token = issueToken(3_600), fhir = nothing, hangs } = failure;
    request.resume();
    if (hangs === (path === 'token' ? 'token' : 'fhir')) {
      if (isReleased) return void response.destroy();
      hanging.add(response);
    }
    if (path === 'token') token(response);
    else if (path === '.well-known') send(200, { token_endpoint: `${origin}/${at}/token` })(response);
    else fhir(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { privateKey } = rsa();
  return {
    of: (failure) => ({
      baseUrl: `${origin}/${FAILURE_NAMES.indexOf(failure)}`,
      credentials: { clientId: 'client', privateKey, keyId: 'key' },
    }),
    release() {
      isReleased = true;
      for (const response of hanging) response.destroy();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
