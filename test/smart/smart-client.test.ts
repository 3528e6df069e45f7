import { createHmac, createPublicKey } from 'node:crypto';
import { inspect } from 'node:util';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { GatewayError } from '../../src/errors.ts';
import { SignInError } from '../../src/smart/sign-in-faults.ts';
import { createSignInChecks, type SignInChecks } from '../../src/smart/smart-client.ts';
import {
  type Claims,
  CLIENT_ID,
  createClients,
  KEY_ID,
  REDIRECT_URL,
  signIdToken,
  startServer,
  type TestClients,
  type TestServer,
} from './authorization-server.ts';

let server: TestServer;
let opened: TestClients;
let checks: SignInChecks;

beforeEach(async () => {
  server = await startServer();
  opened = await createClients(server.baseUrl);
  checks = createSignInChecks();
});

afterEach(async () => {
  opened.close();
  await server.close();
});

const TOKENS = {
  access_token: 'canary-access',
  refresh_token: 'canary-refresh',
  token_type: 'Bearer',
  expires_in: 3_600,
  scope: 'openid fhirUser user/Patient.rs',
  patient: 'patient-1',
  encounter: 'encounter-1',
  need_patient_banner: false,
  smart_style_url: 'https://epic.example.org/style.json',
};

const answerWith = (idToken: string | undefined, members: object = {}): void => {
  server.answer = () => ({
    body: { ...TOKENS, ...members, ...(idToken === undefined ? {} : { id_token: idToken }) },
  });
};

const exchange = (parameters: Readonly<Record<string, string>> = {}) =>
  opened.clinician.exchange(
    new URLSearchParams({ code: 'canary-code', state: checks.state, ...parameters }),
    checks,
  );

const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

const faultOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const error = await errorOf(promise);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary');
  if (error instanceof SignInError) return error.fault;
  return error instanceof GatewayError ? error.code : error;
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const grant = () => ({ person: { issuer: server.issuer, subject: 'user-1' }, patient: 'patient-1' });

const renew = () => opened.clinician.renew(grant(), 'canary-old');

describe('the authorization request', () => {
  it('has PKCE, state, nonce and the FHIR server as audience', async () => {
    const url = new URL(await opened.clinician.authorizationUrl(checks, null));
    expect(`${url.origin}${url.pathname}`).toBe(`${server.origin}/authorize`);
    const { code_challenge: challenge, ...others } = Object.fromEntries(url.searchParams);
    expect(challenge).toMatch(/^[\w-]{43}$/);
    expect(others).toEqual({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URL,
      response_type: 'code',
      scope: 'openid fhirUser user/*.rs',
      aud: server.baseUrl,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge_method: 'S256',
    });
    expect(url.href).not.toContain(checks.codeVerifier);
  });

  it.each<[what: string, scopes: string, launch: string | null, requested: string]>([
    ['an EHR launch', 'openid fhirUser user/*.rs', 'xyz', 'launch openid fhirUser user/*.rs'],
    [
      'an EHR launch of a patient',
      'openid fhirUser launch/patient patient/*.rs',
      'xyz',
      'launch openid fhirUser patient/*.rs',
    ],
    ['a standalone launch', 'launch openid fhirUser user/*.rs', null, 'openid fhirUser user/*.rs'],
    [
      'a standalone launch of a patient',
      'openid fhirUser patient/*.rs',
      null,
      'launch/patient openid fhirUser patient/*.rs',
    ],
  ])('requests the scopes of %s', async (_what, scopes, launch, requested) => {
    const other = await createClients(server.baseUrl, { SMART_SCOPES: scopes });
    const { searchParams } = new URL(await other.clinician.authorizationUrl(checks, launch));
    expect(searchParams.get('scope')).toBe(requested);
    expect(searchParams.get('launch')).toBe(launch);
    other.close();
  });

  it('is not sent if sites share the redirect URL and the server does not name itself in responses', async () => {
    const shared = await createClients(server.baseUrl, {}, true);
    await expect(shared.clinician.authorizationUrl(checks, null)).rejects.toThrow(/redirect URL/);
    shared.close();
  });
});

describe('the exchange of a code', () => {
  it('returns the person, the context and the tokens', async () => {
    answerWith(await signIdToken(server, { nonce: checks.nonce }));
    const started = Date.now();
    const { tokens, ...granted } = await exchange();
    expect(granted).toEqual({
      person: {
        issuer: server.issuer,
        subject: 'user-1',
        fhirUser: 'https://fhir.example.org/Practitioner/p1',
      },
      scopes: ['openid', 'fhirUser', 'user/Patient.rs'],
      patient: 'patient-1',
      encounter: 'encounter-1',
      needPatientBanner: false,
      styleUrl: 'https://epic.example.org/style.json',
    });
    expect(tokens).toMatchObject({ accessToken: 'canary-access', refreshToken: 'canary-refresh' });
    expect(tokens.expiresAt - started).toBeGreaterThanOrEqual(3_600_000);
    expect(tokens.expiresAt - tokens.renewAt).toBe(60_000);
  });

  it('authenticates with an assertion like the one of the gateway’s own token requests', async () => {
    answerWith(await signIdToken(server, { nonce: checks.nonce }));
    await exchange();
    const [{ form } = { form: new URLSearchParams() }] = server.received;
    expect(form.get('code')).toBe('canary-code');
    expect(form.get('code_verifier')).toBe(checks.codeVerifier);
    expect(form.get('redirect_uri')).toBe(REDIRECT_URL);
    const assertion = form.get('client_assertion') ?? '';
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS384', kid: 'gw', typ: 'JWT' });
    const { iat = 0, exp = 0, nbf = 0, jti, ...claims } = decodeJwt(assertion);
    expect(claims).toEqual({ iss: CLIENT_ID, sub: CLIENT_ID, aud: `${server.origin}/token` });
    expect([exp - iat, nbf - iat, typeof jti]).toEqual([250, 0, 'string']);
  });

  it('uses the configured audience of assertions', async () => {
    const other = await createClients(server.baseUrl, {
      EPIC_TOKEN_AUDIENCE: 'https://inside.example.org/token',
    });
    answerWith(await signIdToken(server, { nonce: checks.nonce }));
    await other.clinician.exchange(new URLSearchParams({ code: 'c', state: checks.state }), checks);
    const assertion = server.received[0]?.form.get('client_assertion') ?? '';
    expect(decodeJwt(assertion).aud).toBe('https://inside.example.org/token');
    other.close();
  });

  it('sends no assertion for a public client', async () => {
    const other = await createClients(server.baseUrl, { SMART_CLIENT_AUTH: 'none' });
    answerWith(await signIdToken(server, { nonce: checks.nonce }));
    await other.clinician.exchange(new URLSearchParams({ code: 'c', state: checks.state }), checks);
    const { form } = server.received[0] ?? { form: new URLSearchParams() };
    expect([form.get('client_id'), form.has('client_assertion')]).toEqual([CLIENT_ID, false]);
    other.close();
  });

  it.each<[what: string, claims: (nonce: string) => Claims, fault: string]>([
    ['of another sign-in', () => ({ nonce: 'other' }), 'wrong_nonce'],
    ['without a nonce', () => ({}), 'invalid_response'],
    ['for another app', (nonce) => ({ nonce, aud: 'other-app' }), 'wrong_audience'],
    ['for another app too', (nonce) => ({ nonce, aud: [CLIENT_ID, 'other-app'] }), 'wrong_audience'],
    ['of another issuer', (nonce) => ({ nonce, iss: 'https://evil.example.org' }), 'wrong_token_issuer'],
    ['that expired', (nonce) => ({ nonce, exp: Math.floor(Date.now() / 1000) - 60 }), 'expired'],
    ['without a person', (nonce) => ({ nonce, sub: undefined }), 'invalid_response'],
  ])('refuses an id_token %s [T3-S6]', async (_what, claims, fault) => {
    answerWith(await signIdToken(server, claims(checks.nonce)));
    expect(await faultOf(exchange())).toBe(fault);
  });

  it.each<[what: string, forge: (signed: string) => string | Promise<string>]>([
    ['without a signature (alg none)', (signed) => `${encode({ alg: 'none' })}.${signed.split('.')[1]}.`],
    [
      'signed with the public key as a secret (HS256)',
      (signed) => {
        const secret = createPublicKey(server.privateKey).export({ type: 'spki', format: 'pem' });
        const content = `${encode({ alg: 'HS256', kid: KEY_ID })}.${signed.split('.')[1]}`;
        return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
      },
    ],
    [
      'signed with another key under the right name',
      () =>
        signIdToken(
          server,
          { nonce: checks.nonce },
          {
            key: rsa(2048, 'foreign').privateKey,
          },
        ),
    ],
    [
      'signed with another key under its own name',
      () =>
        signIdToken(
          server,
          { nonce: checks.nonce },
          {
            kid: 'other',
            key: rsa(2048, 'foreign').privateKey,
          },
        ),
    ],
    ['that was altered', (signed) => `${signed.slice(0, -8)}AAAAAAAA`],
  ])('refuses an id_token %s', async (_what, forge) => {
    const signed = await signIdToken(server, { nonce: checks.nonce });
    answerWith(await forge(signed));
    expect(await faultOf(exchange())).toBe('wrong_signature');
  });

  it('refuses a response without an id_token', async () => {
    answerWith(undefined);
    expect(await faultOf(exchange())).toBe('invalid_response');
  });

  it.each<[what: string, members: object]>([
    ['a patient that is no FHIR id', { patient: '../Patient/1' }],
    ['an access token that does not fit into a header', { access_token: 'two words' }],
    ['a token of another type', { token_type: 'mac' }],
  ])('refuses %s', async (_what, members) => {
    answerWith(await signIdToken(server, { nonce: checks.nonce }), members);
    expect(await faultOf(exchange())).toBe('invalid_response');
  });

  it.each<[what: string, parameters: Readonly<Record<string, string>>, fault: string]>([
    ['another issuer', { iss: 'https://evil.example.org' }, 'wrong_issuer'],
    ['another state', { state: 'other' }, 'invalid_response'],
    ['an error', { error: 'access_denied', error_description: 'canary' }, 'declined'],
  ])('sends nothing for a response with %s [T3-S7]', async (_what, parameters, fault) => {
    expect(await faultOf(exchange(parameters))).toBe(fault);
    expect(server.received).toEqual([]);
  });

  it('requires the issuer in the response of a server that names itself [T3-S7]', async () => {
    const path = '/fhir/.well-known/smart-configuration';
    server.documents.set(path, {
      ...server.documents.get(path),
      authorization_response_iss_parameter_supported: true,
    });
    expect(await faultOf(exchange())).toBe('wrong_issuer');
    expect(server.received).toEqual([]);
    answerWith(await signIdToken(server, { nonce: checks.nonce }));
    expect(await exchange({ iss: server.issuer })).toMatchObject({ patient: 'patient-1' });
  });

  it.each<[status: number, error: string, code: string]>([
    [400, 'invalid_grant', 'code_refused'],
    [401, 'invalid_client', 'client_refused'],
    [429, 'slow_down', 'UPSTREAM_RATE_LIMITED'],
    [503, 'server_error', 'UPSTREAM_UNAVAILABLE'],
    [302, 'none', 'invalid_response'],
  ])('reports HTTP %d with %s as %s', async (status, error, code) => {
    server.answer = () => ({ status, body: { error, error_description: 'canary' } });
    expect(await faultOf(exchange())).toBe(code);
  });
});

describe('the renewal of tokens', () => {
  it('returns the rotated refresh token', async () => {
    answerWith(undefined);
    expect(await renew()).toMatchObject({ kind: 'renewed', tokens: { refreshToken: 'canary-refresh' } });
    expect(server.received.map(({ form }) => form.get('refresh_token'))).toEqual(['canary-old']);
  });

  it('keeps the refresh token and the scopes that the response does not replace', async () => {
    server.answer = () => ({ body: { access_token: 'new', token_type: 'bearer', expires_in: 60 } });
    expect(await renew()).toMatchObject({ scopes: null, tokens: { refreshToken: 'canary-old' } });
  });

  const both = ['canary-refresh', 'canary-access'];

  it.each<[what: string, claims: Claims, members: object, revokes: string[]]>([
    ['another person', { sub: 'user-2' }, {}, both],
    ['another patient', {}, { patient: 'patient-2' }, both],
    ['another app', { aud: 'other' }, {}, []],
  ])('ends for %s', async (_what, claims, members, revokes) => {
    answerWith(await signIdToken(server, claims), members);
    expect(await renew()).toEqual({ kind: 'ended' });
    const revoked = server.received
      .filter(({ path }) => path === '/revoke')
      .map(({ form }) => form.get('token'));
    expect(revoked).toEqual(revokes);
  });

  it('ends for a forged id_token', async () => {
    const { privateKey: key } = rsa(2048, 'foreign');
    answerWith(await signIdToken(server, {}, { key }));
    expect(await renew()).toEqual({ kind: 'ended' });
  });

  it('ends without sending the refresh token if another server is named than at the sign-in', async () => {
    answerWith(undefined);
    const { person, patient } = grant();
    const other = { person: { ...person, issuer: 'https://other.example.org' }, patient };
    expect(await opened.clinician.renew(other, 'canary-old')).toEqual({ kind: 'ended' });
    expect(server.received).toEqual([]);
  });

  it('ends when the server refuses the refresh token', async () => {
    server.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
    expect(await renew()).toEqual({ kind: 'ended' });
  });

  it.each<[status: number, error: string, code: string]>([
    [401, 'invalid_client', 'UPSTREAM_AUTHENTICATION_FAILED'],
    [400, 'invalid_request', 'UPSTREAM_AUTHENTICATION_FAILED'],
    [429, 'slow_down', 'UPSTREAM_RATE_LIMITED'],
    [500, 'server_error', 'UPSTREAM_UNAVAILABLE'],
    [200, 'no tokens', 'UPSTREAM_INVALID_RESPONSE'],
  ])('leaves the session after HTTP %d with %s: %s', async (status, error, code) => {
    server.answer = () => ({ status, body: { error, error_description: 'canary' } });
    expect(await faultOf(renew())).toBe(code);
  });
});

describe('the revocation of tokens', () => {
  const TOKENS_TO_REVOKE = { accessToken: 'a', refreshToken: 'r', renewAt: 0, expiresAt: 0 };

  it('revokes both tokens', async () => {
    await opened.clinician.revoke(TOKENS_TO_REVOKE);
    expect(server.received.map(({ form }) => form.get('token'))).toEqual(['r', 'a']);
  });

  it('does nothing at a server that cannot revoke, and never fails', async () => {
    await server.close();
    await expect(opened.clinician.revoke(TOKENS_TO_REVOKE)).resolves.toBe('UPSTREAM_UNAVAILABLE');
    server = await startServer();
  });
});
