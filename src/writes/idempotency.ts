/**
 * Makes retries safe: a write that was sent with an idempotency key is never sent again with it, whatever its outcome.
 *
 * The gateway records a write as sent before it sends it. If the process or the connection then fails, the record says "sent" with an unknown outcome,
 * and never "not sent". A write that certainly failed is removed from the record, and can be sent again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError, hasCode } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import { type Log, logOfSite, stackFrames } from '../observability/log.ts';
import { type Clock, startStopwatch } from '../resilience/stopwatch.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { acquireKeyLock, type KeyLock } from './key-lock.ts';
import type { KeyedRequest } from './sealed-record.ts';
import type { WriteResult } from './write-record.ts';

/**
 * How long after its record is saved a write may still be sent. The lease of a key is this long plus the request timeout. A write sent later could arrive
 * after another replica has claimed the key and reported an unknown outcome, and after the caller has repeated the write with a new key.
 */
export const SEND_WINDOW_MS = 15_000;

interface SendWindow {
  readonly isOver: () => boolean;
}

/** One write of a mutation. Its name is the same in each attempt. */
export interface WritePart {
  readonly name: string;
  /** Audits that the part is about to be sent. If this throws, the part is not sent. */
  readonly recordIntent: () => Promise<void>;
  /**
   * Sends the part, unless the send window is over.
   * @throws GatewayError WRITE_OUTCOME_UNKNOWN if the write may have taken effect; any other code means that it certainly did not
   */
  readonly send: (window: SendWindow) => Promise<WriteResult>;
  /** Finds the resource of a part with an unknown outcome; null if no match is certain. @param sentAt epoch milliseconds */
  readonly reconcile: (sentAt: number) => Promise<WriteResult | null>;
  /** Completes a part that was sent or reconciled, and again on each retry. The result is recorded. */
  readonly finalize: (done: WriteResult) => Promise<WriteResult>;
}

export type WritePartOutcome =
  | { readonly kind: 'done'; readonly done: WriteResult }
  | { readonly kind: 'failed'; readonly error: GatewayError };

export interface WriteAttempt {
  /** The key under each of its names. Records under all names are merged, and the outcome is saved under all. */
  readonly keyedRequests: readonly [KeyedRequest, ...KeyedRequest[]];
  readonly parts: readonly WritePart[];
  /** The id of the site, for the log; absent without a sites file. */
  readonly site?: string | undefined;
  /** Checks the preconditions of all parts once, before anything is sent. An error ends the attempt, unless a part was already sent. */
  readonly prepare: () => Promise<void>;
  /** Aborted when the caller disconnects or the operation times out. Writes in flight continue, and are recorded. */
  readonly signal: AbortSignal | undefined;
  /** Keeps the site open until the parts are recorded. */
  readonly keepSiteOpen: (work: Promise<unknown>) => void;
}

export interface Idempotency {
  /**
   * Sends the parts one after the other. Returns their outcomes in the same order.
   * @throws GatewayError IDEMPOTENCY_KEY_REUSED, WRITE_IN_PROGRESS, STATE_UNAVAILABLE, and the errors of `prepare`
   */
  run(attempt: WriteAttempt): Promise<readonly WritePartOutcome[]>;
  /** Waits for the attempts in flight, including those whose callers have disconnected. */
  drain(): Promise<void>;
}

interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long to wait for another attempt to release the key. */
  readonly waitMs?: number;
  /** The clocks that measure the send window. */
  readonly clocks?: readonly Clock[];
}

const LOCK_WAIT_MS = 10_000;
const SAVE_RETRIES = 10;
const SAVE_RETRY_MS = 200;

export function createIdempotency(options: IdempotencyOptions): Idempotency {
  const { store, now, waitMs = LOCK_WAIT_MS, clocks } = options;
  const inFlight = new Set<Promise<void>>();

  return {
    async run({ keyedRequests, parts, prepare, signal, site, keepSiteOpen }) {
      const log = logOfSite(options.log, site);
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
      keepSiteOpen(running);
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

/** The check of the preconditions. */
interface Preparation {
  /** Checks once for all parts. */
  readonly prepareOnce: () => Promise<void>;
  /** Returns the failed check; null before the check, and if it succeeded. */
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

/** An attempt in flight, which holds the lock of its key. */
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
  // Do not await between this check and the record, so a part that is reported as aborted is never sent.
  throwIfAborted(signal);
  lock.record.set(part.name, { state: 'sent', at: now() });
  // Open the window before the store begins the lease, so the window never outlasts it.
  const sinceMs = startStopwatch(clocks);
  try {
    await lock.save();
  } catch (error) {
    lock.record.delete(part.name);
    throw error;
  }
  try {
    return await part.send({ isOver: () => sinceMs() > SEND_WINDOW_MS });
  } catch (error) {
    // After any other error, the write may have taken effect.
    const isSure = error instanceof GatewayError && !hasCode(error, 'WRITE_OUTCOME_UNKNOWN');
    if (isSure) {
      lock.record.delete(part.name);
      // A record that still says "sent" would block the key. Retry, because connections to the store may be down after a pause of the process.
      await saveOrLog(attempt, SAVE_RETRIES);
    }
    throw error;
  }
}

/** @throws GatewayError WRITE_OUTCOME_UNKNOWN if the resource is not found */
async function reconcilePart(part: WritePart, sentAt: number): Promise<WriteResult> {
  const found = await part.reconcile(sentAt).catch(() => null);
  if (found === null) throw outcomeUnknownError();
  return found;
}

/**
 * Saves the record, or logs the failure. The next attempt reconciles a write without a recorded outcome.
 * @param retries how often to retry while the store is unavailable
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

/** Returns the current outcome of a part. */
function outcomeOf({ lock, outcomes, signal }: ActiveAttempt, name: string): WritePartOutcome {
  const recorded = outcomes.get(name);
  if (recorded !== undefined) return recorded;
  // The caller has disconnected. A recorded part is in flight, and other parts will not be sent.
  const error = lock.record.has(name) ? outcomeUnknownError() : abortError(signal);
  return { kind: 'failed', error };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** Waits until the parts have ended or the signal is aborted. */
function waitForEndOrAbort(running: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return running;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stopWaiting = (): void => resolve(undefined);
  if (signal.aborted) stopWaiting();
  signal.addEventListener('abort', stopWaiting, { once: true });
  void running.then(stopWaiting);
  return promise.finally(() => signal.removeEventListener('abort', stopWaiting));
}

/** Converts a defect to an error for the caller, and logs it. If the part was sent, its outcome is unknown. */
function toGatewayError(error: unknown, isSent: boolean, log: Log): GatewayError {
  if (error instanceof GatewayError) return error;
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('write_failed', { errorName, stack: stackFrames(error) });
  return isSent
    ? outcomeUnknownError()
    : new GatewayError(
        'INTERNAL_SERVER_ERROR',
        'The gateway failed before it sent the write. Nothing was sent.',
      );
}

function outcomeUnknownError(): GatewayError {
  return new GatewayError(
    'WRITE_OUTCOME_UNKNOWN',
    'The gateway sent the write to the FHIR server, and its outcome is unknown. The gateway never sends it again with this idempotency key. ' +
      'Check whether the record exists. Only if it does not, write again with a new key.',
  );
}
