/** Events for a FHIR server: safe once they are in the spool, and delivered from there as the server takes them. */
import type { DeliveryWorker } from './delivery-worker.ts';
import { auditUnavailableError, type EventKind, type EventSink } from './event-sink.ts';
import type { Spool } from './spool.ts';

interface FhirSinkOptions {
  readonly spool: Spool;
  readonly deliveryWorker: DeliveryWorker;
  /** How long it may still deliver while it closes. */
  readonly closeTimeoutMs: number;
}

interface Waiting extends PromiseWithResolvers<void> {
  readonly events: readonly string[];
  readonly kind: EventKind;
}

export function createFhirSink({ spool, deliveryWorker, closeTimeoutMs }: FhirSinkOptions): EventSink {
  const waiting: Waiting[] = [];
  let isClosed = false;

  /** What comes in one turn of the event loop shares one transaction, since each waits for the disk. */
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

  /** What waits to be added is promised its room. */
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
          `The audit spool is full: ${spool.waiting} events wait, and ${spool.undeliverable} are undeliverable`,
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
