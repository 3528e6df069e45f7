/** The audit: creates events for operations and refusals, and stores them in a sink. */
import type { Caller } from '../access/caller.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import type { Actor } from './agents.ts';
import type { AuditSource } from './event-factory.ts';
import { createEventRecorder } from './event-recorder.ts';
import type { EventSink } from './event-sink.ts';
import { type AuditedOperation, createOperationEvents, isOnlyRefused } from './operation-events.ts';
import {
  createRefusalSummaryEvent,
  createSignInRefusalEvent,
  createUnknownSiteEvent,
  SITE_UNKNOWN,
} from './refusal-events.ts';
import { createRefusalSampler, type RefusalCounts, type RefusalStage, sumCounts } from './refusal-sampler.ts';
import type { RequestOrigin } from './request-origin.ts';
import { createSessionEvent, type SessionChange } from './session-events.ts';

export interface Audit {
  /** Whether the gateway responds only after an operation's events are stored. */
  readonly isRequired: boolean;
  /** True while the sink does not respond. Operations then do not wait for it, and fail if the audit is required. */
  readonly isStalled: boolean;
  /** Records an operation before its response is sent. @throws GatewayError AUDIT_UNAVAILABLE, after logging it */
  record(operation: AuditedOperation): Promise<void>;
  /**
   * Records a request that failed to authenticate. A flood of such requests is only counted. Never throws: a failure is logged.
   * @param reason a code of the gateway; contains nothing from the request
   */
  recordSignInRefusal(origin: RequestOrigin, reason: string): Promise<void>;
  /** Records a request for a site that the caller may not use, or that does not exist. Never throws: a failure is logged. */
  recordUnknownSite(origin: RequestOrigin, caller: Caller): Promise<void>;
  /** Records that a person signed in or out. @throws GatewayError AUDIT_UNAVAILABLE, after logging it */
  recordSession(change: SessionChange, caller: Caller, origin: RequestOrigin): Promise<void>;
  close(): Promise<void>;
}

interface AuditOptions extends AuditSource {
  readonly sink: EventSink;
  readonly isRequired: boolean;
  readonly log: Log;
  readonly observer?: Observer;
  /** The timeout for storing events, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Callers must not wait forever for a hanging disk. */
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
      // One event per minute displaces nothing.
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
    record(operation) {
      const { origin, accessLog, refusalCodes: codes } = operation;
      // Such an operation costs its caller at most one FHIR request, so any caller can send a flood of them.
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
    recordUnknownSite: (origin, caller) =>
      events
        .record({
          make: () => [createUnknownSiteEvent({ caller, origin, operationName: null }, auditSource)],
          kind: 'refusal',
          requestId: origin.requestId,
          onDropped: () => refusals.countUnrecorded('operation', SITE_UNKNOWN),
        })
        .catch(() => undefined),
    recordSession: (change, caller, origin) =>
      events.record({
        make: () => [createSessionEvent(change, { caller, origin, operationName: null }, auditSource)],
        kind: 'access',
        requestId: origin.requestId,
      }),
    async close() {
      await refusals.summarize();
      await closeWithin(sink, timeoutMs);
    },
  };
}

/** Closes the sink, but does not wait longer than the timeout: a stalled sink must not prevent the gateway's shutdown. */
async function closeWithin(sink: EventSink, milliseconds: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  await Promise.race([sink.close(), late]);
  clearTimeout(timer);
}
