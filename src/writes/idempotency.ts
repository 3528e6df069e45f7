/**
 * Makes a caller's retry safe: what was sent under a key is never sent again under it, whatever became of it.
 *
 * A write is on record as sent before it is sent. So whatever ends in between, this process or the answer's way back, leaves "sent", of
 * which the outcome is unknown, and never "not sent". A write that surely was not carried out is taken off the record, and can be sent anew.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError, hasCode } from '../errors.ts';
import { givenUp } from '../http/given-up.ts';
import { type Log, stackFrames } from '../log.ts';
import { type HeldKey, holdKey } from './held-key.ts';
import type { Done } from './parts-on-record.ts';
import type { Keyed } from './sealed-record.ts';
import { type Clock, openSendWindow, type SendWindow } from './send-window.ts';
import type { StateStore } from './state-store.ts';

/** One write of a mutation, by a name that is the same in each attempt. */
export interface Part {
  readonly name: string;
  /** Leaves a trace of what is about to be sent. What it throws keeps it from being sent. */
  readonly intend: () => Promise<void>;
  /**
   * Sends it, unless the window is over when it would leave.
   * @throws GatewayError WRITE_OUTCOME_UNKNOWN where it may have been carried out; with any other code it surely was not
   */
  readonly send: (window: SendWindow) => Promise<Done>;
  /** Looks whether what was sent is there; null where that cannot be told. @param sentAt epoch milliseconds */
  readonly lookUp: (sentAt: number) => Promise<Done | null>;
  /** Does what is left to be done about what is done: after it was sent or found, and upon each retry. What it gives is kept. */
  readonly conclude: (done: Done) => Promise<Done>;
}

export type PartOutcome =
  { readonly kind: 'done'; readonly done: Done } | { readonly kind: 'failed'; readonly error: GatewayError };

export interface Attempt {
  /** The key under each of its names. A record under any of them counts, and the outcome is saved under all. */
  readonly keyed: readonly [Keyed, ...Keyed[]];
  readonly parts: readonly Part[];
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
  run(attempt: Attempt): Promise<readonly PartOutcome[]>;
  /** Waits for what is under way, though nobody waits for its answer any more. */
  settled(): Promise<void>;
}

export interface IdempotencyOptions {
  readonly store: StateStore;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long the attempt of another is waited for. */
  readonly waitMs?: number;
  /** Measure the send windows. */
  readonly clocks?: readonly Clock[];
}

const WAIT_MS = 10_000;
const REPEATS = 10;
const REPEATED_AFTER_MS = 200;

export function createIdempotency(options: IdempotencyOptions): Idempotency {
  const { store, log, now, waitMs = WAIT_MS, clocks } = options;
  const underWay = new Set<Promise<void>>();

  return {
    async run({ keyed, parts, prepare, signal }) {
      const key = await holdKey(keyed, { store, now, waitMs, signal });
      const work: Work = {
        key,
        log,
        now,
        clocks,
        signal,
        outcomes: new Map(),
        ...createPreparation(prepare, log),
      };
      const allParts = carryOutAll(work, parts);
      underWay.add(allParts);
      void allParts.finally(() => underWay.delete(allParts));
      await endOf(allParts, signal);
      const refusal = work.refusal();
      if (refusal !== null && key.record.size === 0) throw refusal;
      return parts.map(({ name }) => outcomeOf(work, name));
    },
    async settled() {
      await Promise.allSettled(underWay);
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

function createPreparation(prepare: Attempt['prepare'], log: Log): Preparation {
  let prepared: Promise<void> | null = null;
  let refusal: GatewayError | null = null;
  const prepareOrRefuse = async (): Promise<void> => {
    try {
      await prepare();
    } catch (error) {
      refusal = toldError(error, false, log);
      throw refusal;
    }
  };
  return { prepareOnce: () => (prepared ??= prepareOrRefuse()), refusal: () => refusal };
}

/** An attempt that is being carried out. */
interface Work extends Preparation, Pick<Attempt, 'signal'>, Pick<IdempotencyOptions, 'log' | 'now'> {
  readonly key: HeldKey;
  readonly clocks: readonly Clock[] | undefined;
  readonly outcomes: Map<string, PartOutcome>;
}

/** Never rejects. */
async function carryOutAll(work: Work, parts: readonly Part[]): Promise<void> {
  const { key, log, outcomes } = work;
  for (const part of parts) {
    try {
      outcomes.set(part.name, { kind: 'done', done: await carryOut(work, part) });
    } catch (error) {
      const isSent = key.record.has(part.name);
      outcomes.set(part.name, { kind: 'failed', error: toldError(error, isSent, log) });
    }
  }
  await key.letGo().catch(() => log.error('write_not_recorded', { reason: 'STATE_UNAVAILABLE' }));
}

async function carryOut(work: Work, part: Part): Promise<Done> {
  const { record } = work.key;
  const known = record.get(part.name);
  const before = known?.state === 'done' ? known.done : null;
  const current = before ?? (known?.state === 'sent' ? await lookUp(part, known.at) : await send(work, part));
  const done = await part.conclude(current);
  record.set(part.name, { state: 'done', done });
  if (done !== before) await saveIfPossible(work);
  return done;
}

async function send(work: Work, part: Part): Promise<Done> {
  const { key, now, clocks, signal } = work;
  refuseGivenUp(signal);
  await work.prepareOnce();
  await part.intend();
  // Nothing stands between this look and the record, so that what is told as given up is not sent after all.
  refuseGivenUp(signal);
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
      await saveIfPossible(work, REPEATS);
    }
    throw error;
  }
}

/** What cannot be looked up now stays unknown. */
async function lookUp(part: Part, sentAt: number): Promise<Done> {
  const found = await part.lookUp(sentAt).catch(() => null);
  if (found === null) throw stillUnknown();
  return found;
}

/**
 * Saves the record, or logs that it could not. The next attempt looks up a write without a recorded outcome.
 * @param repeats how often to try again while the store is away
 */
async function saveIfPossible(work: Work, repeats = 0): Promise<void> {
  try {
    await work.key.save();
  } catch (error) {
    if (repeats > 0 && hasCode(error, 'STATE_UNAVAILABLE')) {
      await delay(REPEATED_AFTER_MS);
      return saveIfPossible(work, repeats - 1);
    }
    const reason = error instanceof GatewayError ? error.code : 'unexpected';
    work.log.error('write_not_recorded', { reason });
  }
}

/** As far as it is known now. */
function outcomeOf({ key, outcomes, signal }: Work, name: string): PartOutcome {
  const known = outcomes.get(name);
  if (known !== undefined) return known;
  // Given up: what is on record as sent is on its way, and what is not will not be sent.
  const error = key.record.has(name) ? stillUnknown() : givenUp(signal);
  return { kind: 'failed', error };
}

function refuseGivenUp(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw givenUp(signal);
}

/** The end of the work, or that of waiting for it. */
function endOf(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const leave = (): void => resolve(undefined);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  void work.then(leave);
  return promise.finally(() => signal.removeEventListener('abort', leave));
}

/** A defect after sending leaves a write of which nothing is known; the log has the defect. */
function toldError(error: unknown, isSent: boolean, log: Log): GatewayError {
  if (error instanceof GatewayError) return error;
  const errorName = error instanceof Error ? error.name : typeof error;
  log.error('write_failed', { errorName, stack: stackFrames(error) });
  return isSent
    ? stillUnknown()
    : new GatewayError(
        'INTERNAL_SERVER_ERROR',
        'A defect of the gateway came before the write. Nothing was sent.',
      );
}

function stillUnknown(): GatewayError {
  return new GatewayError(
    'WRITE_OUTCOME_UNKNOWN',
    'The write was sent to the FHIR server, and whether it was carried out is not known. It is not sent again under this idempotency ' +
      'key. Look whether it is there; only if it is not, write it anew, with a new key.',
  );
}
