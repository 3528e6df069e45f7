/** One request for a token: what it was signed with, and what came back. */
import { withoutSignature, signAssertion } from '../auth/assertion.ts';
import { type Grant, grant, refusal, requestGrant } from '../auth/grant.ts';
import type { SigningKey } from '../auth/keys.ts';
import type { GatewayError } from '../errors.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import { answered } from './exchange.ts';
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
  /** One of the registered codes of RFC 6749 §5.2; null: the server has one of its own, which is not repeated. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: RefusalCode | null }
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
export async function attempt(recipe: Recipe, { http, now, signal }: AttemptTools): Promise<Attempt> {
  const { tokenUrl, clientId, audience, key, scope, clockOffsetSeconds } = recipe;
  const sent = now();
  const assertion = await signAssertion(key, { clientId, audience, now: sent + clockOffsetSeconds * 1000 });
  const answer = await answered(() => requestGrant(http, { tokenUrl, assertion, scope, signal }));
  return {
    assertion: withoutSignature(assertion),
    ahead: 'fault' in answer ? null : secondsAhead(answer, sent, now()),
    outcome: 'fault' in answer ? { kind: 'no-answer', fault: answer.fault } : outcomeOf(answer),
  };
}

function outcomeOf({ status, json }: HttpResponse): AttemptOutcome {
  const granted = grant.safeParse(json);
  if (status === 200 && granted.success) return { kind: 'granted', grant: granted.data };
  const refused = refusal.safeParse(json);
  if (!refused.success || status >= 500) return { kind: 'not-oauth', status };
  const code = REFUSAL_CODES.find((known) => known === refused.data.error) ?? null;
  return { kind: 'refused', status, code };
}
