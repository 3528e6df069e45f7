/** The paths of sites have the protections of /graphql, and a site has one spelling. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';

const QUERY = '{ site { id } }';
const SECRET = 'router-secret-'.repeat(3);

type RawHeaders = readonly (readonly [name: string, value: string])[];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

let sandbox: Sandbox;
let provider: IdentityProvider;
/** Without sign-in, on loopback. */
let open: SitesGateway;
let signedIn: SitesGateway;
let forRouters: SitesGateway;
let bearer: string;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  const sites = {
    north: { server: sandbox },
    south: { server: sandbox },
    constructor: { server: sandbox, name: '<script>alert(1)</script>' },
  };
  const jwt = { AUTH_MODE: 'jwt', AUTH_ISSUER: provider.issuer, AUTH_AUDIENCE: AUDIENCE };
  open = await startSites(sites, { AUTH_MODE: 'none', CORS_ORIGINS: 'https://app.example.org' });
  signedIn = await startSites(sites, jwt);
  forRouters = await startSites(sites, { ...jwt, ROUTER_SECRET: SECRET });
  bearer = `Bearer ${await provider.token({ scope: 'user/*.rs', sites: ['north', 'constructor'] })}`;
});

afterAll(async () => {
  await Promise.all([open.close(), signedIn.close(), forRouters.close()]);
  await Promise.all([sandbox.close(), provider.close()]);
});

/** Sends the path and the headers verbatim. */
async function send(
  { port }: SitesGateway,
  method: string,
  path: string,
  headers: RawHeaders,
  body = '',
): Promise<Answer> {
  const raw: RawHeaders = [
    ...(headers.some(([name]) => name === 'host') ? [] : [['host', `127.0.0.1:${port}`] as const]),
    ...headers,
    ['connection', 'close'],
    ...(body === '' ? [] : [['content-length', String(Buffer.byteLength(body))] as const]),
  ];
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request({ port, method, path, headers: raw.flat() }, (response) => {
    const { statusCode: status = 0, headers: sent } = response;
    text(response).then((read) => resolve({ status, headers: sent, body: read }), reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}

const JSON_TYPE = ['content-type', 'application/json'] as const;
const ASK = JSON.stringify({ query: QUERY });

describe('the graph of a site', () => {
  it.each<[what: string, method: string, suffix: string, headers: RawHeaders, body: string, status: number]>([
    ['a simple request of another origin', 'POST', '', [['content-type', 'text/plain']], ASK, 400],
    ['a form', 'POST', '', [['content-type', 'application/x-www-form-urlencoded']], 'query=x', 415],
    ['no content type', 'POST', '', [], ASK, 415],
    [
      'a GET without a header that requires a preflight',
      'GET',
      `?query=${encodeURIComponent(QUERY)}`,
      [],
      '',
      400,
    ],
    ['a batch', 'POST', '', [JSON_TYPE], `[${ASK},${ASK}]`, 400],
    ['no JSON', 'POST', '', [JSON_TYPE], '{', 400],
    ['no query', 'POST', '', [JSON_TYPE], '{}', 400],
    ['a body that is too large', 'POST', '', [JSON_TYPE], JSON.stringify({ query: ' '.repeat(2e6) }), 413],
    [
      'a document that is too large',
      'POST',
      '',
      [JSON_TYPE],
      JSON.stringify({ query: `{${'a '.repeat(20_000)}}` }),
      400,
    ],
    ['a foreign host', 'POST', '', [JSON_TYPE, ['host', 'attacker.example.org']], ASK, 421],
    ['two hosts', 'POST', '', [JSON_TYPE, ['host', 'localhost'], ['host', 'localhost']], ASK, 400],
    ['another method', 'PUT', '', [JSON_TYPE], ASK, 404],
    ['a deletion', 'DELETE', '', [], '', 404],
    [
      'a preflight of another origin',
      'OPTIONS',
      '',
      [
        ['origin', 'https://attacker.example.org'],
        ['access-control-request-method', 'POST'],
      ],
      '',
      204,
    ],
    [
      'a preflight of an allowed origin',
      'OPTIONS',
      '',
      [
        ['origin', 'https://app.example.org'],
        ['access-control-request-method', 'POST'],
      ],
      '',
      204,
    ],
    ['an operation', 'POST', '', [JSON_TYPE, ['origin', 'https://attacker.example.org']], ASK, 200],
  ])('answers %s like /graphql', async (_what, method, suffix, headers, body, status) => {
    const [atRoot, atSite] = await Promise.all([
      send(open, method, `/graphql${suffix}`, [...headers, ['x-site', 'north']], body),
      send(open, method, `/sites/north/graphql${suffix}`, headers, body),
    ]);
    expect(comparable(atSite)).toEqual(comparable(atRoot));
    expect(atSite.status).toBe(status);
    expect(atSite.headers['access-control-allow-origin']).not.toBe('https://attacker.example.org');
  });

  it('refuses every path of sites to a foreign host, because any page can name loopback', async () => {
    for (const path of [
      '/sites',
      '/sites/north/explorer',
      '/sites/north/.well-known/jwks.json',
      '/sites/north/documents/x',
    ])
      expect((await send(open, 'GET', path, [['host', 'attacker.example.org']])).status).toBe(421);
  });
});

/** Without what differs between two requests. */
function comparable({ status, headers, body }: Answer): unknown {
  const { date: _date, ratelimit, 'x-request-id': id, ...others } = headers;
  return { status, headers: { ...others, hasRateLimit: typeof ratelimit, hasId: typeof id }, body };
}

describe('the name of a site', () => {
  it.each<[what: string, path: string, headers: RawHeaders, status: number]>([
    ['verbatim', '/sites/north/graphql', [], 200],
    ['encoded', '/sites/%6eorth/graphql', [], 200],
    ['with a query', '/sites/north/graphql?site=south&x-site=south', [], 200],
    ['in the path and equal in the header', '/sites/north/graphql', [['x-site', 'north']], 200],
    [
      'in the path and twice in the header',
      '/sites/north/graphql',
      [
        ['x-site', 'north'],
        ['X-Site', 'south'],
      ],
      404,
    ],
    [
      'twice in the header',
      '/graphql',
      [
        ['x-site', 'north'],
        ['X-Site', 'south'],
      ],
      404,
    ],
    ['with another in one header', '/graphql', [['x-site', 'north, south']], 404],
    ['empty in the header', '/sites/north/graphql', [['x-site', '']], 404],
    ['in capitals', '/sites/NORTH/graphql', [], 404],
    ['in capitals in the header', '/graphql', [['x-site', 'North']], 404],
    ['with a space', '/sites/north%20/graphql', [], 404],
    ['with an encoded slash', '/sites/south%2f..%2fnorth/graphql', [], 404],
    ['with a null byte', '/sites/north%00/graphql', [], 404],
    ['of a prototype', '/sites/__proto__/graphql', [], 404],
    ['of another prototype', '/graphql', [['x-site', 'toString']], 404],
    ['with a slash before', '//sites/north/graphql', [], 404],
    ['with a slash behind', '/sites/north/graphql/', [], 404],
    ['with dots', '/sites/south/../north/graphql', [], 404],
    ['absent', '/sites//graphql', [], 404],
    ['which the caller may not use', '/sites/south/graphql', [], 404],
    ['of an object’s property', '/sites/constructor/graphql', [], 200],
  ])('counts %s', async (_what, path, headers, status) => {
    const answer = await send(
      signedIn,
      'POST',
      path,
      [JSON_TYPE, ['authorization', bearer], ...headers],
      ASK,
    );
    const expected = status === 200 ? /"id":"(north|constructor)"/ : /"code":"(SITE_UNKNOWN|NOT_FOUND)"/;
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(expected)]);
  });

  it('is never part of a page', async () => {
    const { body } = await send(open, 'GET', '/sites/constructor/explorer', []);
    expect(body).toBe((await send(open, 'GET', '/explorer', [])).body);
    expect(body).not.toContain('alert(1)');
  });
});

describe('a gateway for routers', () => {
  const PATHS = [
    '/graphql',
    '/sites',
    '/sites/',
    '/sites/north',
    '/sites/north/graphql',
    '/sites/%6eorth/graphql',
    '/sites/north/graphql/',
    '//sites/north/graphql',
    '/sites/north/documents/x',
    '/documents/x',
    '/sites/north/explorer',
    '/explorer',
  ];

  it('serves nothing of a site without the secret', async () => {
    for (const path of PATHS)
      for (const method of ['GET', 'POST', 'HEAD']) {
        const answers = await Promise.all(
          [path, path.replace(/north|%6eorth/, 'none')].map((each) =>
            send(
              forRouters,
              method,
              each,
              [JSON_TYPE, ['authorization', bearer], ['x-site', 'north']],
              method === 'POST' ? ASK : '',
            ),
          ),
        );
        const [known, unknown] = answers.map(comparable);
        expect(known).toEqual(unknown);
        const isGraph = path.endsWith('graphql') && !path.startsWith('//');
        expect(answers[0]?.status).toBe(isGraph ? 401 : 404);
      }
  });

  it('serves a site with the secret', async () => {
    const headers: RawHeaders = [JSON_TYPE, ['authorization', bearer], ['router-authorization', SECRET]];
    expect((await send(forRouters, 'POST', '/sites/north/graphql', headers, ASK)).status).toBe(200);
    expect((await send(forRouters, 'POST', '/sites/south/graphql', headers, ASK)).status).toBe(404);
    expect((await send(forRouters, 'GET', '/sites', headers)).status).toBe(404);
  });
});
