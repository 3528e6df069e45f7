import { once } from 'node:events';
import { request } from 'node:http';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit } from '../support/kept-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OLD = `MARKED-old-${'x'.repeat(32)}`;
const NEW = `MARKED-new-${'y'.repeat(32)}`;
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

function reasons(): unknown[] {
  return gateway.logLines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused')
    .map((line) => at(line, 'reason'));
}

describe('a subgraph for routers alone', () => {
  it.each([NEW, OLD])('answers to each of its secrets: %s', async (secret) => {
    const answer = await gateway.http.post('/graphql').set(HEADER, secret).send(OPERATION);
    expect([answer.status, answer.body]).toMatchObject([200, { data: { patient: { id: CAMILA_LOPEZ } } }]);
    expect(reasons()).toEqual([]);
  });

  it.each<[what: string, headers: Record<string, string>, reason: string]>([
    ['no secret', {}, 'no_router_secret'],
    ['an empty one', { [HEADER]: '' }, 'wrong_router_secret'],
    ['the start of one', { [HEADER]: NEW.slice(0, -1) }, 'wrong_router_secret'],
    ['one and more', { [HEADER]: `${NEW}x` }, 'wrong_router_secret'],
    ['one in other letters', { [HEADER]: NEW.toLowerCase() }, 'wrong_router_secret'],
    ['both in one', { [HEADER]: `${NEW},${OLD}` }, 'wrong_router_secret'],
    ['one with a scheme', { [HEADER]: `Bearer ${NEW}` }, 'wrong_router_secret'],
    ['one in the header of callers', { authorization: NEW }, 'no_router_secret'],
  ])('refuses %s', async (_what, headers, reason) => {
    const answer = await gateway.http.post('/graphql').set(headers).send(OPERATION);
    expect([answer.status, answer.body]).toEqual([401, REFUSED]);
    expect(answer.type).toBe('application/json');
    expect(answer.get('www-authenticate')).toBe('Router realm="epic-fhir-graphql-gateway"');
    expect(answer.get('cache-control')).toBe('private, no-store');
    expect(answer.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(reasons()).toEqual([reason]);
    expect(gateway.logLines.join('')).not.toMatch(/MARKED/i);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses more than one header, of which a client could have sent one', async () => {
    const { port } = new URL(gateway.http.get('/').url);
    const sent = request({ port, path: '/graphql', headers: { [HEADER]: [NEW, NEW] } }).end();
    const responses: unknown[] = await once(sent, 'response');
    expect(responses).toMatchObject([{ statusCode: 401 }]);
    sent.destroy();
    expect(reasons()).toEqual(['several_router_secrets']);
  });

  it.each<[what: string, ask: (http: Gateway['http']) => PromiseLike<{ status: number; text: string }>]>([
    ['a query by GET', (http) => http.get('/graphql').query(OPERATION)],
    ['a browser', (http) => http.get('/graphql').set('accept', 'text/html')],
    ['introspection', (http) => http.post('/graphql').send({ query: '{ __schema { types { name } } }' })],
    ['its SDL', (http) => http.post('/graphql').send({ query: '{ _service { sdl } }' })],
    ['a body that is no JSON', (http) => http.post('/graphql').type('json').send('{')],
    ['a body that is too large', (http) => http.post('/graphql').send({ query: 'x'.repeat(300_000) })],
    ['a body of another type', (http) => http.post('/graphql').type('text').send('MARKED')],
    [
      'a hash',
      (http) =>
        http.post('/graphql').send({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
    ],
    ['a path with a slash', (http) => http.get('/graphql?').query(OPERATION)],
  ])('refuses without it %s', async (_what, ask) => {
    const { status, text } = await ask(gateway.http);
    expect([status, JSON.parse(text)]).toEqual([401, REFUSED]);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses without it whoever asks for the headers alone', async () => {
    expect(await gateway.http.head('/graphql').query(OPERATION)).toMatchObject({ status: 401 });
    expect(sandbox.requests).toEqual([]);
  });

  it.each(['/livez', '/readyz', '/.well-known/jwks.json'])('leaves %s open', async (path) => {
    expect(await gateway.http.get(path)).toMatchObject({ status: 200 });
  });

  it('has what is refused in its audit, without what was shown', async () => {
    const kept = keptAudit({ upstream: sandbox.baseUrl });
    await gateway.close();
    await start([NEW], { server: { audit: kept.audit } });
    await gateway.http.post('/graphql').set(HEADER, OLD).send(OPERATION);
    const events = kept.take();
    expect(events).toMatchObject([{ outcomeDesc: 'Not signed in: wrong_router_secret.' }]);
    expect(JSON.stringify(events)).not.toMatch(/MARKED/i);
  });

  it('is an ordinary gateway without a secret, whatever header comes', async () => {
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
    await start([NEW], { callers: provider.checks() });
  });

  afterEach(() => provider.close());

  it('sign in all the same', async () => {
    const without = await gateway.http.post('/graphql').set(HEADER, NEW).send(OPERATION);
    expect([without.status, reasons()]).toEqual([401, ['no_token']]);
    const signedIn = await gateway.http
      .post('/graphql')
      .set({ [HEADER]: NEW, authorization: await provider.bearer('user/Patient.rs') })
      .send(OPERATION);
    expect(signedIn.body).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
  });

  it('are refused where they go round it, with a token as without', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .set('authorization', await provider.bearer('user/Patient.rs'))
      .send(OPERATION);
    expect([answer.status, answer.body]).toEqual([401, REFUSED]);
  });
});
