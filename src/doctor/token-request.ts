/** Requests a token, interprets the response, and describes it without tokens, secrets or signatures. */
import { parseScopes } from '../access/scopes.ts';
import { decodeAssertion, signAssertion } from '../auth/client-assertion.ts';
import { assertionCredentials, secretCredentials } from '../auth/client-credentials.ts';
import { createSigningKeys } from '../auth/signing-keys.ts';
import {
  requestAccessToken,
  tokenErrorResponse,
  type TokenResponse,
  tokenResponse,
} from '../auth/token-request.ts';
import type { KeyAuthentication, TokenAuthentication } from '../config/authentication.ts';
import type { GatewayError } from '../errors.ts';
import { GRAPH_TYPES } from '../fhir/graph-types.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { secondsAhead } from './clock.ts';
import type { CheckTools } from './configuration.ts';
import { compact, type Facts, listNames } from './finding.ts';
import { answerOrFault } from './requests.ts';

export type TokenTools = Pick<CheckTools, 'http' | 'now' | 'signal'>;

/** The inputs of a token request. */
export interface TokenRecipe {
  readonly tokenUrl: string;
  readonly authentication: TokenAuthentication;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
}

/** The error codes of RFC 6749 §5.2. */
export const REFUSAL_CODES = [
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number] | 'unknown';

export interface TokenRefusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: RefusalCode;
  /** The server's reason, with its code if that is unknown; null if it gives none. */
  readonly words: string | null;
}

export type TokenOutcome =
  | { readonly kind: 'granted'; readonly status: number; readonly grant: TokenResponse }
  | TokenRefusal
  | { readonly kind: 'not-oauth'; readonly status: number }
  | { readonly kind: 'no-answer'; readonly status: null; readonly fault: GatewayError };

export interface TokenResult {
  readonly outcome: TokenOutcome;
  /** The assertion, without the signature that would make it usable; null if the request contained a secret. */
  readonly assertion: ReturnType<typeof decodeAssertion> | null;
  /** Seconds by which this machine is ahead of the token endpoint; null if unknown. */
  readonly ahead: number | null;
}

/** Sends one request, with a new assertion. */
export async function requestToken(
  recipe: TokenRecipe,
  { http, now, signal }: TokenTools,
): Promise<TokenResult> {
  const { tokenUrl, authentication } = recipe;
  const { scope } = authentication;
  const isKey = authentication.kind === 'private_key_jwt';
  const assertion = isKey ? await sign(authentication, recipe, now()) : '';
  const credentials = isKey ? assertionCredentials(assertion) : secretCredentials(authentication);
  const sent = now();
  const response = await answerOrFault(requestAccessToken(http, { tokenUrl, credentials, scope, signal }));
  const shown = isKey ? decodeAssertion(assertion) : null;
  if ('fault' in response) {
    const outcome = { kind: 'no-answer', status: null, fault: response.fault } as const;
    return { outcome, assertion: shown, ahead: null };
  }
  const ahead = secondsAhead(response.answer, sent, now());
  return {
    outcome: interpretTokenResponse(response.answer, isKey ? assertion : null),
    assertion: shown,
    ahead,
  };
}

async function sign(
  authentication: KeyAuthentication,
  { tokenUrl, clockOffsetSeconds }: TokenRecipe,
  now: number,
): Promise<string> {
  const { clientId, tokenAudience } = authentication;
  const { signing } = await createSigningKeys(authentication);
  const audience = tokenAudience ?? tokenUrl;
  return signAssertion(signing, { clientId, audience, now: now + clockOffsetSeconds * 1000 });
}

/**
 * Interprets the response of a token endpoint.
 * @param assertion masked in the server's reason; null drops the reason, because it could repeat the secret in some encoding
 */
export function interpretTokenResponse(
  { status, json }: HttpResponse,
  assertion: string | null,
): TokenOutcome {
  const granted = tokenResponse.safeParse(json);
  if (status === 200 && granted.success) return { kind: 'granted', status, grant: granted.data };
  const refused = tokenErrorResponse.safeParse(json);
  if (!refused.success || status >= 500) return { kind: 'not-oauth', status };
  const { error, error_description: description } = refused.data;
  const code = REFUSAL_CODES.find((known) => known === error) ?? 'unknown';
  const texts = [code === 'unknown' ? error : null, description].filter((text) => text !== null);
  const words = assertion === null ? null : toPrintable(texts.join(': '), assertion);
  return { kind: 'refused', status, code, words };
}

const MAX_WORDS = 300;
const MASK = '…';
/** A JWT or a part of one: the header of every JWT begins with these letters. */
const JWT = /eyJ[\w-]*(?:\.[\w-]*)*/g;
/** Longer than any word, id or file name: an opaque token, a key or a part of a signature. */
const OPAQUE = /[\w+=~-]{40,}/g;

/**
 * Returns the server's reason as one short line without credentials; null if nothing is left. RFC 6749 §5.2 allows only printable ASCII, so
 * anything that could control a terminal becomes a space.
 */
function toPrintable(text: string, assertion: string): string | null {
  const signature = assertion.slice(assertion.lastIndexOf('.') + 1);
  const words = text
    .replaceAll(assertion, MASK)
    .replaceAll(signature, MASK)
    .replaceAll(JWT, MASK)
    .replaceAll(OPAQUE, MASK)
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  if (words === '') return null;
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}${MASK}` : words;
}

/** The last of several requests. */
export interface RepeatedResult extends TokenResult {
  readonly attempts: number;
}

export function describeFailure({ outcome, assertion }: TokenResult): string[] {
  if (outcome.kind === 'no-answer') return [outcome.fault.message];
  if (outcome.kind !== 'refused') return [`HTTP ${outcome.status}, but no OAuth response.`];
  const { status, code, words } = outcome;
  return compact<string>(
    `HTTP ${status}: ${code === 'unknown' ? 'refused with a code that RFC 6749 does not define' : code}`,
    words !== null && `The server's reason: "${words}"`,
    assertion !== null && [
      `Header of the assertion: ${describeMembers(assertion.header)}`,
      `Claims of the assertion: ${describeMembers(assertion.claims)}`,
    ],
  );
}

/** Shows times, which are seconds in a JWT, in ISO 8601 too. */
function describeMembers(members: Readonly<Record<string, unknown>>): string {
  const described = Object.entries(members).map(([name, value]) =>
    typeof value === 'number'
      ? `${name} ${value} (${new Date(value * 1000).toISOString().slice(0, 19)}Z)`
      : `${name} ${String(value)}`,
  );
  return described.join(', ');
}

export function resultFacts({ outcome, assertion, ahead, attempts }: RepeatedResult): Facts {
  const refused = outcome.kind === 'refused' ? outcome : null;
  const error = refused === null || refused.code === 'unknown' ? null : refused.code;
  const facts = { outcome: outcome.kind, status: outcome.status, error, attempts };
  if (assertion === null) return facts;
  return {
    ...facts,
    serverWords: refused?.words ?? null,
    aheadSeconds: ahead,
    assertion: { header: memberFacts(assertion.header), claims: memberFacts(assertion.claims) },
  };
}

function memberFacts(members: Readonly<Record<string, unknown>>): Facts {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  );
}

export function describeGrant({ expires_in: seconds, scope }: TokenResponse, attempts: number): string[] {
  const { granted, lacking } = readScope(scope);
  const scopes = granted === 1 ? 'One scope was granted' : `${granted} scopes were granted`;
  return compact<string>(
    `HTTP 200: a token for ${seconds} s.`,
    attempts > 1 && `The server refused ${attempts - 1} times first, as Epic sometimes does.`,
    granted === 0 && 'The response does not list the granted scopes.',
    granted > 0 && `${scopes}${lacking.length === 0 ? '' : `, but none for ${listNames(lacking)}`}.`,
  );
}

export function grantFacts({ expires_in: expiresInSeconds, scope }: TokenResponse): Facts {
  return { expiresInSeconds, scope: readScope(scope) };
}

/** Counts the granted scopes, and returns the types of the graph that none of them can read or search. */
function readScope(scope: string): { readonly granted: number; readonly lacking: readonly string[] } {
  const granted = scope.split(' ').filter((word) => word !== '').length;
  const scopes = parseScopes(scope);
  if (scopes.length === 0) return { granted, lacking: [] };
  const isCovered = (type: string): boolean =>
    scopes.some(
      (one) =>
        (one.type === '*' || one.type === type) && (one.interactions.has('r') || one.interactions.has('s')),
    );
  return { granted, lacking: GRAPH_TYPES.filter((type) => !isCovered(type)) };
}
