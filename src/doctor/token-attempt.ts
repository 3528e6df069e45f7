/** One request for a token: what it was signed with, and what came back. */
import { withoutSignature, signAssertion } from '../auth/assertion.ts';
import { assertionCredentials } from '../auth/client-credentials.ts';
import { type Grant, grant, type GrantRequest, refusal, requestGrant } from '../auth/grant.ts';
import type { SigningKey } from '../auth/keys.ts';
import type { GatewayError } from '../errors.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { answered } from './exchange.ts';
import { serverWords } from './server-words.ts';
import { secondsAhead } from './skew.ts';

/** All that an assertion, and the request around it, are made of. */
export interface Recipe {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly audience: string;
  readonly key: SigningKey;
  readonly scope: string | null;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
}

/** An assertion, told without the signature that would make it one. */
export interface ShownAssertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type AttemptOutcome =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** One of the registered codes of RFC 6749 §5.2; null: the server has one of its own. */
      readonly code: RefusalCode | null;
      /** The server's own reason, and its code if that is not a registered one; null: it gives none. */
      readonly words: string | null;
    }
  | { readonly kind: 'not-oauth'; readonly status: number }
  | { readonly kind: 'no-answer'; readonly fault: GatewayError };

export interface Attempt {
  readonly outcome: AttemptOutcome;
  readonly assertion: ShownAssertion;
  /** Seconds by which this machine is ahead of the token endpoint; null where it does not say. */
  readonly ahead: number | null;
}

export const REFUSAL_CODES = [
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface AttemptTools {
  readonly http: Http;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Asks once, with an assertion of its own. */
export async function attempt(recipe: Recipe, tools: AttemptTools): Promise<Attempt> {
  const { tokenUrl, clientId, audience, key, scope, clockOffsetSeconds } = recipe;
  const now = tools.now() + clockOffsetSeconds * 1000;
  const assertion = await signAssertion(key, { clientId, audience, now });
  const credentials = assertionCredentials(assertion);
  return {
    assertion: withoutSignature(assertion),
    ...(await requested({ tokenUrl, credentials, scope }, tools, assertion)),
  };
}

/**
 * Asks once.
 * @param assertion masked in the words of the server; null: these are left out, since an echoed secret cannot be recognized in every encoding
 */
export async function requested(
  request: Omit<GrantRequest, 'signal'>,
  { http, now, signal }: AttemptTools,
  assertion: string | null = null,
): Promise<Omit<Attempt, 'assertion'>> {
  const sent = now();
  const answer = await answered(() => requestGrant(http, { ...request, signal }));
  return {
    ahead: 'fault' in answer ? null : secondsAhead(answer, sent, now()),
    outcome: 'fault' in answer ? { kind: 'no-answer', fault: answer.fault } : outcomeOf(answer, assertion),
  };
}

function outcomeOf({ status, json }: HttpResponse, assertion: string | null): AttemptOutcome {
  const granted = grant.safeParse(json);
  if (status === 200 && granted.success) return { kind: 'granted', grant: granted.data };
  const refused = refusal.safeParse(json);
  if (!refused.success || status >= 500) return { kind: 'not-oauth', status };
  const { error, error_description: description } = refused.data;
  const code = REFUSAL_CODES.find((known) => known === error) ?? null;
  const told = [code === null ? error : null, description].filter((text) => text !== null);
  const words = assertion === null ? null : serverWords(told.join(': '), assertion);
  return { kind: 'refused', status, code, words };
}
