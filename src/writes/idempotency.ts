/**
 * Makes a caller's retry safe: what was sent under a key is never sent again under it, whatever became of it.
 *
 * A write is on record as sent before it is sent. So whatever ends in between, this process or the answer's way back, leaves "sent", of
 * which the outcome is unknown, and never "not sent". A write that surely was not carried out is taken off the record, and can be sent anew.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError, hasCode } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import { type Log, stackFrames } from '../observability/log.ts';
import { type KeyLock, acquireKeyLock } from './key-lock.ts';
import type { WriteResult } from './write-record.ts';
import type { KeyedRequest } from './sealed-record.ts';
import { type Clock, openSendWindow, type SendWindow } from './send-window.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

/** One write of a mutation, by a name that is the same in each attempt. */
export interface WritePart {
  readonly name: string;
  /** Leaves a trace of what is about to be sent. What it throws keeps it from being sent. */
  readonly recordIntent: () => Promise<void>;
  /**
   * Sends it, unless the window is over when it would leave.
   * @throws GatewayError WRITE_OUTCOME_UNKNOWN where it may have been carried out; with any other code it surely was not
   */
  readonly send: (window: SendWindow) => Promise<WriteResult>;
  /** Looks whether what was sent is there; null where that cannot be told. @param sentAt epoch milliseconds */
  readonly reconcile: (sentAt: number) => Promise<WriteResult | null>;
  /** Does what is left to be done about what is done: after it was sent or found, and upon each retry. What it gives is kept. */
  readonly finalize: (done: WriteResult) => Promise<WriteResult>;
}

export type WritePartOutcome =
  | { readonly kind: 'done'; readonly done: WriteResult }
  | { readonly kind: 'failed'; readonly error: GatewayError };

export interface WriteAttempt {
  /** The key under each of its names. A record under any of them counts, and the outcome is saved under all. */
  readonly keyedRequests: readonly [KeyedRequest, ...KeyedRequest[]];
  readonly parts: readonly WritePart[];
  /** What has to hold before anything is sent, asked once for all parts. What it throws ends the attempt, unless some were sent before. */
  readonly prepare: () => Promise<void>;
  /** Aborted when the caller hangs up or the operation's time is over. What is being sent then goes on, and is recorded. */
  readonly signal: AbortSignal | undefined;
}

export interface Idempotency {
  /**
   * The outcome of each part, in their order; parts are sent one after the other.
   * @throws GatewayError IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE, and what `prepare` throws
   */
  run(attempt: WriteAttempt): Promise<readonly WritePartOutcome[]>;
  /** Waits for what is under way, though nobody waits for its answer any more. */
  drain(): Promise<void>;
}

interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long the attempt of another is waited for. */
  readonly waitMs?: number;
  /** Measure the send windows. */
  readonly clocks?: readonly Clock[];
}

const LOCK_WAIT_MS = 10_000;
const SAVE_RETRIES = 10;
const SAVE_RETRY_MS = 200;

export function createIdempotency(options: IdempotencyOptions): Idempotency {
  const { store, log, now, waitMs = LOCK_WAIT_MS, clocks } = options;
  const inFlight = new Set<Promise<void>>();

  return {
    async run({ keyedRequests, parts, prepare, signal }) {
      const key = await acquireKeyLock(keyedRequests, { store, now, waitMs, signal });
      const work: ActiveAttempt = {
        key,
        log,
        now,
        clocks,
        signal,
        outcomes: new Map(),
        ...createPreparation(prepare, log),
      };
      const allParts = carryOutAll(work, parts);
      inFlight.add(allParts);
      void allParts.finally(() => inFlight.delete(allParts));
      await waitForEndOrAbort(allParts, signal);
      const refusal = work.refusal();
      if (refusal !== null && key.record.size === 0) throw refusal;
      return parts.map(({ name }) => outcomeOf(work, name));
    },
    async drain() {
      await Promise.allSettled(inFlight);
    },
  };
}

/** What has to hold before anything is sent. */
interface Preparation {
  /** Asks once for all parts. */
  readonly prepareOnce: () => Promise<void>;
  /** Why nothing may be sent; null where it may, as far as it is known. */
  readonly refusal: () => GatewayError | null;
}

function createPreparation(prepare: WriteAttempt['prepare'], log: Log): Preparation {
  let prepared: Promise<void> | null = null;
  let refusal: GatewayError | null = null;
  const prepareOrRefuse = async (): Promise<void> => {
    try {
      await prepare();
    } catch (error) {
      refusal = toGatewayError(error, false, log);
      throw refusal;
    }
  };
  return { prepareOnce: () => (prepared ??= prepareOrRefuse()), refusal: () => refusal };
}

/** An attempt that is being carried out. */
interface ActiveAttempt
  extends Preparation, Pick<WriteAttempt, 'signal'>, Pick<IdempotencyOptions, 'log' | 'now'> {
  readonly key: KeyLock;
  readonly clocks: readonly Clock[] | undefined;
  readonly outcomes: Map<string, WritePartOutcome>;
}

/** Never rejects. */
async function carryOutAll(work: ActiveAttempt, parts: readonly WritePart[]): Promise<void> {
  const { key, log, outcomes } = work;
  for (const part of parts) {
    try {
      outcomes.set(part.name, { kind: 'done', done: await carryOut(work, part) });
    } catch (error) {
      const isSent = key.record.has(part.name);
      outcomes.set(part.name, { kind: 'failed', error: toGatewayError(error, isSent, log) });
    }
  }
  await key.release().catch(() => log.error('write_not_recorded', { reason: 'STATE_UNAVAILABLE' }));
}

async function carryOut(work: ActiveAttempt, part: WritePart): Promise<WriteResult> {
  const { record } = work.key;
  const known = record.get(part.name);
  const before = known?.state === 'done' ? known.done : null;
  const current = before ?? (known?.state === 'sent' ? await lookUp(part, known.at) : await send(work, part));
  const done = await part.finalize(current);
  record.set(part.name, { state: 'done', done });
  if (done !== before) await saveIfPossible(work);
  return done;
}

async function send(work: ActiveAttempt, part: WritePart): Promise<WriteResult> {
  const { key, now, clocks, signal } = work;
  throwIfAborted(signal);
  await work.prepareOnce();
  await part.recordIntent();
  // Nothing stands between this look and the record, so that what is told as given up is not sent after all.
  throwIfAborted(signal);
  key.record.set(part.name, { state: 'sent', at: now() });
  // Open the window before the lease begins at the store, so it never ends later than the lease allows.
  const window = openSendWindow(clocks);
  try {
    await key.save();
  } catch (error) {
    key.record.delete(part.name);
    throw error;
  }
  try {
    return await part.send(window);
  } catch (error) {
    // What is not told as a failure of a kind that sends nothing may have been carried out.
    const isSure = error instanceof GatewayError && !hasCode(error, 'WRITE_OUTCOME_UNKNOWN');
    if (isSure) {
      key.record.delete(part.name);
      // A record that still says "sent" would block the key. After a pause of the process the connections to the store have to come back first.
      await saveIfPossible(work, SAVE_RETRIES);
    }
    throw error;
  }
}

/** What cannot be looked up now stays unknown. */
async function lookUp(part: WritePart, sentAt: number): Promise<WriteResult> {
  const found = await part.reconcile(sentAt).catch(() => null);
  if (found === null) throw outcomeUnknownError();
  return found;
}

/**
 * Saves the record, or logs that it could not. The next attempt looks up a write without a recorded outcome.
 * @param repeats how often to try again while the store is away
 */
async function saveIfPossible(work: ActiveAttempt, repeats = 0): Promise<void> {
  try {
    await work.key.save();
  } catch (error) {
    if (repeats > 0 && hasCode(error, 'STATE_UNAVAILABLE')) {
      await delay(SAVE_RETRY_MS);
      return saveIfPossible(work, repeats - 1);
    }
    const reason = error instanceof GatewayError ? error.code : 'unexpected';
    work.log.error('write_not_recorded', { reason });
  }
}

/** As far as it is known now. */
function outcomeOf({ key, outcomes, signal }: ActiveAttempt, name: string): WritePartOutcome {
  const known = outcomes.get(name);
  if (known !== undefined) return known;
  // Given up: what is on record as sent is on its way, and what is not will not be sent.
  const error = key.record.has(name) ? outcomeUnknownError() : abortError(signal);
  return { kind: 'failed', error };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** The end of the work, or that of waiting for it. */
function waitForEndOrAbort(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const leave = (): void => resolve(undefined);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  void work.then(leave);
  return promise.finally(() => signal.removeEventListener('abort', leave));
}

/** A defect after sending leaves a write of which nothing is known; the log has the defect. */
function toGatewayError(error: unknown, isSent: boolean, log: Log): GatewayError {
  if (error instanceof GatewayError) return error;
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('write_failed', { errorName, stack: stackFrames(error) });
  return isSent
    ? outcomeUnknownError()
    : new GatewayError(
        'INTERNAL_SERVER_ERROR',
        'A defect of the gateway came before the write. Nothing was sent.',
      );
}

function outcomeUnknownError(): GatewayError {
  return new GatewayError(
    'WRITE_OUTCOME_UNKNOWN',
    'The write was sent to the FHIR server, and whether it was carried out is not known. It is not sent again under this idempotency ' +
      'key. Look whether it is there; only if it is not, write it anew, with a new key.',
  );
}
