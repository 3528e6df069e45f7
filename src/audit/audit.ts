/** The audit: makes events of what operations touched, and sees that they are kept. */
import { hasCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { singleLine } from '../output.ts';
import type { AuditEvent } from '../fhir/types.ts';
import { type Observer, UNWATCHED } from '../observer.ts';
import type { Actor } from './agents.ts';
import type { EventKind } from './backlog.ts';
import type { Recorder } from './event.ts';
import { type AuditedOperation, eventsOf, isOnlyRefused } from './events.ts';
import type { Origin } from './origin.ts';
import { createPatience } from './patience.ts';
import { refusalBeforeSignIn, refusalSummary } from './refusal-events.ts';
import { createRefusals, sumOf } from './refusals.ts';
import { auditUnavailable, type Sink, type Spooled } from './sink.ts';

export interface Audit {
  /** Whether an operation is answered only once its events are safe. */
  readonly isRequired: boolean;
  /** True while the sink does not answer: operations do not wait for it, and are refused where the audit is required. */
  readonly isStalled: boolean;
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

/** Events that belong together, and what they are. */
interface Recording {
  readonly make: () => readonly AuditEvent[];
  readonly kind: EventKind;
  /** The request that they are about; null: more than one. */
  readonly requestId: string | null;
  /** Counts the refusal that they are where they cannot be kept. */
  readonly leaveOut?: () => void;
}

export function createAudit({
  sink,
  isRequired,
  log,
  observer = UNWATCHED,
  timeoutMs = TIMEOUT_MS,
  ...recorder
}: AuditOptions): Audit {
  let lost = 0;
  const patience = createPatience({
    timeoutMs,
    onAnswer() {
      log.warn('audit_answers_again', { reason: 'Events that waited are written now.', events: lost });
      lost = 0;
    },
  });

  const isShareFull = (refusals: number): boolean => sink.hasRoomForRefusals?.(refusals) === false;

  /** Hands events to the sink, and reports their outcome once it is known, however late. */
  const write = (events: readonly AuditEvent[], { kind, leaveOut }: Recording): Promise<void> => {
    const written = sink.write(
      events.map((event) => singleLine(JSON.stringify(event))),
      kind,
    );
    written.then(
      () => observer.happened({ kind: 'audit', events: events.length, isKept: true }),
      () => {
        observer.happened({ kind: 'audit-lost', events: events.length });
        if (patience.isSpent) lost += events.length;
        leaveOut?.();
      },
    );
    return written;
  };

  const keep = async (recording: Recording): Promise<void> => {
    const { make, kind, requestId, leaveOut } = recording;
    let events: readonly AuditEvent[] = [];
    try {
      events = make();
      if (events.length === 0) return;
      if (kind === 'refusal' && isShareFull(events.length)) return leaveOut?.();
      // A stalled sink gets the events too: it keeps most of them once it answers.
      await patience.wait(write(events, recording));
    } catch (error) {
      const reason = hasCode(error, 'AUDIT_UNAVAILABLE') ? error.message : 'An unexpected error happened.';
      log.error('audit_failed', { requestId: requestId ?? undefined, reason, events: events.length });
      observer.happened({ kind: 'audit', events: events.length, isKept: false });
      throw auditUnavailable('The operation could not be recorded, so it is not answered. Try again later');
    }
  };

  const refusals = createRefusals({
    now: recorder.now,
    record: (stage, counts) =>
      keep({
        make: () => [refusalSummary(stage, counts, recorder)],
        // One event a minute crowds nothing out.
        kind: 'access',
        requestId: null,
        leaveOut: () => refusals.giveBack(stage, counts),
      }).catch(() => undefined),
  });

  return {
    isRequired,
    get isStalled() {
      return patience.isSpent;
    },
    spooled: () => sink.spooled?.() ?? null,
    record(operation) {
      const { origin, accesses, refusals: codes } = operation;
      // Such operations cost their caller at most one FHIR request, so anybody can send a flood.
      const isRefusal = isOnlyRefused(accesses);
      return keep({
        make: () => eventsOf(operation, recorder),
        kind: isRefusal ? 'refusal' : 'access',
        requestId: origin.requestId,
        leaveOut: () => {
          if (isRefusal) refusals.leaveOut('operation', codes[0] ?? 'FORBIDDEN');
        },
      });
    },
    async refused(origin, reason) {
      const actor: Actor = { caller: null, origin, operationName: null };
      if (isShareFull(1) || !refusals.admitsSignIn()) return refusals.leaveOut('sign-in', reason);
      const others = refusals.take('sign-in');
      const more = sumOf(others);
      const told = more === 0 ? '' : ` ${more} more were refused since the last such event.`;
      await keep({
        make: () => [refusalBeforeSignIn(actor, `Not signed in: ${reason}.${told}`, recorder)],
        kind: 'refusal',
        requestId: origin.requestId,
        leaveOut() {
          refusals.leaveOut('sign-in', reason);
          refusals.giveBack('sign-in', others);
        },
      }).catch(() => undefined);
    },
    reopen: () => sink.reopen?.(),
    async close() {
      await refusals.summarize();
      await closeWithin(sink, timeoutMs);
    },
  };
}

/** A sink that does not answer must not keep the gateway from stopping. */
async function closeWithin(sink: Sink, milliseconds: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  await Promise.race([sink.close(), late]);
  clearTimeout(timer);
}
