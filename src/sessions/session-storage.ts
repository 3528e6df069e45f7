/** Where sessions and sign-ins are stored. Names are hashes and values are sealed, so the store reveals neither. */

/** A sealed session. Its version increases with each renewal of its tokens. */
export interface StoredSession {
  readonly sealed: string;
  readonly version: number;
}

/** A session with the time after which it ends unless it is used. */
export interface IdleSession extends StoredSession {
  readonly idleLeftMs: number;
}

/** Whether a replica may renew the tokens of a session. */
export type RenewalClaim =
  | { readonly kind: 'claimed' }
  /** Another replica is renewing them. */
  | { readonly kind: 'wait' }
  /** Another replica began to renew them and never finished. Whether it has used the refresh token is unknown. */
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'changed' } & StoredSession);

/**
 * Each method except `keepLatest` is atomic.
 * @throws GatewayError STATE_UNAVAILABLE
 */
export interface SessionStorage {
  /** Stores a sign-in that has begun. The oldest makes room if there are too many, because anyone can begin one. */
  addSignIn(name: string, sealed: string): Promise<void>;
  /** Deletes and returns a sign-in; null if there is none. */
  takeSignIn(name: string): Promise<string | null>;
  /** Stores the first version of a session. */
  add(name: string, sealed: string): Promise<void>;
  /** Returns a session and restarts its idle time; null if there is none. */
  read(name: string): Promise<StoredSession | null>;
  /** Returns a session and does not restart its idle time; null if there is none. */
  peek(name: string): Promise<IdleSession | null>;
  /** Returns whether there is a session, and does not restart its idle time. */
  has(name: string): Promise<boolean>;
  /** Claims the renewal of the tokens of a version. @param attempt identifies the claim, which can be made again if its reply was lost */
  claim(name: string, version: number, attempt: string): Promise<RenewalClaim>;
  /**
   * Stores the version that the attempt renewed, and ends its claim. It can be repeated if its reply was lost, and then returns true and changes nothing.
   * Returns false if the session is gone, or if another attempt renewed this version, which can happen only if the store lost the claim.
   */
  replace(name: string, next: StoredSession, attempt: string): Promise<boolean>;
  /** Ends a claim without a renewal. */
  release(name: string, attempt: string): Promise<void>;
  /**
   * Counts a stored session for a person, and deletes the oldest sessions of the person beyond the maximum. Returns their names. Sessions that have
   * ended do not count, but their names can be among these.
   * @param person names the person and the app
   * @param forMs how long a session can last
   */
  keepLatest(person: string, name: string, forMs: number): Promise<readonly string[]>;
  /** Deletes a session. */
  remove(name: string): Promise<void>;
}

/** A sign-in can take this long. */
export const SIGN_IN_LIFETIME_MS = 600_000;
/** The sign-ins of a site that are stored at the same time. */
export const MAX_SIGN_INS = 10_000;
/** The sessions of a person in an app at the same time. One account must not use up the store, which would end the sessions of other people. */
export const MAX_SESSIONS_OF_PERSON = 10;
/** Longer than a renewal takes, with its retries. */
export const CLAIM_MS = 60_000;

export interface SessionStorageOptions {
  readonly idleMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
