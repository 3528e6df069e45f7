/** The grant of a person: tokens, scopes and launch context, read from token responses. */
import { z } from 'zod';
import { tokenResponse } from '../auth/token-request.ts';
import { isFhirId } from '../fhir/ids.ts';

/** The tokens of a person. */
export interface PersonTokens {
  readonly accessToken: string;
  /** Null if the session ends with the access token. */
  readonly refreshToken: string | null;
  /** When to renew the access token, and when it expires, in epoch milliseconds. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The person who signed in, as the `id_token` says. */
export interface SignedInPerson {
  readonly issuer: string;
  readonly subject: string;
  /** The URL of a Practitioner, Patient, RelatedPerson or Person; null if the server does not say. */
  readonly fhirUser: string | null;
}

/** A sign-in that succeeded. */
export interface SmartGrant {
  readonly person: SignedInPerson;
  readonly tokens: PersonTokens;
  /** The granted scopes, which can differ from the requested ones; none if the server does not say. */
  readonly scopes: readonly string[];
  /** The FHIR ids of the launch context. */
  readonly patient: string | null;
  readonly encounter: string | null;
  /** Whether the app must show whose record it is; null if the server does not say. */
  readonly needPatientBanner: boolean | null;
  readonly styleUrl: string | null;
}

/** An access token is renewed this long before it expires, or in the last tenth of its lifetime if that is shorter. */
const RENEWAL_MARGIN_MS = 60_000;
/** Larger tokens would not fit into the headers of requests. */
const MAX_TOKEN_LENGTH = 12_288;

const fhirId = z.string().refine(isFhirId).nullish();
const token = z.string().min(1).max(MAX_TOKEN_LENGTH);
const flag = z.union([z.boolean(), z.stringbool()]).nullish().catch(null);

/** The members of a token response (SMART App Launch 2.2 §"Launch context"). */
const smartResponse = tokenResponse.extend({
  access_token: tokenResponse.shape.access_token.max(MAX_TOKEN_LENGTH),
  refresh_token: token.nullish(),
  patient: fhirId,
  encounter: fhirId,
  need_patient_banner: flag,
  smart_style_url: z
    .url({ protocol: /^https$/ })
    .nullish()
    .catch(null),
});
export type SmartResponse = z.output<typeof smartResponse>;

/** Returns null for a response without a usable token, or with a context that is no FHIR id. */
export function parseSmartResponse(json: unknown): SmartResponse | null {
  const parsed = smartResponse.safeParse(json);
  return parsed.success ? parsed.data : null;
}

/** @param now epoch milliseconds */
export function toTokens(
  response: SmartResponse,
  previousRefreshToken: string | null,
  now: number,
): PersonTokens {
  const lifetimeMs = response.expires_in * 1000;
  return {
    accessToken: response.access_token,
    // RFC 6749 §6: a response without a refresh token leaves the old one valid.
    refreshToken: response.refresh_token ?? previousRefreshToken,
    renewAt: now + lifetimeMs - Math.min(RENEWAL_MARGIN_MS, lifetimeMs / 10),
    expiresAt: now + lifetimeMs,
  };
}

/** @param now epoch milliseconds */
export function toSmartGrant(response: SmartResponse, person: SignedInPerson, now: number): SmartGrant {
  return {
    person,
    tokens: toTokens(response, null, now),
    scopes: toScopes(response),
    patient: response.patient ?? null,
    encounter: response.encounter ?? null,
    needPatientBanner: response.need_patient_banner ?? null,
    styleUrl: response.smart_style_url ?? null,
  };
}

export function toScopes({ scope }: Pick<SmartResponse, 'scope'>): readonly string[] {
  return scope.split(' ').filter((word) => word !== '');
}
