import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matching } from '../../support/expected.ts';
import { startServer, type TestServer } from '../../smart/authorization-server.ts';
import { rsa } from '../../config/key-material.ts';
import { causesOf, type Examined, type Variables } from '../examined.ts';
import { examinedLaunch, launchEnv } from './examined-launch.ts';

const SMART = '/fhir/.well-known/smart-configuration';
const OPENID = '/fhir/.well-known/openid-configuration';

let server: TestServer;

beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Checks what needs no person, at a server that has only its documents. */
function examine(variables: Variables = {}): Promise<Examined> {
  const credentials = { clientId: 'gateway', privateKey: rsa().privateKey, keyId: 'gw' };
  return examinedLaunch(launchEnv({ baseUrl: server.baseUrl, credentials }, variables), null);
}

/** Changes members of the SMART configuration; undefined removes one. */
function change(members: Readonly<Record<string, unknown>>): void {
  server.documents.set(SMART, { ...server.documents.get(SMART), ...members });
}

describe('the step Sign-in server', () => {
  it('passes at a server that says only the necessary', async () => {
    const { step } = await examine();
    expect(step('server')).toMatchObject({ outcome: 'passed', facts: { issuer: server.issuer } });
    expect(step('server').found).toContain('It does not say whether it supports PKCE.');
    expect(step('id-token-keys').found).toEqual([
      'One key. The gateway accepts ID tokens signed with any asymmetric algorithm.',
    ]);
  });

  it('reads the OpenID configuration of the issuer if the SMART configuration is incomplete', async () => {
    const { [SMART]: document } = Object.fromEntries(server.documents);
    server.documents.set(SMART, { token_endpoint: `${server.origin}/token` });
    server.documents.set(OPENID, { ...document, issuer: server.baseUrl });
    const { step } = await examine();
    expect(step('server')).toMatchObject({ outcome: 'passed', facts: { issuer: server.baseUrl } });
  });

  it.each<[what: string, members: Readonly<Record<string, unknown>>, cause: RegExp]>([
    ['lists PKCE without S256', { code_challenge_methods_supported: ['plain'] }, /PKCE method S256/],
    ['lists no authorization_code', { grant_types_supported: ['client_credentials'] }, /authorization_code/],
    [
      'lists no private_key_jwt',
      { token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      /private_key_jwt/,
    ],
    [
      'lacks capabilities',
      { capabilities: ['launch-ehr', 'sso-openid-connect', 'permission-user'] },
      /launch-standalone, client-confidential-asymmetric/,
    ],
  ])('warns of a server that %s', async (_what, members, cause) => {
    change(members);
    const { step } = await examine();
    expect(step('server').outcome).toBe('warning');
    expect(causesOf(step('server'))).toEqual([matching(cause)]);
  });

  it('says which members are missing', async () => {
    change({ issuer: undefined, jwks_uri: undefined });
    const { step } = await examine();
    expect(step('server')).toMatchObject({
      outcome: 'failed',
      found: [
        'The FHIR server does not say where people sign in.',
        'The documents do not name issuer, jwks_uri.',
      ],
    });
    expect(causesOf(step('server'))[0]).toMatch(/backend services only/);
    expect(step('redirect').found).toEqual(['Needs "Sign-in server", which failed.']);
  });

  it('names two different issuers', async () => {
    server.documents.set('/issuer/.well-known/openid-configuration', {
      ...server.documents.get(SMART),
      issuer: 'https://other.example.org',
    });
    change({ jwks_uri: undefined });
    const { step } = await examine();
    expect(step('server').outcome).toBe('failed');
    expect(causesOf(step('server'))[0]).toMatch(/another issuer/);
  });

  it('refuses endpoints without TLS', async () => {
    change({ authorization_endpoint: 'http://login.example.org/authorize' });
    const { step } = await examine();
    expect(step('server').found[1]).toMatch(/not https URLs/);
  });
});

describe('the step ID token keys', () => {
  it.each<[what: string, document: Readonly<Record<string, unknown>>, found: string]>([
    ['is no key set', { hello: 1 }, 'HTTP 200, but no key set.'],
    [
      'has no usable key',
      { keys: [{ kty: 'oct', k: 'c2VjcmV0', use: 'enc' }] },
      'The key set has no usable key.',
    ],
  ])('fails if the document %s', async (_what, document, found) => {
    server.documents.set('/keys', document);
    const { step } = await examine();
    expect(step('id-token-keys')).toMatchObject({ outcome: 'failed', found: [found] });
  });
});

describe('the step App', () => {
  it('says that the server does not distinguish apps, if it refuses every code in the same way', async () => {
    const { step } = await examine();
    expect(step('app')).toMatchObject({ outcome: 'passed', facts: { tellsApart: false } });
    expect(step('app').found[0]).toMatch(/also for an app that does not exist/);
  });

  it.each<[error: string, status: number, cause: RegExp]>([
    ['invalid_client', 401, /has not reached this server yet/],
    ['unauthorized_client', 400, /not registered for people/],
  ])('explains %s', async (error, status, cause) => {
    server.answer = () => ({ status, body: { error } });
    const { step } = await examine();
    expect(step('app').found[0]).toBe(`HTTP ${status}: ${error}`);
    expect(causesOf(step('app'))[0]).toMatch(cause);
  });

  it('does not repeat an error that RFC 6749 does not define', async () => {
    server.answer = () => ({ status: 400, body: { error: 'MARKED\u001b[31m' } });
    const { output } = await examine({ SMART_CLIENT_AUTH: 'none' });
    expect(output).not.toContain('MARKED');
  });

  it('explains an endpoint that is down', async () => {
    server.answer = () => ({ status: 503, body: {} });
    const { step } = await examine();
    expect(step('app').found).toEqual(['HTTP 503, but no OAuth response.']);
  });
});
