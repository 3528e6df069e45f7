/** Delivers spooled events in order, and retries until the audit repository accepts or rejects each event. */
import { setTimeout as wait } from 'node:timers/promises';
import { systemCodeSuffix } from '../errors.ts';
import type { Log } from '../observability/log.ts';
import {
  type AuditRepository,
  type Delivery,
  isDelivered,
  isEventFailure,
  isRejected,
} from './audit-repository.ts';
import { NO_OWNER } from './event-sink.ts';
import type { Spool, SpooledEvent } from './spool.ts';

export interface DeliveryWorker {
  /** Notifies the worker of new events. */
  wake(): void;
  /** Delivers events until the timeout, unless the server is failing. The remaining events are delivered after the next start. */
  stop(timeoutMs: number): Promise<void>;
}

interface DeliveryWorkerOptions {
  readonly spool: Spool;
  /** The destination in the spool; empty by default. */
  readonly destination?: string;
  readonly repository: AuditRepository;
  readonly log: Log;
  /** Returns the delay after this number of consecutive failures, in milliseconds. */
  readonly backoffMs?: (failures: number) => number;
}

const BATCH_SIZE = 50;
/** How often a server may fail on one event while it accepts others, before the event is undeliverable. */
const MAX_EVENT_FAILURES = 5;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

interface DeliveryResult {
  readonly id: number;
  readonly delivery: Delivery;
}

export function createDeliveryWorker({
  spool,
  destination = NO_OWNER.destination,
  repository,
  log,
  backoffMs = computeBackoff,
}: DeliveryWorkerOptions): DeliveryWorker {
  const abort = new AbortController();
  let isStopping = false;
  let failures = 0;
  let wakeUp = Promise.withResolvers<undefined>();
  /** How often the server failed on an event while it accepted others. */
  const eventFailures = new Map<number, number>();

  /** Returns whether the server will never accept the event. */
  const isUndeliverable = ({ id, delivery }: DeliveryResult, takesOthers: boolean): boolean => {
    if (isRejected(delivery)) return true;
    if (!takesOthers || !isEventFailure(delivery)) return false;
    const times = (eventFailures.get(id) ?? 0) + 1;
    eventFailures.set(id, times);
    return times >= MAX_EVENT_FAILURES;
  };

  /** Removes delivered and undeliverable events from the queue. Returns the first event that has to wait. */
  const settle = (results: readonly DeliveryResult[]): DeliveryResult | undefined => {
    const delivered = results.filter(({ delivery }) => isDelivered(delivery)).map(({ id }) => id);
    const rejected = new Map(
      results
        .filter((result) => isUndeliverable(result, delivered.length > 0))
        .map(({ id, delivery }) => [id, delivery.status ?? 0]),
    );
    spool.settle(delivered, rejected);
    for (const id of [...delivered, ...rejected.keys()]) eventFailures.delete(id);
    const [status] = rejected.values();
    if (status !== undefined) log.error('audit_undeliverable', { status, events: spool.undeliverable });
    return results.find(({ id, delivery }) => !isDelivered(delivery) && !rejected.has(id));
  };

  const deliver = async (events: readonly SpooledEvent[]): Promise<DeliveryResult | undefined> => {
    const json = events.map((event) => event.json);
    const deliveries = await repository.deliver(json, abort.signal);
    return settle(events.map(({ id }, at) => ({ id, delivery: deliveries[at] ?? { status: null } })));
  };

  /** Delivers one batch. Returns false if the spool is empty. */
  const round = async (): Promise<boolean> => {
    const events = spool.oldest(BATCH_SIZE, destination);
    if (events.length === 0) return false;
    const waiting = await deliver(events);
    if (waiting !== undefined) {
      logFailure(waiting.delivery);
    } else if (failures > 0) {
      failures = 0;
      log.info('audit_delivered_again', { events: spool.waiting });
    }
    return true;
  };

  const logFailure = ({ status, reason }: Delivery): void => {
    failures += 1;
    log.error('audit_not_delivered', { status: status ?? undefined, reason, events: spool.waiting });
  };

  const work = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      // Events added between the last round and the stop get one more round.
      const isLast = isStopping;
      const isBusy = await round().catch((error: unknown) => {
        logFailure({ status: null, reason: `The audit spool could not be used${systemCodeSuffix(error)}.` });
        return true;
      });
      if (!isBusy) {
        if (isLast) return;
        await wakeUp.promise;
        wakeUp = Promise.withResolvers<undefined>();
      } else if (failures > 0) {
        // Retrying a failing server would only delay the stop.
        if (isStopping) return;
        await pause(backoffMs(failures), abort.signal);
      }
    }
  };
  const working = work();

  return {
    wake: () => wakeUp.resolve(undefined),
    async stop(timeoutMs) {
      isStopping = true;
      wakeUp.resolve(undefined);
      if (failures > 0) abort.abort();
      const deadline = setTimeout(() => abort.abort(), timeoutMs);
      await working;
      clearTimeout(deadline);
    },
  };
}

/** Waits without keeping the process alive. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

function computeBackoff(failures: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
