/** Checks the settings with which people sign in, beyond what the configuration itself refuses. */
import { siteInRedirectUrl, SMART_AUDIENCES, type SmartAudience } from '../../config/sign-in-urls.ts';
import type { SmartClientSettings, SmartSettings } from '../../config/smart.ts';
import { isLoopback } from '../../config/values.ts';
import type { ExaminedSite } from '../configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames } from '../finding.ts';

/** The app with which the doctor signs in. */
export interface SignInSetup {
  readonly smart: SmartSettings;
  readonly audience: SmartAudience;
  readonly client: SmartClientSettings;
}

const CLIENT_VARIABLES = {
  clinician: 'SMART_CLIENT_ID',
  patient: 'SMART_PATIENT_CLIENT_ID',
} as const satisfies Record<SmartAudience, string>;

const PEOPLE = { clinician: 'Clinicians', patient: 'Patients' } as const satisfies Record<
  SmartAudience,
  string
>;

interface SettingsQuestion {
  /** The people to check sign-in for; null for clinicians if their app is configured, otherwise patients. */
  readonly audience: SmartAudience | null;
  /** Null without a sites file. */
  readonly siteId: string | null;
}

export function checkSignInSettings(
  site: ExaminedSite,
  { audience: wanted, siteId }: SettingsQuestion,
): Checked<SignInSetup> {
  const tried = 'reading the SMART_ and SESSION_ settings';
  const { sessions, smart } = site;
  if (smart === null)
    return failed({ tried, found: ['People do not sign in here.'], causes: [NO_APP], certain: true });
  const configured = SMART_AUDIENCES.filter((one) => smart.clients[one] !== null);
  const audience = wanted ?? configured[0] ?? 'clinician';
  const client = smart.clients[audience];
  if (client === null)
    return failed({
      tried,
      found: [`No app is configured for ${PEOPLE[audience].toLowerCase()}.`],
      causes: [
        cause`${CLIENT_VARIABLES[audience]} is not set. → Set it, or check the other app with --audience.`,
      ],
      certain: true,
    });
  const { redirectUrl, returnUrls, appOrigins, clientAuthentication } = smart;
  const asksToStay = client.scopes.some((scope) => STAYING_SCOPES.has(scope));
  const details = {
    tried,
    found: compact<string>(
      smart === SANDBOX_SIGN_IN &&
        'No SMART_ variable is set, so the doctor signs in with an app of the sandbox.',
      configured.map((one) => `${PEOPLE[one]} sign in as client ${smart.clients[one]?.clientId ?? ''}.`),
      configured.length > 1 &&
        `The steps below check the app for ${PEOPLE[audience].toLowerCase()} (--audience).`,
      `Redirect URL: ${redirectUrl} (SMART_REDIRECT_URL).`,
      `Client authentication: ${clientAuthentication} (SMART_CLIENT_AUTH). Scopes: ${client.scopes.join(' ')}.`,
      returnUrls.length > 0 && `People return to ${listNames(returnUrls)} (SMART_RETURN_URLS).`,
      `A session ends after ${sessions.idleMs / 60_000} min without a request, and after ${sessions.maxMs / 3_600_000} h. Cookies: SameSite=${sessions.sameSite}.`,
      !asksToStay &&
        'No scope requests a refresh token. If the server issues none, a session ends with its first access token.',
    ),
    causes: compact<Cause>(
      siteInRedirectUrl(redirectUrl) !== siteId && siteInRedirectUrl(redirectUrl) !== null && OTHER_SITE,
      sessions.sameSite === 'lax' && crossSiteCauses(smart),
      unlistedOriginCauses(smart),
      sessions.sameSite === 'lax' && smart.frameAncestors.length > 0 && FRAMED_WITH_LAX,
      isOnLoopback(redirectUrl) && !site.isSandbox && LOOPBACK,
    ),
    facts: {
      audience,
      clientId: client.clientId,
      redirectUrl,
      clientAuthentication,
      scopes: client.scopes,
      returnUrls,
      appOrigins,
      frameAncestors: smart.frameAncestors,
      sameSite: sessions.sameSite,
    },
  };
  return checked({ smart, audience, client }, details);
}

/** The scopes that request a refresh token (SMART App Launch 2.2 §"Scopes for requesting a refresh token"). */
const STAYING_SCOPES: ReadonlySet<string> = new Set(['offline_access', 'online_access']);

/** Signs in at an embedded sandbox without SMART_ variables. */
export const SANDBOX_SIGN_IN: SmartSettings = {
  clients: {
    clinician: {
      clientId: 'sandbox-clinicians-app',
      scopes: ['openid', 'fhirUser', 'offline_access', 'user/*.rs'],
    },
    patient: {
      clientId: 'sandbox-patients-app',
      scopes: ['openid', 'fhirUser', 'offline_access', 'patient/*.rs'],
    },
  },
  clientAuthentication: 'private_key_jwt',
  redirectUrl: 'http://127.0.0.1:4000/auth/callback',
  isRedirectShared: false,
  returnUrls: [],
  explorerUrl: null,
  appOrigins: [],
  frameAncestors: [],
};

function isOnLoopback(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

/** Warns of apps whose requests are certainly cross-site. Browsers attach no Lax cookie to these. */
function crossSiteCauses({ appOrigins, redirectUrl }: SmartSettings): Cause[] {
  const others = appOrigins.filter((origin) => isCertainlyOtherSite(new URL(origin), new URL(redirectUrl)));
  return others.length === 0
    ? []
    : [
        cause`Browsers send no session cookie with requests from ${listNames(others)}: that is another site than ${new URL(redirectUrl).host}, and SESSION_SAME_SITE is lax.
          → Serve the app and the gateway under one registrable domain and scheme, or set SESSION_SAME_SITE=none.`,
      ];
}

/** Warns of return pages whose requests the gateway refuses. */
function unlistedOriginCauses({ appOrigins, returnUrls }: SmartSettings): Cause[] {
  const origins = [...new Set(returnUrls.map((url) => new URL(url).origin))];
  const unlisted = origins.filter((origin) => !appOrigins.includes(origin));
  return unlisted.length === 0
    ? []
    : [
        cause`People return to ${listNames(unlisted)}, which SMART_APP_ORIGINS does not list, so the gateway answers its requests with ORIGIN_FORBIDDEN.
          → Add the origin to SMART_APP_ORIGINS, unless its pages send no requests to the gateway.`,
      ];
}

/** A registrable domain has two labels or more, so hosts that differ in the last two are different sites. */
function isCertainlyOtherSite(one: URL, other: URL): boolean {
  if (one.protocol !== other.protocol) return true;
  return endOf(one) !== endOf(other);
}

/** Returns the last two labels of the host, or an IP address. */
function endOf({ hostname }: URL): string {
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.');
}

const NO_APP = cause`SMART_CLIENT_ID and SMART_PATIENT_CLIENT_ID are not set.
  → Register an app and set SMART_CLIENT_ID, SMART_REDIRECT_URL, SMART_RETURN_URLS and SESSION_SECRET: docs/signing-in-with-epic.md.`;
const OTHER_SITE = cause`SMART_REDIRECT_URL is the callback of another site.
  → Use the id of this site in the path, in the setting and in the app's registration.`;
const FRAMED_WITH_LAX = cause`SMART_FRAME_ANCESTORS allows frames, but browsers send no SameSite=lax cookie from a frame of another site.
  → Set SESSION_SAME_SITE=none if the EHR shows the app in a frame.`;
const LOOPBACK = cause`SMART_REDIRECT_URL is on loopback, so only browsers on this machine can sign in.
  → Use the public https URL of the gateway's /auth/callback for anybody else.`;
