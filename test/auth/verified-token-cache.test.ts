import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifiedTokenCache, type VerifiedTokenCache } from '../../src/auth/verified-token-cache.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

const MINUTE_MS = 60_000;
const NOW = Date.UTC(2026, 9, 1);

let clock: number;
let known: VerifiedTokenCache<string>;

beforeEach(() => {
  clock = NOW;
  known = createVerifiedTokenCache(() => clock);
});

describe('a token that was found good', () => {
  const verified = { value: 'user-1', keys: {}, ends: NOW + 10 * MINUTE_MS };

  it('a verified token is cached for a minute, and no other token is', () => {
    known.store('token', verified);
    clock += MINUTE_MS - 1;
    expect(known.find('token')).toMatchObject(verified);
    expect(known.find('Token')).toBeNull();
    clock += 1;
    expect(known.find('token')).toBeNull();
  });

  it('a verified token is not cached beyond its expiry', () => {
    known.store('token', { ...verified, ends: NOW + 1_000 });
    clock += 999;
    expect(known.find('token')).not.toBeNull();
    clock += 1;
    expect(known.find('token')).toBeNull();
  });

  it('a verified token is dropped if the clock was set back, because its age is unknown', () => {
    known.store('token', verified);
    clock -= 1;
    expect(known.find('token')).toBeNull();
  });

  it('the oldest of more than a thousand verified tokens is dropped', () => {
    for (let index = 0; index < 1_000; index += 1) known.store(`token-${index}`, verified);
    expect(known.find('token-0')).not.toBeNull();
    known.store('token-1000', verified);
    expect(known.find('token-0')).toBeNull();
    expect(known.find('token-1')).not.toBeNull();
    expect(known.find('token-1000')).not.toBeNull();
  });
});

describe('the signature of a token', () => {
  let bench: TokenCheckBench;
  let issuer: IdentityProvider;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    bench = await startTokenChecks();
    ({ issuer } = bench);
    // The first token has the keys fetched.
    await bench.fault(issuer.token());
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await bench.close();
    vi.useRealTimers();
  });

  /** How often a signature is verified while the token is checked so many times. */
  async function verifications(token: string, times: number): Promise<number> {
    const verify = vi.spyOn(crypto.subtle, 'verify');
    for (let time = 0; time < times; time += 1) await bench.fault(token);
    const count = verify.mock.calls.length;
    verify.mockRestore();
    return count;
  }

  it('a signature is verified once a minute, however often the token comes', async () => {
    const token = await issuer.token({ exp: NOW / 1000 + 3_600 });
    expect(await verifications(token, 5)).toBe(1);
    vi.setSystemTime(NOW + MINUTE_MS);
    expect(await verifications(token, 5)).toBe(1);
  });

  it('a signature is verified for each token by itself, and each time if it is wrong', async () => {
    const [one, other] = await Promise.all([issuer.token({ jti: '1' }), issuer.token({ jti: '2' })]);
    expect(await verifications(one, 1)).toBe(1);
    expect(await verifications(other, 1)).toBe(1);
    // The claims of the one under the signature of the other.
    const forged = [...one.split('.').slice(0, 2), other.split('.')[2]].join('.');
    expect(await verifications(forged, 3)).toBe(3);
    expect(await bench.fault(forged)).toBe('wrong_signature');
  });

  it('a verified signature does not keep an expired token valid', async () => {
    const token = await issuer.token({ exp: NOW / 1000 + 10 });
    expect(await bench.fault(token)).toBeNull();
    vi.setSystemTime(NOW + 39_999);
    expect(await bench.fault(token)).toBeNull();
    vi.setSystemTime(NOW + 40_000);
    expect(await bench.fault(token)).toBe('expired');
  });

  it('a verified signature does not keep a token valid whose key the issuer has withdrawn', async () => {
    vi.setSystemTime(NOW + MINUTE_MS);
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    issuer.rotate();
    expect(await bench.fault(token)).toBeNull();
    // Another key has the gateway ask for them all.
    expect(await bench.fault(issuer.token())).toBeNull();
    expect(await bench.fault(token)).toBe('unknown_key');
  });

  it('cached tokens do not keep the keys from being fetched when they are ten minutes old', async () => {
    vi.setSystemTime(NOW + 10 * MINUTE_MS - 1);
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    issuer.rotate();
    vi.setSystemTime(NOW + 10 * MINUTE_MS);
    expect(await bench.fault(token)).toBe('unknown_key');
  });

  it('one gateway does not know what another has verified', async () => {
    const token = await issuer.token();
    expect(await bench.fault(token)).toBeNull();
    const stranger = bench.fresh({ audiences: ['https://other.example.org'] });
    expect(await faultOf(stranger, token)).toBe('wrong_audience');
  });
});
