/** A sink that stores events in the spool, from which they are delivered to a FHIR server. */
import type { DeliveryWorker } from './delivery-worker.ts';
import { auditUnavailableError, type EventKind, type EventSink } from './event-sink.ts';
import type { Spool } from './spool.ts';

interface FhirSinkOptions {
  readonly spool: Spool;
  readonly deliveryWorker: DeliveryWorker;
  /** How long delivery may continue during the close. */
  readonly closeTimeoutMs: number;
}

interface Waiting extends PromiseWithResolvers<void> {
  readonly events: readonly string[];
  readonly kind: EventKind;
}

export function createFhirSink({ spool, deliveryWorker, closeTimeoutMs }: FhirSinkOptions): EventSink {
  const waiting: Waiting[] = [];
  let isClosed = false;

  /** Adds all events of one turn of the event loop in one transaction, because each transaction waits for the disk. */
  const flush = (): void => {
    const batch = waiting.splice(0);
    if (batch.length === 0) return;
    try {
      spool.add(selectEvents(batch, 'access'), selectEvents(batch, 'refusal'));
    } catch (error) {
      const unavailable = auditUnavailableError('The audit spool could not be written', error);
      for (const { reject } of batch) reject(unavailable);
      return;
    }
    for (const { resolve } of batch) resolve();
    deliveryWorker.wake();
  };

  /** Events that wait to be added have reserved their room. */
  const hasRoomFor = (count: number, kind: EventKind): boolean => {
    const refusals = countEvents(waiting, 'refusal');
    const promised = countEvents(waiting, 'access') + refusals;
    return spool.hasRoomFor(promised + count, kind === 'refusal' ? refusals + count : 0);
  };

  return {
    hasRoomForRefusals: (count) => hasRoomFor(count, 'refusal'),
    async write(events, kind = 'access') {
      if (isClosed) throw auditUnavailableError('The audit spool is closed');
      if (!hasRoomFor(events.length, kind))
        throw auditUnavailableError(
          `The audit spool is full: ${spool.waiting} events are waiting and ${spool.undeliverable} are undeliverable`,
        );
      const entry: Waiting = { events, kind, ...Promise.withResolvers() };
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(entry);
      await entry.promise;
    },
    spoolCounts: () => ({ waiting: spool.waiting, undeliverable: spool.undeliverable }),
    async close() {
      isClosed = true;
      flush();
      await deliveryWorker.stop(closeTimeoutMs);
      spool.close();
    },
  };
}

function selectEvents(batch: readonly Waiting[], kind: EventKind): string[] {
  return batch.flatMap((each) => (each.kind === kind ? each.events : []));
}

function countEvents(batch: readonly Waiting[], kind: EventKind): number {
  return batch.reduce((sum, each) => sum + (each.kind === kind ? each.events.length : 0), 0);
}
