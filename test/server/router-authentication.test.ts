import { once } from 'node:events';
import { request } from 'node:http';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OLD = `CANARY-old-${'x'.repeat(32)}`;
const NEW = `CANARY-new-${'y'.repeat(32)}`;
const HEADER = 'router-authorization';
const OPERATION = { query: `{ patient(id: "${CAMILA_LOPEZ}") { id } }` };
const REFUSED = {
  errors: [
    {
      message: 'This subgraph serves only its router. Send the operation to the router.',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

async function start(secrets: readonly string[], options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, {
    ...options,
    server: { ...options.server, routerSecrets: secrets },
  });
  sandbox.clearRequests();
}

beforeEach(() => start([NEW, OLD]));

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

function refusalReasons(): unknown[] {
  return gateway.logLines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused')
    .map((line) => at(line, 'reason'));
}

describe('a subgraph that serves only its routers', () => {
  it.each([NEW, OLD])('accepts each of the configured secrets: %s', async (secret) => {
    const answer = await gateway.http.post('/graphql').set(HEADER, secret).send(OPERATION);
    expect([answer.status, answer.body]).toMatchObject([200, { data: { patient: { id: CAMILA_LOPEZ } } }]);
    expect(refusalReasons()).toEqual([]);
  });

  it.each<[what: string, headers: Record<string, string>, reason: string]>([
    ['a request without the secret', {}, 'no_router_secret'],
    ['an empty secret', { [HEADER]: '' }, 'wrong_router_secret'],
    ['the start of a secret', { [HEADER]: NEW.slice(0, -1) }, 'wrong_router_secret'],
    ['a secret with a suffix', { [HEADER]: `${NEW}x` }, 'wrong_router_secret'],
    ['a secret in another letter case', { [HEADER]: NEW.toLowerCase() }, 'wrong_router_secret'],
    ['both secrets in one header', { [HEADER]: `${NEW},${OLD}` }, 'wrong_router_secret'],
    ['a secret with a scheme', { [HEADER]: `Bearer ${NEW}` }, 'wrong_router_secret'],
    ['a secret in the Authorization header', { authorization: NEW }, 'no_router_secret'],
  ])('refuses %s [T2-S1]', async (_what, headers, reason) => {
    const answer = await gateway.http.post('/graphql').set(headers).send(OPERATION);
    expect([answer.status, answer.body]).toEqual([401, REFUSED]);
    expect(answer.type).toBe('application/json');
    expect(answer.get('www-authenticate')).toBe('Router realm="epic-fhir-graphql-gateway"');
    expect(answer.get('cache-control')).toBe('private, no-store');
    expect(answer.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(refusalReasons()).toEqual([reason]);
    expect(gateway.logLines.join('')).not.toMatch(/CANARY/i);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses two router headers, one of which a client could have sent', async () => {
    const { port } = new URL(gateway.http.get('/').url);
    const sent = request({ port, path: '/graphql', headers: { [HEADER]: [NEW, NEW] } }).end();
    const responses: unknown[] = await once(sent, 'response');
    expect(responses).toMatchObject([{ statusCode: 401 }]);
    sent.destroy();
    expect(refusalReasons()).toEqual(['several_router_secrets']);
  });

  it.each<[what: string, ask: (http: Gateway['http']) => PromiseLike<{ status: number; text: string }>]>([
    ['a query by GET', (http) => http.get('/graphql').query(OPERATION)],
    ['a browser', (http) => http.get('/graphql').set('accept', 'text/html')],
    ['introspection', (http) => http.post('/graphql').send({ query: '{ __schema { types { name } } }' })],
    ['its SDL', (http) => http.post('/graphql').send({ query: '{ _service { sdl } }' })],
    ['a body that is not JSON', (http) => http.post('/graphql').type('json').send('{')],
    ['a body that is too large', (http) => http.post('/graphql').send({ query: 'x'.repeat(300_000) })],
    ['a body of another type', (http) => http.post('/graphql').type('text').send('CANARY')],
    [
      'a persisted query',
      (http) =>
        http.post('/graphql').send({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
    ],
    ['a path with an empty query string', (http) => http.get('/graphql?').query(OPERATION)],
  ])('refuses %s without the router secret [T2-S1]', async (_what, ask) => {
    const { status, text } = await ask(gateway.http);
    expect([status, JSON.parse(text)]).toEqual([401, REFUSED]);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses a HEAD request without the router secret', async () => {
    expect(await gateway.http.head('/graphql').query(OPERATION)).toMatchObject({ status: 401 });
    expect(sandbox.requests).toEqual([]);
  });

  it.each(['/livez', '/readyz', '/.well-known/jwks.json'])(
    'serves %s without the router secret',
    async (path) => {
      expect(await gateway.http.get(path)).toMatchObject({ status: 200 });
    },
  );

  it('audits a refused request, without the secret that it presented [T2-I5]', async () => {
    const kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    await gateway.close();
    await start([NEW], { server: { audit: kept.audit } });
    await gateway.http.post('/graphql').set(HEADER, OLD).send(OPERATION);
    const events = kept.take();
    expect(events).toMatchObject([{ outcomeDesc: 'Not signed in: wrong_router_secret.' }]);
    expect(JSON.stringify(events)).not.toMatch(/CANARY/i);
  });

  it('ignores the router header if no router secret is configured', async () => {
    await gateway.close();
    gateway = await startGateway(sandbox);
    const answer = await gateway.http.post('/graphql').set(HEADER, 'anything').send(OPERATION);
    expect(answer.status).toBe(200);
  });
});

describe('callers behind a router', () => {
  let provider: IdentityProvider;

  beforeEach(async () => {
    provider = await startIdentityProvider();
    await gateway.close();
    await start([NEW], { callers: provider.tokenVerification() });
  });

  afterEach(() => provider.close());

  it('still requires a caller behind a router to sign in [T2-S2]', async () => {
    const without = await gateway.http.post('/graphql').set(HEADER, NEW).send(OPERATION);
    expect([without.status, refusalReasons()]).toEqual([401, ['no_token']]);
    const signedIn = await gateway.http
      .post('/graphql')
      .set({ [HEADER]: NEW, authorization: await provider.bearer('user/Patient.rs') })
      .send(OPERATION);
    expect(signedIn.body).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
  });

  it('refuses a caller who bypasses the router, even with a valid token', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .set('authorization', await provider.bearer('user/Patient.rs'))
      .send(OPERATION);
    expect([answer.status, answer.body]).toEqual([401, REFUSED]);
  });
});
