/** An idempotency key that one attempt holds: claimed under each of its names, with the parts on record under any of them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import { givenUp } from '../http/given-up.ts';
import { addParts, type PartsOnRecord, parseParts, partsToJson } from './parts-on-record.ts';
import { claimIdOf, createSeal, fingerprintOf, type Keyed, type Seal } from './sealed-record.ts';
import { type Claim, type StateStore, stateUnavailable } from './state-store.ts';

export interface HeldKey {
  /** The parts that earlier attempts recorded; the present one changes and saves them. */
  readonly record: PartsOnRecord;
  /**
   * Saves the record, and begins the lease of the key again.
   * @throws GatewayError WRITE_IN_PROGRESS where another attempt has taken the key, STATE_UNAVAILABLE
   */
  save(): Promise<void>;
  /** Releases the key, and forgets it if no part is on record: a key under which nothing was sent is as good as new. */
  letGo(): Promise<void>;
}

export interface HoldOptions {
  readonly store: StateStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long to wait for another attempt. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One name of the key, and the seal of the record under it. */
interface Name {
  readonly claim: Claim;
  readonly seal: Seal;
  /** Whether there was no record under it. */
  readonly isNew: boolean;
}

const POLL_MS = 100;

/** @throws GatewayError IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE, and why the signal was aborted */
export async function holdKey(keyed: readonly Keyed[], options: HoldOptions): Promise<HeldKey> {
  const { store, now, waitMs } = options;
  const owner = randomUUID();
  const until = now() + waitMs;
  const names: Name[] = [];
  const record: PartsOnRecord = new Map();

  try {
    for (const each of keyed) {
      const claim = { id: claimIdOf(each), fingerprint: fingerprintOf(each), owner };
      const sealed = await claimed(claim, until, options);
      const name = { claim, seal: createSeal(each), isNew: sealed === null };
      names.push(name);
      if (sealed !== null) addParts(record, opened(sealed, name.seal));
    }
  } catch (error) {
    // A record that could not be read stays, since it could be of something that was sent.
    const ends = names.map(({ claim, isNew }) => (isNew ? store.forget(claim) : store.release(claim)));
    await Promise.allSettled(ends);
    throw error;
  }

  return {
    record,
    async save() {
      const json = partsToJson(record);
      const saved = await Promise.all(names.map(({ claim, seal }) => store.save(claim, seal.close(json))));
      if (saved.includes(false)) throw inProgress();
    },
    async letGo() {
      const isEmpty = record.size === 0;
      await Promise.all(names.map(({ claim }) => (isEmpty ? store.forget(claim) : store.release(claim))));
    },
  };
}

/** Claims a name, and waits until other attempts release it. */
async function claimed(
  claim: Claim,
  until: number,
  { store, now, signal }: HoldOptions,
): Promise<string | null> {
  for (;;) {
    const answer = await store.claim(claim);
    if (answer.kind === 'mine') return answer.sealed;
    if (answer.kind === 'other-input') throw keyReused();
    if (signal?.aborted === true) throw givenUp(signal);
    if (now() >= until) throw inProgress();
    await delay(POLL_MS);
  }
}

/** @throws GatewayError STATE_UNAVAILABLE: a record that cannot be read could be of anything that was sent */
function opened(sealed: string, seal: Seal): PartsOnRecord {
  try {
    return parseParts(seal.open(sealed));
  } catch {
    throw stateUnavailable();
  }
}

function keyReused(): GatewayError {
  return new GatewayError(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotencyKey was used before, for another mutation or another input. Nothing was sent. Take a new key for a new input.',
  );
}

function inProgress(): GatewayError {
  return new GatewayError(
    'WRITE_IN_PROGRESS',
    'A write with this idempotencyKey is in progress. Send the same key and input again for its outcome.',
  );
}
