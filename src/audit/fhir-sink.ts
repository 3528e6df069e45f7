/** A sink that stores events in the spool, from which they are delivered to FHIR servers. */
import {
  auditUnavailableError,
  type EventKind,
  type EventOwner,
  type EventSink,
  NO_OWNER,
} from './event-sink.ts';
import type { Spool, SpoolEntry } from './spool.ts';

export interface Deliveries {
  /** Notifies the worker of a destination of new events. */
  wake(destination: string): void;
  /** Stops every worker. */
  stop(timeoutMs: number): Promise<void>;
}

interface FhirSinkOptions {
  readonly spool: Spool;
  /** Delivers the events of every destination. */
  readonly deliveries: Deliveries;
  /** How long delivery may continue during the close. */
  readonly closeTimeoutMs: number;
}

interface Waiting extends PromiseWithResolvers<void>, SpoolEntry {
  /** Stops counting the room that the events have reserved. */
  readonly release: () => void;
}

export function createFhirSink({ spool, deliveries, closeTimeoutMs }: FhirSinkOptions): EventSink {
  const waiting: Waiting[] = [];
  let isClosed = false;

  /** Adds all events of one turn of the event loop in one transaction, because each transaction waits for the disk. */
  const flush = (): void => {
    const batch = waiting.splice(0);
    if (batch.length === 0) return;
    for (const { release } of batch) release();
    try {
      spool.add(batch);
    } catch (error) {
      const unavailable = auditUnavailableError('The audit spool could not be written', error);
      for (const { reject } of batch) reject(unavailable);
      return;
    }
    for (const { resolve } of batch) resolve();
    for (const destination of new Set(batch.map(({ owner }) => owner.destination)))
      deliveries.wake(destination);
  };

  const hasRoomFor = (count: number, kind: EventKind, { site }: EventOwner): boolean =>
    spool.hasRoomFor(count, kind === 'refusal' ? count : 0, site);

  return {
    hasRoomForRefusals: (count, owner = NO_OWNER) => hasRoomFor(count, 'refusal', owner),
    async write(events, kind = 'access', owner = NO_OWNER) {
      if (isClosed) throw auditUnavailableError('The audit spool is closed');
      if (!hasRoomFor(events.length, kind, owner))
        throw auditUnavailableError(
          `The audit spool is full: ${spool.waiting} events are waiting and ${spool.undeliverable} are undeliverable`,
        );
      const added = { events, kind, owner };
      const entry: Waiting = { ...added, release: spool.reserve(added), ...Promise.withResolvers() };
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(entry);
      await entry.promise;
    },
    spoolCounts: () => ({ waiting: spool.waiting, undeliverable: spool.undeliverable }),
    async close() {
      isClosed = true;
      flush();
      await deliveries.stop(closeTimeoutMs);
      spool.close();
    },
  };
}
