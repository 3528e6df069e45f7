import { createPublicKey } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ } from '../src/data/patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  APPS,
  assertionFields,
  authorizationUrl,
  exchange,
  fieldsOf,
  parameterOf,
  postForm,
  readerWith,
  REDIRECT_URL,
  signInAs,
} from './support/app.ts';
import { matching, readResponse, requestToken, signAssertion } from './support/client.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const OTHER_REDIRECT = 'http://127.0.0.1:4999/other';
const CONFIDENTIAL = 'confidential';

let clock = NOW;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ apps: Object.values(APPS), now: () => clock });
  const { privateKey, keyId } = sandbox.credentials;
  const keys = [{ ...(await exportJWK(createPublicKey(privateKey))), kid: keyId }];
  sandbox.registerApp({ ...APPS.clinicians, clientId: CONFIDENTIAL, keys });
  sandbox.registerApp({ ...APPS.patients, redirectUrls: [REDIRECT_URL, OTHER_REDIRECT] });
});

afterAll(() => sandbox.close());

function codeFor(overrides: Record<string, string | undefined> = {}): string {
  return parameterOf(sandbox.signIn(authorizationUrl(sandbox, 'patients', overrides), 'patient'), 'code');
}

function refusal(error: string) {
  return { status: 400, body: { error, error_description: null } };
}

async function tokenFor(overrides: Record<string, string | undefined> = {}) {
  return fieldsOf((await exchange(sandbox, 'patients', codeFor(overrides))).body);
}

function refresh(token: unknown, form: Record<string, string> = {}) {
  return postForm(sandbox.tokenUrl, {
    grant_type: 'refresh_token',
    client_id: APPS.patients.clientId,
    refresh_token: String(token),
    ...form,
  });
}

async function canRead(token: unknown): Promise<boolean> {
  const { status } = await readerWith(sandbox, String(token))(`/Patient/${CAMILA_LOPEZ}`);
  return status === 200;
}

async function confidentialCode(): Promise<string> {
  const url = authorizationUrl(sandbox, 'clinicians', { client_id: CONFIDENTIAL });
  return parameterOf(sandbox.signIn(url, 'clinician'), 'code');
}

async function exchangeAs(fields: Record<string, string | undefined>) {
  return exchange(sandbox, 'clinicians', await confidentialCode(), { client_id: undefined, ...fields });
}

function revokeUrl(): string {
  return sandbox.authorizeUrl.replace(/authorize$/, 'revoke');
}

function introspectUrl(): string {
  return sandbox.authorizeUrl.replace(/authorize$/, 'introspect');
}

function send(url: string, token: unknown, client = 'patients') {
  return postForm(url, { client_id: client, token: String(token) });
}

describe('the exchange of a code', () => {
  it('the answer has the tokens and the context', async () => {
    const { status, headers, body } = await exchange(sandbox, 'patients', codeFor());
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: matching(/^[\w-]{64}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid fhirUser offline_access launch/patient patient/*.crs',
      refresh_token: matching(/^[\w-]{64}$/),
      id_token: matching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      patient: CAMILA_LOPEZ,
      need_patient_banner: true,
      smart_style_url: matching(/smart-style\.json$/),
    });
    const style = await fetch(String(fieldsOf(body)['smart_style_url']));
    expect(await style.json()).toMatchObject({ color_text: matching(/^#/) });
  });

  it('without openid and offline_access there is neither an ID token nor a refresh token', async () => {
    const token = await tokenFor({ scope: 'patient/Patient.r' });
    expect(Object.keys(token)).not.toContain('id_token');
    expect(Object.keys(token)).not.toContain('refresh_token');
    expect(token).toMatchObject({ scope: 'patient/Patient.r', patient: CAMILA_LOPEZ });
  });

  it("the ID token is signed by a key of the issuer's key set", async () => {
    const { id_token: idToken } = await tokenFor();
    const configuration = await readResponse(
      await fetch(`${sandbox.baseUrl}/.well-known/openid-configuration`),
    );
    const { issuer, jwks_uri: keySetUrl } = fieldsOf(configuration.body);
    const { payload, protectedHeader } = await jwtVerify(
      String(idToken),
      createRemoteJWKSet(new URL(String(keySetUrl))),
      { issuer: String(issuer), audience: APPS.patients.clientId, currentDate: new Date(clock) },
    );
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toEqual({
      iss: `${sandbox.origin}/interconnect-sandbox-oauth/oauth2`,
      sub: sandbox.people.find(({ id }) => id === 'patient')?.sub,
      aud: 'patients',
      iat: NOW / 1000,
      exp: NOW / 1000 + 300,
      nonce: 'nonce-1',
      fhirUser: `${sandbox.baseUrl}/Patient/${CAMILA_LOPEZ}`,
    });
  });

  it.each([
    ['another verifier', { code_verifier: 'v'.repeat(43) }, 'invalid_grant'],
    ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant'],
    ['another redirect URI of the app', { redirect_uri: OTHER_REDIRECT }, 'invalid_grant'],
    ['another app', { client_id: 'clinicians' }, 'invalid_grant'],
    ['an unknown code', { code: 'forged' }, 'invalid_grant'],
    ['no code', { code: undefined }, 'invalid_request'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['no client', { client_id: undefined }, 'invalid_client'],
    ['an unknown client', { client_id: 'stranger' }, 'invalid_client'],
    ['a malformed assertion', { client_assertion: 'not a JWT' }, 'invalid_client'],
  ])('a code with %s is refused', async (_case, overrides, error) => {
    expect(await exchange(sandbox, 'patients', codeFor(), overrides)).toMatchObject(refusal(error));
  });

  it('a repeated field is an invalid_request', async () => {
    const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'patients' });
    body.append('code', codeFor());
    body.append('code', codeFor());
    const response = await fetch(sandbox.tokenUrl, { method: 'POST', body });
    expect(await readResponse(response)).toMatchObject(refusal('invalid_request'));
  });

  it('a code that was tried with a wrong verifier is spent', async () => {
    const code = codeFor();
    await exchange(sandbox, 'patients', code, { code_verifier: 'v'.repeat(43) });
    expect(await exchange(sandbox, 'patients', code)).toMatchObject(refusal('invalid_grant'));
  });

  it('a code is good for 60 seconds', async () => {
    const early = codeFor();
    const late = codeFor();
    clock += 59_999;
    expect(await exchange(sandbox, 'patients', early)).toMatchObject({ status: 200 });
    clock += 1;
    expect(await exchange(sandbox, 'patients', late)).toMatchObject(refusal('invalid_grant'));
    clock = NOW;
  });

  it('a second use of a code revokes the tokens of the first', async () => {
    const code = codeFor();
    const first = fieldsOf((await exchange(sandbox, 'patients', code)).body);
    expect(await canRead(first['access_token'])).toBe(true);
    expect(await exchange(sandbox, 'patients', code)).toMatchObject(refusal('invalid_grant'));
    expect(await canRead(first['access_token'])).toBe(false);
    expect(await refresh(first['refresh_token'])).toMatchObject(refusal('invalid_grant'));
  });

  it('a JSON body, a huge form and a GET are refused', async () => {
    const form = { grant_type: 'authorization_code', client_id: 'patients', code: codeFor() };
    const requests: RequestInit[] = [
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(form) },
      { method: 'POST', body: new URLSearchParams({ ...form, padding: 'p'.repeat(70_000) }) },
      {},
    ];
    for (const request of requests)
      expect(await readResponse(await fetch(sandbox.tokenUrl, request))).toMatchObject(
        refusal('invalid_client'),
      );
  });
});

describe('a confidential client', () => {
  const seconds = NOW / 1000;
  const valid = { iat: seconds, exp: seconds + 240 };

  it('signs an assertion, with or without its client_id', async () => {
    expect(await exchangeAs(await assertionFields(sandbox, CONFIDENTIAL, valid))).toMatchObject({
      status: 200,
    });
    const fields = await assertionFields(sandbox, CONFIDENTIAL, valid);
    expect(await exchangeAs({ ...fields, client_id: CONFIDENTIAL })).toMatchObject({ status: 200 });
  });

  it.each([
    ['another audience', { aud: 'https://example.com/token' }],
    ['an exp more than five minutes ahead', { exp: seconds + 301 }],
    ['an exp in the past', { exp: seconds - 1 }],
    ['no jti', { jti: undefined }],
    ['another sub', { sub: 'stranger' }],
    ['the id of another app', { iss: 'patients', sub: 'patients' }],
  ])('with %s in its assertion is refused', async (_case, claims) => {
    const fields = await assertionFields(sandbox, CONFIDENTIAL, { ...valid, ...claims });
    expect(await exchangeAs(fields)).toMatchObject(refusal('invalid_client'));
  });

  it('cannot replay an assertion, omit it, or mix it with another client_id or type', async () => {
    const fields = await assertionFields(sandbox, CONFIDENTIAL, valid);
    expect(await exchangeAs(fields)).toMatchObject({ status: 200 });
    expect(await exchangeAs(fields)).toMatchObject(refusal('invalid_client'));
    expect(await exchangeAs({ client_id: CONFIDENTIAL })).toMatchObject(refusal('invalid_client'));
    const fresh = await assertionFields(sandbox, CONFIDENTIAL, valid);
    expect(await exchangeAs({ ...fresh, client_id: 'clinicians' })).toMatchObject(refusal('invalid_client'));
    expect(await exchangeAs({ ...fresh, client_assertion_type: undefined })).toMatchObject(
      refusal('invalid_client'),
    );
  });

  it('gets no token of a background user', async () => {
    const credentials = { ...sandbox.credentials, clientId: CONFIDENTIAL };
    const assertion = await signAssertion({ ...sandbox, credentials }, { now: clock });
    expect(await requestToken(sandbox, assertion)).toMatchObject(refusal('invalid_client'));
  });
});

describe('refresh tokens', () => {
  it('a refresh gives new tokens, the same scopes and the same patient, but no ID token', async () => {
    const first = await tokenFor();
    const { status, body } = await refresh(first['refresh_token']);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...first,
      id_token: undefined,
      access_token: matching(/^[\w-]{64}$/),
      refresh_token: matching(/^[\w-]{64}$/),
    });
    expect(fieldsOf(body)['refresh_token']).not.toBe(first['refresh_token']);
    expect(await canRead(fieldsOf(body)['access_token'])).toBe(true);
  });

  it('a second use of a refresh token ends the grant', async () => {
    const first = await tokenFor();
    const second = fieldsOf((await refresh(first['refresh_token'])).body);
    expect(await refresh(first['refresh_token'])).toMatchObject(refusal('invalid_grant'));
    expect(await refresh(second['refresh_token'])).toMatchObject(refusal('invalid_grant'));
    expect(await canRead(second['access_token'])).toBe(false);
  });

  it('only one of 50 parallel uses succeeds, and its grant ends', async () => {
    const { refresh_token: token } = await tokenFor();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(token)));
    const [granted, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    expect(await canRead(fieldsOf(granted?.body)['access_token'])).toBe(false);
  });

  it('a refresh can request fewer scopes, but not more', async () => {
    const { refresh_token: token } = await tokenFor({
      scope: 'offline_access patient/Patient.r patient/Condition.rs',
    });
    expect(await refresh(token, { scope: 'patient/Observation.rs' })).toMatchObject(refusal('invalid_scope'));
    const { body } = await refresh(token, { scope: 'patient/Patient.r' });
    expect(body).toMatchObject({ scope: 'patient/Patient.r' });
    const get = readerWith(sandbox, String(fieldsOf(body)['access_token']));
    expect(await get(`/Condition?patient=${CAMILA_LOPEZ}`)).toMatchObject({ status: 403, text: '' });
  });

  it('a refresh token of another app or a forged one is refused', async () => {
    const { refresh_token: token } = await tokenFor();
    expect(await refresh(token, { client_id: 'clinicians' })).toMatchObject(refusal('invalid_grant'));
    expect(await refresh('forged')).toMatchObject(refusal('invalid_grant'));
    expect(await refresh(token)).toMatchObject({ status: 200 });
  });

  it('expireTokens() revokes access tokens, but no refresh token', async () => {
    const token = await tokenFor();
    sandbox.expireTokens();
    expect(await canRead(token['access_token'])).toBe(false);
    expect(await refresh(token['refresh_token'])).toMatchObject({ status: 200 });
  });

  it('with rotatesRefreshTokens false, a refresh token stays good and is not sent again', async () => {
    const site = await startSandbox({ apps: Object.values(APPS), rotatesRefreshTokens: false });
    const { token } = await signInAs(site, 'patient');
    const form = {
      grant_type: 'refresh_token',
      client_id: 'patients',
      refresh_token: String(token['refresh_token']),
    };
    const answers = [await postForm(site.tokenUrl, form), await postForm(site.tokenUrl, form)];
    await site.close();
    expect(answers).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(fieldsOf(answers[0]?.body)).not.toHaveProperty('refresh_token');
  });

  it('an access token expires after its lifetime', async () => {
    const { access_token: token } = await tokenFor();
    clock += 3_599_000;
    expect(await canRead(token)).toBe(true);
    clock += 1000;
    expect(await canRead(token)).toBe(false);
    clock = NOW;
  });
});

describe('revocation and introspection', () => {
  it('revoking an access token ends only that token', async () => {
    const token = await tokenFor();
    expect(await send(revokeUrl(), token['access_token'])).toMatchObject({ status: 200, text: '' });
    expect(await canRead(token['access_token'])).toBe(false);
    expect(await refresh(token['refresh_token'])).toMatchObject({ status: 200 });
  });

  it('revoking a refresh token ends the grant', async () => {
    const token = await tokenFor();
    expect(await send(revokeUrl(), token['refresh_token'])).toMatchObject({ status: 200 });
    expect(await canRead(token['access_token'])).toBe(false);
    expect(await refresh(token['refresh_token'])).toMatchObject(refusal('invalid_grant'));
  });

  it('another app cannot revoke a token, nor learn of it', async () => {
    const token = await tokenFor();
    expect(await send(revokeUrl(), token['access_token'], 'clinicians')).toMatchObject({ status: 200 });
    expect(await canRead(token['access_token'])).toBe(true);
    const examined = await send(introspectUrl(), token['access_token'], 'clinicians');
    expect(examined).toMatchObject({ status: 200, body: { active: false } });
  });

  it('introspection describes an active token', async () => {
    const token = await tokenFor();
    const { body } = await send(introspectUrl(), token['access_token']);
    expect(body).toEqual({
      active: true,
      scope: token['scope'],
      client_id: 'patients',
      sub: sandbox.people.find(({ id }) => id === 'patient')?.sub,
      iss: `${sandbox.origin}/interconnect-sandbox-oauth/oauth2`,
      exp: NOW / 1000 + 3600,
      patient: CAMILA_LOPEZ,
    });
    expect(await send(introspectUrl(), 'forged')).toMatchObject({ body: { active: false } });
  });

  it.each([revokeUrl, introspectUrl])('both need a client, a token and a form', async (url) => {
    expect(await postForm(url(), { token: 'x' })).toMatchObject(refusal('invalid_client'));
    expect(await postForm(url(), { client_id: 'patients' })).toMatchObject(refusal('invalid_request'));
    expect(await readResponse(await fetch(url()))).toMatchObject(refusal('invalid_request'));
  });
});

describe('forged ID tokens', () => {
  it('forgeIdToken replaces the signed token', async () => {
    const site = await startSandbox({
      apps: Object.values(APPS),
      forgeIdToken: (_idToken, claims) =>
        new SignJWT({ ...claims, nonce: 'forged' })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode('s'.repeat(32))),
    });
    const { token } = await signInAs(site, 'patient');
    const keys = await readResponse(await fetch(`${site.origin}/interconnect-sandbox-oauth/oauth2/jwks`));
    await site.close();
    expect(decodeProtectedHeader(String(token['id_token']))).toEqual({ alg: 'HS256' });
    expect(decodeJwt(String(token['id_token']))).toMatchObject({ nonce: 'forged', aud: 'patients' });
    expect(keys.text).not.toContain('"d"');
  });
});
