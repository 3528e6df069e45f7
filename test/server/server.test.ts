import { existsSync } from 'node:fs';
import { Server } from 'node:http';
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { having } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OPERATION = { query: '{ patients(first: 1) { id } }' };
const ORIGIN = 'https://app.example.org';

let sandbox: Sandbox;
let gateway: Gateway;
let withoutIntrospection: Gateway;
let withCors: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, { panel });
  withoutIntrospection = await startGateway(sandbox, { panel, server: { canIntrospect: false } });
  withCors = await startGateway(sandbox, {
    panel,
    server: { corsOrigins: [ORIGIN, 'http://localhost:3000'] },
  });
});

afterAll(async () => {
  await Promise.all([gateway.close(), withoutIntrospection.close(), withCors.close()]);
  await sandbox.close();
});

function nodeServer(): Pick<Server, 'requestTimeout' | 'headersTimeout'> {
  const app: unknown = Reflect.get(gateway.http.get('/'), 'app');
  if (!(app instanceof Server)) throw new TypeError('supertest names no server');
  return app;
}

/** Returns the body of an error in the shape of GraphQL errors. */
function errorBody(code: string, message: unknown): unknown {
  return { errors: [{ message, extensions: { code } }] };
}

const UNREADABLE_REQUEST = errorBody(
  'BAD_REQUEST',
  'The gateway cannot read the request. Send a JSON body with a "query", and Content-Type: application/json.',
);

/** Requests for every kind of response. */
const REQUESTS = {
  'an operation': () => gateway.http.post('/graphql').send(OPERATION),
  'an operation by GET': () =>
    gateway.http.get('/graphql').set('apollo-require-preflight', '1').query(OPERATION),
  'a refused document': () => gateway.http.post('/graphql').send({ query: '{ nonsense }' }),
  'the landing page': () => gateway.http.get('/graphql').set('accept', 'text/html'),
  'a blocked request': () => gateway.http.post('/graphql').type('text/plain').send('{}'),
  'a body that is not JSON': () => gateway.http.post('/graphql').type('application/json').send('{"query":'),
  'a body that is too large': () => gateway.http.post('/graphql').send({ query: ' '.repeat(300_000) }),
  'a body of an unsupported type': () =>
    gateway.http.post('/graphql').type('application/xml').send('<query/>'),
  'the root': () => gateway.http.get('/'),
  'the liveness probe': () => gateway.http.get('/livez'),
  'the readiness probe': () => gateway.http.get('/readyz'),
  'the key set': () => gateway.http.get('/.well-known/jwks.json'),
  'an unknown path': () => gateway.http.get('/nothing'),
  'a malformed path': () => gateway.http.get('/%E0%A4%A'),
  'a foreign host name': () => gateway.http.post('/graphql').set('host', 'evil.example').send(OPERATION),
};
const KINDS = Object.entries(REQUESTS);

describe('every response', () => {
  it.each(KINDS)('has the security headers in the response to %s', async (_kind, ask) => {
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

  it.each(KINDS.slice(0, 8))('forbids caching of the response to %s', async (_kind, ask) => {
    const { headers } = await ask();
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store' });
  });
});

describe('a request that the gateway cannot accept', () => {
  it.each<[what: keyof typeof REQUESTS, status: number, body: unknown]>([
    ['a body that is not JSON', 400, UNREADABLE_REQUEST],
    ['a body of an unsupported type', 415, UNREADABLE_REQUEST],
    [
      'a body that is too large',
      413,
      errorBody('BAD_REQUEST', 'The request is larger than 262144 bytes. Send less in one request.'),
    ],
    ['an unknown path', 404, errorBody('NOT_FOUND', 'This path does not exist. The graph is at /graphql.')],
    ['a malformed path', 404, errorBody('NOT_FOUND', 'This path does not exist. The graph is at /graphql.')],
    [
      'a foreign host name',
      421,
      errorBody(
        'FORBIDDEN',
        'This gateway has no sign-in, so it serves only loopback host names. Use localhost or 127.0.0.1.',
      ),
    ],
  ])('refuses %s in the shape of GraphQL errors [T1-D5]', async (what, status, body) => {
    const answer = await REQUESTS[what]();
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it.each([
    ['empty', ''],
    ['null', 'null'],
    ['a string', '"{ __typename }"'],
    ['an object without a query', '{}'],
    ['an object whose query is not a string', '{"query":{"kind":"Document"}}'],
    ['an object whose variables are not an object', '{"query":"{ __typename }","variables":[1]}'],
    [
      'an object whose variables set a prototype',
      '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}',
    ],
    [
      'an object with a prototype next to the query',
      '{"query":"{ __typename }","constructor":{"prototype":{"x":1}}}',
    ],
  ])('answers BAD_REQUEST to a body that is %s', async (_what, body) => {
    const answer = await gateway.http.post('/graphql').type('application/json').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('refuses a batch of operations', async () => {
    const answer = await gateway.http.post('/graphql').send([OPERATION, OPERATION]);
    expect(answer).toMatchObject({
      status: 400,
      body: errorBody('BAD_REQUEST', 'Operation batching disabled.'),
    });
  });

  it('allows a request 30 seconds to arrive, with its headers [T1-D5]', () => {
    expect(nodeServer()).toMatchObject({ requestTimeout: 30_000, headersTimeout: 30_000 });
  });

  it.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    [
      'a body',
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('answers 408 to %s arriving too slowly, soon after the time is over [T1-D5]', async (_what, bytes) => {
    const server = nodeServer();
    const { requestTimeout, headersTimeout } = server;
    Object.assign(server, { requestTimeout: 50, headersTimeout: 50 });
    try {
      const socket = connect(Number(new URL(gateway.http.get('/').url).port), '127.0.0.1');
      const startedAt = performance.now();
      socket.write(bytes);
      const response = await readAll(socket);
      expect(response).toMatch(/^HTTP\/1\.1 408 /);
      expect(response).toContain('"code":"BAD_REQUEST"');
      // Node's default would take up to 30 s.
      expect(performance.now() - startedAt).toBeLessThan(15_000);
    } finally {
      Object.assign(server, { requestTimeout, headersTimeout });
    }
  });

  it('refuses other HTTP methods', async () => {
    expect((await gateway.http.put('/graphql').send(OPERATION)).status).toBe(404);
    expect((await gateway.http.delete('/graphql')).status).toBe(404);
  });
});

describe('a page of another origin [T1-S4]', () => {
  it.each<[way: string, ask: () => ReturnType<Gateway['http']['get']>]>([
    [
      'posts plain text',
      () => gateway.http.post('/graphql').type('text/plain').send(JSON.stringify(OPERATION)),
    ],
    ['posts without a type', () => gateway.http.post('/graphql')],
    ['follows a link', () => gateway.http.get('/graphql').query(OPERATION)],
    ['loads an image', () => gateway.http.get('/graphql').query(OPERATION).set('accept', 'image/*')],
  ])('does not run an operation for a browser whose page %s', async (_way, ask) => {
    sandbox.clearRequests();
    const { status, text } = await ask();
    expect(status).toBe(400);
    expect(text).toContain('Send operations by POST (urql: preferGetMethod: false)');
    expect(text).toContain('"code":"BAD_REQUEST"');
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses a form that a page posts', async () => {
    const form = gateway.http.post('/graphql').type('form').send(OPERATION);
    expect(await form).toMatchObject({ status: 415, body: UNREADABLE_REQUEST });
  });

  it('accepts a GET request with a preflight header', async () => {
    const answer = await REQUESTS['an operation by GET']();
    expect(answer.body).toMatchObject({ data: { patients: [{ id: 'erXuFYUfucBZaryVksYEcMg3' }] } });
  });

  it.each(['localhost', 'localhost:4000', 'LOCALHOST', '127.0.0.1', '127.0.0.1:4000', '[::1]', '[::1]:4000'])(
    'accepts the loopback host name %s',
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
  ])('refuses another host name, as in DNS rebinding: "%s" [T1-S6]', async (host) => {
    const answer = await gateway.http.post('/graphql').set('host', host).send(OPERATION);
    expect(answer.status).toBe(421);
  });

  it('refuses another host name despite forwarding headers that name localhost', async () => {
    const answer = await gateway.http
      .post('/graphql')
      .set({ host: 'evil.example', 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' })
      .send(OPERATION);
    expect(answer.status).toBe(421);
  });
});

function preflight(target: Gateway, origin: string) {
  return target.http.options('/graphql').set({
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  });
}

describe('CORS', () => {
  it('sends no CORS headers by default', async () => {
    expect(await preflight(gateway, ORIGIN)).toMatchObject({ status: 404 });
    const { headers } = await gateway.http.post('/graphql').set('origin', ORIGIN).send(OPERATION);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it.each([ORIGIN, 'http://localhost:3000'])('allows pages of the configured origin %s', async (origin) => {
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
  ])('does not allow pages of %s', async (origin) => {
    expect((await preflight(withCors, origin)).headers).not.toHaveProperty('access-control-allow-origin');
    const { headers } = await withCors.http.post('/graphql').set('origin', origin).send(OPERATION);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a gateway with introspection off [T1-I16]', () => {
  it('answers operations with introspection off', async () => {
    expect(await withoutIntrospection.query(OPERATION.query)).toMatchObject({
      data: { patients: [{ id: 'erXuFYUfucBZaryVksYEcMg3' }] },
    });
  });

  it('refuses introspection and points to the SDL file', async () => {
    const { errors } = await withoutIntrospection.query('{ __schema { types { name } } }');
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
  ])('does not suggest names from its schema if %s is misspelled', async (_where, query, variables) => {
    const { errors } = await withoutIntrospection.query(query, variables);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it('sends no stack trace with an error, whether introspection is on or off', async () => {
    for (const one of [withoutIntrospection, gateway]) {
      expect(JSON.stringify(await one.query('{ patients(first: 0) { id } }'))).not.toContain('stack');
    }
  });
});
