import { once } from 'node:events';
import { createServer } from 'node:https';
import type { JWK } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkKeySet } from '../../src/doctor/key-set.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { HttpClient } from '../../src/http/http-client.ts';
import { rsa } from '../config/key-material.ts';
import { type LocalServer, startLocalServer, unusedOrigin } from '../http/local-server.ts';
import { issueCertificate } from '../support/certificates.ts';
import { at, matching } from '../support/expected.ts';
import { keyOf, siteOf } from './examined-site.ts';
import { causesOf } from './examined.ts';

const first = rsa();
const second = rsa(2048, 'second');

/** A FHIR server elsewhere. */
const PUBLIC = { baseUrl: 'https://fhir.example.org/R4' };

let http: HttpClient;
let server: LocalServer;
let status: number;
let body: string;
let headers: Record<string, string>;

beforeAll(async () => {
  server = await startLocalServer((response) => response.writeHead(status, headers).end(body));
});
afterAll(() => server.close());

beforeEach(() => {
  http = createHttpClient({ timeoutMs: 2_000 });
  status = 200;
  headers = { 'content-type': 'application/json' };
});
afterEach(() => http.close());

/** As the key set URL is looked at by a gateway whose FHIR server is on this machine too. */
async function looked(connection = {}, keySetUrl: string | null = `${server.origin}/jwks`) {
  const site = siteOf({ baseUrl: 'http://127.0.0.1/fhir', ...connection }, { keySetUrl });
  const { signal } = new AbortController();
  return checkKeySet(site, await keyOf(connection), { http, signal });
}

async function published(connection = {}): Promise<readonly JWK[]> {
  return (await keyOf(connection)).keys.published.keys;
}

function serve(keys: readonly object[]): void {
  body = JSON.stringify({ keys });
}

async function key(members: object, of = first): Promise<object> {
  return { ...(await published({ privateKey: of.privateKey }))[0], ...members };
}

describe('the published key set', () => {
  it('that holds the key is told with how long Epic may keep it', async () => {
    const keys = await published();
    serve(keys);
    headers['cache-control'] = 'public, max-age=3600';
    expect(await looked()).toMatchObject({
      finding: {
        outcome: 'passed',
        tried: `GET ${server.origin}/jwks, without following a redirect`,
        found: [
          `HTTP 200: one key, among them the one that signs (kid ${keys[0]?.kid})`,
          matching(/^Epic may keep what it has got for 1 h\./),
        ],
        facts: { holdsKey: true, maxAgeSeconds: 3600 },
      },
      value: { holdsKey: true, fault: null },
    });
  });

  it('is kept for 29 hours where it does not say for how long', async () => {
    serve(await published());
    expect((await looked()).finding.found[1]).toMatch(/for 29 h/);
  });

  it('is left out where nobody says where it is, and told how to say so', async () => {
    const { finding, value } = await looked({}, null);
    expect([finding.outcome, value?.holdsKey]).toEqual(['skipped', null]);
    expect(finding.found[0]).toMatch(/EPIC_JWKS_URL.*--jwks-url/);
  });

  it('with both keys of a rotation is good', async () => {
    const rotation = { secondPublicKey: { key: second.publicKey, keyId: null } };
    serve(await published(rotation));
    expect((await looked(rotation)).finding).toMatchObject({ outcome: 'passed', facts: { keys: 2 } });
  });

  it('without the second key of a rotation is a warning', async () => {
    serve(await published());
    const { finding } = await looked({ secondPublicKey: { key: second.publicKey, keyId: null } });
    expect(finding.outcome).toBe('warning');
    expect(causesOf(finding)).toEqual([matching(/second key \(EPIC_SECOND_PUBLIC_KEY\) is not published/)]);
  });

  it('of which other keys share a kid is a warning', async () => {
    serve([...(await published()), { kty: 'oct', kid: 'x' }, { kty: 'oct', kid: 'x' }]);
    expect(causesOf((await looked()).finding)).toEqual([matching(/Two keys there have one kid/)]);
  });
});

describe('a key set that does not show the key', () => {
  it.each<[what: string, keys: () => Promise<object[]>, cause: RegExp, remedy: RegExp]>([
    ['has another', async () => [await key({}, second)], /not published there/, /keys -- jwks/],
    ['has none', async () => [], /not published there/, /keys -- jwks/],
    [
      'has it under another kid',
      async () => [await key({ kid: 'old' })],
      /under another kid, old/,
      /EPIC_KEY_ID=old/,
    ],
    [
      'has another under its kid',
      async () => [await key({ kid: 'mine' }, second)],
      /kid mine, and it is another key/,
      /never share a kid/,
    ],
    [
      'has two of its kid',
      async () => [await key({ kid: 'mine' }), await key({ kid: 'mine' }, second)],
      /Two keys have the kid mine/,
      /EPIC_KEY_ID out/,
    ],
    [
      'has it for encryption',
      async () => [await key({ kid: 'mine', use: 'enc' })],
      /for encryption/,
      /"sig"/,
    ],
  ])('since it %s', async (_what, keys, cause, remedy) => {
    serve(await keys());
    const { finding, value } = await looked({ keyId: 'mine' });
    expect(finding.outcome).toBe('failed');
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(finding.causes[0]?.remedy).toMatch(remedy);
    expect(value?.fault).toEqual(finding.causes[0]);
  });

  it('is told of first of all where it shows the private one', async () => {
    serve([{ ...(await key({})), d: 'MARKED' }]);
    const { finding } = await looked();
    expect([finding.outcome, finding.causes[0]?.cause]).toEqual(['failed', matching(/^A PRIVATE key/)]);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('a key set that cannot be had', () => {
  it.each<[what: string, status: number, cause: RegExp]>([
    ['redirects', 301, /redirects, and Epic does not follow/],
    ['wants a login', 401, /who asks/],
    ['is forbidden', 403, /who asks/],
    ['is not there', 404, /Something else is served/],
    ['is something else', 200, /Something else is served/],
    ['is behind a gateway that is down', 502, /not running/],
  ])('since it %s', async (_what, code, cause) => {
    status = code;
    headers = { 'content-type': 'text/html', location: 'https://MARKED.example/' };
    body = '<h1>MARKED</h1>';
    const { finding, value } = await looked();
    expect([finding.outcome, value?.holdsKey]).toEqual(['failed', false]);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });

  it('without a redirect is not looked for behind it, however near that leads', async () => {
    serve(await published());
    const host = await startLocalServer((response, { url }) =>
      url === '/jwks/'
        ? response.writeHead(200, headers).end(body)
        : response.writeHead(308, { location: '/jwks/' }).end(),
    );
    const [detour, straight] = [
      await looked({}, `${host.origin}/jwks`),
      await looked({}, `${host.origin}/jwks/`),
    ];
    await host.close();
    expect([detour.finding.outcome, straight.finding.outcome]).toEqual(['failed', 'passed']);
  });

  it('since nobody listens there', async () => {
    const { finding } = await looked({}, `${await unusedOrigin()}/jwks`);
    expect(finding.outcome).toBe('failed');
    expect(finding.found[0]).toMatch(/^The host of the key set could not be reached.*\(ECONNREFUSED\)/);
    expect(causesOf(finding)).toEqual([
      matching(/^Nothing answers there/),
      matching(/their own public name/),
    ]);
  });

  it.each([
    ['without TLS', 'http://keys.example.org/jwks', /not https/],
    ['of this machine', 'https://127.0.0.1:1/jwks', /127\.0\.0\.1 is an address of a private network/],
    ['of a network of its own', 'https://10.1.2.3/jwks', /10\.1\.2\.3 is an address of a private network/],
    ['of a link', 'https://[fe80::1]/jwks', /fe80::1 is an address of a private network/],
  ])('by Epic, since its URL is %s: nobody is asked', async (_what, url, cause) => {
    const { finding } = await looked(PUBLIC, url);
    expect([finding.outcome, finding.found]).toEqual(['failed', ['Epic cannot reach it.']]);
    expect(finding.causes[0]?.cause).toMatch(cause);
  });

  it('from here by a public address, has that doubt told, and is looked at all the same', async () => {
    const { finding } = await looked(PUBLIC, 'https://localhost:1/jwks');
    expect(finding.found[0]).toMatch(/ECONNREFUSED/);
    expect(causesOf(finding).at(-1)).toMatch(/^localhost has addresses of a private network only/);
  });

  it('since its certificate is not trusted', async () => {
    const identity = issueCertificate({
      name: 'localhost',
      hosts: ['localhost'],
      from: new Date('2019-01-02T00:00:00Z'),
      to: new Date('2020-01-02T00:00:00Z'),
    });
    const untrusted = createServer({
      key: identity.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: identity.certificate,
    });
    untrusted.listen(0, 'localhost');
    await once(untrusted, 'listening');
    const { finding } = await looked({}, `https://localhost:${String(at(untrusted.address(), 'port'))}/jwks`);
    untrusted.close();
    expect(causesOf(finding)[0]).toMatch(
      /a certificate that is not trusted \([A-Z_]+.*\), and Epic does not/,
    );
  });

  it('since its name is not known', async () => {
    const { finding } = await looked(PUBLIC, 'https://keys.invalid/jwks');
    expect([finding.outcome, finding.causes[0]?.cause]).toEqual([
      'failed',
      matching(/keys\.invalid is not known \(E/),
    ]);
  });
});
