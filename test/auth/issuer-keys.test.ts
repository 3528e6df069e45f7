import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { type Handler, startLocalServer, unusedOrigin } from '../http/local-server.ts';
import { having } from '../support/expected.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { skipPauses } from '../support/time.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

skipPauses();

/** How long the verifier caches keys, how often an unknown key id may cause a fetch, and how long an outage is cached. */
const KEY_CACHE_MS = 600_000;
const COOLDOWN_MS = 30_000;
const OUTAGE_CACHE_MS = 10_000;
const TIMEOUT_MS = 3_000;
const NOW = Date.UTC(2026, 9, 1);

let bench: TokenCheckBench;
let issuer: IdentityProvider;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOW });
  bench = await startTokenChecks(TIMEOUT_MS);
  ({ issuer } = bench);
});

afterEach(async () => {
  await bench.close();
  vi.useRealTimers();
});

function advance(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** Checks this many tokens at once, each with a key id that the issuer does not have, and returns their faults. */
async function checkMadeUpKeys(tokens: number): Promise<(string | null)[]> {
  const made = Array.from({ length: tokens }, (_, index) =>
    issuer.token({}, { algorithm: 'ES384', header: { kid: `made-up-${index}` } }),
  );
  return Promise.all(made.map(bench.fault));
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(status, headers).end(body);
}

describe('the keys of an issuer', () => {
  it('finds the keys by the OpenID configuration of the issuer, and fetches them once for all waiting tokens', async () => {
    expect(issuer.fetched).toEqual({ configuration: 0, keys: 0 });
    const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.token()));
    expect(new Set(await Promise.all(tokens.map(bench.fault)))).toEqual(new Set([null]));
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('fetches the keys from the configured URL if there is one', async () => {
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 0, keys: 1 });
  });

  it('fetches the keys before the first token on request', async () => {
    const tokens = bench.fresh();
    await tokens.warmUp();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('fetches the keys again after ten minutes, and the OpenID configuration after an hour', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    advance(KEY_CACHE_MS - 1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    advance(1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 2 });
    advance(3_600_000);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 2, keys: 3 });
  });

  it('follows the keys to another URL', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    const other = await startLocalServer(answering(200, JSON.stringify({ keys: [issuer.publicKey()] })));
    issuer.changeConfiguration({ jwks_uri: `${other.origin}/moved` });
    advance(3_600_000);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(other.requests.map(({ url }) => url)).toEqual(['/moved']);
    await other.close();
  });
});

describe('an issuer with a trailing slash', () => {
  it('finds the OpenID configuration of an issuer with a trailing slash, and compares the issuer exactly', async () => {
    const slashed = `${issuer.issuer}/`;
    issuer.changeConfiguration({ issuer: slashed });
    const tokens = bench.fresh({ issuers: [slashed] });
    expect(await faultOf(tokens, await issuer.token({ iss: slashed }))).toBeNull();
    expect(await faultOf(tokens, await issuer.token())).toBe('unknown_issuer');
  });
});

describe('new keys', () => {
  it('accepts tokens of new keys without a restart, and refuses tokens of the old keys', async () => {
    const old = issuer.token();
    expect(await bench.fault(old)).toBeNull();
    issuer.rotate();
    advance(COOLDOWN_MS);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 2 });
    expect(await bench.fault(old)).toBe('unknown_key');
  });

  it('fetches new keys no sooner than half a minute after the last fetch', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.rotate();
    advance(COOLDOWN_MS - 1);
    expect(await bench.fault(issuer.token())).toBe('unknown_key');
    expect(issuer.fetched.keys).toBe(1);
    advance(1);
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(issuer.fetched.keys).toBe(2);
  });

  it('refuses tokens of withdrawn keys within ten minutes, even if no token has a new key [T4-E1]', async () => {
    const old = issuer.token({ exp: Math.floor(NOW / 1000) + 3_600 });
    expect(await bench.fault(old)).toBeNull();
    issuer.rotate();
    advance(KEY_CACHE_MS - 1);
    expect(await bench.fault(old)).toBeNull();
    advance(1);
    expect(await bench.fault(old)).toBe('unknown_key');
  });
});

describe('many unknown key ids [T4-D1]', () => {
  it('fetches the keys once in half a minute for unknown key ids, and refuses no valid token', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    for (let half = 0; half < 3; half += 1) {
      expect(new Set(await checkMadeUpKeys(100))).toEqual(new Set(['unknown_key']));
      expect(await bench.fault(issuer.token())).toBeNull();
      advance(COOLDOWN_MS);
    }
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 3 });
  });

  it('fetches the keys once for unknown key ids before any valid token', async () => {
    expect(new Set(await checkMadeUpKeys(100))).toEqual(new Set(['unknown_key']));
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
  });

  it('fetches once in ten seconds for unknown key ids during an outage, and refuses no valid token with a cached key', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.fail(answering(404, ''));
    advance(COOLDOWN_MS);
    for (let round = 1; round <= 3; round += 1) {
      expect(new Set(await checkMadeUpKeys(50))).toEqual(new Set(['keys_unavailable']));
      expect(await bench.fault(issuer.token())).toBeNull();
      expect(issuer.fetched.keys).toBe(1 + round);
      advance(OUTAGE_CACHE_MS);
    }
  });
});

describe('an outage of the issuer [T4-D3]', () => {
  const KINDS: [kind: string, reason: RegExp, handler: Handler][] = [
    ['a 404', /^The token issuer responded with HTTP 404\. Expected 200 with JSON\.$/, answering(404, '{}')],
    ['a 503', /^The token issuer responded with HTTP 503\. /, answering(503, '{}')],
    ['an HTML page', /^The token issuer responded with HTTP 200\. Expected /, answering(200, '<html>')],
    [
      'an empty configuration',
      /^The OpenID configuration of the issuer names no key set\. Set AUTH_JWKS_URL\.$/,
      answering(200, '{}'),
    ],
    [
      'a response of more than 256 KB',
      /^The token issuer sent a response of more than 262144 bytes, the limit for this kind of response\.$/,
      answering(200, ' '.repeat(300_000)),
    ],
    [
      'a response with too many values',
      /^The token issuer sent JSON beyond the limits: 5000 values, /,
      answering(200, `{"keys":[${'{},'.repeat(6_000)}{}]}`),
    ],
    [
      'a response with excessive nesting',
      /^The token issuer sent JSON beyond the limits: .* 200 levels\./,
      answering(200, `{"keys":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
    ],
    [
      'a timeout',
      /^The token issuer did not respond within 3000 ms\. /,
      () => vi.advanceTimersByTime(TIMEOUT_MS),
    ],
    [
      'a redirect',
      /^The token issuer responded with HTTP 302\. /,
      answering(302, '', { location: '/elsewhere' }),
    ],
  ];

  it.each(KINDS)(
    'refuses tokens during an outage with %s, and logs the outage',
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
      advance(OUTAGE_CACHE_MS - 1);
      expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
      advance(1);
      expect(await bench.fault(issuer.token())).toBeNull();
      expect(bench.logged()).toHaveLength(1);
    },
  );

  it('refuses the tokens of an unreachable issuer', async () => {
    const away = await unusedOrigin();
    const tokens = bench.fresh({ issuers: [away] });
    expect(await faultOf(tokens, await issuer.token({ iss: away }))).toBe('keys_unavailable');
  });

  it('caches an outage for ten seconds, however many tokens arrive', async () => {
    issuer.fail(answering(404, ''));
    for (let round = 1; round <= 3; round += 1) {
      const tokens = await Promise.all(Array.from({ length: 30 }, () => issuer.token()));
      const faults = await Promise.all(tokens.map(bench.fault));
      expect(new Set(faults)).toEqual(new Set(['keys_unavailable']));
      expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
      expect(issuer.fetched).toEqual({ configuration: round, keys: 0 });
      advance(OUTAGE_CACHE_MS);
    }
  });

  it('uses cached keys during an outage until they expire', async () => {
    expect(await bench.fault(issuer.token())).toBeNull();
    issuer.fail(answering(404, ''));
    advance(KEY_CACHE_MS - 1);
    expect(await bench.fault(issuer.token())).toBeNull();
    advance(1);
    expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
    issuer.recover();
    advance(OUTAGE_CACHE_MS);
    expect(await bench.fault(issuer.token())).toBeNull();
  });

  it('accepts the tokens of one issuer during the outage of another', async () => {
    const away = await unusedOrigin();
    const tokens = bench.fresh({ issuers: [away, issuer.issuer] });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
  });

  it('logs an outage at startup, and starts all the same [T6-D3]', async () => {
    issuer.fail(answering(404, ''));
    await bench.fresh().warmUp();
    expect(bench.logged()).toEqual([having({ event: 'issuer_keys_unavailable' })]);
  });
});

describe('a key set', () => {
  it.each<[what: string, body: string]>([
    ['a list', '[]'],
    ['null', 'null'],
    ['an object without keys', '{}'],
    ['an object whose keys are not a list', '{"keys":{}}'],
    ['an object whose keys are strings', '{"keys":["x"]}'],
  ])(
    'refuses a key set that is %s, and fetches it again only after ten seconds [T4-D2]',
    async (_what, body) => {
      issuer.fail(answering(200, body));
      const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
      expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
      expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
      expect(issuer.fetched.keys).toBe(1);
      expect(bench.logged()).toEqual([having({ reason: 'The token issuer did not return a key set.' })]);
    },
  );

  it.each<[what: string, fault: string, change: () => Record<string, unknown>]>([
    ['is incomplete', 'keys_unavailable', () => ({ n: undefined })],
    ['is too short', 'keys_unavailable', () => rsa(1024).publicKey.export({ format: 'jwk' })],
    [
      'is a private key',
      'keys_unavailable',
      () => ({ ...issuer.keyPair().privateKey.export({ format: 'jwk' }) }),
    ],
    ['is a shared secret', 'unknown_key', () => ({ kty: 'oct', k: 'c2VjcmV0' })],
    ['is for encryption', 'unknown_key', () => ({ use: 'enc' })],
    ['is for another algorithm', 'unknown_key', () => ({ alg: 'RS512' })],
  ])('verifies no token with a key that %s [T4-T1]', async (_what, fault, change) => {
    const keys = [{ ...issuer.publicKey(), ...change() }];
    issuer.fail(answering(200, JSON.stringify({ keys })));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBe(fault);
  });
});

describe('an untrustworthy OpenID configuration [T4-S1]', () => {
  it('refuses the OpenID configuration of another issuer', async () => {
    issuer.changeConfiguration({ issuer: 'https://id.example.org' });
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
  ])('refuses an OpenID configuration whose key set is at "%s"', async (jwks_uri) => {
    issuer.changeConfiguration({ jwks_uri });
    expect(await bench.fault(issuer.token())).toBe('keys_unavailable');
    expect(bench.logged()).toEqual([
      having({
        reason: 'The OpenID configuration of the issuer names a key set without https.',
      }),
    ]);
  });

  it('refuses a key set that redirects to another server', async () => {
    const thief = await startLocalServer(answering(200, JSON.stringify({ keys: [issuer.publicKey()] })));
    issuer.fail(answering(307, '', { location: `${thief.origin}/keys` }));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token())).toBe('keys_unavailable');
    expect(thief.connections).toBe(0);
    await thief.close();
  });
});
