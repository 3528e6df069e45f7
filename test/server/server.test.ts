import { existsSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { having } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OPERATION = { query: '{ patients(first: 1) { id } }' };
const ORIGIN = 'https://app.example.org';

let sandbox: Sandbox;
let gateway: Gateway;
let undescribed: Gateway;
let withCors: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, { panel });
  undescribed = await startGateway(sandbox, { panel, server: { canIntrospect: false } });
  withCors = await startGateway(sandbox, {
    panel,
    server: { corsOrigins: [ORIGIN, 'http://localhost:3000'] },
  });
});

afterAll(async () => {
  await Promise.all([gateway.close(), undescribed.close(), withCors.close()]);
  await sandbox.close();
});

/** The body of an error in GraphQL's shape. */
function failure(code: string, message: unknown): unknown {
  return { errors: [{ message, extensions: { code } }] };
}

const NOT_UNDERSTOOD = failure(
  'BAD_REQUEST',
  'The gateway cannot read the request. Send a JSON body with a "query".',
);

/** Every kind of answer that there is. */
const ANSWERS = {
  'an operation': () => gateway.http.post('/graphql').send(OPERATION),
  'an operation by GET': () =>
    gateway.http.get('/graphql').set('apollo-require-preflight', '1').query(OPERATION),
  'a refused document': () => gateway.http.post('/graphql').send({ query: '{ nonsense }' }),
  'the landing page': () => gateway.http.get('/graphql').set('accept', 'text/html'),
  'a blocked request': () => gateway.http.post('/graphql').type('text/plain').send('{}'),
  'a body that is no JSON': () => gateway.http.post('/graphql').type('application/json').send('{"query":'),
  'a body that is too large': () => gateway.http.post('/graphql').send({ query: ' '.repeat(300_000) }),
  'a body of a foreign type': () => gateway.http.post('/graphql').type('application/xml').send('<query/>'),
  'the root': () => gateway.http.get('/'),
  life: () => gateway.http.get('/livez'),
  readiness: () => gateway.http.get('/readyz'),
  'the key set': () => gateway.http.get('/.well-known/jwks.json'),
  'a path with nothing': () => gateway.http.get('/nothing'),
  'a path that cannot be read': () => gateway.http.get('/%E0%A4%A'),
  'a foreign host name': () => gateway.http.post('/graphql').set('host', 'evil.example').send(OPERATION),
};
const KINDS = Object.entries(ANSWERS);

describe('every answer', () => {
  it.each(KINDS)('has the security headers: %s', async (_kind, ask) => {
    const { headers } = await ask();
    expect(headers).toMatchObject({
      'content-security-policy': "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each(KINDS.slice(0, 8))('of the graph is for its caller alone: %s', async (_kind, ask) => {
    const { headers } = await ask();
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store' });
  });
});

describe('a request that the graph does not take', () => {
  it.each<[what: keyof typeof ANSWERS, status: number, body: unknown]>([
    ['a body that is no JSON', 400, NOT_UNDERSTOOD],
    ['a body of a foreign type', 415, NOT_UNDERSTOOD],
    [
      'a body that is too large',
      413,
      failure('BAD_REQUEST', 'The request is larger than 262144 bytes. Send less in one request.'),
    ],
    ['a path with nothing', 404, failure('NOT_FOUND', 'This path does not exist. The graph is at /graphql.')],
    [
      'a path that cannot be read',
      404,
      failure('NOT_FOUND', 'This path does not exist. The graph is at /graphql.'),
    ],
    [
      'a foreign host name',
      421,
      failure(
        'FORBIDDEN',
        'This gateway has no sign-in, so it serves only loopback host names. Use localhost or 127.0.0.1.',
      ),
    ],
  ])('is answered in GraphQL’s shape: %s', async (what, status, body) => {
    const answer = await ANSWERS[what]();
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"{ __typename }"'],
    ['an object without a query', '{}'],
    ['a query that is no text', '{"query":{"kind":"Document"}}'],
    ['variables that are no object', '{"query":"{ __typename }","variables":[1]}'],
    ['variables that reach for prototypes', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}'],
    ['a prototype beside the query', '{"query":"{ __typename }","constructor":{"prototype":{"x":1}}}'],
  ])('is a bad request: a body that is %s', async (_what, body) => {
    const answer = await gateway.http.post('/graphql').type('application/json').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('is more than one operation at a time', async () => {
    const answer = await gateway.http.post('/graphql').send([OPERATION, OPERATION]);
    expect(answer).toMatchObject({
      status: 400,
      body: failure('BAD_REQUEST', 'Operation batching disabled.'),
    });
  });

  it('is one that takes its time to come', () => {
    // Node looks for such requests every half a minute, which is too long for a test.
    expect(gateway.http.get('/graphql')).toMatchObject({ app: { requestTimeout: 30_000 } });
  });

  it('is one by another method', async () => {
    expect((await gateway.http.put('/graphql').send(OPERATION)).status).toBe(404);
    expect((await gateway.http.delete('/graphql')).status).toBe(404);
  });
});

describe('a page of another site', () => {
  it.each<[way: string, ask: () => ReturnType<Gateway['http']['get']>]>([
    [
      'posts plain text',
      () => gateway.http.post('/graphql').type('text/plain').send(JSON.stringify(OPERATION)),
    ],
    ['posts without a type', () => gateway.http.post('/graphql')],
    ['asks by a link', () => gateway.http.get('/graphql').query(OPERATION)],
    ['asks by an image', () => gateway.http.get('/graphql').query(OPERATION).set('accept', 'image/*')],
  ])('cannot make a browser run an operation where it %s', async (_way, ask) => {
    sandbox.clearRequests();
    const { status, text } = await ask();
    expect(status).toBe(400);
    expect(text).toContain('Send operations by POST (urql: preferGetMethod: false)');
    expect(text).toContain('"code":"BAD_REQUEST"');
    expect(sandbox.requests).toEqual([]);
  });

  it('cannot post a form', async () => {
    const form = gateway.http.post('/graphql').type('form').send(OPERATION);
    expect(await form).toMatchObject({ status: 415, body: NOT_UNDERSTOOD });
  });

  it('does not keep an honest client from asking by GET with a header', async () => {
    const answer = await ANSWERS['an operation by GET']();
    expect(answer.body).toMatchObject({ data: { patients: [{ id: 'erXuFYUfucBZaryVksYEcMg3' }] } });
  });

  it.each(['localhost', 'localhost:4000', 'LOCALHOST', '127.0.0.1', '127.0.0.1:4000', '[::1]', '[::1]:4000'])(
    'does not share the name %s, which is answered',
    async (host) => {
      expect((await gateway.http.get('/livez').set('host', host)).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '0.0.0.0',
    '127.0.0.1@evil',
    '10.0.0.1',
    '',
  ])('cannot reach the gateway under a name of its own (DNS rebinding): "%s"', async (host) => {
    const answer = await gateway.http.post('/graphql').set('host', host).send(OPERATION);
    expect(answer.status).toBe(421);
  });

  it('cannot pass for a loopback name through a header of proxies', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .set({ host: 'evil.example', 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' })
      .send(OPERATION);
    expect(answer.status).toBe(421);
  });
});

function preflight(of: Gateway, origin: string) {
  return of.http.options('/graphql').set({
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  });
}

describe('CORS', () => {
  it('is off by default', async () => {
    expect(await preflight(gateway, ORIGIN)).toMatchObject({ status: 404 });
    const { headers } = await gateway.http.post('/graphql').set('origin', ORIGIN).send(OPERATION);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it.each([ORIGIN, 'http://localhost:3000'])('lets pages of the configured origin %s in', async (origin) => {
    const allowed = await preflight(withCors, origin);
    expect([allowed.status, allowed.headers]).toEqual([
      204,
      having({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type',
      }),
    ]);
    const answer = await withCors.http.post('/graphql').set('origin', origin).send(OPERATION);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    `${ORIGIN}.evil.example`,
    'http://app.example.org',
    `${ORIGIN}:8443`,
    'https://APP.example.org',
    'null',
  ])('keeps pages of %s out', async (origin) => {
    expect((await preflight(withCors, origin)).headers).not.toHaveProperty('access-control-allow-origin');
    const { headers } = await withCors.http.post('/graphql').set('origin', origin).send(OPERATION);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('with introspection off, the gateway', () => {
  it('answers operations', async () => {
    expect(await undescribed.query(OPERATION.query)).toMatchObject({
      data: { patients: [{ id: 'erXuFYUfucBZaryVksYEcMg3' }] },
    });
  });

  it('does not describe its schema', async () => {
    const { errors } = await undescribed.query('{ __schema { types { name } } }');
    expect(errors?.map(({ extensions: { code } }) => code)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(errors?.map(({ message }) => message)).toEqual([
      'Introspection is disabled on this gateway (INTROSPECTION). Use its SDL instead: sdl/schema.graphql in the repository, or ' +
        'schema.graphql in the npm package.',
    ]);
    expect(existsSync('sdl/schema.graphql')).toBe(true);
  });

  it.each<[where: string, query: string, variables: Record<string, unknown>]>([
    ['a field', '{ patients { fulName } }', {}],
    ['an argument', '{ patients(frist: 1) { id } }', {}],
    ['an enum member', '{ patients(filter: { gender: FEMAL }) { id } }', {}],
    ['an input field', '{ patients(filter: { famly: "x" }) { id } }', {}],
    [
      'a variable’s field',
      'query ($filter: PatientFilter) { patients(filter: $filter) { id } }',
      { filter: { famly: 'x' } },
    ],
    [
      'a variable’s enum member',
      'query ($gender: AdministrativeGender) { patients(filter: { gender: $gender }) { id } }',
      { gender: 'FEMAL' },
    ],
  ])('does not hint at its schema where %s is misspelt', async (_where, query, variables) => {
    const { errors } = await undescribed.query(query, variables);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it('sends no stack with an error, nor does any other', async () => {
    for (const one of [undescribed, gateway]) {
      expect(JSON.stringify(await one.query('{ patients(first: 0) { id } }'))).not.toContain('stack');
    }
  });
});
