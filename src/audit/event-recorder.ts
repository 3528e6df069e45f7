/** Records events in a sink, waits until they are safe, and reports the outcome. */
import { hasCode } from '../errors.ts';
import type { AuditEvent } from '../fhir/types.ts';
import { escapeLineControls } from '../observability/buffered-output.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { auditUnavailableError, type EventKind, type EventSink } from './event-sink.ts';
import { createStallDetector } from './stall-detector.ts';

/** Events that belong together, and what they are. */
export interface Recording {
  readonly make: () => readonly AuditEvent[];
  readonly kind: EventKind;
  /** The request that they are about; null: more than one. */
  readonly requestId: string | null;
  /** Called if they are not recorded, to count the refusal. */
  readonly onDropped?: () => void;
}

interface EventRecorder {
  /** True while the sink does not answer. */
  readonly isStalled: boolean;
  /** False where refusals have filled their share of the sink. */
  hasRoomForRefusals(count: number): boolean;
  /** Resolves once the events are safe. @throws GatewayError AUDIT_UNAVAILABLE, which is in the log by then */
  record(recording: Recording): Promise<void>;
}

interface EventRecorderOptions {
  readonly sink: EventSink;
  readonly log: Log;
  readonly observer: Observer;
  /** How long it may take until events are safe, in milliseconds. */
  readonly timeoutMs: number;
}

export function createEventRecorder({ sink, log, observer, timeoutMs }: EventRecorderOptions): EventRecorder {
  let lost = 0;
  const stallDetector = createStallDetector({
    timeoutMs,
    onRecovery() {
      log.warn('audit_answers_again', { reason: 'Events that waited are written now.', events: lost });
      lost = 0;
    },
  });

  const hasRoomForRefusals = (count: number): boolean => sink.hasRoomForRefusals?.(count) !== false;

  const write = (events: readonly AuditEvent[], kind: EventKind): Promise<void> =>
    sink.write(
      events.map((event) => escapeLineControls(JSON.stringify(event))),
      kind,
    );

  /** Reports the outcome of a write once it is known, however late. */
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
        // A stalled sink gets the events too: it keeps most of them once it answers.
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
