/** Whose token sends the requests to a FHIR server. */
import type { SmartAudience } from '../config/sign-in-urls.ts';
import type { SessionExpired } from '../errors.ts';
import type { TokenProvider } from './token-source.ts';

/** The gateway's own access (SMART Backend Services). A site has one. */
interface SystemGrant {
  readonly kind: 'system';
}

/** The context of a sign-in as the authorization server reports it, for the screens of the person. It grants nothing. */
export interface LaunchContext {
  readonly audience: SmartAudience;
  /** The URL of the person's Practitioner, Patient, RelatedPerson or Person; null if the server does not say. */
  readonly fhirUser: string | null;
  /** The FHIR ids of the patient and the encounter in context. */
  readonly patient: string | null;
  readonly encounter: string | null;
  /** Whether the app must show whose record it is; null if the server does not say. */
  readonly needPatientBanner: boolean | null;
  readonly styleUrl: string | null;
  /** The granted scopes. */
  readonly scopes: readonly string[];
  /** When the session ends at the latest, in epoch milliseconds. */
  readonly endsAt: number;
}

/** The access of a person who signed in at the FHIR server's authorization server: one sign-in. */
export interface PersonGrant {
  readonly kind: 'person';
  /** Random, and different for each sign-in. It grants nothing to those who learn it. */
  readonly id: string;
  /**
   * Returns the person's tokens. If their session has ended, `get` throws SessionExpired; if the token endpoint fails, UPSTREAM_….
   * A token of null counts as an ended session.
   */
  readonly tokens: TokenProvider;
  readonly launch: LaunchContext;
  /**
   * Ends the session, because the FHIR server refused a token that was just renewed. Each request in flight can call it. Returns the error for
   * its operation.
   */
  readonly end: () => SessionExpired;
}

export type Grant = SystemGrant | PersonGrant;

export const SYSTEM_GRANT: Grant = { kind: 'system' };

/** The tokens of a grant, for the client that sends its requests. */
export interface GrantTokens {
  /** Whose tokens they are. */
  readonly kind: Grant['kind'];
  /** Returns a valid token; null if the FHIR server is open and no token is sent. @throws SessionExpired for a person without one */
  get(): Promise<string | null>;
  /** Drops a token that the FHIR server refused with 401. */
  discard(token: string | null): void;
  /** Whether the token was dropped, perhaps while its request waited. */
  isDiscarded(token: string | null): boolean;
  /** Reports that the FHIR server refused a renewed token too. @throws SessionExpired for a person */
  reportRefusal(): void;
}

export function createSystemTokens(tokens: TokenProvider): GrantTokens {
  return createGrantTokens({
    kind: 'system',
    tokens: () => tokens,
    checkToken: () => {},
    reportRefusal: () => {},
  });
}

/** @param latest returns the latest grant of the sign-in: each request can come with a new object */
export function createPersonTokens(latest: () => PersonGrant): GrantTokens {
  return createGrantTokens({
    kind: 'person',
    tokens: () => latest().tokens,
    checkToken(token) {
      if (token === null) throw latest().end();
    },
    reportRefusal() {
      throw latest().end();
    },
  });
}

interface TokenRules {
  readonly kind: Grant['kind'];
  readonly tokens: () => TokenProvider;
  readonly checkToken: (token: string | null) => void;
  readonly reportRefusal: () => void;
}

function createGrantTokens({ kind, tokens, checkToken, reportRefusal }: TokenRules): GrantTokens {
  let discarded: string | null | undefined;
  return {
    kind,
    async get() {
      const token = await tokens().get();
      checkToken(token);
      // The server can issue the same token again.
      if (token === discarded) discarded = undefined;
      return token;
    },
    discard(token) {
      discarded = token;
      tokens().discard(token);
    },
    isDiscarded: (token) => token === discarded,
    reportRefusal,
  };
}
