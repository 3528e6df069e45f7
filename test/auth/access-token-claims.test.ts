import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAccessToken } from '../../src/auth/access-token-claims.ts';
import type { AccessTokenVerifier } from '../../src/auth/access-token-verifier.ts';
import { AUDIENCE } from '../support/identity-provider.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

describe('the claims of a token [T1-S2]', () => {
  it.each<[claim: string, value: unknown]>([
    ['token_use', 'id'],
    ['token_use', 'refresh'],
    ['token_use', ''],
    ['token_use', ['access']],
    ['token_use', null],
    ['typ', 'ID'],
    ['typ', 'Refresh'],
    ['typ', 'Offline'],
    ['typ', 'Logout'],
    ['typ', 'DPoP'],
    ['typ', 1],
    ['at_hash', 'cpqKfdQA5eH891Ff5oJr_Q'],
    ['c_hash', 'LDktKdoQak3Pk0cnXxCltA'],
    ['c_hash', null],
    ['events', { 'http://schemas.openid.net/event/backchannel-logout': {} }],
  ])('say that it is no access token: %s %j', (claim, value) => {
    expect(isAccessToken({ scope: 'system/*.cruds', [claim]: value })).toBe(false);
  });

  it.each([
    ['token_use', 'access'],
    ['typ', 'Bearer'],
    ['typ', 'bearer'],
    ['typ', 'JWT'],
    ['typ', 'at+jwt'],
    ['nonce', 'n-0S6_WzA2Mj'],
    ['sid', '08a5019c-17e1-4977-8f42-65a12843ea02'],
  ])('can belong to an access token: %s %s', (claim, value) => {
    expect(isAccessToken({ scope: 'user/*.rs', [claim]: value })).toBe(true);
  });
});

const CLIENTS = ['chart-app', 'nightly-job'];

let bench: TokenCheckBench;
/** By default, with AUTH_CLIENTS, with AUTH_CLIENTS only, and with another name of the client's claim. */
let verifiers: Readonly<Record<'usual' | 'listed' | 'onlyListed' | 'byCid', AccessTokenVerifier>>;

beforeAll(async () => {
  bench = await startTokenChecks();
  const { claims } = bench.issuer.tokenVerification();
  verifiers = {
    usual: bench.fresh(),
    listed: bench.fresh({ clients: CLIENTS }),
    onlyListed: bench.fresh({ audiences: [], clients: CLIENTS }),
    byCid: bench.fresh({ clients: CLIENTS, claims: { ...claims, client: 'cid' } }),
  };
});

afterAll(() => bench.close());

async function faultWith(
  settings: keyof typeof verifiers,
  claims: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  return faultOf(verifiers[settings], await bench.issuer.token(claims));
}

describe('an ID token [T1-S2]', () => {
  it('is refused as such, whatever its audience', async () => {
    const claims = { at_hash: 'cpqKfdQA5eH891Ff5oJr_Q', client_id: 'chart-app' };
    expect(await faultWith('usual', claims)).toBe('not_access_token');
    expect(await faultWith('usual', { ...claims, aud: 'chart-app' })).toBe('not_access_token');
    expect(await faultWith('onlyListed', { ...claims, aud: 'chart-app' })).toBe('not_access_token');
  });
});

describe('with AUTH_CLIENTS, a token [T1-S2]', () => {
  it.each<[what: string, fault: string | null, claims: Readonly<Record<string, unknown>>]>([
    ['of a client on the list', null, { client_id: 'nightly-job' }],
    ['that names its client as the authorized party', null, { client_id: undefined, azp: 'chart-app' }],
    ['of another client', 'wrong_client', { client_id: 'other-app' }],
    ['of another client, for a client on the list', 'wrong_client', { client_id: 'x', azp: 'chart-app' }],
    ['of a client with the same prefix', 'wrong_client', { client_id: 'chart-app-2' }],
    ['without a client', 'wrong_client', { client_id: undefined }],
    ['with a list of clients', 'wrong_client', { client_id: ['chart-app'] }],
    ['with an unreadable client', 'wrong_client', { client_id: ['other-app'], azp: 'chart-app' }],
    ['with an empty client', 'wrong_client', { client_id: '', azp: 'chart-app' }],
    ['with a client that is null', 'wrong_client', { client_id: null, azp: 'chart-app' }],
    ['for another audience', 'wrong_audience', { client_id: 'chart-app', aud: 'https://other.example.org' }],
    ['without an audience', 'wrong_audience', { client_id: 'chart-app', aud: undefined }],
  ])('%s has the fault %s', async (_what, fault, claims) => {
    expect(await faultWith('listed', claims)).toBe(fault);
  });

  it.each<[what: string, fault: string | null, claims: Readonly<Record<string, unknown>>]>([
    ['without an audience, of a client on the list', null, { client_id: 'chart-app', aud: undefined }],
    ['without an audience, of another client', 'wrong_client', { client_id: 'x', aud: undefined }],
    ['for the gateway', 'wrong_audience', { client_id: 'chart-app', aud: AUDIENCE }],
    ['for its client', 'wrong_audience', { client_id: 'chart-app', aud: 'chart-app' }],
    ['with an empty list of audiences', 'wrong_audience', { client_id: 'chart-app', aud: [] }],
    ['with an audience that is null', 'wrong_audience', { client_id: 'chart-app', aud: null }],
  ])('and without AUTH_AUDIENCE, a token %s has the fault %s', async (_what, fault, claims) => {
    expect(await faultWith('onlyListed', claims)).toBe(fault);
  });

  it('is from the client that the configured claim names', async () => {
    expect(await faultWith('byCid', { cid: 'chart-app', client_id: 'x' })).toBeNull();
    expect(await faultWith('byCid', { cid: 'x', client_id: 'chart-app' })).toBe('wrong_client');
  });
});
