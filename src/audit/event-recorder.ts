/** Writes events to a sink, waits until they are stored, and reports the outcome. */
import { hasCode } from '../errors.ts';
import type { AuditEvent } from '../fhir/types.ts';
import { escapeLineControls } from '../observability/buffered-output.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { auditUnavailableError, type EventKind, type EventSink } from './event-sink.ts';
import { createStallDetector } from './stall-detector.ts';

/** Events that are written together. */
export interface Recording {
  readonly make: () => readonly AuditEvent[];
  readonly kind: EventKind;
  /** The request that they are about; null for several requests. */
  readonly requestId: string | null;
  /** Called if the events are dropped, to count the refusals. */
  readonly onDropped?: () => void;
}

interface EventRecorder {
  /** True while the sink does not respond. */
  readonly isStalled: boolean;
  /** Returns false if refusals have filled their share of the sink. */
  hasRoomForRefusals(count: number): boolean;
  /** Resolves when the events are stored. @throws GatewayError AUDIT_UNAVAILABLE, after logging it */
  record(recording: Recording): Promise<void>;
}

interface EventRecorderOptions {
  readonly sink: EventSink;
  readonly log: Log;
  readonly observer: Observer;
  /** The timeout for storing events, in milliseconds. */
  readonly timeoutMs: number;
}

export function createEventRecorder({ sink, log, observer, timeoutMs }: EventRecorderOptions): EventRecorder {
  let lost = 0;
  const stallDetector = createStallDetector({
    timeoutMs,
    onRecovery() {
      log.warn('audit_answers_again', { reason: 'Waiting events are being written.', events: lost });
      lost = 0;
    },
  });

  const hasRoomForRefusals = (count: number): boolean => sink.hasRoomForRefusals?.(count) !== false;

  const write = (events: readonly AuditEvent[], kind: EventKind): Promise<void> =>
    sink.write(
      events.map((event) => escapeLineControls(JSON.stringify(event))),
      kind,
    );

  /** Reports the outcome of a write, even if it arrives late. */
  const report = async (written: Promise<void>, events: number, onDropped?: () => void): Promise<void> => {
    try {
      await written;
      observer.emit({ kind: 'audit', events, isKept: true });
    } catch {
      observer.emit({ kind: 'audit-lost', events });
      if (stallDetector.isStalled) lost += events;
      onDropped?.();
    }
  };

  return {
    get isStalled() {
      return stallDetector.isStalled;
    },
    hasRoomForRefusals,
    async record({ make, kind, requestId, onDropped }) {
      let events: readonly AuditEvent[] = [];
      try {
        events = make();
        if (events.length === 0) return;
        if (kind === 'refusal' && !hasRoomForRefusals(events.length)) return onDropped?.();
        // Send events to a stalled sink too: it stores most of them when it responds again.
        const written = write(events, kind);
        void report(written, events.length, onDropped);
        await stallDetector.wait(written);
      } catch (error) {
        const reason = hasCode(error, 'AUDIT_UNAVAILABLE') ? error.message : 'An unexpected error happened.';
        log.error('audit_failed', { requestId: requestId ?? undefined, reason, events: events.length });
        observer.emit({ kind: 'audit', events: events.length, isKept: false });
        throw auditUnavailableError(
          'The operation could not be recorded, so it is not answered. Try again later',
        );
      }
    },
  };
}
