/** One request for a token: what it was made of, and what came back. */
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
import type { EpicConnection } from '../config/connection.ts';
import type { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { answerOrFault } from './attempt.ts';
import { secondsAhead } from './clock.ts';
import type { CheckTools } from './configuration.ts';

export type TokenTools = Pick<CheckTools, 'http' | 'now' | 'signal'>;

/** All that a request is made of. */
export interface TokenRecipe {
  readonly tokenUrl: string;
  readonly authentication: TokenAuthentication;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
}

/** What brought a token, which need not be what is configured, and what that is good for. */
export interface TokenGranted {
  readonly connection: EpicConnection;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
  /** As it was granted; empty if the server does not say. */
  readonly scope: string;
}

const REFUSAL_CODES = [
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface TokenRefusal {
  readonly kind: 'refused';
  readonly status: number;
  /** One of the registered codes of RFC 6749 §5.2; null: the server has one of its own. */
  readonly code: RefusalCode | null;
  /** The server's own reason, and its code if that is not a registered one; null: it gives none. */
  readonly words: string | null;
}

export type TokenOutcome =
  | { readonly kind: 'granted'; readonly status: number; readonly grant: TokenResponse }
  | TokenRefusal
  | { readonly kind: 'not-oauth'; readonly status: number }
  | { readonly kind: 'no-answer'; readonly status: null; readonly fault: GatewayError };

export interface TokenResult {
  readonly outcome: TokenOutcome;
  /** The assertion that was sent, without the signature that would make it one; null: a secret was sent. */
  readonly assertion: ReturnType<typeof decodeAssertion> | null;
  /** Seconds by which this machine is ahead of the token endpoint; null if it does not say. */
  readonly ahead: number | null;
}

/** Requests a token once, with an assertion of its own. */
export async function requestToken(recipe: TokenRecipe, tools: TokenTools): Promise<TokenResult> {
  const { http, now, signal } = tools;
  const { tokenUrl, authentication } = recipe;
  const { scope } = authentication;
  const assertion =
    authentication.kind === 'private_key_jwt' ? await sign(authentication, recipe, now()) : null;
  const credentials =
    authentication.kind === 'private_key_jwt'
      ? assertionCredentials(assertion ?? '')
      : secretCredentials(authentication);
  const shown = assertion === null ? null : decodeAssertion(assertion);
  const sent = now();
  const response = await answerOrFault(requestAccessToken(http, { tokenUrl, credentials, scope, signal }));
  if ('fault' in response) {
    const outcome = { kind: 'no-answer', status: null, fault: response.fault } as const;
    return { outcome, assertion: shown, ahead: null };
  }
  const { answer } = response;
  const ahead = secondsAhead(answer, sent, now());
  return { outcome: readOutcome(answer, assertion), assertion: shown, ahead };
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

/** @param assertion masked in the words of the server; null: they are left out, since an echoed secret can be encoded in many ways */
function readOutcome({ status, json }: HttpResponse, assertion: string | null): TokenOutcome {
  const granted = tokenResponse.safeParse(json);
  if (status === 200 && granted.success) return { kind: 'granted', status, grant: granted.data };
  const refused = tokenErrorResponse.safeParse(json);
  if (!refused.success || status >= 500) return { kind: 'not-oauth', status };
  const { error, error_description: description } = refused.data;
  const code = REFUSAL_CODES.find((known) => known === error) ?? null;
  const texts = [code === null ? error : null, description].filter((text) => text !== null);
  const words = assertion === null ? null : presentableWords(texts.join(': '), assertion);
  return { kind: 'refused', status, code, words };
}

const LONGEST_WORDS = 300;
const MASK = '…';
/** Any JWT, whole or in part: the header of each begins with these letters. */
const JWT = /eyJ[\w-]*(?:\.[\w-]*)*/g;
/** Longer than any word, id or file name: an opaque token, a key or a part of a signature. */
const OPAQUE = /[\w+=~-]{40,}/g;

/**
 * Makes the words of a server that was sent the assertion presentable: one line, of bounded length, without credentials; null if nothing is
 * left. RFC 6749 §5.2 allows printable ASCII only, so everything that could control a terminal becomes a space.
 */
function presentableWords(text: string, assertion: string): string | null {
  const signature = assertion.slice(assertion.lastIndexOf('.') + 1);
  const words = text
    .replaceAll(assertion, MASK)
    .replaceAll(signature, MASK)
    .replaceAll(JWT, MASK)
    .replaceAll(OPAQUE, MASK)
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  if (words === '') return null;
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}${MASK}` : words;
}
