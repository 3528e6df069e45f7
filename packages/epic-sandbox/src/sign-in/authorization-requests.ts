/** Authorization requests (RFC 6749 §4.1.1, RFC 7636, SMART App Launch 2.2 §2.1.5), and the reasons to refuse them. */
import { repeatedNames } from '../form-body.ts';
import { type RegisteredApp, registeredScopes } from './apps.ts';
import type { Launch, Launches } from './launches.ts';
import { grantableScopes, parseResourceScope, splitScope } from './scopes.ts';

/** A request that a person can grant. */
export interface AuthorizationRequest {
  readonly app: RegisteredApp;
  readonly redirectUrl: string;
  readonly state: string | null;
  readonly nonce: string | null;
  readonly challenge: string;
  /** The scopes that the app can get. */
  readonly scopes: readonly string[];
  /** The context of an EHR launch, in which the person has already signed in; null for a standalone launch. */
  readonly launch: Launch | null;
}

/** The errors of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6. */
export type AuthorizationError =
  'access_denied' | 'invalid_request' | 'invalid_scope' | 'login_required' | 'unsupported_response_type';

/** The client and its redirect URI, once both are certain. */
export type Recipient = Pick<AuthorizationRequest, 'app' | 'redirectUrl' | 'state'>;

export type ParsedRequest =
  | { kind: 'valid'; request: AuthorizationRequest }
  /** The app receives the error. */
  | { kind: 'refused'; recipient: Recipient; error: AuthorizationError; description: string }
  /** The app or its redirect URI is unknown, so only the person sees the reason. */
  | { kind: 'unknown'; reason: string };

/** A SHA-256 hash in base64url. */
const CHALLENGE = /^[\w-]{43}$/;

export function createAuthorizationRequestParser(options: {
  apps: ReadonlyMap<string, RegisteredApp>;
  launches: Pick<Launches, 'find'>;
  /** The only valid `aud`. */
  baseUrl: string;
}): (parameters: URLSearchParams) => ParsedRequest {
  const { apps, launches, baseUrl } = options;

  return (parameters) => {
    const repeated = repeatedNames(parameters);
    const get = (name: string): string | null => parameters.get(name);
    const app = repeated.includes('client_id') ? undefined : apps.get(get('client_id') ?? '');
    if (app === undefined)
      return { kind: 'unknown', reason: 'The app is not registered here. Check its client_id.' };
    const redirectUrl = get('redirect_uri') ?? '';
    if (repeated.includes('redirect_uri') || !app.redirectUrls.includes(redirectUrl))
      return {
        kind: 'unknown',
        reason: 'The redirect_uri is not one of those registered for the app. They must match exactly.',
      };

    const recipient = { app, redirectUrl, state: repeated.includes('state') ? null : get('state') };
    const refuse = (error: AuthorizationError, description: string): ParsedRequest => ({
      kind: 'refused',
      recipient,
      error,
      description,
    });
    if (repeated.length > 0) return refuse('invalid_request', 'A parameter occurs more than once.');
    const responseType = get('response_type');
    if (responseType === null) return refuse('invalid_request', 'response_type is missing.');
    if (responseType !== 'code')
      return refuse('unsupported_response_type', 'The only response_type is code.');
    const challenge = get('code_challenge');
    if (challenge === null || get('code_challenge_method') !== 'S256')
      return refuse('invalid_request', 'PKCE with code_challenge_method S256 is required.');
    if (!CHALLENGE.test(challenge))
      return refuse('invalid_request', 'code_challenge must be a SHA-256 hash in base64url.');
    if (get('aud') !== baseUrl)
      return refuse('invalid_request', 'aud must be the base URL of the FHIR server.');

    const requested = splitScope(get('scope') ?? '');
    if (requested === null) return refuse('invalid_scope', 'scope is missing or malformed.');
    const launch = get('launch') === null ? null : launches.find(get('launch') ?? '', app);
    if (requested.includes('launch') !== (get('launch') !== null))
      return refuse('invalid_request', 'The scope launch and the parameter launch need each other.');
    if (get('launch') !== null && launch === null)
      return refuse('invalid_request', 'launch is unknown, used or expired, or belongs to another app.');
    // The sandbox keeps no sessions, so only an EHR launch comes with somebody who has signed in.
    if (get('prompt') === 'none' && launch === null)
      return refuse('login_required', 'The person has to sign in.');
    const scopes = grantableScopes(requested, registeredScopes(app));
    if (!scopes.some((scope) => scope === 'openid' || parseResourceScope(scope) !== null))
      return refuse('invalid_scope', 'No requested scope is on the registration of the app.');
    return {
      kind: 'valid',
      request: { ...recipient, nonce: get('nonce'), challenge, scopes, launch },
    };
  };
}
