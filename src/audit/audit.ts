/** The audit: makes events of what operations touched, and sees that they are kept. */
import { hasCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AuditEvent } from '../fhir/types.ts';
import { type Observer, UNWATCHED } from '../observer.ts';
import type { Actor } from './agents.ts';
import type { Recorder } from './event.ts';
import { type AuditedOperation, eventsOf, refusalBeforeSignIn } from './events.ts';
import type { Origin } from './origin.ts';
import { createRefusalGate } from './refusal-gate.ts';
import { auditUnavailable, type Sink, type Spooled } from './sink.ts';

export interface Audit {
  /** Whether an operation is answered only once its events are safe. */
  readonly isRequired: boolean;
  /** How many events wait for a FHIR server, and how many it refused for good; null where they do not go to one. */
  readonly spooled: () => Spooled | null;
  /** Records an operation that is about to be answered. @throws GatewayError AUDIT_UNAVAILABLE, which is in the log by then */
  record(operation: AuditedOperation): Promise<void>;
  /**
   * Records a request that was refused because it did not sign in; of a flood of them, how many there were. It does not fail:
   * where it cannot be kept, the log says so.
   * @param reason a code of this gateway: nothing of the request
   */
  refused(origin: Origin, reason: string): Promise<void>;
  /** Opens the place where events are kept anew, where it is a file that has been moved away. */
  reopen(): void;
  close(): Promise<void>;
}

export interface AuditOptions extends Recorder {
  readonly sink: Sink;
  readonly isRequired: boolean;
  readonly log: Log;
  readonly observer?: Observer;
  /** How long it may take until events are safe, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A disk that hangs is not to keep callers waiting for ever. */
const TIMEOUT_MS = 5_000;

export function createAudit({
  sink,
  isRequired,
  log,
  observer = UNWATCHED,
  timeoutMs = TIMEOUT_MS,
  ...recorder
}: AuditOptions): Audit {
  const gate = createRefusalGate(recorder.now);
  const keep = async (makeEvents: () => readonly AuditEvent[], requestId: string): Promise<void> => {
    let events: readonly AuditEvent[] = [];
    try {
      events = makeEvents();
      if (events.length === 0) return;
      await within(sink.write(events.map((event) => JSON.stringify(event))), timeoutMs);
      observer.happened({ kind: 'audit', events: events.length, isKept: true });
    } catch (error) {
      const reason = hasCode(error, 'AUDIT_UNAVAILABLE') ? error.message : 'An unexpected error happened.';
      log.error('audit_failed', { requestId, reason, events: events.length });
      observer.happened({ kind: 'audit', events: events.length, isKept: false });
      throw auditUnavailable('The operation could not be recorded, so it is not answered. Try again later');
    }
  };

  return {
    isRequired,
    spooled: () => sink.spooled?.() ?? null,
    record: (operation) => keep(() => eventsOf(operation, recorder), operation.origin.requestId),
    async refused(origin, reason) {
      const leftOut = gate.pass();
      if (leftOut === null) return;
      const more = leftOut === 0 ? '' : ` ${leftOut} more were refused since the last such event.`;
      const actor: Actor = { caller: null, origin, operationName: null };
      await keep(
        () => [refusalBeforeSignIn(actor, `Not signed in: ${reason}.${more}`, recorder)],
        origin.requestId,
      ).catch(() => undefined);
    },
    reopen: () => sink.reopen?.(),
    close: () => sink.close(),
  };
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = setTimeout(
    () => reject(auditUnavailable(`Events were not safe within ${milliseconds} ms`)),
    milliseconds,
  );
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(late);
  }
}
