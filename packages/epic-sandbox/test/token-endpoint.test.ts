import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  accessToken,
  type AssertionOverrides,
  matching,
  type Received,
  readResponse,
  requestToken,
  signAssertion,
  signIn,
} from './support/client.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const SECONDS = NOW / 1000;
const INVALID_CLIENT = { error: 'invalid_client', error_description: null };

let clock = NOW;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
});

afterAll(() => sandbox.close());

async function grant(overrides: AssertionOverrides = {}) {
  return requestToken(sandbox, await signAssertion(sandbox, { now: clock, ...overrides }));
}

describe('the token endpoint', () => {
  it('the token endpoint grants the whole registration, whatever scope the client requests', async () => {
    const assertion = await signAssertion(sandbox, { now: clock });
    const { status, headers, body } = await requestToken(sandbox, assertion, {
      scope: 'system/Nothing.read',
    });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: matching(/^[\w-]{64,}$/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: matching(/system\/Patient\.r system\/Patient\.s/),
    });
  });

  it('five parallel requests get five distinct tokens', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => grant()));
    expect(new Set(answers.map(({ body }) => accessToken(body))).size).toBe(5);
  });

  it('the endpoint refuses the key of another open sandbox', async () => {
    const other = await startSandbox({ now: () => clock });
    const { tokenUrl } = sandbox;
    const confused = { tokenUrl, credentials: other.credentials };
    const { status, body } = await requestToken(sandbox, await signAssertion(confused, { now: clock }));
    expect([status, body]).toEqual([400, INVALID_CLIENT]);
    await other.close();
  });

  it('the scope omits APIs that are not on the registration', async () => {
    const whole = await startSandbox();
    const partial = await startSandbox({ notEntitled: ['Patient.search', 'List'] });
    const [all, some] = await Promise.all(
      [whole, partial].map(async (one) => scopes(await requestToken(one, await signAssertion(one)))),
    );
    await Promise.all([whole.close(), partial.close()]);
    const left = all?.filter((scope) => !some?.includes(scope));
    expect(left).toEqual(['system/List.r', 'system/List.s', 'system/Patient.s']);
  });

  it('the scope has the read of Provenance but no search', async () => {
    const provenance = scopes(await grant()).filter((scope) => scope.startsWith('system/Provenance'));
    expect(provenance).toEqual(['system/Provenance.r']);
  });

  it.each(['RS256', 'RS384', 'RS512'])('an assertion signed with %s is accepted', async (alg) => {
    expect(await grant({ header: { alg } })).toMatchObject({ status: 200 });
  });

  it.each([
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
  ])('an assertion signed with %s is accepted', async (alg, namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const credentials = { clientId: alg, privateKey, keyId: 'ec' };
    sandbox.registerClient({ clientId: alg, keys: [await createPublicJwk(publicKey, 'ec')] });
    const assertion = await signAssertion(
      { tokenUrl: sandbox.tokenUrl, credentials },
      { now: clock, header: { alg } },
    );
    expect(await requestToken(sandbox, assertion)).toMatchObject({ status: 200 });
  });

  it('an assertion without typ is accepted', async () => {
    expect(await grant({ header: { typ: undefined } })).toMatchObject({ status: 200 });
  });

  it.each<[cause: string, overrides: AssertionOverrides]>([
    ['alg PS256', { header: { alg: 'PS256' } }],
    ['another typ', { header: { typ: 'at+jwt' } }],
    ['no kid', { header: { kid: undefined } }],
    ['a kid that is not registered', { header: { kid: 'other' } }],
    ['a jku', { header: { jku: 'https://example.com/jwks.json' } }],
    ['an unknown client', { claims: { iss: 'stranger', sub: 'stranger' } }],
    ['no iss', { claims: { iss: undefined } }],
    ['a sub that is not the iss', { claims: { sub: 'stranger' } }],
    ['another audience', { claims: { aud: 'https://example.com/token' } }],
    ['no exp', { claims: { exp: undefined } }],
    ['an exp in the past', { claims: { exp: SECONDS - 1 } }],
    ['an exp more than five minutes ahead', { claims: { exp: SECONDS + 301 } }],
    ['an iat in the future', { claims: { iat: SECONDS + 1 } }],
    ['an nbf in the future', { claims: { nbf: SECONDS + 1 } }],
    ['no jti', { claims: { jti: undefined } }],
    ['an empty jti', { claims: { jti: '' } }],
    ['a jti of 152 characters', { claims: { jti: 'j'.repeat(152) } }],
  ])('an assertion with %s is refused with invalid_client and no reason', async (_cause, overrides) => {
    expect(await grant(overrides)).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it('an assertion at the limits is accepted: a jti of 151 characters, and an exp five minutes ahead', async () => {
    expect(await grant({ claims: { jti: 'j'.repeat(151), exp: SECONDS + 300 } })).toMatchObject({
      status: 200,
    });
  });

  it('an assertion signed with another key is refused, even with the registered kid', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const assertion = await signAssertion(
      { tokenUrl: sandbox.tokenUrl, credentials: { ...sandbox.credentials, privateKey } },
      { now: clock },
    );
    expect(await requestToken(sandbox, assertion)).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it('a jti is refused again until the exp of its first use', async () => {
    const jti = 'once';
    expect(await grant({ claims: { jti } })).toMatchObject({ status: 200 });
    expect(await grant({ claims: { jti } })).toMatchObject({ status: 400, body: INVALID_CLIENT });
    clock += 241_000;
    expect(await grant({ claims: { jti } })).toMatchObject({ status: 200 });
    clock = NOW;
  });

  it('a malformed assertion is refused', async () => {
    expect(await requestToken(sandbox, 'not a JWT')).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it.each([
    ['grant_type', 'authorization_code'],
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'],
  ])('a form with another %s is refused', async (field, value) => {
    const assertion = await signAssertion(sandbox, { now: clock });
    const refusal = await requestToken(sandbox, assertion, { [field]: value });
    expect(refusal).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it('a JSON body is refused', async () => {
    const response = await fetch(sandbox.tokenUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials' }),
    });
    expect(await readResponse(response)).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it('a client without a background user gets unauthorized_client', async () => {
    const { clientId, privateKey, keyId } = sandbox.credentials;
    const keys = [await createPublicJwk(createPublicKey(privateKey), keyId)];
    sandbox.registerClient({ clientId, keys, backgroundUser: false });
    const refusal = await grant();
    sandbox.registerClient({ clientId, keys });
    expect(refusal).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client', error_description: null },
    });
    expect(await grant()).toMatchObject({ status: 200 });
  });

  it('the default client is unknown if other clients are registered', async () => {
    const empty = await startSandbox({ clients: [] });
    const refusal = await requestToken(empty, await signAssertion(empty));
    await empty.close();
    expect(refusal).toMatchObject({ status: 400, body: INVALID_CLIENT });
  });

  it('the endpoint survives a client that disconnects in the middle of its form', async () => {
    const abort = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('grant_type=')),
    });
    const sent = fetch(sandbox.tokenUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
      duplex: 'half',
      signal: abort.signal,
    });
    sandbox.clearRequests();
    await expect.poll(() => sandbox.requests.length).toBe(1);
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    expect(sandbox.requests).toMatchObject([{ operation: 'token', status: null }]);
    expect(await grant()).toMatchObject({ status: 200 });
  });
});

describe('access tokens', () => {
  it('a token expires after its lifetime', async () => {
    const get = await signIn(sandbox, clock);
    clock += 3_599_000;
    expect(await get('/Patient/x')).toMatchObject({ status: 404 });
    clock += 1_000;
    expect(await get('/Patient/x')).toMatchObject({ status: 401 });
    clock = NOW;
  });

  it('tokenLifetimeSeconds sets the lifetime of tokens', async () => {
    const site = await startSandbox({ tokenLifetimeSeconds: 300 });
    const { body } = await requestToken(site, await signAssertion(site));
    await site.close();
    expect(body).toMatchObject({ expires_in: 300 });
  });

  it('expireTokens() revokes earlier tokens, but not later ones', async () => {
    const before = await signIn(sandbox, clock);
    sandbox.expireTokens();
    const after = await signIn(sandbox, clock);
    expect(await before('/Patient/x')).toMatchObject({ status: 401 });
    expect(await after('/Patient/x')).toMatchObject({ status: 404 });
  });
});

async function createPublicJwk(key: KeyObject, kid: string): Promise<JWK> {
  return { ...(await exportJWK(key)), kid };
}

function scopes({ body }: Received): string[] {
  return typeof body === 'object' && body !== null && 'scope' in body ? String(body.scope).split(' ') : [];
}
