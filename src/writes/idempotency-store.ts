/** The contract of a store of idempotency keys: which attempt holds a key, and the record of its write so far. */
import { GatewayError } from '../errors.ts';

/** One key of one caller. */
export interface Claim {
  /** Names the key and its caller, and tells nothing of either. */
  readonly id: string;
  /** Stands for the input that the key was first used with. */
  readonly fingerprint: string;
  /** Names this attempt. */
  readonly owner: string;
}

export type ClaimResult =
  /** Nobody else works on the key until the lease ends; `sealed` is what was saved last, null where that is nothing. */
  | { readonly kind: 'mine'; readonly sealed: string | null }
  /** Another attempt holds the key. */
  | { readonly kind: 'busy' }
  /** The key belongs to another input. */
  | { readonly kind: 'other-input' };

/** Each method throws STATE_UNAVAILABLE where it cannot tell that what it was to do is done. */
export interface IdempotencyStore {
  /** Claims the key atomically: of several attempts at once, one gets it. */
  claim(claim: Claim): Promise<ClaimResult>;
  /**
   * Saves the record, and begins the lease of the key again. Once it resolves, the record survives the end of this process and of the store.
   * Returns false if the claim was lost to another attempt: then nothing is saved.
   */
  save(claim: Claim, sealed: string): Promise<boolean>;
  /** Releases the key. The record stays. */
  release(claim: Claim): Promise<void>;
  /** Deletes the record if the claim still holds, and releases the key. */
  forget(claim: Claim): Promise<void>;
  close(): Promise<void>;
}

/** How long a key is remembered after it was last used. */
export const RETENTION_MS = 90 * 24 * 3_600_000;

export function stateUnavailableError(): GatewayError {
  return new GatewayError(
    'STATE_UNAVAILABLE',
    'The place where idempotency keys are kept (STATE_URL) could not be used, so nothing was sent. Try again later.',
  );
}
