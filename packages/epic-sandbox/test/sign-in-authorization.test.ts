import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DESIREE_POWELL } from '../src/data/patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  APPS,
  authorizationUrl,
  exchange,
  fieldsOf,
  parameterOf,
  postForm,
  REDIRECT_URL,
} from './support/app.ts';
import { type Received, readResponse } from './support/client.ts';

let clock = Date.parse('2026-06-01T12:00:00Z');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ apps: Object.values(APPS), now: () => clock });
});

afterAll(() => sandbox.close());

async function get(url: string): Promise<Received> {
  return readResponse(await fetch(url, { redirect: 'manual' }));
}

/** Returns the hidden `request` of a page's form. */
function requestIn({ text }: Received): string {
  return /name="request" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

function locationOf({ headers }: Received): string {
  return headers.get('location') ?? '';
}

const PAGES = { signIn: '/sign-in', consent: '/consent' } as const;

async function post(page: keyof typeof PAGES, form: Record<string, string>): Promise<Received> {
  return postForm(sandbox.authorizeUrl + PAGES[page], form);
}

async function reachConsent(app: keyof typeof APPS, person: string): Promise<Received> {
  const first = await get(authorizationUrl(sandbox, app));
  return post('signIn', { request: requestIn(first), person });
}

describe('the sign-in pages', () => {
  it('the sign-in page offers the people of the audience of the app', async () => {
    const page = await get(authorizationUrl(sandbox, 'clinicians'));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(
      [...page.text.matchAll(/type="radio" name="person" value="([^"]+)"/g)].map(([, id]) => id),
    ).toEqual(['clinician', 'surgeon', 'front-desk']);
    expect(page.text).toContain('synthetic data');
    const other = await get(authorizationUrl(sandbox, 'patients'));
    expect(
      [...other.text.matchAll(/type="radio" name="person" value="([^"]+)"/g)].map(([, id]) => id),
    ).toEqual(['parent', 'patient']);
  });

  it('the pages have no scripts, cannot be framed or cached, and escape the names of apps', async () => {
    const page = await get(authorizationUrl(sandbox, 'clinicians'));
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.text).toContain('Chart &amp; &lt;Co&gt; asks you to sign in.');
    expect(page.text).not.toMatch(/<script|https?:/);
  });

  it('a clinician who allows access returns to the app with a code and the state', async () => {
    const page = await reachConsent('clinicians', 'clinician');
    expect(page.text).toContain(
      'You are signed in as Henrike Arnoldsen, MD, Family Medicine, Harbor Sandbox Clinics.',
    );
    expect(page.text).toMatch(/(add, )?read,? and search all records that you can see/);
    const answer = await post('consent', {
      request: requestIn(page),
      decision: 'allow',
      scope: 'user/*.crs',
    });
    expect(answer.status).toBe(303);
    const url = locationOf(answer);
    expect(url.startsWith(`${REDIRECT_URL}?code=`)).toBe(true);
    expect([...new URL(url).searchParams.keys()]).toEqual(['code', 'state']);
    expect(parameterOf(url, 'state')).toBe('state-1');
    const { status } = await exchange(sandbox, 'clinicians', parameterOf(url, 'code'));
    expect(status).toBe(200);
  });

  it('a person who denies access returns to the app with access_denied', async () => {
    const page = await reachConsent('patients', 'patient');
    const url = locationOf(await post('consent', { request: requestIn(page), decision: 'deny' }));
    expect(parameterOf(url, 'error')).toBe('access_denied');
    expect(parameterOf(url, 'state')).toBe('state-1');
    expect(parameterOf(url, 'code')).toBe('');
  });

  it('scopes that the person unchecks are not granted', async () => {
    const first = await get(
      authorizationUrl(sandbox, 'patients', { scope: 'openid patient/Condition.rs patient/Observation.rs' }),
    );
    const page = await post('signIn', { request: requestIn(first), person: 'patient' });
    const url = locationOf(
      await post('consent', { request: requestIn(page), decision: 'allow', scope: 'patient/Condition.rs' }),
    );
    const { body } = await exchange(sandbox, 'patients', parameterOf(url, 'code'));
    expect(body).toMatchObject({ scope: 'openid patient/Condition.rs', patient: CAMILA_LOPEZ });
  });

  it('a clinician chooses the patient of a standalone launch', async () => {
    const first = await get(
      authorizationUrl(sandbox, 'clinicians', { scope: 'launch/patient patient/*.rs' }),
    );
    const page = await post('signIn', { request: requestIn(first), person: 'clinician' });
    expect(page.text.match(/<option /g)).toHaveLength(sandbox.patients.length);
    const url = locationOf(
      await post('consent', {
        request: requestIn(page),
        decision: 'allow',
        scope: 'patient/*.rs',
        patient: DESIREE_POWELL,
      }),
    );
    const { body } = await exchange(sandbox, 'clinicians', parameterOf(url, 'code'));
    expect(body).toMatchObject({ scope: 'launch/patient patient/*.rs', patient: DESIREE_POWELL });
  });

  it('a parent cannot choose another child', async () => {
    const page = await reachConsent('patients', 'parent');
    expect(page.text).toContain('The patient is Desiree Caroline Powell, born 2014-11-14.');
    const answer = await post('consent', {
      request: requestIn(page),
      decision: 'allow',
      patient: CAMILA_LOPEZ,
    });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.headers.get('location')).toBeNull();
  });

  it('a person cannot sign in with an app of the other audience', async () => {
    expect(await reachConsent('clinicians', 'patient')).toMatchObject({ status: 400 });
    expect(await reachConsent('patients', 'clinician')).toMatchObject({ status: 400 });
  });

  it('a form is good once, and for ten minutes', async () => {
    const page = await reachConsent('patients', 'patient');
    const form = { request: requestIn(page), decision: 'allow' };
    expect(await post('consent', form)).toMatchObject({ status: 303 });
    expect(await post('consent', form)).toMatchObject({ status: 400 });
    const late = await reachConsent('patients', 'patient');
    clock += 600_000;
    expect(await post('consent', { request: requestIn(late), decision: 'allow' })).toMatchObject({
      status: 400,
    });
  });

  it('the consent page cannot be skipped to without a person', async () => {
    const first = await get(authorizationUrl(sandbox, 'patients'));
    const form = { request: requestIn(first), decision: 'allow' };
    expect(await post('consent', form)).toMatchObject({ status: 400 });
  });

  it.each(['/sign-in', '/consent'])('%s refuses anything but a small form', async (path) => {
    const url = sandbox.authorizeUrl + path;
    const requests: RequestInit[] = [
      {},
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
      { method: 'POST', body: new URLSearchParams({ request: 'r'.repeat(100_000) }) },
      { method: 'PUT', body: new URLSearchParams({ request: 'r' }) },
    ];
    for (const request of requests) expect((await fetch(url, request)).status).toBe(400);
  });
});

describe('authorization requests', () => {
  it.each([
    ['an unknown client', { client_id: 'stranger' }],
    ['no client', { client_id: undefined }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['a redirect URI that only starts like the registered one', { redirect_uri: `${REDIRECT_URL}/more` }],
    ['a redirect URI with another query', { redirect_uri: `${REDIRECT_URL}?x=1` }],
    ['a redirect URI in other letters', { redirect_uri: REDIRECT_URL.replace('callback', 'Callback') }],
    ['the redirect URI of somebody else', { redirect_uri: 'https://evil.example/callback' }],
  ])('a request with %s answers 400 and redirects nowhere', async (_case, overrides) => {
    const answer = await get(authorizationUrl(sandbox, 'clinicians', overrides));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.text).toContain('Sign-in is not possible');
  });

  it.each([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['no code_challenge', { code_challenge: undefined }, 'invalid_request'],
    ['no code_challenge_method', { code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a code_challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['no aud', { aud: undefined }, 'invalid_request'],
    ['another aud', { aud: 'https://other.example/api/FHIR/R4' }, 'invalid_request'],
    ['no scope', { scope: undefined }, 'invalid_scope'],
    ['a scope with forbidden characters', { scope: 'openid "x"' }, 'invalid_scope'],
    ['no scope of the registration', { scope: 'system/Patient.rs launch/patient' }, 'invalid_scope'],
    ['the scope launch without a launch', { scope: 'launch openid' }, 'invalid_request'],
    ['an unknown launch', { scope: 'launch openid', launch: 'forged' }, 'invalid_request'],
    ['prompt=none', { prompt: 'none' }, 'login_required'],
  ])('a request with %s returns to the app with an error', async (_case, overrides, error) => {
    const answer = await get(authorizationUrl(sandbox, 'clinicians', overrides));
    expect(answer.status).toBe(303);
    const url = locationOf(answer);
    expect(url.startsWith(`${REDIRECT_URL}?`)).toBe(true);
    expect(parameterOf(url, 'error')).toBe(error);
    expect(parameterOf(url, 'state')).toBe('state-1');
    expect(parameterOf(url, 'code')).toBe('');
  });

  it.each(['client_id', 'redirect_uri'])('a repeated %s answers 400', async (name) => {
    const url = new URL(authorizationUrl(sandbox, 'clinicians'));
    url.searchParams.append(name, url.searchParams.get(name) ?? '');
    expect(await get(url.href)).toMatchObject({ status: 400 });
  });

  it.each(['state', 'scope', 'nonce', 'aud', 'code_challenge', 'code_challenge_method', 'response_type'])(
    'a repeated %s is an invalid_request',
    async (name) => {
      const url = new URL(authorizationUrl(sandbox, 'clinicians'));
      url.searchParams.append(name, 'again');
      expect(parameterOf(locationOf(await get(url.href)), 'error')).toBe('invalid_request');
    },
  );

  it('a request without state gets an answer without state', async () => {
    const url = authorizationUrl(sandbox, 'patients', { state: undefined });
    expect(new URL(sandbox.signIn(url, 'patient')).searchParams.has('state')).toBe(false);
  });

  it('a state returns unchanged, whatever its characters are', async () => {
    const state = `"<&+ %ä${'s'.repeat(2000)}`;
    const url = sandbox.signIn(authorizationUrl(sandbox, 'patients', { state }), 'patient');
    expect(parameterOf(url, 'state')).toBe(state);
  });

  it('a POST of the same parameters is the same request', async () => {
    const form = Object.fromEntries(new URL(authorizationUrl(sandbox, 'clinicians')).searchParams);
    const answer = await postForm(sandbox.authorizeUrl, form);
    expect(answer.text).toContain('Who are you?');
    expect((await fetch(sandbox.authorizeUrl, { method: 'DELETE' })).status).toBe(400);
  });

  it('a huge request does not stop the sandbox', async () => {
    const answer = await fetch(authorizationUrl(sandbox, 'clinicians', { state: 's'.repeat(100_000) }));
    expect(answer.status).toBe(431);
    expect(await get(authorizationUrl(sandbox, 'clinicians'))).toMatchObject({ status: 200 });
  });

  it.each([
    [true, (issuer: string) => issuer],
    ['https://other.example', () => 'https://other.example'],
  ])('with authorizationIssuer %s, responses have iss', async (authorizationIssuer, expected) => {
    const site = await startSandbox({ apps: Object.values(APPS), authorizationIssuer });
    const url = authorizationUrl(site, 'patients');
    const allowed = site.signIn(url, 'patient');
    const denied = site.signIn(url, 'patient', { isDenied: true });
    const configuration = await fetch(`${site.baseUrl}/.well-known/smart-configuration`);
    const body = fieldsOf(await configuration.json());
    await site.close();
    const issuer = expected(String(body['issuer']));
    expect([allowed, denied].map((one) => parameterOf(one, 'iss'))).toEqual([issuer, issuer]);
    expect(body).toMatchObject({ authorization_response_iss_parameter_supported: true });
  });
});
