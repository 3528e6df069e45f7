/** The audit: makes events of what operations touched, and sees that they are kept. */
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import type { Actor } from './agents.ts';
import type { AuditSource } from './event-factory.ts';
import { createEventRecorder } from './event-recorder.ts';
import type { EventSink, SpoolCounts } from './event-sink.ts';
import { type AuditedOperation, createOperationEvents, isOnlyRefused } from './operation-events.ts';
import { createRefusalSummaryEvent, createSignInRefusalEvent } from './refusal-events.ts';
import { createRefusalSampler, type RefusalCounts, type RefusalStage, sumCounts } from './refusal-sampler.ts';
import type { RequestOrigin } from './request-origin.ts';

export interface Audit {
  /** Whether an operation is answered only once its events are safe. */
  readonly isRequired: boolean;
  /** True while the sink does not answer: operations do not wait for it, and are refused where the audit is required. */
  readonly isStalled: boolean;
  /** How many events wait for a FHIR server, and how many it refused for good; null where they do not go to one. */
  readonly spoolCounts: () => SpoolCounts | null;
  /** Records an operation that is about to be answered. @throws GatewayError AUDIT_UNAVAILABLE, which is in the log by then */
  record(operation: AuditedOperation): Promise<void>;
  /**
   * Records a request that was refused because it did not sign in; of a flood of them, how many there were. It does not fail:
   * where it cannot be kept, the log says so.
   * @param reason a code of this gateway: nothing of the request
   */
  recordSignInRefusal(origin: RequestOrigin, reason: string): Promise<void>;
  /** Opens the place where events are kept anew, where it is a file that has been moved away. */
  reopen(): void;
  close(): Promise<void>;
}

interface AuditOptions extends AuditSource {
  readonly sink: EventSink;
  readonly isRequired: boolean;
  readonly log: Log;
  readonly observer?: Observer;
  /** How long it may take until events are safe, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A disk that hangs is not to keep callers waiting for ever. */
const WRITE_TIMEOUT_MS = 5_000;

export function createAudit({
  sink,
  isRequired,
  log,
  observer = NOOP_OBSERVER,
  timeoutMs = WRITE_TIMEOUT_MS,
  ...auditSource
}: AuditOptions): Audit {
  const events = createEventRecorder({ sink, log, observer, timeoutMs });
  const refusals = createRefusalSampler({
    now: auditSource.now,
    record: (stage, counts) => recordSummary(stage, counts).catch(() => undefined),
  });

  const recordSummary = (stage: RefusalStage, counts: RefusalCounts): Promise<void> =>
    events.record({
      make: () => [createRefusalSummaryEvent(stage, counts, auditSource)],
      // One event a minute crowds nothing out.
      kind: 'access',
      requestId: null,
      onDropped: () => refusals.restoreCounts(stage, counts),
    });

  const recordRefusedSignIn = (origin: RequestOrigin, reason: string): Promise<void> => {
    const actor: Actor = { caller: null, origin, operationName: null };
    const others = refusals.takeCounts('sign-in');
    const more = sumCounts(others);
    const suffix = more === 0 ? '' : ` ${more} more were refused since the last such event.`;
    return events.record({
      make: () => [createSignInRefusalEvent(actor, `Not signed in: ${reason}.${suffix}`, auditSource)],
      kind: 'refusal',
      requestId: origin.requestId,
      onDropped() {
        refusals.countUnrecorded('sign-in', reason);
        refusals.restoreCounts('sign-in', others);
      },
    });
  };

  return {
    isRequired,
    get isStalled() {
      return events.isStalled;
    },
    spoolCounts: () => sink.spoolCounts?.() ?? null,
    record(operation) {
      const { origin, accessLog, refusalCodes: codes } = operation;
      // Such operations cost their caller at most one FHIR request, so anybody can send a flood.
      const isRefusal = isOnlyRefused(accessLog);
      return events.record({
        make: () => createOperationEvents(operation, auditSource),
        kind: isRefusal ? 'refusal' : 'access',
        requestId: origin.requestId,
        onDropped() {
          if (isRefusal) refusals.countUnrecorded('operation', codes[0] ?? 'FORBIDDEN');
        },
      });
    },
    async recordSignInRefusal(origin, reason) {
      if (!events.hasRoomForRefusals(1) || !refusals.admitsSignInRefusal())
        refusals.countUnrecorded('sign-in', reason);
      else await recordRefusedSignIn(origin, reason).catch(() => undefined);
    },
    reopen: () => sink.reopen?.(),
    async close() {
      await refusals.summarize();
      await closeWithin(sink, timeoutMs);
    },
  };
}

/** A sink that does not answer must not keep the gateway from stopping. */
async function closeWithin(sink: EventSink, milliseconds: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  await Promise.race([sink.close(), late]);
  clearTimeout(timer);
}
