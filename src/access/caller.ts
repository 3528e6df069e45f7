/** Identifies callers by their bearer tokens, for loaders, cursors, limits and the audit. */
import { createAccessTokenVerifier, TOKEN_FAULTS } from '../auth/access-token-verifier.ts';
import type { TokenVerification } from '../config/config.ts';
import { isFhirId } from '../fhir/ids.ts';
import { parseScopes, type SmartScope } from './scopes.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { Log } from '../observability/log.ts';

/** A person or program that uses the gateway, whatever their token grants. */
export interface Person {
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
  /** When the token expires, in epoch milliseconds; if absent, the grant does not expire. */
  readonly expiresAt?: number | null;
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
export function personKey({ issuer, subject, client }: Person): string {
  // The null keeps the key that people without a launch patient had in earlier versions, so that their records are found.
  return JSON.stringify([issuer, subject, client, null]);
}

/**
 * Returns the key of a grant in cursors: a person and a launch patient. It omits scopes, because each token can have others; the loaders
 * check them for each page.
 */
export function grantKey({ issuer, subject, client, patient }: Caller): string {
  return JSON.stringify([issuer, subject, client, patient]);
}

/** Why a request has no caller, for the log. The texts contain nothing from the request. */
export const SIGN_IN_REFUSAL_REASONS = {
  no_token: 'The request has no `Authorization` header, or its scheme is not Bearer.',
  several_headers: 'The request has more than one `Authorization` header.',
  ...TOKEN_FAULTS,
} as const satisfies Record<string, string>;

export type SignInRefusalReason = keyof typeof SIGN_IN_REFUSAL_REASONS;

type CallerAuthentication =
  | { readonly kind: 'caller'; readonly caller: Caller }
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
  authenticate: async () => ({ kind: 'caller', caller: ANONYMOUS_CALLER }),
  warmUp: async () => {},
  close: () => {},
};

interface CallerAuthenticatorOptions {
  /** Null if callers do not sign in. */
  readonly checks: TokenVerification | null;
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
  log,
  now = Date.now,
}: CallerAuthenticatorOptions): CallerAuthenticator {
  if (checks === null) return ANONYMOUS_CALLERS;
  const http = createHttpClient({ timeoutMs: ISSUER_TIMEOUT_MS });
  const tokens = createAccessTokenVerifier({ checks, http, log, now });
  return {
    async authenticate(authorization) {
      const [header, ...others] = authorization;
      if (others.length > 0) return refuseCaller('several_headers');
      if (header === undefined || !/^bearer\b/i.test(header)) return refuseCaller('no_token');
      const token = BEARER.exec(header)?.groups?.['token'];
      if (token === undefined) return refuseCaller('malformed');
      const checked = await tokens.verify(token);
      if (checked.kind === 'bad') return refuseCaller(checked.fault);
      const { issuer, subject, claims } = checked;
      const expiresAt = typeof claims.exp === 'number' ? claims.exp * 1_000 : null;
      const caller = { issuer, subject, expiresAt, ...grantOf(claims, checks.claims) };
      return { kind: 'caller', caller };
    },
    warmUp: () => tokens.warmUp(),
    close: () => http.close(),
  };
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
  names: TokenVerification['claims'],
): Pick<Caller, 'client' | 'scopes' | 'patient'> {
  return {
    client: textOf(claims, names.client) ?? textOf(claims, 'azp'),
    scopes: parseScopes(wordsOf(claims[names.scope])),
    patient: patientOf(textOf(claims, names.patient)),
  };
}

function textOf(claims: Claims, name: string): string | null {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Returns the words of a claim. RFC 8693 §4.2 defines a text of words separated by spaces. Some issuers send a list, whose items can also
 * be such texts.
 */
function wordsOf(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (typeof item === 'string' ? item.split(' ') : []));
}

function patientOf(claim: string | null): string | null {
  const id = claim?.replace(/^Patient\//, '') ?? null;
  return id !== null && isFhirId(id) ? id : null;
}
