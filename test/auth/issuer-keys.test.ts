import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { type Handler, startLocalServer, unusedOrigin } from '../http/local-server.ts';
import { having } from '../support/expected.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

/** How long keys are believed, how soon a missing one is asked for again, and how long an outage is believed. */
const KEYS_FOR_MS = 600_000;
const COOLDOWN_MS = 30_000;
const OUTAGE_FOR_MS = 10_000;
const NOW = Date.UTC(2026, 9, 1);

let bench: TokenCheckBench;
let issuer: IdentityProvider;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  bench = await startTokenChecks();
  ({ issuer } = bench);
});

afterEach(async () => {
  await bench.close();
  vi.useRealTimers();
});

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** The faults of so many tokens at once, each signed with a key that the issuer does not have. */
async function storm(tokens: number): Promise<(string | null)[]> {
  const made = Array.from({ length: tokens }, (_, index) =>
    issuer.token({}, { algorithm: 'ES384', header: { kid: `made-up-${index}` } }),
  );
  return Promise.all(made.map(bench.fault));
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(status, headers).end(body);
}

describe('the keys of an issuer', () => {
  it('the keys of an issuer are found by its OpenID configuration, and fetched once, however many tokens wait', async () => {
    expect(issuer.fetched).toEqual({ configuration: 0, keys: 0 });
    const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.token()));
    expect(new Set(await Promise.all(tokens.map(bench.fault)))).toEqual(new Set([null]));
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('the keys are fetched from the configured URL if there is one', async () => {
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 0, keys: 1 });
  });

  it('the keys can be fetched before the first token', async () => {
    const tokens = bench.fresh();
    await tokens.warmUp();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('the keys are fetched again after ten minutes, and the OpenID configuration after an hour', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    pass(KEYS_FOR_MS - 1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    pass(1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 2 });
    pass(3_600_000);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 2, keys: 3 });
  });

  it('the keys can move to another URL', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    const other = await startLocalServer(answering(200, JSON.stringify({ keys: [issuer.publicKey()] })));
    issuer.describeAs({ jwks_uri: `${other.origin}/moved` });
    pass(3_600_000);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(other.requests.map(({ url }) => url)).toEqual(['/moved']);
    await other.close();
  });
});

describe('an issuer with a slash at its end', () => {
  it('an issuer that ends with a slash has its OpenID configuration where the standard says, and is compared exactly', async () => {
    const slashed = `${issuer.issuer}/`;
    issuer.describeAs({ issuer: slashed });
    const tokens = bench.fresh({ issuers: [slashed] });
    expect(await faultOf(tokens, await issuer.token({ iss: slashed }))).toBeNull();
    expect(await faultOf(tokens, await issuer.token())).toBe('unknown_issuer');
  });
});

describe('new keys', () => {
  it('new keys are accepted without a restart, and tokens of the old keys no longer are', async () => {
    const old = issuer.token();
    expect(await bench.fault(old)).toBeNull();
    issuer.rotate();
    pass(COOLDOWN_MS);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 2 });
    expect(await bench.fault(old)).toBe('unknown_key');
  });

  it('new keys are fetched no sooner than half a minute after the last fetch', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.rotate();
    pass(COOLDOWN_MS - 1);
    expect(await bench.fault(issuer.token())).toBe('unknown_key');
    expect(issuer.fetched.keys).toBe(1);
    pass(1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched.keys).toBe(2);
  });

  it('withdrawn keys end within ten minutes, even if no token has a new key', async () => {
    const old = issuer.token({ exp: Math.floor(NOW / 1000) + 3_600 });
    expect(await bench.fault(old)).toBeNull();
    issuer.rotate();
    pass(KEYS_FOR_MS - 1);
    expect(await bench.fault(old)).toBeNull();
    pass(1);
    expect(await bench.fault(old)).toBe('unknown_key');
  });
});

describe('a storm of made-up key ids', () => {
  it('made-up key ids fetch the keys once in half a minute, and no good token is refused', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    for (let half = 0; half < 3; half += 1) {
      expect(new Set(await storm(100))).toEqual(new Set(['unknown_key']));
      expect(await bench.fault(issuer.token())).toBeNull();
      pass(COOLDOWN_MS);
    }
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 3 });
  });

  it('made-up key ids before any good token fetch the keys once', async () => {
    expect(new Set(await storm(100))).toEqual(new Set(['unknown_key']));
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('made-up key ids during an outage fetch once in ten seconds, and no good token is refused while its key is cached', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.fail(answering(404, ''));
    pass(COOLDOWN_MS);
    for (let round = 1; round <= 3; round += 1) {
      expect(new Set(await storm(50))).toEqual(new Set(['keys_unavailable']));
      expect(await bench.fault(issuer.token())).toBeNull();
      expect(issuer.fetched.keys).toBe(1 + round);
      pass(OUTAGE_FOR_MS);
    }
  });
});

describe('an outage', () => {
  const KINDS: [kind: string, reason: RegExp, handler: Handler][] = [
    [
      'nothing there',
      /^The token issuer answered HTTP 404\. Expected 200 with JSON\.$/,
      answering(404, '{}'),
    ],
    ['a server that fails', /^The token issuer answered HTTP 503\. /, answering(503, '{}')],
    ['a page for people', /^The token issuer answered HTTP 200\. Expected /, answering(200, '<html>')],
    [
      'no configuration',
      /^The OpenID configuration of the issuer names no key set\. Set AUTH_JWKS_URL\.$/,
      answering(200, '{}'),
    ],
    [
      'more than 256 KB',
      /^The token issuer sent a response of more than 262144 bytes, the limit for this kind of response\.$/,
      answering(200, ' '.repeat(300_000)),
    ],
    [
      'too many values',
      /^The token issuer sent JSON beyond the limits: 5000 values, /,
      answering(200, `{"keys":[${'{},'.repeat(6_000)}{}]}`),
    ],
    [
      'nesting without end',
      /^The token issuer sent JSON beyond the limits: .* 200 levels\./,
      answering(200, `{"keys":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
    ],
    ['silence', /^The token issuer did not respond within 500 ms\. /, () => undefined],
    ['a redirect', /^The token issuer answered HTTP 302\. /, answering(302, '', { location: '/elsewhere' })],
  ];

  it.each(KINDS)(
    'an outage that is %s refuses tokens until it is over, and is logged',
    async (_kind, reason, handler) => {
      issuer.fail(handler);
      expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
      expect(bench.logged()).toEqual([
        having({
          level: 'warn',
          event: 'issuer_keys_unavailable',
          host: new URL(issuer.issuer).host,
          reason: expect.stringMatching(reason),
        }),
      ]);
      issuer.recover();
      pass(OUTAGE_FOR_MS - 1);
      expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
      pass(1);
      expect(await bench.fault(issuer.token())).toBeNull();
      expect(bench.logged()).toHaveLength(1);
    },
  );

  it('an issuer that cannot be reached refuses tokens', async () => {
    const away = await unusedOrigin();
    const tokens = bench.fresh({ issuers: [away] });
    expect(await faultOf(tokens, await issuer.token({ iss: away }))).toBe('keys_unavailable');
  });

  it('an outage is remembered for ten seconds, however many tokens come', async () => {
    issuer.fail(answering(404, ''));
    for (let round = 1; round <= 3; round += 1) {
      const tokens = await Promise.all(Array.from({ length: 30 }, () => issuer.token()));
      const faults = await Promise.all(tokens.map(bench.fault));
      expect(new Set(faults)).toEqual(new Set(['keys_unavailable']));
      expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
      expect(issuer.fetched).toEqual({ configuration: round, keys: 0 });
      pass(OUTAGE_FOR_MS);
    }
  });

  it('an outage does not end the cached keys before their time', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.fail(answering(404, ''));
    pass(KEYS_FOR_MS - 1);
    expect(await bench.fault(issuer.token())).toBeNull();
    pass(1);
    expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
    issuer.recover();
    pass(OUTAGE_FOR_MS);
    expect(await bench.fault(issuer.token())).toBeNull();
  });

  it('an outage of one issuer does not affect another', async () => {
    const away = await unusedOrigin();
    const tokens = bench.fresh({ issuers: [away, issuer.issuer] });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
  });

  it('an outage does not keep the gateway from starting, and is logged at the start', async () => {
    issuer.fail(answering(404, ''));
    await bench.fresh().warmUp();
    expect(bench.logged()).toEqual([having({ event: 'issuer_keys_unavailable' })]);
  });
});

describe('a key set', () => {
  it.each<[what: string, body: string]>([
    ['a list', '[]'],
    ['null', 'null'],
    ['without keys', '{}'],
    ['with keys that are no list', '{"keys":{}}'],
    ['with keys that are texts', '{"keys":["x"]}'],
  ])('a key set that is %s is refused, and fetched again only after ten seconds', async (_what, body) => {
    issuer.fail(answering(200, body));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
    expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
    expect(issuer.fetched.keys).toBe(1);
    expect(bench.logged()).toEqual([having({ reason: 'The token issuer did not return a key set.' })]);
  });

  it.each<[what: string, fault: string, change: () => Record<string, unknown>]>([
    ['cannot be read', 'keys_unavailable', () => ({ n: undefined })],
    ['is too short', 'keys_unavailable', () => rsa(1024).publicKey.export({ format: 'jwk' })],
    [
      'is a private one',
      'keys_unavailable',
      () => ({ ...issuer.keyPair().privateKey.export({ format: 'jwk' }) }),
    ],
    ['is a shared secret', 'unknown_key', () => ({ kty: 'oct', k: 'c2VjcmV0' })],
    ['is for encryption', 'unknown_key', () => ({ use: 'enc' })],
    ['is for another algorithm', 'unknown_key', () => ({ alg: 'RS512' })],
  ])('a key that %s verifies no token', async (_what, fault, change) => {
    const keys = [{ ...issuer.publicKey(), ...change() }];
    issuer.fail(answering(200, JSON.stringify({ keys })));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBe(fault);
  });
});

describe('an OpenID configuration is not believed', () => {
  it('an OpenID configuration of another issuer is refused', async () => {
    issuer.describeAs({ issuer: 'https://id.example.org' });
    expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
    expect(bench.logged()).toEqual([
      having({
        reason: 'The OpenID configuration of the issuer names another issuer. Check AUTH_ISSUER.',
      }),
    ]);
    expect(issuer.fetched.keys).toBe(0);
  });

  it.each([
    'http://id.example.org/keys',
    'file:///etc/passwd',
    '/keys',
    '',
    'data:application/json,{"keys":[]}',
  ])('an OpenID configuration is refused if its key set is at "%s"', async (jwks_uri) => {
    issuer.describeAs({ jwks_uri });
    expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
    expect(bench.logged()).toEqual([
      having({
        reason: 'The OpenID configuration of the issuer names a key set without https.',
      }),
    ]);
  });

  it('a key set that redirects elsewhere is refused', async () => {
    const thief = await startLocalServer(answering(200, JSON.stringify({ keys: [issuer.publicKey()] })));
    issuer.fail(answering(307, '', { location: `${thief.origin}/keys` }));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
    expect(thief.connections).toBe(0);
    await thief.close();
  });
});
