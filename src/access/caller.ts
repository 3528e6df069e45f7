/** Identifies callers by their bearer tokens, for loaders, cursors, limits and the audit. */
import { readClient, readTextClaim } from '../auth/access-token-claims.ts';
import { createAccessTokenVerifier, readIssuer, TOKEN_FAULTS } from '../auth/access-token-verifier.ts';
import type { TokenVerification } from '../config/server-settings.ts';
import { isFhirId } from '../fhir/ids.ts';
import { parseScopes, type SmartScope } from './scopes.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { Log } from '../observability/log.ts';

/** A person or program that uses the gateway, whatever their token grants. */
export interface Person {
  /** The id of the site; absent if the gateway serves one FHIR server without a sites file. */
  readonly site?: string;
  /** The issuer of the caller's token; null if callers do not sign in. */
  readonly issuer: string | null;
  /** The identifier of the person or program at the issuer. */
  readonly subject: string;
  /** The client application. */
  readonly client: string | null;
}

/** A person, with what their token grants. */
export interface Caller extends Person {
  readonly scopes: readonly SmartScope[];
  /** The FHIR id of the patient whom `patient/` scopes cover; null if the token names none, so that they grant nothing. */
  readonly patient: string | null;
  /** When the token expires, in epoch milliseconds; if absent, the access does not expire. */
  readonly expiresAt?: number | null;
  /** The id of the person's grant, if they signed in at the FHIR server's authorization server; absent if the gateway reads as itself. */
  readonly grant?: string;
  /** The URL of the FHIR resource of a person who signed in there, for the audit; null or absent if the authorization server does not say. */
  readonly fhirUser?: string | null;
}

/** The caller if callers do not sign in, which is possible only on loopback and with the embedded sandbox. It may see everything. */
export const ANONYMOUS_CALLER: Caller = {
  issuer: null,
  subject: 'anonymous',
  client: null,
  scopes: parseScopes('system/*.cruds'),
  patient: null,
};

/**
 * Returns the key of a person in idempotency keys, limits and the fair queue. It does not depend on scopes or the launch patient, so a
 * retry with a renewed token finds its idempotency key, and a new launch starts no new limit.
 */
export function personKey({ issuer, subject, client, site }: Person): string {
  // The null keeps the key that people without a launch patient had in earlier versions, so that their records are found.
  return keyOf([issuer, subject, client, null], site);
}

/**
 * Returns the key of a grant in cursors and links: a person and a launch patient, and the sign-in if the gateway reads as the person. It omits
 * scopes, because each token can have others; the loaders check them for each page.
 */
export function grantKey({ issuer, subject, client, patient, site, grant }: Caller): string {
  return keyOf([issuer, subject, client, patient], site, ...(grant === undefined ? [] : [{ grant }]));
}

function keyOf(
  parts: readonly (string | null)[],
  site: string | undefined,
  ...more: readonly object[]
): string {
  return JSON.stringify([...parts, ...(site === undefined ? [] : [site]), ...more]);
}

/** Why a request has no caller, for the log. The texts contain nothing from the request. */
export const SIGN_IN_REFUSAL_REASONS = {
  no_token: 'The request has no `Authorization` header, or its scheme is not Bearer.',
  several_headers: 'The request has more than one `Authorization` header.',
  ...TOKEN_FAULTS,
  several_credentials: 'The request has an `Authorization` header and a session cookie.',
  origin_not_listed:
    'The request has a session cookie, but is no POST request from an origin of `SMART_APP_ORIGINS`.',
  no_session: 'The request has a session cookie, but its session has ended, or `X-Session` names another.',
  several_sessions: 'The request has the cookies of several sessions, and no `X-Session` header.',
  sessions_unavailable: 'The store of the sessions (`STATE_URL`) is unavailable.',
} as const satisfies Record<string, string>;

export type SignInRefusalReason = keyof typeof SIGN_IN_REFUSAL_REASONS;

/** The different sites that a token names; `every` if callers do not sign in, `unnamed` if the token lacks the claim. */
export type ClaimedSites = ReadonlySet<string> | 'every' | 'unnamed';

export type CallerAuthentication =
  | { readonly kind: 'caller'; readonly caller: Caller; readonly sites: ClaimedSites }
  | { readonly kind: 'refused'; readonly reason: SignInRefusalReason };

export interface CallerAuthenticator {
  /** @param authorization every `Authorization` header of the request */
  authenticate(authorization: readonly string[]): Promise<CallerAuthentication>;
  /** Fetches the issuers' keys before a caller has to wait for them. Failures go to the log. */
  warmUp(): Promise<void>;
  /** Aborts the requests to issuers. */
  close(): void;
}

/** Authenticates every request as the anonymous caller, and ignores its headers. */
export const ANONYMOUS_CALLERS: CallerAuthenticator = {
  authenticate: async () => ({ kind: 'caller', caller: ANONYMOUS_CALLER, sites: 'every' }),
  warmUp: async () => {},
  close: () => {},
};

/** Refuses every request, because callers must sign in and no issuer's tokens are accepted. */
const REFUSED_CALLERS: CallerAuthenticator = {
  ...ANONYMOUS_CALLERS,
  authenticate: async () => refuseCaller('no_token'),
};

interface CallerAuthenticatorOptions {
  /** Null if no bearer tokens are accepted. */
  readonly checks: TokenVerification | null;
  /** Whether a request without credentials is refused even if no bearer tokens are accepted; false by default. */
  readonly requiresSignIn?: boolean;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** How long an issuer may take to return its keys. The first callers wait for them. */
const ISSUER_TIMEOUT_MS = 5_000;
/** The case-insensitive scheme (RFC 9110 §11.1), and one token (RFC 6750 §2.1). */
const BEARER = /^bearer +(?<token>[A-Za-z0-9._~+/-]+=*)$/i;

export function createCallerAuthenticator({
  checks,
  requiresSignIn = false,
  log,
  now = Date.now,
}: CallerAuthenticatorOptions): CallerAuthenticator {
  if (checks === null) return requiresSignIn ? REFUSED_CALLERS : ANONYMOUS_CALLERS;
  const http = createHttpClient({ timeoutMs: ISSUER_TIMEOUT_MS });
  const tokens = createAccessTokenVerifier({ checks, http, log, now });
  return {
    async authenticate(authorization) {
      const [header, ...others] = authorization;
      if (others.length > 0) return refuseCaller('several_headers');
      if (header === undefined || !/^bearer\b/i.test(header)) return refuseCaller('no_token');
      const token = tokenOf(header);
      if (token === null) return refuseCaller('malformed');
      const checked = await tokens.verify(token);
      if (checked.kind === 'bad') return refuseCaller(checked.fault);
      const { issuer, subject, claims } = checked;
      const expiresAt = typeof claims.exp === 'number' ? claims.exp * 1_000 : null;
      const caller = { issuer, subject, expiresAt, ...grantOf(claims, checks) };
      return { kind: 'caller', caller, sites: sitesOf(claims, checks.claims.sites) };
    },
    warmUp: () => tokens.warmUp(),
    close: () => http.close(),
  };
}

/**
 * Returns the issuer that the token of a request names, without verifying the token; null without a readable token. It only selects whose
 * keys must verify the token.
 * @param authorization every `Authorization` header of the request
 */
export function readClaimedIssuer(authorization: readonly string[]): string | null {
  const [header, ...others] = authorization;
  const token = header === undefined || others.length > 0 ? null : tokenOf(header);
  return token === null ? null : readIssuer(token);
}

function tokenOf(header: string): string | null {
  return BEARER.exec(header)?.groups?.['token'] ?? null;
}

function refuseCaller(reason: SignInRefusalReason): CallerAuthentication {
  return { kind: 'refused', reason };
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads from a token's claims what it grants, and to which application. A claim of an unexpected type counts as missing, so it grants
 * nothing.
 */
function grantOf(
  claims: Claims,
  { claims: names, scopeMap }: TokenVerification,
): Pick<Caller, 'client' | 'scopes' | 'patient'> {
  const words = scopeWordsOf(claims, names.scope);
  return {
    client: readClient(claims, names.client),
    scopes: parseScopes(scopeMap === null ? words : words.flatMap((word) => scopeMap.get(word) ?? [])),
    patient: patientOf(readTextClaim(claims, names.patient)),
  };
}

/** Returns the words of the first claim that the token has. Scopes of a person's app must not add up with roles of the person. */
function scopeWordsOf(claims: Claims, names: readonly string[]): string[] {
  const name = names.find((known) => Object.hasOwn(claims, known));
  return name === undefined ? [] : wordsOf(claims[name]);
}

/**
 * Returns the words of a claim. RFC 8693 §4.2 defines a text of words separated by spaces. Some issuers send a list, whose items can also
 * be such texts.
 */
function wordsOf(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (typeof item === 'string' ? item.split(' ') : []));
}

/** A claim of an unexpected type names no site. */
function sitesOf(claims: Claims, name: string): ClaimedSites {
  if (!Object.hasOwn(claims, name)) return 'unnamed';
  return new Set(wordsOf(claims[name]).filter((id) => id !== ''));
}

function patientOf(claim: string | null): string | null {
  const id = claim?.replace(/^Patient\//, '') ?? null;
  return id !== null && isFhirId(id) ? id : null;
}
