/** Sessions of people who sign in at the sandbox, and the headers with which a browser and an app show them. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { loadConfig } from '../../src/config/config.ts';
import type { SmartSettings } from '../../src/config/smart.ts';
import { createLog, type Log } from '../../src/observability/log.ts';
import type { Sites, SiteSignIn } from '../../src/server/sites.ts';
import { createSessionsOpener, type SessionsOpener } from '../../src/sessions/open-sessions.ts';
import type { SharedStateConnection } from '../../src/state/shared-state.ts';
import { connectionEnv, smartEnv, type Variables } from '../config/environment.ts';

type PersonId = Parameters<Sandbox['signIn']>[1];

export const APP_ORIGIN = 'https://app.example.org';

export interface BrowserSession {
  readonly handle: string;
  /** The pair of its cookie. */
  readonly cookie: string;
  /** The headers of a request of the app. */
  readonly headers: Readonly<Record<string, string>>;
}

interface SignsInOptions {
  readonly state?: Pick<SharedStateConnection, 'forSite'> | null;
  readonly log?: Log;
  readonly now?: () => number;
  readonly variables?: Variables;
}

/** Lets people sign in with the sandbox's default apps. */
export function signingIn(options: SignsInOptions = {}): {
  smart: SmartSettings;
  openSessions: SessionsOpener;
} {
  const { state = null, log = createLog('silent'), now = Date.now, variables = {} } = options;
  const { smart, sessions: settings } = loadConfig(
    connectionEnv(
      smartEnv({
        SMART_CLIENT_ID: 'sandbox-clinicians-app',
        SMART_PATIENT_CLIENT_ID: 'sandbox-patients-app',
        SMART_REDIRECT_URL: 'http://127.0.0.1:4000/auth/callback',
        SMART_SCOPES: 'openid fhirUser offline_access user/*.crs',
        SMART_PATIENT_SCOPES: 'openid fhirUser offline_access patient/*.rs',
        ...variables,
      }),
    ),
  );
  if (smart === null) throw new Error('Expected apps.');
  return { smart, openSessions: createSessionsOpener({ settings, state, log, now }) };
}

/**
 * Signs a person in, as their browser does.
 * @param site null for the default one
 * @param launchPatient the patient for whom the EHR launches the app; without one, the person starts the app by itself
 */
export async function startSession(
  sites: Sites,
  sandbox: Sandbox,
  person: PersonId,
  site: string | null = null,
  launchPatient: string | null = null,
): Promise<BrowserSession> {
  const { sessions, smart, release } = await placeOf(sites, site);
  const audience = person === 'patient' || person === 'parent' ? 'patient' : 'clinician';
  const [returnUrl = ''] = smart.returnUrls;
  const app = smart.clients[audience]?.clientId ?? '';
  const launch =
    launchPatient === null
      ? null
      : new URL(sandbox.launch({ app, person, patient: launchPatient })).searchParams.get('launch');
  const { url, cookie: secret } = await sessions.beginSignIn({ audience, returnUrl, launch });
  const callback = new URL(sandbox.signIn(url, person));
  const { id, handle } = await sessions.finishSignIn(callback.searchParams, secret);
  release();
  const cookie = `__Host-session-${handle}=${id}`;
  return { handle, cookie, headers: { cookie, origin: APP_ORIGIN } };
}

/** Returns the access token of a session at the default site; null if the session has ended. */
export async function accessTokenOf(sites: Sites, { cookie }: BrowserSession): Promise<string | null> {
  const { sessions, release } = await placeOf(sites, null);
  const session = await sessions.find(cookie.slice(cookie.indexOf('=') + 1));
  release();
  return (await session?.access.tokens.get()) ?? null;
}

async function placeOf(sites: Sites, site: string | null): Promise<SiteSignIn> {
  const place = await sites.signIn(site);
  if (place === null) throw new Error('Expected a site at which people sign in.');
  return place;
}
