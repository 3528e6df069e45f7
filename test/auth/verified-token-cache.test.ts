import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifiedTokenCache, type VerifiedTokenCache } from '../../src/auth/verified-token-cache.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

const MINUTE_MS = 60_000;
const NOW = Date.UTC(2026, 9, 1);

let clock: number;
let cache: VerifiedTokenCache<string>;

beforeEach(() => {
  clock = NOW;
  cache = createVerifiedTokenCache(() => clock);
});

describe('the cache of verified tokens', () => {
  const verified = { value: 'user-1', keys: {}, ends: NOW + 10 * MINUTE_MS };

  it('caches a verified token for a minute, and no other token', () => {
    cache.store('token', verified);
    clock += MINUTE_MS - 1;
    expect(cache.find('token')).toMatchObject(verified);
    expect(cache.find('Token')).toBeNull();
    clock += 1;
    expect(cache.find('token')).toBeNull();
  });

  it('does not cache a verified token beyond its expiry', () => {
    cache.store('token', { ...verified, ends: NOW + 1_000 });
    clock += 999;
    expect(cache.find('token')).not.toBeNull();
    clock += 1;
    expect(cache.find('token')).toBeNull();
  });

  it('drops a verified token if the clock was set back, because its age is unknown', () => {
    cache.store('token', verified);
    clock -= 1;
    expect(cache.find('token')).toBeNull();
  });

  it('forgets a token that is no longer presented when it stores another', () => {
    cache.store('token', verified);
    clock += MINUTE_MS;
    cache.store('another', verified);
    // At this moment, a token that was still stored would be valid.
    clock -= MINUTE_MS;
    expect(cache.find('token')).toBeNull();
  });

  it('drops the oldest of more than a thousand verified tokens', () => {
    for (let index = 0; index < 1_000; index += 1) cache.store(`token-${index}`, verified);
    expect(cache.find('token-0')).not.toBeNull();
    cache.store('token-1000', verified);
    expect(cache.find('token-0')).toBeNull();
    expect(cache.find('token-1')).not.toBeNull();
    expect(cache.find('token-1000')).not.toBeNull();
  });
});

describe('the verification of signatures', () => {
  let bench: TokenCheckBench;
  let issuer: IdentityProvider;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    bench = await startTokenChecks();
    ({ issuer } = bench);
    // The first token makes the verifier fetch the keys.
    await bench.fault(issuer.token());
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await bench.close();
    vi.useRealTimers();
  });

  /** Returns how often a signature is verified while the token is checked this many times. */
  async function countVerifications(token: string, times: number): Promise<number> {
    const verify = vi.spyOn(crypto.subtle, 'verify');
    for (let time = 0; time < times; time += 1) await bench.fault(token);
    const count = verify.mock.calls.length;
    verify.mockRestore();
    return count;
  }

  it('verifies a signature once a minute, however often the token is presented', async () => {
    const token = await issuer.token({ exp: NOW / 1000 + 3_600 });
    expect(await countVerifications(token, 5)).toBe(1);
    vi.setSystemTime(NOW + MINUTE_MS);
    expect(await countVerifications(token, 5)).toBe(1);
  });

  it('verifies the signature of each token apart, and a wrong one each time [T7-S3]', async () => {
    const [one, other] = await Promise.all([issuer.token({ jti: '1' }), issuer.token({ jti: '2' })]);
    expect(await countVerifications(one, 1)).toBe(1);
    expect(await countVerifications(other, 1)).toBe(1);
    // The claims of one token with the signature of another.
    const forged = [...one.split('.').slice(0, 2), other.split('.')[2]].join('.');
    expect(await countVerifications(forged, 3)).toBe(3);
    expect(await bench.fault(forged)).toBe('wrong_signature');
  });

  it('refuses an expired token although its signature is cached', async () => {
    const token = await issuer.token({ exp: NOW / 1000 + 10 });
    expect(await bench.fault(token)).toBeNull();
    vi.setSystemTime(NOW + 39_999);
    expect(await bench.fault(token)).toBeNull();
    vi.setSystemTime(NOW + 40_000);
    expect(await bench.fault(token)).toBe('expired');
  });

  it('refuses a token whose key the issuer has withdrawn, although its signature is cached [T4-E1]', async () => {
    vi.setSystemTime(NOW + MINUTE_MS);
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    issuer.rotate();
    expect(await bench.fault(token)).toBeNull();
    // A token with an unknown key makes the verifier fetch all keys.
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(await bench.fault(token)).toBe('unknown_key');
  });

  it('fetches the keys after ten minutes even if all tokens are cached', async () => {
    vi.setSystemTime(NOW + 10 * MINUTE_MS - 1);
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    issuer.rotate();
    vi.setSystemTime(NOW + 10 * MINUTE_MS);
    expect(await bench.fault(token)).toBe('unknown_key');
  });

  it('does not share verified tokens between verifiers', async () => {
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    const stranger = bench.fresh({ audiences: ['https://other.example.org'] });
    expect(await faultOf(stranger, token)).toBe('wrong_audience');
  });
});
