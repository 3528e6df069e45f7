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
import { PATIENCE } from '../support/patience.ts';
import { skipPauses } from '../support/time.ts';
import { keyOf, siteOf } from './examined-site.ts';
import { causesOf } from './examined.ts';

skipPauses();

const first = rsa();
const second = rsa(2048, 'second');

/** A remote FHIR server. */
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
  http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  status = 200;
  headers = { 'content-type': 'application/json' };
});
afterEach(() => http.close());

/** Checks a key set, by default for a FHIR server on this machine. */
async function checkedKeySet(connection = {}, keySetUrl: string | null = `${server.origin}/jwks`) {
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

describe('the step Key set', () => {
  it('passes if the key set contains the key, and reports for how long Epic may cache it', async () => {
    const keys = await published();
    serve(keys);
    headers['cache-control'] = 'public, max-age=3600';
    expect(await checkedKeySet()).toMatchObject({
      finding: {
        outcome: 'passed',
        tried: `GET ${server.origin}/jwks without following redirects`,
        found: [
          `HTTP 200 with one key. Contains the signing key (kid ${keys[0]?.kid}).`,
          matching(/^Epic may cache its copy for 1 h\./),
        ],
        facts: { holdsKey: true, maxAgeSeconds: 3600 },
      },
      value: { holdsKey: true, fault: null },
    });
  });

  it('assumes that Epic caches a key set without Cache-Control for 29 hours', async () => {
    serve(await published());
    expect((await checkedKeySet()).finding.found[1]).toMatch(/for 29 h/);
  });

  it('is skipped if no URL is configured, and names the setting', async () => {
    const { finding, value } = await checkedKeySet({}, null);
    expect([finding.outcome, value?.holdsKey]).toEqual(['skipped', null]);
    expect(finding.found[0]).toMatch(/EPIC_JWKS_URL.*--jwks-url/);
  });

  it('passes with both keys of a rotation', async () => {
    const rotation = { secondPublicKey: { key: second.publicKey, keyId: null } };
    serve(await published(rotation));
    expect((await checkedKeySet(rotation)).finding).toMatchObject({ outcome: 'passed', facts: { keys: 2 } });
  });

  it('warns if the second key of a rotation is missing', async () => {
    serve(await published());
    const { finding } = await checkedKeySet({ secondPublicKey: { key: second.publicKey, keyId: null } });
    expect(finding.outcome).toBe('warning');
    expect(causesOf(finding)).toEqual([matching(/second key \(EPIC_SECOND_PUBLIC_KEY\) is not published/)]);
  });

  it('warns if other keys share a kid', async () => {
    serve([...(await published()), { kty: 'oct', kid: 'x' }, { kty: 'oct', kid: 'x' }]);
    expect(causesOf((await checkedKeySet()).finding)).toEqual([
      matching(/Two published keys have the same kid/),
    ]);
  });
});

describe('the step Key set, without the signing key,', () => {
  it.each<[what: string, keys: () => Promise<object[]>, cause: RegExp, remedy: RegExp]>([
    ['contains another key', async () => [await key({}, second)], /not published/, /keys jwks/],
    ['is empty', async () => [], /not published/, /keys jwks/],
    [
      'contains it under another kid',
      async () => [await key({ kid: 'old' })],
      /under another kid: old/,
      /EPIC_KEY_ID=old/,
    ],
    [
      'contains another key under its kid',
      async () => [await key({ kid: 'mine' }, second)],
      /kid mine is another key/,
      /never share a kid/,
    ],
    [
      'contains two keys with its kid',
      async () => [await key({ kid: 'mine' }), await key({ kid: 'mine' }, second)],
      /Two published keys have the kid mine/,
      /Remove EPIC_KEY_ID/,
    ],
    [
      'contains it for encryption',
      async () => [await key({ kid: 'mine', use: 'enc' })],
      /for encryption/,
      /"sig"/,
    ],
  ])('fails if the key set %s', async (_what, keys, cause, remedy) => {
    serve(await keys());
    const { finding, value } = await checkedKeySet({ keyId: 'mine' });
    expect(finding.outcome).toBe('failed');
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(finding.causes[0]?.remedy).toMatch(remedy);
    expect(value?.fault).toEqual(finding.causes[0]);
  });

  it('names a published private key first', async () => {
    serve([{ ...(await key({})), d: 'MARKED' }]);
    const { finding } = await checkedKeySet();
    expect([finding.outcome, finding.causes[0]?.cause]).toEqual(['failed', matching(/^A PRIVATE key/)]);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });
});

describe('the step Key set, without a key set,', () => {
  it.each<[what: string, status: number, cause: RegExp]>([
    ['redirects', 301, /redirects, and Epic does not follow/],
    ['requires a login', 401, /requires a login/],
    ['is forbidden', 403, /requires a login/],
    ['does not exist', 404, /does not point to a key set/],
    ['is another document', 200, /does not point to a key set/],
    ['is behind a failing gateway', 502, /not running/],
  ])('fails if the URL %s', async (_what, code, cause) => {
    status = code;
    headers = { 'content-type': 'text/html', location: 'https://MARKED.example/' };
    body = '<h1>MARKED</h1>';
    const { finding, value } = await checkedKeySet();
    expect([finding.outcome, value?.holdsKey]).toEqual(['failed', false]);
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });

  it('does not follow a redirect, even on the same host', async () => {
    serve(await published());
    const host = await startLocalServer((response, { url }) =>
      url === '/jwks/'
        ? response.writeHead(200, headers).end(body)
        : response.writeHead(308, { location: '/jwks/' }).end(),
    );
    const [redirected, direct] = [
      await checkedKeySet({}, `${host.origin}/jwks`),
      await checkedKeySet({}, `${host.origin}/jwks/`),
    ];
    await host.close();
    expect([redirected.finding.outcome, direct.finding.outcome]).toEqual(['failed', 'passed']);
  });

  it('explains a host that does not listen', async () => {
    const { finding } = await checkedKeySet({}, `${await unusedOrigin()}/jwks`);
    expect(finding.outcome).toBe('failed');
    expect(finding.found[0]).toMatch(/^The host of the key set could not be reached.*\(ECONNREFUSED\)/);
    expect(causesOf(finding)).toEqual([
      matching(/is not running, or listens elsewhere/),
      matching(/their own public name/),
    ]);
  });

  it.each([
    ['not https', 'http://keys.example.org/jwks', /not https/],
    ['a loopback address', 'https://127.0.0.1:1/jwks', /127\.0\.0\.1 is a private address/],
    ['a private address', 'https://10.1.2.3/jwks', /10\.1\.2\.3 is a private address/],
    ['a link-local address', 'https://[fe80::1]/jwks', /fe80::1 is a private address/],
  ])('sends no request if the URL is %s, which Epic cannot reach', async (_what, url, cause) => {
    const { finding } = await checkedKeySet(PUBLIC, url);
    expect([finding.outcome, finding.found]).toEqual(['failed', ['Epic cannot reach the key set.']]);
    expect(finding.causes[0]?.cause).toMatch(cause);
  });

  it('requests a name with private addresses, and names that doubt last', async () => {
    const { finding } = await checkedKeySet(PUBLIC, 'https://localhost:1/jwks');
    expect(finding.found[0]).toMatch(/ECONNREFUSED/);
    expect(causesOf(finding).at(-1)).toMatch(
      /^On this machine, localhost only resolves to private addresses/,
    );
  });

  it('explains an untrusted certificate of the host of the key set', async () => {
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
    const { finding } = await checkedKeySet(
      {},
      `https://localhost:${String(at(untrusted.address(), 'port'))}/jwks`,
    );
    untrusted.close();
    expect(causesOf(finding)[0]).toMatch(
      /^The certificate of the key set's host is not trusted \([A-Z_]+.*\), so Epic does not/,
    );
  });

  it('fails if the host name of the key set is unknown', async () => {
    const { finding } = await checkedKeySet(PUBLIC, 'https://keys.invalid/jwks');
    expect([finding.outcome, finding.causes[0]?.cause]).toEqual([
      'failed',
      matching(/^The lookup of keys\.invalid failed \(E/),
    ]);
  });
});
