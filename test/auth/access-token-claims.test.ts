import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import { AUDIENCE } from '../support/identity-provider.ts';
import { faultOf, startTokenChecks, type TokenCheckBench } from './token-checks.ts';

let bench: TokenCheckBench;

beforeAll(async () => {
  bench = await startTokenChecks();
});

afterAll(() => bench.close());

/** Returns the fault of a token with these claims, under changed settings. */
async function faultWith(
  settings: Partial<TokenVerification>,
  claims: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  return faultOf(bench.fresh(settings), await bench.issuer.token(claims));
}

describe('a token that is no access token', () => {
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
  ])('is refused for its claim %s, %j, whatever its audience', async (claim, value) => {
    const claims = { scope: 'system/*.cruds', [claim]: value };
    expect(await bench.fault(bench.issuer.token(claims))).toBe('not_access_token');
    expect(await faultWith({}, { ...claims, aud: 'app-1' })).toBe('not_access_token');
    expect(await faultWith({ audiences: [], clients: ['app-1'] }, { ...claims, aud: 'app-1' })).toBe(
      'not_access_token',
    );
  });

  it.each([
    ['token_use', 'access'],
    ['typ', 'Bearer'],
    ['typ', 'bearer'],
    ['typ', 'JWT'],
    ['typ', 'at+jwt'],
    ['nonce', 'n-0S6_WzA2Mj'],
    ['sid', '08a5019c-17e1-4977-8f42-65a12843ea02'],
  ])('is not recognized by the claim %s, %s, which access tokens can have', async (claim, value) => {
    expect(await bench.fault(bench.issuer.token({ [claim]: value }))).toBeNull();
  });
});

describe('with AUTH_CLIENTS, a token', () => {
  const clients = ['chart-app', 'nightly-job'];

  it.each<[what: string, fault: string | null, claims: Readonly<Record<string, unknown>>]>([
    ['of a client on the list', null, { client_id: 'nightly-job' }],
    ['that names its client as the authorized party', null, { client_id: undefined, azp: 'chart-app' }],
    ['of another client', 'wrong_client', { client_id: 'other-app' }],
    ['of another client, for a client on the list', 'wrong_client', { client_id: 'x', azp: 'chart-app' }],
    ['of a client with the same prefix', 'wrong_client', { client_id: 'chart-app-2' }],
    ['without a client', 'wrong_client', { client_id: undefined }],
    ['with a list of clients', 'wrong_client', { client_id: ['chart-app'] }],
    ['for another audience', 'wrong_audience', { client_id: 'chart-app', aud: 'https://other.example.org' }],
    ['without an audience', 'wrong_audience', { client_id: 'chart-app', aud: undefined }],
  ])('%s has the fault %s', async (_what, fault, claims) => {
    expect(await faultWith({ clients }, claims)).toBe(fault);
  });

  it.each<[what: string, fault: string | null, claims: Readonly<Record<string, unknown>>]>([
    ['without an audience, of a client on the list', null, { client_id: 'chart-app', aud: undefined }],
    ['without an audience, of another client', 'wrong_client', { client_id: 'x', aud: undefined }],
    ['for the gateway', 'wrong_audience', { client_id: 'chart-app', aud: AUDIENCE }],
    ['for its client', 'wrong_audience', { client_id: 'chart-app', aud: 'chart-app' }],
    ['with an empty list of audiences', 'wrong_audience', { client_id: 'chart-app', aud: [] }],
    ['with an audience that is null', 'wrong_audience', { client_id: 'chart-app', aud: null }],
  ])('and without AUTH_AUDIENCE, a token %s has the fault %s', async (_what, fault, claims) => {
    expect(await faultWith({ audiences: [], clients }, claims)).toBe(fault);
  });

  it('is from the client that the configured claim names', async () => {
    const { claims: defaults } = bench.issuer.tokenVerification();
    const byCid = { clients, claims: { ...defaults, client: 'cid' } };
    expect(await faultWith(byCid, { cid: 'chart-app', client_id: 'x' })).toBeNull();
    expect(await faultWith(byCid, { cid: 'x', client_id: 'chart-app' })).toBe('wrong_client');
  });
});
