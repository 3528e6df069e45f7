import { createPublicKey } from 'node:crypto';
import { type RegisteredApp, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LAUNCH_STEPS } from '../../../src/doctor/finding.ts';
import { startTcpServer, unusedOrigin } from '../../http/local-server.ts';
import { rsa } from '../../config/key-material.ts';
import { at, matching } from '../../support/expected.ts';
import { causesOf, outcomesOf, type Variables } from '../examined.ts';
import {
  CLIENT_ID,
  examinedLaunch,
  launchEnv,
  operatorWho,
  REDIRECT_URL,
  signedInAs,
} from './examined-launch.ts';

let sandbox: Sandbox;
let forge: ((idToken: string) => string | Promise<string>) | null = null;

beforeAll(async () => {
  sandbox = await startSandbox({ forgeIdToken: (idToken) => forge?.(idToken) ?? idToken });
});
afterAll(() => sandbox.close());

beforeEach(() => register());
afterEach(() => {
  forge = null;
  sandbox.reset();
});

/** Registers the app of the gateway, with changes. */
function register(changes: Partial<RegisteredApp> = {}): void {
  const { privateKey, keyId } = sandbox.credentials;
  const key = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: keyId };
  sandbox.registerApp({
    clientId: CLIENT_ID,
    audience: 'clinicians',
    redirectUrls: [REDIRECT_URL],
    keys: [key],
    ...changes,
  });
}

const examine = (variables: Variables = {}, operator = signedInAs(sandbox, 'clinician')) =>
  examinedLaunch(launchEnv(sandbox, variables), operator);

describe('the doctor with --launch', () => {
  it('walks from the discovery to the revocation, and shows what the person was granted', async () => {
    const found = await examine();
    expect(outcomesOf(found)).toEqual({
      ...Object.fromEntries(Object.keys(LAUNCH_STEPS).map((step) => [step, 'passed'])),
      'key-set': 'skipped',
    });
    expect(found.step('server').found.join(' ')).toMatch(/PKCE: S256\..*does not name itself/);
    expect(found.step('exchange')).toMatchObject({
      found: [
        'The id_token is signed with a key of the server, for this app and this sign-in.',
        'fhirUser is a Practitioner.',
        'The token lasts 3600 s. A refresh token renews it.',
      ],
      facts: { fhirUser: 'Practitioner', hasRefreshToken: true },
    });
    expect(found.step('access').found).toContain('Patient in context: none. Encounter in context: none.');
    expect(found.step('person-read').tried).toMatch(/GET .*\/Practitioner\/… with the token of the person/);
    expect(found.step('revocation').found).toEqual(['The server has revoked the tokens.']);
    expect(found.output).toContain('Signing in works.');
  });

  it('reads the patient in context as the person', async () => {
    const [first] = sandbox.patients;
    const found = await examine(
      { SMART_SCOPES: 'openid fhirUser launch/patient offline_access user/*.rs' },
      signedInAs(sandbox, 'clinician', first?.id),
    );
    expect(found.step('person-read')).toMatchObject({ outcome: 'passed', facts: { type: 'Patient' } });
    expect(found.output).not.toContain(`Patient/${first?.id}`);
  });

  it('checks only what needs no person with --no-sign-in', async () => {
    const found = await examinedLaunch(launchEnv(sandbox), null);
    const { app, redirect, pkce, ...others } = outcomesOf(found);
    expect({ app, redirect, pkce }).toEqual({ app: 'passed', redirect: 'passed', pkce: 'passed' });
    expect(
      ['callback', 'exchange', 'access', 'person-read', 'revocation'].map((step) => others[step]),
    ).toEqual(Array.from({ length: 5 }, () => 'skipped'));
    expect(found.output).toContain('What needs no person works.');
  });

  it('shows no code, token, assertion or id of a person or patient', async () => {
    const [patient] = sandbox.patients;
    const secrets: string[] = [];
    const operator = operatorWho((url) => {
      const callback = sandbox.signIn(url, 'clinician', { patient: patient?.id ?? '' });
      secrets.push(new URL(callback).searchParams.get('code') ?? '');
      return callback;
    });
    const found = await examine(
      { SMART_SCOPES: 'openid fhirUser launch/patient offline_access user/*.rs' },
      operator,
    );
    for (const { headers } of sandbox.requests) {
      const { authorization } = headers;
      if (typeof authorization === 'string') secrets.push(authorization.replace('Bearer ', ''));
    }
    secrets.push(patient?.id ?? '', ...sandbox.people.map(({ sub }) => sub));
    expect(found.output).toContain('Signing in works.');
    expect(secrets.length).toBeGreaterThan(6);
    const shown = found.output + operator.said.join('\n');
    expect(secrets.filter((secret) => secret === '' || shown.includes(secret))).toEqual([]);
    // Neither a JWT nor an opaque token, of which the test does not know all: only the thumbprint of the public key is as long.
    const long = new Set(found.output.match(/eyJ\S*|[\w-]{40,}/g));
    expect([...long]).toEqual([at(found.step('key').facts, 'thumbprint')]);
  });
});

describe('the doctor with --launch names the cause', () => {
  it('if no app is configured', async () => {
    const found = await examinedLaunch(
      launchEnv(sandbox, {
        SMART_CLIENT_ID: undefined,
        SMART_SCOPES: undefined,
        SMART_REDIRECT_URL: undefined,
        SMART_RETURN_URLS: undefined,
        SESSION_SECRET: undefined,
      }),
      null,
    );
    expect(found.step('settings')).toMatchObject({
      outcome: 'failed',
      found: ['People do not sign in here.'],
    });
    expect(found.step('redirect').found).toEqual(['Needs "Sign-in settings", which failed.']);
  });

  it('if the registration has another redirect URL', async () => {
    register({ redirectUrls: ['https://gw.example.org/callback'] });
    const { step } = await examine();
    expect(step('app').outcome).toBe('passed');
    expect(causesOf(step('redirect'))[0]).toMatch(/SMART_REDIRECT_URL is not one of the redirect URLs/);
    expect(step('callback').outcome).toBe('skipped');
  });

  it('for certain if the redirect URLs differ by a final slash', async () => {
    register({ redirectUrls: [`${REDIRECT_URL}/`] });
    const { step } = await examine();
    expect(step('redirect')).toMatchObject({ outcome: 'failed', certain: true });
    expect(causesOf(step('redirect'))).toEqual([
      `The app is registered with the redirect URL ${REDIRECT_URL}/, which differs from SMART_REDIRECT_URL.`,
    ]);
  });

  it('if the client id is unknown', async () => {
    const { step } = await examine({ SMART_CLIENT_ID: 'production-id' });
    expect(step('app').found[0]).toBe('HTTP 400: invalid_client');
    expect(causesOf(step('app')).join('\n')).toMatch(/has not reached this server[^]*other environment/);
    expect(causesOf(step('redirect'))[0]).toMatch(/client id is unknown in this environment/);
  });

  it('if the server does not have the key yet', async () => {
    register({ keys: [{ ...createPublicKey(rsa().privateKey).export({ format: 'jwk' }), kid: 'old' }] });
    const { step } = await examine();
    expect(step('app').outcome).toBe('failed');
    expect(causesOf(step('app'))).toContain('The private key does not match the registered public key.');
    expect(step('redirect').outcome).toBe('passed');
    expect(step('exchange')).toMatchObject({ outcome: 'failed', facts: { error: 'invalid_client' } });
    expect(causesOf(step('exchange'))[0]).toMatch(/key, client id or SMART_CLIENT_AUTH/);
    expect(step('revocation').outcome).toBe('skipped');
  });

  it('if the app is registered as a public client, or the setting says so falsely', async () => {
    const { step } = await examine({ SMART_CLIENT_AUTH: 'none' });
    expect(step('key-set').found).toEqual(['SMART_CLIENT_AUTH=none needs no key set.']);
    expect(step('app').outcome).toBe('failed');
    expect(causesOf(step('app'))[0]).toMatch(/expects an assertion/);
  });

  it('if the base URL is not the one that the server knows', async () => {
    const body = '<p>aud must be the base URL</p>';
    sandbox.fault({ match: { path: /authorize$/ }, times: Infinity, kind: 'status', status: 400, body });
    const { step } = await examine();
    expect(causesOf(step('redirect'))[0]).toMatch(/EPIC_BASE_URL as its FHIR base URL/);
  });

  it.each([
    ['the person declines', 'access_denied', /declined, or Epic does not let/],
    ['the app lacks a scope', 'invalid_scope', /lacks a requested scope/],
    ['the EHR must launch the app', 'invalid_request', /launch context required/],
    ['the app has another audience', 'unauthorized_client', /registered for another audience/],
  ])('if %s', async (_what, error, cause) => {
    const operator = operatorWho((url) => {
      const state = new URL(url).searchParams.get('state') ?? '';
      return `${REDIRECT_URL}?${new URLSearchParams({ error, state }).toString()}`;
    });
    const { step } = await examine({}, operator);
    expect(step('callback')).toMatchObject({ outcome: 'failed', facts: { error } });
    expect(causesOf(step('callback')).join('\n')).toMatch(cause);
  });

  it('if the id_token is forged', async () => {
    forge = (idToken) =>
      new SignJWT(decodeJwt(idToken))
        .setProtectedHeader({ alg: 'RS256', kid: 'sandbox-issuer-1' })
        .sign(rsa().privateKey);
    const { step } = await examine();
    expect(step('exchange')).toMatchObject({ outcome: 'failed', facts: { fault: 'wrong_signature' } });
    expect(causesOf(step('exchange'))[0]).toMatch(/not the one it signs with, or the id_token is forged/);
  });

  it('if the response names another server (mix-up)', async () => {
    const operator = operatorWho(
      (url) => `${sandbox.signIn(url, 'clinician')}&iss=${encodeURIComponent('https://evil.example.org')}`,
    );
    const { step } = await examine({}, operator);
    expect(step('exchange')).toMatchObject({ outcome: 'failed', facts: { fault: 'wrong_issuer' } });
    // Only the two requests with a made-up code reached the token endpoint.
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(2);
  });

  it('if the person cannot read the record', async () => {
    const [, , , , hidden] = sandbox.patients;
    const { step } = await examine(
      { SMART_SCOPES: 'openid fhirUser launch/patient offline_access user/Observation.rs' },
      signedInAs(sandbox, 'clinician', hidden?.id),
    );
    expect(step('person-read')).toMatchObject({ outcome: 'failed', facts: { status: 403 } });
    expect(causesOf(step('person-read'))[0]).toMatch(/lacks the API/);
    expect(step('revocation').outcome).toBe('passed');
  });

  it('if there is no refresh token', async () => {
    const { step } = await examine({ SMART_SCOPES: 'openid fhirUser user/*.rs' });
    expect(step('exchange').outcome).toBe('warning');
    expect(causesOf(step('exchange'))).toEqual([matching(/issued no refresh token/)]);
  });

  it('if browsers send no cookie, because the app is on another site', async () => {
    const { step } = await examine({ SMART_RETURN_URLS: 'https://app.other.example/chart' });
    expect(causesOf(step('settings'))).toEqual([
      matching(/no session cookie with requests from https:\/\/app\.other\.example/),
    ]);
    const none = await examine({
      SMART_RETURN_URLS: 'https://app.other.example/chart',
      SESSION_SAME_SITE: 'none',
    });
    expect(none.step('settings').outcome).toBe('passed');
  });

  it('if people return to a page whose requests are refused', async () => {
    const { step } = await examine({
      SMART_RETURN_URLS: 'https://app.example.org/chart',
      SMART_APP_ORIGINS: 'https://other.example.org',
    });
    expect(causesOf(step('settings'))).toContainEqual(
      matching(/People return to https:\/\/app\.example\.org, which SMART_APP_ORIGINS does not list/),
    );
  });
});

describe('the operator of the doctor', () => {
  it('pastes again after an address that is not the response', async () => {
    const lines: (string | null)[] = [];
    const said: string[] = [];
    const { step } = await examinedLaunch(launchEnv(sandbox), {
      say(text) {
        said.push(text);
        const [, url] = text.split('\n\n');
        if (url !== undefined)
          lines.push('hello', `${REDIRECT_URL}?code=x&state=y`, ` ${sandbox.signIn(url, 'surgeon')} `);
      },
      readSecretLine: async () => lines.shift() ?? null,
    });
    expect(step('exchange').outcome).toBe('passed');
    expect(said.map((text) => text.split('.')[0])).toEqual([
      matching(/^Open this URL/),
      'That is not a URL',
      'That address is not the response to the URL above',
    ]);
  });

  it('can have no input, and learns the next step', async () => {
    const { step } = await examine(
      {},
      operatorWho(() => null),
    );
    expect(step('callback')).toMatchObject({ outcome: 'failed' });
    expect(causesOf(step('callback'))[0]).toMatch(/The address was not pasted/);
  });

  it('pastes nothing if the redirect URL is on loopback: the doctor receives the browser', async () => {
    const { redirectUrl, env } = await onLoopback();
    const visits: Promise<number[]>[] = [];
    const { step } = await examinedLaunch(env, {
      say(text) {
        const [, url = ''] = text.split('\n\n');
        const foreign = `${redirectUrl}?code=x&state=y`;
        const elsewhere = new URL('/favicon.ico', redirectUrl).href;
        visits.push(visit([foreign, elsewhere, sandbox.signIn(url, 'clinician')]));
      },
      readSecretLine: neverReads,
    });
    expect([step('callback').outcome, step('exchange').outcome]).toEqual(['passed', 'passed']);
    expect(await visits[0]).toEqual([400, 404, 200]);
  });

  it('can launch the app from the EHR instead, but only with the iss of the site', async () => {
    const { env } = await onLoopback();
    const [patient] = sandbox.patients;
    const visits: Promise<number[]>[] = [];
    const { step } = await examinedLaunch(env, {
      say() {
        const launch = sandbox.launch({ app: CLIENT_ID, person: 'clinician', patient: patient?.id ?? '' });
        const foreign = new URL(launch);
        foreign.searchParams.set('iss', 'https://evil.example.org');
        visits.push(visit([foreign.href, launch]));
      },
      readSecretLine: neverReads,
    });
    expect(await visits[0]).toEqual([400, 200]);
    expect(step('access').found).toContain('Patient in context: yes. Encounter in context: none.');
    expect(step('person-read')).toMatchObject({ outcome: 'passed', facts: { type: 'Patient' } });
  });

  it('pastes the address if the gateway occupies the port of the redirect URL', async () => {
    const gateway = await startTcpServer(() => {});
    const redirectUrl = `${gateway.origin}/auth/callback`;
    register({ redirectUrls: [redirectUrl] });
    const operator = signedInAs(sandbox, 'clinician');
    const { step } = await examine(loopbackVariables(redirectUrl), operator);
    await gateway.close();
    expect(operator.said[0]).toContain(`The doctor cannot listen at ${redirectUrl} (EADDRINUSE)`);
    expect(step('exchange').outcome).toBe('passed');
  });
});

/** Registers a redirect URL on a free port of this machine. */
async function onLoopback(): Promise<{ readonly redirectUrl: string; readonly env: Variables }> {
  const redirectUrl = `${await unusedOrigin()}/auth/callback`;
  register({ redirectUrls: [redirectUrl], launchUrl: redirectUrl.replace('callback', 'launch') });
  return { redirectUrl, env: launchEnv(sandbox, loopbackVariables(redirectUrl)) };
}

function loopbackVariables(redirectUrl: string): Variables {
  return { SMART_REDIRECT_URL: redirectUrl, SMART_RETURN_URLS: 'http://127.0.0.1:1/app' };
}

/** Opens the URLs one after another, as a browser does. Returns the statuses. */
async function visit(urls: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const url of urls) statuses.push((await fetch(url)).status);
  return statuses;
}

const neverReads = (): Promise<null> => new Promise(() => {});
