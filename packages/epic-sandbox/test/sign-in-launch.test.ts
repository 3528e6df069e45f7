import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, DESIREE_POWELL, ELIJAH_DAVIS } from '../src/data/patients.ts';
import { PROFILE_NAMES } from '../src/profiles.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import {
  APPS,
  authorizationUrl,
  exchange,
  fieldsOf,
  LAUNCH_URL,
  parameterOf,
  postForm,
  signInAs,
} from './support/app.ts';
import { listing, matching, type Received, readResponse } from './support/client.ts';

const EHR_SCOPES = 'launch openid fhirUser user/*.rs';
const FOR_CAMILA = { app: 'clinicians', person: 'surgeon', patient: CAMILA_LOPEZ } as const;

let clock = Date.parse('2026-06-01T12:00:00Z');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ apps: Object.values(APPS), now: () => clock });
});

afterAll(() => sandbox.close());

async function get(url: string): Promise<Received> {
  return readResponse(await fetch(url, { redirect: 'manual' }));
}

function encounterOf(patient: string): string {
  return sandbox.chart(patient, 'Encounter')[0]?.id ?? '';
}

/** Sends the browser to the authorization endpoint with the launch of a URL. */
async function authorize(launchUrl: string, overrides: Record<string, string> = {}): Promise<string> {
  const launch = parameterOf(launchUrl, 'launch');
  const url = authorizationUrl(sandbox, 'clinicians', { scope: EHR_SCOPES, launch, ...overrides });
  const answer = await get(url);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

describe('an EHR launch', () => {
  it("opens the app's launch URL with iss and launch, and keeps its own parameters", () => {
    const url = new URL(sandbox.launch(FOR_CAMILA));
    expect(url.href.startsWith(LAUNCH_URL)).toBe(true);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: 'one',
      iss: sandbox.baseUrl,
      launch: matching(/^[\w-]{32}$/),
    });
  });

  it('signs the person in without a page, with the patient and the encounter in context', async () => {
    const encounter = encounterOf(CAMILA_LOPEZ);
    const url = await authorize(sandbox.launch({ ...FOR_CAMILA, encounter }));
    const { body } = await exchange(sandbox, 'clinicians', parameterOf(url, 'code'));
    expect(body).toMatchObject({
      scope: EHR_SCOPES,
      patient: CAMILA_LOPEZ,
      encounter,
      need_patient_banner: false,
    });
  });

  it('without a patient or an encounter has no context', async () => {
    const url = await authorize(sandbox.launch({ app: 'clinicians', person: 'clinician' }));
    const { body } = await exchange(sandbox, 'clinicians', parameterOf(url, 'code'));
    expect(fieldsOf(body)).not.toHaveProperty('patient');
    expect(fieldsOf(body)).not.toHaveProperty('encounter');
  });

  it('of a patient has the patient in context, even if the launch names none', async () => {
    const site = await startSandbox({ apps: [{ ...APPS.patients, launchUrl: LAUNCH_URL }] });
    const launch = parameterOf(site.launch({ app: 'patients', person: 'parent' }), 'launch');
    const url = authorizationUrl(site, 'patients', { scope: 'launch patient/*.rs', launch });
    const code = parameterOf(site.signIn(url, 'parent'), 'code');
    const { body } = await exchange(site, 'patients', code);
    await site.close();
    expect(body).toMatchObject({ scope: 'launch patient/*.rs', patient: DESIREE_POWELL });
  });

  it('is good for one code, for five minutes, and for one app', async () => {
    sandbox.registerApp({ ...APPS.clinicians, clientId: 'another' });
    const launched = sandbox.launch(FOR_CAMILA);
    expect(parameterOf(await authorize(launched, { client_id: 'another' }), 'error')).toBe('invalid_request');
    expect(parameterOf(await authorize(launched), 'code')).not.toBe('');
    expect(parameterOf(await authorize(launched), 'error')).toBe('invalid_request');
    const late = sandbox.launch(FOR_CAMILA);
    clock += 300_000;
    expect(parameterOf(await authorize(late), 'error')).toBe('invalid_request');
  });

  it.each([
    ['an unknown app', { ...FOR_CAMILA, app: 'stranger' }],
    ['an app without a launch URL', { app: 'patients', person: 'patient' }],
    ['an app of the other audience', { app: 'clinicians', person: 'patient' }],
    ['an unknown person', { app: 'clinicians', person: 'stranger' }],
    ['an unknown patient', { ...FOR_CAMILA, patient: 'stranger' }],
    ['an encounter without its patient', { app: 'clinicians', person: 'clinician', encounter: 'e1' }],
    ['an unknown encounter', { ...FOR_CAMILA, encounter: 'e1' }],
  ])('of %s is impossible', async (_case, choice) => {
    expect(() => sandbox.launch(choice)).toThrow('cannot launch');
    expect(await postForm(`${sandbox.launcherUrl}/launch`, choice)).toMatchObject({ status: 400 });
  });

  it('needs an encounter of its own patient', () => {
    const choice = { ...FOR_CAMILA, encounter: encounterOf(DERRICK_LIN) };
    expect(() => sandbox.launch(choice)).toThrow('cannot launch');
  });
});

describe('the launcher', () => {
  it('offers people, then apps and patients, then encounters, and opens the app', async () => {
    const first = await get(sandbox.launcherUrl);
    expect(first.text).toContain('Who is signed in?');
    expect(first.text).not.toContain('value="patient"');
    const second = await get(`${sandbox.launcherUrl}?person=surgeon`);
    expect(second.text).toContain('value="clinicians"');
    expect(second.text.match(/<option /g)).toHaveLength(sandbox.patients.length);
    const third = await get(`${sandbox.launcherUrl}?person=surgeon&app=clinicians&patient=${CAMILA_LOPEZ}`);
    expect(third.text).toContain(`value="${encounterOf(CAMILA_LOPEZ)}"`);
    const launched = await postForm(`${sandbox.launcherUrl}/launch`, { ...FOR_CAMILA, encounter: '' });
    expect(launched.status).toBe(303);
    expect(parameterOf(await authorize(launched.headers.get('location') ?? ''), 'code')).not.toBe('');
  });

  it('opens the app in a frame, and only then allows frames', async () => {
    const page = await postForm(`${sandbox.launcherUrl}/launch`, { ...FOR_CAMILA, display: 'frame' });
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/<iframe src="http:\/\/127\.0\.0\.1:4999\/launch\?tenant=one&amp;iss=/);
    expect(page.headers.get('content-security-policy')).toMatch(
      /frame-ancestors 'none'; frame-src http: https:$/,
    );
    const other = await get(sandbox.launcherUrl);
    expect(other.headers.get('content-security-policy')).not.toContain('frame-src');
  });

  it('starts over for unknown parameters, and answers 405 to other methods', async () => {
    const page = await get(`${sandbox.launcherUrl}?person=%3Cscript%3E&app=x`);
    expect(page.text).toContain('Who is signed in?');
    expect(page.text).not.toContain('<script');
    expect((await fetch(sandbox.launcherUrl, { method: 'POST' })).status).toBe(405);
  });

  it('says so if no app has a launch URL', async () => {
    const site = await startSandbox({ apps: [APPS.patients] });
    const { text } = await get(site.launcherUrl);
    await site.close();
    expect(text).toContain('No registered app has a launch URL.');
  });
});

describe('faults and the log of requests', () => {
  it('reach the endpoints of a sign-in too', async () => {
    sandbox.clearRequests();
    sandbox.fault({ match: { operation: 'revoke' }, kind: 'status', status: 503 });
    const revokeUrl = sandbox.authorizeUrl.replace(/authorize$/, 'revoke');
    const form = { client_id: 'clinicians', token: 'x' };
    expect(await postForm(revokeUrl, form)).toMatchObject({ status: 503 });
    expect(await postForm(revokeUrl, form)).toMatchObject({ status: 200 });
    await get(authorizationUrl(sandbox, 'clinicians'));
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['revoke', 'revoke', 'authorize']);
  });
});

describe('the description of the authorization server', () => {
  it("smart-configuration names every endpoint, and Epic's capabilities except client secrets", async () => {
    const { body } = await get(`${sandbox.baseUrl}/.well-known/smart-configuration`);
    const issuer = `${sandbox.origin}/interconnect-sandbox-oauth/oauth2`;
    expect(body).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: sandbox.authorizeUrl,
      token_endpoint: sandbox.tokenUrl,
      revocation_endpoint: `${issuer}/revoke`,
      introspection_endpoint: `${issuer}/introspect`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      authorization_response_iss_parameter_supported: false,
      capabilities: listing([
        'launch-ehr',
        'launch-standalone',
        'client-public',
        'client-confidential-asymmetric',
        'sso-openid-connect',
        'context-ehr-patient',
        'context-ehr-encounter',
        'context-standalone-patient',
        'permission-offline',
        'permission-patient',
        'permission-user',
        'permission-v1',
        'permission-v2',
      ]),
    });
  });

  it('openid-configuration is the same below the base URL and below the issuer', async () => {
    const { body } = await get(`${sandbox.baseUrl}/.well-known/openid-configuration`);
    const { issuer } = fieldsOf(body);
    expect(body).toMatchObject({ id_token_signing_alg_values_supported: ['RS256'] });
    expect((await get(`${String(issuer)}/.well-known/openid-configuration`)).body).toEqual(body);
  });
});

describe('the people of a site', () => {
  it('by default, an app per audience is registered for a gateway on this machine', async () => {
    const site = await startSandbox();
    const urls = [
      site.launch({ app: 'sandbox-clinicians-app', person: 'clinician', patient: ELIJAH_DAVIS }),
      site.launch({ app: 'sandbox-patients-app', person: 'patient' }),
    ];
    await site.close();
    expect(urls.map((url) => url.split('?')[0])).toEqual([
      'http://127.0.0.1:4000/auth/launch',
      'http://127.0.0.1:4000/auth/patient/launch',
    ]);
  });

  it('at the standard site they are two clinicians, the front desk, a parent and a patient', () => {
    expect(sandbox.people.map(({ id, name, patients }) => [id, name, patients])).toEqual([
      ['clinician', 'Henrike Arnoldsen, MD', null],
      ['surgeon', 'Lennart Falkenberg, MD', null],
      ['front-desk', 'Jordan Whitfield', null],
      ['parent', matching(/Powell$/), [DESIREE_POWELL]],
      ['patient', 'Camila Maria Lopez', [CAMILA_LOPEZ]],
    ]);
  });

  it.each(PROFILE_NAMES)(
    'each of them can sign in at the site %s, and read their own resource',
    async (profile) => {
      const site = await startSandbox({ apps: Object.values(APPS), profile });
      const answers = await Promise.all(
        site.people.map(async ({ id, fhirUser }) => {
          const { get: read } = await signInAs(site, id);
          return (await read(`/${fhirUser.reference}`)).status;
        }),
      );
      await site.close();
      expect(answers).toEqual([200, 200, 200, 200, 200]);
    },
  );
});
