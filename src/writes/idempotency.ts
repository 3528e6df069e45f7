/**
 * Makes a caller's retry safe: a write that was sent under an idempotency key is never sent again under it, whatever its outcome.
 *
 * The record says that a write was sent before it is sent. If this process or the connection then dies, the record says "sent" with an unknown
 * outcome, and never "not sent". A write that was certainly not carried out is removed from the record, and can be sent again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError, hasCode } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import { type Log, stackFrames } from '../observability/log.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { acquireKeyLock, type KeyLock } from './key-lock.ts';
import type { KeyedRequest } from './sealed-record.ts';
import { type Clock, openSendWindow, type SendWindow } from './send-window.ts';
import type { WriteResult } from './write-record.ts';

/** One write of a mutation, by a name that is the same in each attempt. */
export interface WritePart {
  readonly name: string;
  /** Records in the audit that the part is about to be sent. If it throws, the part is not sent. */
  readonly recordIntent: () => Promise<void>;
  /**
   * Sends the part, unless the send window is over by then.
   * @throws GatewayError WRITE_OUTCOME_UNKNOWN where it may have been carried out; with any other code it surely was not
   */
  readonly send: (window: SendWindow) => Promise<WriteResult>;
  /** Finds the resource of a part whose outcome is unknown; null if that is not certain. @param sentAt epoch milliseconds */
  readonly reconcile: (sentAt: number) => Promise<WriteResult | null>;
  /** Completes a part that was sent or found, and does so again upon each retry. Its result is recorded. */
  readonly finalize: (done: WriteResult) => Promise<WriteResult>;
}

export type WritePartOutcome =
  | { readonly kind: 'done'; readonly done: WriteResult }
  | { readonly kind: 'failed'; readonly error: GatewayError };

export interface WriteAttempt {
  /** The key under each of its names. A record under any of them counts, and the outcome is saved under all. */
  readonly keyedRequests: readonly [KeyedRequest, ...KeyedRequest[]];
  readonly parts: readonly WritePart[];
  /** Checks what has to hold before anything is sent, once for all parts. An error ends the attempt, unless a part was sent before. */
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
  /** Waits for the attempts in flight, including those whose callers have left. */
  drain(): Promise<void>;
}

interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long to wait for another attempt that holds the key. */
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
      const lock = await acquireKeyLock(keyedRequests, { store, now, waitMs, signal });
      const attempt: ActiveAttempt = {
        lock,
        log,
        now,
        clocks,
        signal,
        outcomes: new Map(),
        ...createPreparation(prepare, log),
      };
      const running = runParts(attempt, parts);
      inFlight.add(running);
      void running.finally(() => inFlight.delete(running));
      await waitForEndOrAbort(running, signal);
      const refusal = attempt.refusal();
      if (refusal !== null && lock.record.size === 0) throw refusal;
      return parts.map(({ name }) => outcomeOf(attempt, name));
    },
    async drain() {
      await Promise.allSettled(inFlight);
    },
  };
}

/** The check of what has to hold before anything is sent. */
interface Preparation {
  /** Checks once for all parts. */
  readonly prepareOnce: () => Promise<void>;
  /** Why nothing may be sent; null if nothing is known against it. */
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

/** An attempt in flight, which holds its key. */
interface ActiveAttempt
  extends Preparation, Pick<WriteAttempt, 'signal'>, Pick<IdempotencyOptions, 'log' | 'now'> {
  readonly lock: KeyLock;
  readonly clocks: readonly Clock[] | undefined;
  readonly outcomes: Map<string, WritePartOutcome>;
}

/** Never rejects. */
async function runParts(attempt: ActiveAttempt, parts: readonly WritePart[]): Promise<void> {
  const { lock, log, outcomes } = attempt;
  for (const part of parts) {
    try {
      outcomes.set(part.name, { kind: 'done', done: await runPart(attempt, part) });
    } catch (error) {
      const isSent = lock.record.has(part.name);
      outcomes.set(part.name, { kind: 'failed', error: toGatewayError(error, isSent, log) });
    }
  }
  await lock.release().catch(() => log.error('write_not_recorded', { reason: 'STATE_UNAVAILABLE' }));
}

async function runPart(attempt: ActiveAttempt, part: WritePart): Promise<WriteResult> {
  const { record } = attempt.lock;
  const recorded = record.get(part.name);
  const before = recorded?.state === 'done' ? recorded.done : null;
  const current =
    before ??
    (recorded?.state === 'sent' ? await reconcilePart(part, recorded.at) : await send(attempt, part));
  const done = await part.finalize(current);
  record.set(part.name, { state: 'done', done });
  if (done !== before) await saveOrLog(attempt);
  return done;
}

async function send(attempt: ActiveAttempt, part: WritePart): Promise<WriteResult> {
  const { lock, now, clocks, signal } = attempt;
  throwIfAborted(signal);
  await attempt.prepareOnce();
  await part.recordIntent();
  // Nothing is awaited between this check and the record, so a part that is reported as aborted is never sent.
  throwIfAborted(signal);
  lock.record.set(part.name, { state: 'sent', at: now() });
  // Open the window before the lease begins at the store, so it never ends later than the lease allows.
  const window = openSendWindow(clocks);
  try {
    await lock.save();
  } catch (error) {
    lock.record.delete(part.name);
    throw error;
  }
  try {
    return await part.send(window);
  } catch (error) {
    // Any other error can come from a write that was carried out.
    const isSure = error instanceof GatewayError && !hasCode(error, 'WRITE_OUTCOME_UNKNOWN');
    if (isSure) {
      lock.record.delete(part.name);
      // A record that still says "sent" would block the key. After a pause of the process the connections to the store have to come back first.
      await saveOrLog(attempt, SAVE_RETRIES);
    }
    throw error;
  }
}

/** @throws GatewayError WRITE_OUTCOME_UNKNOWN if the part is not found now */
async function reconcilePart(part: WritePart, sentAt: number): Promise<WriteResult> {
  const found = await part.reconcile(sentAt).catch(() => null);
  if (found === null) throw outcomeUnknownError();
  return found;
}

/**
 * Saves the record, or logs that it could not. The next attempt reconciles a write without a recorded outcome.
 * @param retries how often to try again while the store is away
 */
async function saveOrLog(attempt: ActiveAttempt, retries = 0): Promise<void> {
  try {
    await attempt.lock.save();
  } catch (error) {
    if (retries > 0 && hasCode(error, 'STATE_UNAVAILABLE')) {
      await delay(SAVE_RETRY_MS);
      return saveOrLog(attempt, retries - 1);
    }
    const reason = error instanceof GatewayError ? error.code : 'unexpected';
    attempt.log.error('write_not_recorded', { reason });
  }
}

/** Returns the outcome of a part as far as it is known now. */
function outcomeOf({ lock, outcomes, signal }: ActiveAttempt, name: string): WritePartOutcome {
  const recorded = outcomes.get(name);
  if (recorded !== undefined) return recorded;
  // The caller has left. A part on record is in flight, and any other is not going to be sent.
  const error = lock.record.has(name) ? outcomeUnknownError() : abortError(signal);
  return { kind: 'failed', error };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** Waits until the parts have ended, or the caller stops waiting. */
function waitForEndOrAbort(running: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return running;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stopWaiting = (): void => resolve(undefined);
  if (signal.aborted) stopWaiting();
  signal.addEventListener('abort', stopWaiting, { once: true });
  void running.then(stopWaiting);
  return promise.finally(() => signal.removeEventListener('abort', stopWaiting));
}

/** Turns a defect into an error for the caller, and logs it. After sending, the outcome of the write is unknown. */
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
