/** The interface of a store of idempotency keys: which attempt holds a key, and the record of its write. */
import { GatewayError } from '../errors.ts';

/** A claim on one key of one caller. */
export interface Claim {
  /** Identifies the key and its caller without revealing either. */
  readonly id: string;
  /** Identifies the input that the key was first used with. */
  readonly fingerprint: string;
  /** Identifies this attempt. */
  readonly owner: string;
}

export type ClaimResult =
  /** This attempt holds the key until the lease ends. `sealed` is the record that was saved last; null if none was. */
  | { readonly kind: 'mine'; readonly sealed: string | null }
  /** Another attempt holds the key. */
  | { readonly kind: 'busy' }
  /** The key was used with another input. */
  | { readonly kind: 'other-input' };

/** Each method throws STATE_UNAVAILABLE if it cannot confirm that it succeeded. */
export interface IdempotencyStore {
  /** Claims the key atomically. Only one of several concurrent attempts succeeds. */
  claim(claim: Claim): Promise<ClaimResult>;
  /**
   * Saves the record and renews the lease of the key. Once it resolves, the record survives a crash of this process and of the store.
   * Returns false, and saves nothing, if another attempt has taken the claim.
   */
  save(claim: Claim, sealed: string): Promise<boolean>;
  /** Releases the key. The record stays. */
  release(claim: Claim): Promise<void>;
  /** Deletes the record if the claim still holds, and releases the key. */
  forget(claim: Claim): Promise<void>;
  close(): Promise<void>;
}

/** How long a key is kept after its last use. */
export const RETENTION_MS = 90 * 24 * 3_600_000;

export function stateUnavailableError(): GatewayError {
  return new GatewayError(
    'STATE_UNAVAILABLE',
    'The store of idempotency keys (STATE_URL) is unavailable, so nothing was sent. Retry later with the same key.',
  );
}
