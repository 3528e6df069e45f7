/** Requests the authorization endpoint as a browser would at first, and interprets the answer. Repeats nothing of it. */
import type { JsonFormat } from '../../json/format.ts';
import { PLAIN_JSON } from '../../json/format.ts';
import type { CheckTools } from '../configuration.ts';
import { type Cause, cause, compact } from '../finding.ts';
import { SERVER_FAILING } from '../requests.ts';

export interface AuthorizeAnswer {
  /**
   * - `page`: a page, or a redirect to one, on which a person can sign in
   * - `refused`: a page for the person that says why not, because the server trusts neither the app nor its redirect URL
   * - `returned`: a redirect to the redirect URL with an error, so that both are registered
   * - `failing`: a server error, or too many requests
   */
  readonly kind: 'page' | 'refused' | 'returned' | 'failing';
  readonly status: number;
  /** The error code for the app; null if there is none, or an unknown one. */
  readonly error: AuthorizeError | null;
  /** The subjects that the answer names. */
  readonly topics: readonly Topic[];
}

/** The errors of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6. */
export const AUTHORIZE_ERRORS = [
  'access_denied',
  'invalid_request',
  'invalid_scope',
  'invalid_client',
  'unauthorized_client',
  'unsupported_response_type',
  'server_error',
  'temporarily_unavailable',
  'login_required',
  'interaction_required',
] as const;
export type AuthorizeError = (typeof AUTHORIZE_ERRORS)[number];

/** The visible words with which servers name what is wrong, in the order of the causes. */
const TOPICS = {
  redirect: /redirect[\s_-]?ur[il]|reply (?:url|address)|AADSTS50011|redirection/i,
  client:
    /client[\s_-]?id|unknown (?:client|app)|invalid[\s_]client|unauthorized[\s_]client|not registered|AADSTS700016/i,
  audience: /\baud\b|audience/i,
  launch: /\blaunch\b/i,
  scope: /\bscopes?\b/i,
  pkce: /pkce|code[\s_]?challenge/i,
  epic: /OAuth2 Error|something went wrong trying to authorize the client/i,
} as const;
export type Topic = keyof typeof TOPICS;
const TOPIC_NAMES = [
  'redirect',
  'client',
  'audience',
  'launch',
  'scope',
  'pkce',
  'epic',
] as const satisfies readonly Topic[];

/** A page that only complains with HTTP 200. A sign-in page does not show such words. */
const COMPLAINT =
  /OAuth2 Error|something went wrong|invalid[\s_](?:request|client|redirect|scope)|unauthorized[\s_]client|redirect_uri|AADSTS\d+/i;

/** Keeps the body as text, whatever it is. */
const TEXT: JsonFormat = { ...PLAIN_JSON, parse: (text) => text };

export async function requestSignIn(
  url: string,
  redirectUrl: string,
  { http, signal }: CheckTools,
): Promise<AuthorizeAnswer> {
  const { status, headers, json } = await http.send({
    url,
    headers: { accept: 'text/html' },
    json: TEXT,
    server: 'The authorization server',
    signal,
  });
  const location = status >= 300 && status < 400 ? URL.parse(String(headers['location']), url) : null;
  if (location !== null) return interpretRedirect(status, location, redirectUrl);
  const words = typeof json === 'string' ? visibleWords(json) : '';
  const topics = TOPIC_NAMES.filter((topic) => TOPICS[topic].test(words));
  if (status === 429 || status >= 500) return { kind: 'failing', status, error: null, topics };
  const complains = status >= 300 || COMPLAINT.test(words);
  return { kind: complains ? 'refused' : 'page', status, error: null, topics };
}

function interpretRedirect(status: number, location: URL, redirectUrl: string): AuthorizeAnswer {
  const { origin, pathname, searchParams } = location;
  const named = searchParams.get('error');
  const error = AUTHORIZE_ERRORS.find((known) => known === named) ?? null;
  const words = `${named ?? ''} ${searchParams.get('error_description') ?? ''}`;
  const topics = TOPIC_NAMES.filter((topic) => TOPICS[topic].test(words));
  const expected = new URL(redirectUrl);
  if (origin === expected.origin && pathname === expected.pathname)
    return { kind: named === null ? 'page' : 'returned', status, error, topics };
  // Some servers redirect to an error page of their own.
  const complains = named !== null || /\/errors?(?:[/.]|$)/i.test(pathname);
  return { kind: complains ? 'refused' : 'page', status, error, topics };
}

/** Matches a script, a style or another tag. One that does not end extends to the end of the page, so no text is scanned twice. */
const MARKUP = /<(script|style)\b[\s\S]*?(?:<\/\1\b[^>]*>?|$)|<[^>]*>?/gi;

function visibleWords(html: string): string {
  return html.replaceAll(MARKUP, ' ').replaceAll(/\s+/g, ' ');
}

export function isAccepted({ kind }: AuthorizeAnswer): boolean {
  return kind === 'page';
}

/** False for a server that fails, which says nothing about the request. */
export function isRefused({ kind }: AuthorizeAnswer): boolean {
  return kind === 'refused' || kind === 'returned';
}

export function describeAnswer({ kind, status, error, topics }: AuthorizeAnswer): string {
  switch (kind) {
    case 'page':
      return `HTTP ${status}: the server shows its sign-in page.`;
    case 'returned':
      return `HTTP ${status}: the server knows the app and its redirect URL, but answers ${error ?? 'with an error that RFC 6749 does not define'}.`;
    case 'failing':
      return `HTTP ${status}: the authorization server fails.`;
    case 'refused':
      return topics.includes('epic')
        ? `HTTP ${status}: Epic's page "OAuth2 Error", which gives no reason.`
        : `HTTP ${status}: a page that refuses the app. Only the person sees it.`;
  }
}

/** Returns the likely causes of an answer that is no sign-in page: what the answer names first, then common ones. */
export function causesOfAnswer({ kind, error, topics }: AuthorizeAnswer): Cause[] {
  if (kind === 'failing') return [SERVER_FAILING, ...REFUSED];
  const named = topics.flatMap((topic) => TOPIC_CAUSES[topic]);
  const common = kind === 'returned' ? (error === null ? RETURNED : ERROR_CAUSES[error]) : REFUSED;
  return [...new Set(compact<Cause>(named, common))];
}

const REDIRECT_MISMATCH = cause`SMART_REDIRECT_URL is not one of the redirect URLs of the app: scheme, host, port, path and final slash must match exactly.
  → Copy SMART_REDIRECT_URL into the app's registration ("Redirect URIs" at fhir.epic.com, Build Apps), and save.`;
const WRONG_CLIENT = cause`The client id is unknown in this environment: Epic issues one for production and one for all other systems.
  → Use the Non-Production Client ID for Epic's sandbox and for a site's test systems.`;
const NOT_READY = cause`The app is not marked ready, or its last change has not reached this server yet.
  → Mark it ready for sandbox or production. Wait for up to 1 hour in Epic's sandbox or 12 hours at a site, counted from the last save.`;
const NOT_DOWNLOADED = cause`The site has not downloaded or enabled the app. → Send the site's Epic team the client id above.`;
const WRONG_AUDIENCE = cause`The server does not know EPIC_BASE_URL as its FHIR base URL, which is the audience (aud) of the request.
  → Use the base URL from the site or from open.epic.com/MyApps/Endpoints, not one of a proxy or with another case.`;
const WRONG_APP_AUDIENCE = cause`The app is registered for another audience: a backend app cannot sign people in, and an app for patients signs in no clinicians.
  → Register one app for "Clinicians or Administrative Users", and another for "Patients".`;
const LAUNCH_REQUIRED = cause`The server lets people sign in only if the EHR launches the app (launch context required).
  → Launch the app from Hyperspace, MyChart or Epic's launchpad, or ask the site to allow standalone launches.`;
const SCOPES = cause`The registration lacks a requested scope, or was made for the other version of SMART scopes.
  → Compare SMART_SCOPES and SMART_PATIENT_SCOPES with the registration. user/Patient.rs is version 2, user/Patient.read version 1.`;
const PKCE = cause`The server does not support PKCE with S256, or expects no PKCE from this app. → Ask the site. The gateway always uses PKCE.`;
const DECLINED = cause`The person declined, or Epic does not let this person use the app.
  → Sign in again, as somebody who has a provider record and the security to use the app.`;

const REFUSED: readonly Cause[] = [
  REDIRECT_MISMATCH,
  NOT_READY,
  WRONG_CLIENT,
  NOT_DOWNLOADED,
  WRONG_APP_AUDIENCE,
];
const RETURNED: readonly Cause[] = [SCOPES, WRONG_AUDIENCE, LAUNCH_REQUIRED];

const TOPIC_CAUSES: Readonly<Record<Topic, readonly Cause[]>> = {
  redirect: [REDIRECT_MISMATCH],
  client: [WRONG_CLIENT, NOT_READY],
  audience: [WRONG_AUDIENCE],
  launch: [LAUNCH_REQUIRED],
  scope: [SCOPES],
  pkce: [PKCE],
  epic: [],
};

/** The causes of the errors that an app receives. */
export const ERROR_CAUSES: Readonly<Record<AuthorizeError, readonly Cause[]>> = {
  access_denied: [DECLINED, NOT_DOWNLOADED],
  invalid_request: [WRONG_AUDIENCE, LAUNCH_REQUIRED, PKCE],
  invalid_scope: [SCOPES],
  invalid_client: [NOT_READY, WRONG_CLIENT],
  unauthorized_client: [WRONG_APP_AUDIENCE, NOT_DOWNLOADED, NOT_READY],
  unsupported_response_type: [WRONG_APP_AUDIENCE],
  server_error: [SERVER_FAILING, NOT_READY],
  temporarily_unavailable: [SERVER_FAILING],
  login_required: [LAUNCH_REQUIRED],
  interaction_required: [LAUNCH_REQUIRED],
};
