import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, having, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OPERATION = { query: '{ patients(first: 1) { id } }' };
const FIRST_ID = 'erXuFYUfucBZaryVksYEcMg3';
/** How soon after the last time a key that is missing is asked for. */
const KEYS_ASKED_AGAIN_MS = 30_000;
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
  gateway = await startGateway(sandbox, { panel, callers: issuer.checks() });
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

/** The log lines of refusals since a count of lines. */
function refusalsSince(count: number): unknown[] {
  return gateway.logLines
    .slice(count)
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused');
}

/** Where the gateway listens. */
function port(): number {
  return Number(new URL(gateway.http.get('/').url).port);
}

/** The answer to these bytes, as they are. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** The status of a request with these headers, of which there can be several of a name. */
async function statusWith(headers: Readonly<Record<string, string | string[]>>): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = httpRequest(
    {
      port: port(),
      host: '127.0.0.1',
      method: 'POST',
      path: '/graphql',
      headers: { ...headers, 'content-type': 'application/json' },
    },
    (response) => {
      response.resume();
      resolve(response.statusCode);
    },
  );
  sent.on('error', reject);
  sent.end(JSON.stringify(OPERATION));
  return promise;
}

describe('a caller with a good token', () => {
  it('is answered', async () => {
    const answer = await post(await issuer.bearer('user/*.rs'));
    expect([answer.status, answer.body]).toEqual([200, having({ data: { patients: [{ id: FIRST_ID }] } })]);
  });

  it('is answered after the keys have changed, without a restart', async () => {
    const other = await startIdentityProvider();
    const fresh = await startGateway(sandbox, { callers: other.checks() });
    const old = await other.bearer('user/*.rs');
    expect(await fresh.query('{ __typename }', {}, { authorization: old })).not.toHaveProperty('errors');
    other.rotate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + KEYS_ASKED_AGAIN_MS });
    const authorization = await other.bearer('user/*.rs');
    expect(await fresh.query('{ __typename }', {}, { authorization })).not.toHaveProperty('errors');
    expect(await fresh.query('{ __typename }', {}, { authorization: old })).toEqual(UNAUTHENTICATED);
    vi.useRealTimers();
    await fresh.close();
    await other.close();
  });
});

describe('whoever has no good token', () => {
  it.each<
    [what: string, reason: string, challenge: string, authorization: () => Promise<string> | undefined]
  >([
    ['no header', 'no_token', REALM, () => undefined],
    ['another scheme', 'no_token', REALM, async () => 'Basic dXNlcjpwYXNz'],
    ['a word', 'malformed', `${REALM}, error="invalid_token"`, async () => 'Bearer word'],
    ['no token', 'malformed', `${REALM}, error="invalid_token"`, async () => 'Bearer'],
    [
      'a token that is over',
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
      'a token that is too long',
      'too_long',
      `${REALM}, error="invalid_token"`,
      async () => `Bearer ${'x'.repeat(13_000)}`,
    ],
  ])(
    'is refused in one and the same way, and the log alone says why: %s',
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

  it('is answered in the media type of GraphQL where that is asked for', async () => {
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
  ])('is told nothing of the graph: %s', async (query) => {
    const answer = await gateway.http.post('/graphql').send({ query });
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });

  it('cannot keep a document, nor run one that is kept', async () => {
    const sha256Hash = createHash('sha256').update(OPERATION.query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (const body of [{ ...OPERATION, extensions }, { extensions }]) {
      expect(await gateway.http.post('/graphql').send(body)).toMatchObject({ status: 401 });
    }
    const byGet = gateway.http.get('/graphql').set('apollo-require-preflight', '1');
    expect(await byGet.query({ extensions: JSON.stringify(extensions) })).toMatchObject({ status: 401 });
  });

  it('cannot send several operations at once', async () => {
    expect(await gateway.http.post('/graphql').send([OPERATION, OPERATION])).toMatchObject({ status: 401 });
  });
});

describe('a good token is not taken from', () => {
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
  ])('%s', async (_where, send) => {
    const answer = await send(await issuer.token({ scope: 'user/*.rs' }));
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
  });
});

describe('two Authorization headers', () => {
  it.each<[what: string, others: (good: string) => string[]]>([
    ['the same', (good) => [good, good]],
    ['a good one first', (good) => [good, 'Bearer word']],
    ['a good one last', (good) => ['Bearer word', good]],
    ['another scheme', (good) => ['Basic dXNlcjpwYXNz', good]],
  ])('are refused, whichever is good: %s', async (_what, others) => {
    const before = gateway.logLines.length;
    const good = await issuer.bearer('user/*.rs');
    expect(await statusWith({ authorization: others(good) })).toBe(401);
    expect(refusalsSince(before)).toEqual([having({ reason: 'several_headers' })]);
    expect(await statusWith({ authorization: good })).toBe(200);
  });
});

describe('a header that is made to be read twice', () => {
  const BODY = JSON.stringify(OPERATION);

  /** A request whose Authorization header, and what follows it, is given. */
  function requestWith(authorization: string): string {
    return [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${BODY.length}`,
      'Connection: close',
      `Authorization: ${authorization}`,
      '',
      BODY,
    ].join('\r\n');
  }

  it('is read once where it is a good one', async () => {
    expect(await answerTo(requestWith(await issuer.bearer('user/*.rs')))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each<[what: string, end: string]>([
    ['folded', '\r\n folded'],
    ['folded by a tab', '\r\n\tfolded'],
    ['ended by a bare line feed', '\nX-Other: 1'],
    ['ended by a bare carriage return', '\rX-Other: 1'],
    ['cut by a null', '\0'],
    ['followed by another', '\r\nAuthorization: Bearer word'],
    ['followed by another in other letters', '\r\naUTHORIZATION: Bearer word'],
    ['followed by another token', ', Bearer word'],
  ])('is refused where it is %s', async (_what, end) => {
    sandbox.clearRequests();
    const answer = await answerTo(requestWith((await issuer.bearer('user/*.rs')) + end));
    expect(answer).toMatch(/^HTTP\/1\.1 40[01] /);
    expect(answer).not.toContain(FIRST_ID);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('headers that are too large to be read', () => {
  it('are refused in the shape of GraphQL’s errors', async () => {
    const answer = await answerTo(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 431 Request Header Fields Too Large',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]);
    expect(JSON.parse(body)).toEqual({
      errors: [
        {
          message: 'The headers of the request are larger than 16384 bytes.',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('are told from what is no HTTP', async () => {
    const answer = await answerTo('MARKED\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"message":"The request is not valid HTTP."');
    expect(answer).not.toContain('MARKED');
  });
});

describe('an issuer that does not tell its keys', () => {
  it('is told as what it is, and not as a fault of the caller', async () => {
    const other = await startIdentityProvider();
    other.fail((response) => response.writeHead(404).end());
    const fresh = await startGateway(sandbox, { callers: other.checks() });
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

describe('what is open to all', () => {
  it.each(['/livez', '/readyz', '/.well-known/jwks.json'])('is %s', async (path) => {
    expect(await gateway.http.get(path)).toMatchObject({ status: 200 });
  });

  it('is the landing page, where there is one, and not the graph behind it', async () => {
    const page = await gateway.http.get('/graphql').set('accept', 'text/html');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    const withQuery = await gateway.http.get('/graphql').set('accept', 'text/html').query(OPERATION);
    expect(withQuery.text).toContain('EmbeddedSandbox');
    expect(sandbox.requests).toEqual([]);
  });
});

/** A request without a body, with these Host headers. */
function withHosts(...hosts: string[]): string {
  return ['GET /livez HTTP/1.1', ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''].join(
    '\r\n',
  );
}

describe('a request with two Host headers', () => {
  it.each([
    ['localhost', 'evil.example.org'],
    ['evil.example.org', 'localhost'],
    ['localhost', 'localhost'],
  ])('is refused with 400: %s and %s', async (...hosts) => {
    const answer = await answerTo(withHosts(...hosts));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"code":"BAD_REQUEST"');
    expect(await answerTo(withHosts('localhost'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is refused before its token is checked, and without a FHIR request', async () => {
    const body = JSON.stringify(OPERATION);
    const answer = await answerTo(
      [
        'POST /graphql HTTP/1.1',
        'Host: localhost',
        'HOST: evil.example.org',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Connection: close',
        `Authorization: ${await issuer.bearer('user/*.rs')}`,
        '',
        body,
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('a host name', () => {
  it('may be any where callers sign in', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    const answer = await post(authorization).set('host', 'gateway.example.org');
    expect(answer).toMatchObject({ status: 200 });
    expect(await post().set('host', 'gateway.example.org')).toMatchObject({ status: 401 });
  });

  it('may be any where all data is synthetic and the gateway is not on loopback', async () => {
    const open = await startGateway(sandbox, { server: { isLoopbackOnly: false } });
    expect(await open.http.get('/livez').set('host', 'gateway.example.org')).toMatchObject({ status: 200 });
    await open.close();
  });
});

describe('the log', () => {
  it('has nothing of any token', async () => {
    await post(await issuer.bearer('user/*.rs'));
    await post(
      `Bearer ${await issuer.token({ sub: 'MARKED', scope: 'MARKED' }, { header: { kid: 'MARKED' } })}`,
    );
    await post('Bearer MARKED');
    await post('MARKED');
    const lines = gateway.logLines.join('');
    expect(lines).toContain('caller_refused');
    expect(lines).not.toMatch(/MARKED|eyJ|user-1/);
  });
});
