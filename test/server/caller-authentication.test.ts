import { createHash } from 'node:crypto';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, having, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OPERATION = { query: '{ patients(first: 1) { id } }' };
const FIRST_ID = 'erXuFYUfucBZaryVksYEcMg3';
/** How long the gateway waits before it fetches an issuer's keys again for an unknown key. */
const KEY_REFETCH_INTERVAL_MS = 30_000;
const REALM = 'Bearer realm="epic-fhir-graphql-gateway"';
const UNAUTHENTICATED = {
  errors: [
    {
      message:
        'The gateway expects one valid bearer token in the Authorization header. Sign in, and send the request again.',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, { panel, callers: issuer.tokenVerification() });
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await sandbox.close();
});

function post(authorization?: string) {
  const sent = gateway.http.post('/graphql');
  return (authorization === undefined ? sent : sent.set({ authorization })).send(OPERATION);
}

/** Returns the logged refusals after the first `count` log lines. */
function refusalsSince(count: number): unknown[] {
  return gateway.logLines
    .slice(count)
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused');
}

describe('the sign-in of callers with a valid token', () => {
  it('answers an operation with a valid token', async () => {
    const answer = await post(await issuer.bearer('user/*.rs'));
    expect([answer.status, answer.body]).toEqual([200, having({ data: { patients: [{ id: FIRST_ID }] } })]);
  });

  it('accepts tokens of a new key and refuses tokens of the old key after a rotation, without a restart', async () => {
    const other = await startIdentityProvider();
    const fresh = await startGateway(sandbox, { callers: other.tokenVerification() });
    const old = await other.bearer('user/*.rs');
    expect(await fresh.query('{ __typename }', {}, { authorization: old })).not.toHaveProperty('errors');
    other.rotate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + KEY_REFETCH_INTERVAL_MS });
    const authorization = await other.bearer('user/*.rs');
    expect(await fresh.query('{ __typename }', {}, { authorization })).not.toHaveProperty('errors');
    expect(await fresh.query('{ __typename }', {}, { authorization: old })).toEqual(UNAUTHENTICATED);
    vi.useRealTimers();
    await fresh.close();
    await other.close();
  });
});

describe('the refusal of callers without a valid token', () => {
  it.each<
    [what: string, reason: string, challenge: string, authorization: () => Promise<string> | undefined]
  >([
    ['a request without the header', 'no_token', REALM, () => undefined],
    ['another scheme', 'no_token', REALM, async () => 'Basic dXNlcjpwYXNz'],
    ['a token that is not a JWT', 'malformed', `${REALM}, error="invalid_token"`, async () => 'Bearer word'],
    ['a Bearer scheme without a token', 'malformed', `${REALM}, error="invalid_token"`, async () => 'Bearer'],
    [
      'an expired token',
      'expired',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${await issuer.token({ exp: 1 })}`,
    ],
    [
      'a token for another audience',
      'wrong_audience',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${await issuer.token({ aud: 'other' })}`,
    ],
    [
      'a token of another issuer',
      'unknown_issuer',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${await issuer.token({ iss: 'https://id.example.org' })}`,
    ],
    [
      'a token with an unknown key',
      'unknown_key',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${await issuer.token({}, { header: { kid: 'other' } })}`,
    ],
    [
      'an oversized token',
      'too_long',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${'x'.repeat(13_000)}`,
    ],
  ])(
    'refuses %s with the same response as all others, and gives the reason only in the log [T1-I15]',
    async (_what, reason, challenge, authorization) => {
      const before = gateway.logLines.length;
      const answer = await post(await authorization());
      expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
      expect(answer.headers).toMatchObject({
        'www-authenticate': challenge,
        'cache-control': 'private, no-store',
        'content-type': matching(/^application\/json;/),
      });
      expect(refusalsSince(before)).toEqual([
        having({ level: 'warn', reason, requestId: matching(/^[\w-]{36}$/) }),
      ]);
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('refuses a request in the GraphQL response media type if the client accepts it', async () => {
    const answer = await post().set('accept', 'application/graphql-response+json');
    expect([answer.status, answer.type]).toEqual([401, 'application/graphql-response+json']);
    expect(JSON.parse(answer.text)).toEqual(UNAUTHENTICATED);
  });

  it.each([
    '{ __typename }',
    '{ __schema { types { name } } }',
    '{ _service { sdl } }',
    `{ _entities(representations: [{ __typename: "Patient", id: "${FIRST_ID}" }]) { __typename } }`,
    'mutation { nothing }',
    '{ nonsense',
    '{ nonsense }',
    '',
  ])('reveals nothing of the graph to a caller without a token: %s', async (query) => {
    const answer = await gateway.http.post('/graphql').send({ query });
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('neither stores nor runs a persisted query for a caller without a token', async () => {
    const sha256Hash = createHash('sha256').update(OPERATION.query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (const body of [{ ...OPERATION, extensions }, { extensions }]) {
      expect(await gateway.http.post('/graphql').send(body)).toMatchObject({ status: 401 });
    }
    const byGet = gateway.http.get('/graphql').set('apollo-require-preflight', '1');
    expect(await byGet.query({ extensions: JSON.stringify(extensions) })).toMatchObject({ status: 401 });
  });

  it('refuses a batch of operations from a caller without a token', async () => {
    expect(await gateway.http.post('/graphql').send([OPERATION, OPERATION])).toMatchObject({ status: 401 });
  });
});

describe('where the gateway accepts a token', () => {
  it.each<[where: string, send: (token: string) => ReturnType<Gateway['http']['post']>]>([
    [
      'the query string',
      (token) => gateway.http.post('/graphql').query({ access_token: token }).send(OPERATION),
    ],
    [
      'the query string of a GET',
      (token) =>
        gateway.http
          .get('/graphql')
          .set('apollo-require-preflight', '1')
          .query({ ...OPERATION, access_token: token }),
    ],
    ['the body', (token) => gateway.http.post('/graphql').send({ ...OPERATION, access_token: token })],
    [
      'a cookie',
      (token) =>
        gateway.http
          .post('/graphql')
          .set('cookie', `Authorization=Bearer ${token}; access_token=${token}`)
          .send(OPERATION),
    ],
    [
      'X-Authorization',
      (token) => gateway.http.post('/graphql').set('x-authorization', `Bearer ${token}`).send(OPERATION),
    ],
    [
      'Proxy-Authorization',
      (token) => gateway.http.post('/graphql').set('proxy-authorization', `Bearer ${token}`).send(OPERATION),
    ],
    [
      'X-Forwarded-Access-Token',
      (token) => gateway.http.post('/graphql').set('x-forwarded-access-token', token).send(OPERATION),
    ],
  ])('refuses a valid token in %s [T1-S4]', async (_where, send) => {
    const answer = await send(await issuer.token({ scope: 'user/*.rs' }));
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });
});

describe('an issuer whose keys are unavailable', () => {
  it('answers UPSTREAM_UNAVAILABLE, not UNAUTHENTICATED, if the issuer does not serve its keys', async () => {
    const other = await startIdentityProvider();
    other.fail((response) => response.writeHead(404).end());
    const fresh = await startGateway(sandbox, { callers: other.tokenVerification() });
    const authorization = await other.bearer('user/*.rs');
    const answer = await fresh.http.post('/graphql').set({ authorization }).send(OPERATION);
    expect([answer.status, answer.body]).toEqual([
      503,
      {
        errors: [
          {
            message:
              'The gateway cannot verify tokens, because the keys of their issuer are unavailable. Retry later.',
            extensions: { code: 'UPSTREAM_UNAVAILABLE' },
          },
        ],
      },
    ]);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(await fresh.http.get('/livez')).toMatchObject({ status: 200 });
    await fresh.close();
    await other.close();
  });
});

describe('the paths without sign-in', () => {
  it.each(['/livez', '/readyz', '/.well-known/jwks.json'])('serves %s without a token', async (path) => {
    expect(await gateway.http.get(path)).toMatchObject({ status: 200 });
  });

  it('serves Apollo Sandbox without a token, but runs no operation for it', async () => {
    const page = await gateway.http.get('/graphql').set('accept', 'text/html');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    const withQuery = await gateway.http.get('/graphql').set('accept', 'text/html').query(OPERATION);
    expect(withQuery.text).toBe(page.text);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('the host name of a request', () => {
  it('accepts any host name if callers sign in', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    const answer = await post(authorization).set('host', 'gateway.example.org');
    expect(answer).toMatchObject({ status: 200 });
    expect(await post().set('host', 'gateway.example.org')).toMatchObject({ status: 401 });
  });

  it('accepts any host name if all data is synthetic and the gateway listens beyond loopback', async () => {
    const open = await startGateway(sandbox, { server: { isLoopbackOnly: false } });
    expect(await open.http.get('/livez').set('host', 'gateway.example.org')).toMatchObject({ status: 200 });
    await open.close();
  });
});

describe('the log of the sign-in', () => {
  it('contains nothing of any token [T4-I1]', async () => {
    await post(await issuer.bearer('user/*.rs'));
    await post(
      `Bearer ${await issuer.token({ sub: 'CANARY', scope: 'CANARY' }, { header: { kid: 'CANARY' } })}`,
    );
    await post('Bearer CANARY');
    await post('CANARY');
    const lines = gateway.logLines.join('');
    expect(lines).toContain('caller_refused');
    expect(lines).not.toMatch(/CANARY|eyJ|user-1/);
  });
});
