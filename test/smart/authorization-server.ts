/** An authorization server that answers as a test says, also falsely. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, SignJWT } from 'jose';
import { rsa } from '../config/key-material.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { EpicConnection } from '../../src/config/connection.ts';
import type { SmartSettings } from '../../src/config/smart.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import { createSmartClients, type SmartClient } from '../../src/smart/smart-client.ts';
import { connectionEnv, smartEnv, type Variables } from '../config/environment.ts';
import { PATIENCE } from '../support/patience.ts';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

export interface ReceivedForm {
  readonly path: string;
  readonly form: URLSearchParams;
}

export interface TestServer {
  readonly origin: string;
  /** The base URL of the FHIR server. */
  readonly baseUrl: string;
  readonly issuer: string;
  readonly privateKey: KeyObject;
  /** The forms that were posted. */
  readonly received: ReceivedForm[];
  /** The paths of the documents that were fetched. */
  readonly fetched: string[];
  /** The documents by path, which a test can replace. */
  readonly documents: Map<string, Readonly<Record<string, unknown>>>;
  /** The statuses of the next responses to reads of records, which echo the token of their request. */
  readonly readFailures: number[];
  /** Returns the response of the token endpoint; null hangs. */
  answer: (form: URLSearchParams) => Answer | null | Promise<Answer | null>;
  /** The status of the revocation endpoint. */
  revocationStatus: number;
  close(): Promise<void>;
}

export const KEY_ID = 'server-key';
export const CLIENT_ID = 'clinicians';
export const REDIRECT_URL = 'http://localhost:4000/auth/callback';

export async function startServer(): Promise<TestServer> {
  const { privateKey } = rsa(2048, 'authorization server');
  const received: ReceivedForm[] = [];
  const fetched: string[] = [];
  const documents: TestServer['documents'] = new Map();
  const readFailures: number[] = [];
  const http = createServer((request, response) => {
    const path = request.url ?? '';
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === null ? '' : JSON.stringify(body));
    };
    if (request.method === 'GET') {
      fetched.push(path);
      const { authorization } = request.headers;
      const failure = authorization === undefined ? undefined : readFailures.shift();
      if (failure !== undefined) return reply(failure, refusalEchoing(authorization));
      const body = documents.get(path);
      return reply(body === undefined ? 404 : 200, body ?? {});
    }
    const handlePost = async (): Promise<void> => {
      const form = new URLSearchParams(await text(request));
      received.push({ path, form });
      if (path === '/revoke') return reply(server.revocationStatus, null);
      const answer = await server.answer(form);
      if (answer !== null) reply(answer.status ?? 200, answer.body);
    };
    void handlePost();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/issuer`;
  documents.set('/fhir/.well-known/smart-configuration', {
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    revocation_endpoint: `${origin}/revoke`,
    jwks_uri: `${origin}/keys`,
  });
  documents.set('/keys', { keys: [{ ...(await exportJWK(createPublicKey(privateKey))), kid: KEY_ID }] });
  const server: TestServer = {
    origin,
    baseUrl: `${origin}/fhir`,
    issuer,
    privateKey,
    received,
    fetched,
    documents,
    readFailures,
    answer: () => ({ status: 400, body: { error: 'invalid_grant' } }),
    revocationStatus: 200,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}

function refusalEchoing(token: string | undefined): object {
  const issue = { severity: 'fatal', code: 'processing', diagnostics: token, details: { text: token } };
  return { resourceType: 'OperationOutcome', issue: [issue] };
}

export interface Claims {
  readonly [name: string]: unknown;
}

/** Signs an `id_token` like the server, with these claims in place of the right ones. */
export function signIdToken(
  server: Pick<TestServer, 'issuer' | 'privateKey'>,
  claims: Claims,
  {
    alg = 'RS256',
    kid = KEY_ID,
    key = server.privateKey,
  }: { alg?: string; kid?: string; key?: KeyObject } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: server.issuer,
    sub: 'user-1',
    aud: CLIENT_ID,
    iat: now,
    exp: now + 300,
    fhirUser: 'https://fhir.example.org/Practitioner/p1',
    ...claims,
  })
    .setProtectedHeader({ alg, kid })
    .sign(key);
}

export interface SmartConfig {
  readonly smart: SmartSettings;
  readonly connection: EpicConnection;
}

/** Returns the configuration of a site whose FHIR server is there. */
export function smartConfig(baseUrl: string, variables: Variables = {}): SmartConfig {
  const { epic, smart } = loadConfig(
    connectionEnv(
      smartEnv({ EPIC_BASE_URL: baseUrl, SMART_REDIRECT_URL: REDIRECT_URL, EPIC_KEY_ID: 'gw', ...variables }),
    ),
  );
  if (epic === null || smart === null) throw new Error('Expected a FHIR server and an app.');
  return { smart, connection: epic };
}

export interface TestClients {
  readonly clinician: SmartClient;
  close(): void;
}

/** Creates the client for clinicians of a site whose FHIR server is there. */
export async function createClients(
  baseUrl: string,
  variables: Variables = {},
  isRedirectShared = false,
): Promise<TestClients> {
  const { smart, connection } = smartConfig(baseUrl, variables);
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  const settings = { ...smart, isRedirectShared };
  const { clinician } = await createSmartClients({ settings, connection, http, now: Date.now });
  if (clinician === null) throw new Error('Expected an app for clinicians.');
  return { clinician, close: () => http.close() };
}
