/** An app with which people sign in: the steps of SMART App Launch, by hand. */
import { createHash, randomBytes } from 'node:crypto';
import type { PersonId } from '../../src/sign-in/people.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import type { RegisteredApp } from '../../src/sign-in/apps.ts';
import { type Get, type Received, readResponse, signAssertion } from './client.ts';

export const REDIRECT_URL = 'http://127.0.0.1:4999/callback';
export const LAUNCH_URL = 'http://127.0.0.1:4999/launch?tenant=one';

/** Public clients, one per audience. */
export const APPS = {
  clinicians: {
    clientId: 'clinicians',
    name: 'Chart & <Co>',
    audience: 'clinicians',
    redirectUrls: [REDIRECT_URL],
    launchUrl: LAUNCH_URL,
  },
  patients: { clientId: 'patients', audience: 'patients', redirectUrls: [REDIRECT_URL] },
} as const satisfies Readonly<Record<string, RegisteredApp>>;

export const ALL_SCOPES = {
  clinicians: 'openid fhirUser offline_access user/*.crs',
  patients: 'openid fhirUser offline_access launch/patient patient/*.crs',
} as const;

const VERIFIER = randomBytes(48).toString('base64url');

type Parameters = Readonly<Record<string, string | undefined>>;

/** Returns the URL of a valid authorization request, unless an override spoils it; undefined removes a parameter. */
export function authorizationUrl(
  { authorizeUrl, baseUrl }: Pick<Sandbox, 'authorizeUrl' | 'baseUrl'>,
  app: keyof typeof APPS,
  overrides: Parameters = {},
): string {
  const url = new URL(authorizeUrl);
  const parameters: Parameters = {
    response_type: 'code',
    client_id: APPS[app].clientId,
    redirect_uri: REDIRECT_URL,
    scope: ALL_SCOPES[app],
    state: 'state-1',
    nonce: 'nonce-1',
    aud: baseUrl,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...overrides,
  };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** Sends a form, or the overrides of the valid one for an authorization code. */
export async function postForm(url: string, form: Parameters): Promise<Received> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value !== undefined) body.set(name, value);
  return readResponse(await fetch(url, { method: 'POST', body, redirect: 'manual' }));
}

/** Exchanges a code as the public client of an audience. */
export function exchange(
  { tokenUrl }: Pick<Sandbox, 'tokenUrl'>,
  app: keyof typeof APPS,
  code: string,
  overrides: Parameters = {},
): Promise<Received> {
  return postForm(tokenUrl, {
    grant_type: 'authorization_code',
    client_id: APPS[app].clientId,
    code,
    redirect_uri: REDIRECT_URL,
    code_verifier: VERIFIER,
    ...overrides,
  });
}

/** Returns the fields that authenticate a confidential client. */
export async function assertionFields(
  sandbox: Pick<Sandbox, 'tokenUrl' | 'credentials'>,
  clientId: string,
  claims: Record<string, string | number | undefined> = {},
): Promise<Record<string, string>> {
  const credentials = { ...sandbox.credentials, clientId };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signAssertion({ tokenUrl: sandbox.tokenUrl, credentials }, { claims }),
  };
}

/** Returns a parameter of the URL to which the pages redirected. */
export function parameterOf(url: string, name: string): string {
  return new URL(url).searchParams.get(name) ?? '';
}

export interface PersonSession {
  readonly get: Get;
  readonly token: Readonly<Record<string, unknown>>;
}

/** Signs a person in, and returns a function that reads with the token. */
export async function signInAs(
  sandbox: Sandbox,
  person: PersonId,
  overrides: Parameters = {},
  patient?: string,
): Promise<PersonSession> {
  const audience = person === 'parent' || person === 'patient' ? 'patients' : 'clinicians';
  const redirected = sandbox.signIn(
    authorizationUrl(sandbox, audience, overrides),
    person,
    patient === undefined ? {} : { patient },
  );
  const { body } = await exchange(sandbox, audience, parameterOf(redirected, 'code'));
  const token = fieldsOf(body);
  return { token, get: readerWith(sandbox, String(token['access_token'])) };
}

export function readerWith({ baseUrl }: Pick<Sandbox, 'baseUrl'>, accessToken: string): Get {
  return async (path, headers = {}) =>
    readResponse(
      await fetch(baseUrl + path, {
        redirect: 'manual',
        headers: { Accept: 'application/fhir+json', Authorization: `Bearer ${accessToken}`, ...headers },
      }),
    );
}

/** Returns the fields of a JSON object. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}
