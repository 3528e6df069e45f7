/** Delivers spooled events to the FHIR server: one worker sends them in order, and retries until the server takes or refuses them. */
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
import type { Spool, SpooledEvent } from './spool.ts';

export interface DeliveryWorker {
  /** Reports that there are events to deliver. */
  wake(): void;
  /** Delivers what it can within the time, unless the server is failing; what is left is for the next start. */
  stop(timeoutMs: number): Promise<void>;
}

interface DeliveryWorkerOptions {
  readonly spool: Spool;
  readonly repository: AuditRepository;
  readonly log: Log;
  /** How long to wait after so many failures in a row, in milliseconds. */
  readonly backoffMs?: (failures: number) => number;
}

const BATCH_SIZE = 50;
/** How often a server may fail at one event while it takes others, before the event is set aside. */
const MAX_EVENT_FAILURES = 5;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

interface DeliveryResult {
  readonly id: number;
  readonly delivery: Delivery;
}

export function createDeliveryWorker({
  spool,
  repository,
  log,
  backoffMs = computeBackoff,
}: DeliveryWorkerOptions): DeliveryWorker {
  const abort = new AbortController();
  let isStopping = false;
  let failures = 0;
  let news = Promise.withResolvers<undefined>();
  /** How often the server failed at an event while it took others. */
  const passedOver = new Map<number, number>();

  /** Returns whether the server is never going to take the event. */
  const isHopeless = ({ id, delivery }: DeliveryResult, takesOthers: boolean): boolean => {
    if (isRejected(delivery)) return true;
    if (!takesOthers || !isEventFailure(delivery)) return false;
    const times = (passedOver.get(id) ?? 0) + 1;
    passedOver.set(id, times);
    return times >= MAX_EVENT_FAILURES;
  };

  /** Removes delivered and hopeless events from the spool. Returns the first event that has to wait. */
  const settle = (results: readonly DeliveryResult[]): DeliveryResult | undefined => {
    const delivered = results.filter(({ delivery }) => isDelivered(delivery)).map(({ id }) => id);
    const rejected = new Map(
      results
        .filter((result) => isHopeless(result, delivered.length > 0))
        .map(({ id, delivery }) => [id, delivery.status ?? 0]),
    );
    spool.settle(delivered, rejected);
    for (const id of [...delivered, ...rejected.keys()]) passedOver.delete(id);
    const [status] = rejected.values();
    if (status !== undefined) log.error('audit_undeliverable', { status, events: spool.undeliverable });
    return results.find(({ id, delivery }) => !isDelivered(delivery) && !rejected.has(id));
  };

  const deliver = async (events: readonly SpooledEvent[]): Promise<DeliveryResult | undefined> => {
    const json = events.map((event) => event.json);
    const deliveries = await repository.deliver(json, abort.signal);
    return settle(events.map(({ id }, at) => ({ id, delivery: deliveries[at] ?? { status: null } })));
  };

  /** Returns false if there was nothing to deliver. */
  const round = async (): Promise<boolean> => {
    const events = spool.oldest(BATCH_SIZE);
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
      // Events that came between the last round and the stop get one more round.
      const isLast = isStopping;
      const isBusy = await round().catch((error: unknown) => {
        logFailure({ status: null, reason: `The audit spool could not be used${systemCodeSuffix(error)}.` });
        return true;
      });
      if (!isBusy) {
        if (isLast) return;
        await news.promise;
        news = Promise.withResolvers<undefined>();
      } else if (failures > 0) {
        // A server that fails now would only hold up the stop.
        if (isStopping) return;
        await pause(backoffMs(failures), abort.signal);
      }
    }
  };
  const working = work();

  return {
    wake: () => news.resolve(undefined),
    async stop(timeoutMs) {
      isStopping = true;
      news.resolve(undefined);
      if (failures > 0) abort.abort();
      const deadline = setTimeout(() => abort.abort(), timeoutMs);
      await working;
      clearTimeout(deadline);
    },
  };
}

/** It does not keep the process alive. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

function computeBackoff(failures: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
