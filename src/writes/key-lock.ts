/** Locks an idempotency key for one attempt: claims each of its names, and reads the records under all of them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import { type Claim, type IdempotencyStore, stateUnavailableError } from './idempotency-store.ts';
import { claimIdOf, createSeal, fingerprintOf, type KeyedRequest, type Seal } from './sealed-record.ts';
import {
  mergeWriteRecord,
  parseWriteRecord,
  serializeWriteRecord,
  type WriteRecord,
} from './write-record.ts';

export interface KeyLock {
  /** The parts that earlier attempts recorded. This attempt changes and saves them. */
  readonly record: WriteRecord;
  /**
   * Saves the record and renews the lease of the key.
   * @throws GatewayError WRITE_IN_PROGRESS if another attempt has taken the key, STATE_UNAVAILABLE
   */
  save(): Promise<void>;
  /** Releases the key. Deletes it if the record is empty: nothing was sent, so the key can be used again. */
  release(): Promise<void>;
}

interface KeyLockOptions {
  readonly store: IdempotencyStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long to wait for another attempt to release the key. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One name of the key, and the seal of its record. */
interface LockedName {
  readonly claim: Claim;
  readonly seal: Seal;
  /** Whether the name had no record. */
  readonly isNew: boolean;
}

const POLL_MS = 100;

/** @throws GatewayError IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE, and the reason of an aborted signal */
export async function acquireKeyLock(
  keyedRequests: readonly KeyedRequest[],
  options: KeyLockOptions,
): Promise<KeyLock> {
  const { store, now, waitMs } = options;
  const owner = randomUUID();
  const until = now() + waitMs;
  const names: LockedName[] = [];
  const record: WriteRecord = new Map();

  try {
    for (const each of keyedRequests) {
      const claim = { id: claimIdOf(each), fingerprint: fingerprintOf(each), owner };
      const sealed = await claimWhenFree(claim, until, options);
      const name = { claim, seal: createSeal(each), isNew: sealed === null };
      names.push(name);
      if (sealed !== null) mergeWriteRecord(record, openRecord(sealed, name.seal));
    }
  } catch (error) {
    // Keep a record that cannot be read, because its write may have been sent.
    const ends = names.map(({ claim, isNew }) => (isNew ? store.forget(claim) : store.release(claim)));
    await Promise.allSettled(ends);
    throw error;
  }

  return {
    record,
    async save() {
      const json = serializeWriteRecord(record);
      const saved = await Promise.all(names.map(({ claim, seal }) => store.save(claim, seal.close(json))));
      if (saved.includes(false)) throw writeInProgressError();
    },
    async release() {
      const isEmpty = record.size === 0;
      await Promise.all(names.map(({ claim }) => (isEmpty ? store.forget(claim) : store.release(claim))));
    },
  };
}

/** Claims a name. Waits until other attempts release it. */
async function claimWhenFree(
  claim: Claim,
  until: number,
  { store, now, signal }: KeyLockOptions,
): Promise<string | null> {
  for (;;) {
    const result = await store.claim(claim);
    if (result.kind === 'mine') return result.sealed;
    if (result.kind === 'other-input') throw keyReusedError();
    if (signal?.aborted === true) throw abortError(signal);
    if (now() >= until) throw writeInProgressError();
    await delay(POLL_MS);
  }
}

/** @throws GatewayError STATE_UNAVAILABLE if the record cannot be read, because its write may have been sent */
function openRecord(sealed: string, seal: Seal): WriteRecord {
  try {
    return parseWriteRecord(seal.open(sealed));
  } catch {
    throw stateUnavailableError();
  }
}

function keyReusedError(): GatewayError {
  return new GatewayError(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotencyKey was already used for another mutation or input, so nothing was sent. Use a new key for a new input.',
  );
}

function writeInProgressError(): GatewayError {
  return new GatewayError(
    'WRITE_IN_PROGRESS',
    'A write with this idempotencyKey is in progress. Send the same key and input again to get its outcome.',
  );
}
