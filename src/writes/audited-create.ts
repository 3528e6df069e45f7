/** Sends one resource to be created, with a trace of it before and after. */
import { createAccessLog, type WriteStage } from '../audit/access-log.ts';
import { auditUnavailableError } from '../audit/event-sink.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { WriteOutcome } from '../observability/observer.ts';
import type { WritePart } from './idempotency.ts';
import type { WriteResult } from './write-record.ts';
import type { WriteContext } from './write-context.ts';

export interface ResourceToCreate<T extends ResourceType> {
  /** The same in each attempt, and of no other part of the mutation. */
  readonly name: string;
  readonly type: T;
  readonly resource: ResourceOf<T>;
  /** Whom it is about; null for a patient who is only about to be one. */
  readonly patientId: string | null;
  /** The operation's name in its document. */
  readonly operationName: string | null;
  /** Finds it where it was sent and its outcome is not known. */
  readonly reconcile: (sentAt: number) => Promise<{ readonly id: string } | null>;
}

export interface AuditedCreate extends WritePart {
  /** @throws GatewayError AUDIT_UNAVAILABLE where the audit is required and does not have what became of it */
  requireAuditRecord(): void;
}

export function createAuditedCreate<T extends ResourceType>(
  operation: WriteContext,
  { name, type, resource, patientId, operationName, reconcile }: ResourceToCreate<T>,
): AuditedCreate {
  const { audit, caller, origin, client, loaders, budget, observer } = operation;
  const about = patientId === null ? [] : [patientId];
  let isUnrecorded = false;
  let isTold = false;
  const tell = (outcome: WriteOutcome): void => {
    isTold = true;
    observer.emit({ kind: 'write', resourceType: type, outcome });
  };

  const record = async (id: string | null, patients: readonly string[], stage: WriteStage): Promise<void> => {
    if (audit === null) return;
    const accessLog = createAccessLog(client.urls);
    accessLog.addWrite({ type, id, patients, ...stage });
    await audit.record({ caller, origin, operationName, accessLog, refusalCodes: [], isWithheld: false });
  };
  /** Whether it is recorded. What was done is done: a record that fails, which is in the log, undoes nothing. */
  const recordEnd = async (id: string | null, stage: WriteStage): Promise<boolean> => {
    const patients = type === 'Patient' && id !== null ? [id] : about;
    try {
      await record(id, patients, stage);
      isUnrecorded = false;
    } catch {
      isUnrecorded = true;
    }
    return !isUnrecorded;
  };

  return {
    name,
    async recordIntent() {
      try {
        await record(null, about, { stage: 'intent' });
      } catch (error) {
        if (audit?.isRequired === true) throw error;
      }
    },
    async send({ isOver }) {
      try {
        // The gateway waits for the answer, whether or not the caller still does: the next attempt needs it.
        const outcome = await client.create(type, resource, { ...budget, signal: undefined }, isOver);
        tell(outcome.kind);
        if (outcome.resource !== null) loaders.byId.prime(outcome.resource);
        return { outcome: outcome.kind, id: outcome.id, existing: outcome.existing, isAudited: false };
      } catch (error) {
        if (hasCode(error, 'ALREADY_EXISTS')) {
          tell('already-exists');
          return ALREADY_EXISTS;
        }
        tell(hasCode(error, 'WRITE_OUTCOME_UNKNOWN') ? 'unknown' : 'failed');
        await recordEnd(
          null,
          failedStage(error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR'),
        );
        throw error;
      }
    },
    async reconcile(sentAt) {
      const found = await reconcile(sentAt);
      return found === null ? null : { outcome: 'created', id: found.id, existing: null, isAudited: false };
    },
    async finalize(done) {
      if (!isTold) tell('repeated');
      if (done.isAudited) return done;
      return { ...done, isAudited: await recordEnd(done.id, writeStageOf(done, type)) };
    },
    requireAuditRecord() {
      if (isUnrecorded && audit?.isRequired === true) {
        throw auditUnavailableError(
          'What became of the write could not be recorded, so it is not told. Try again later',
        );
      }
    },
  };
}

function failedStage(failure: ErrorCode): WriteStage {
  return { stage: 'failed', failure };
}

/** Servers match patients only. For other types, an existing record is ALREADY_EXISTS. */
function writeStageOf({ outcome, existing }: WriteResult, type: ResourceType): WriteStage {
  if (outcome === 'already-exists') return failedStage('ALREADY_EXISTS');
  if (type !== 'Patient') return { stage: 'created' };
  if (existing === null) return { stage: 'created-or-matched' };
  return { stage: existing ? 'matched' : 'created' };
}

const ALREADY_EXISTS: WriteResult = { outcome: 'already-exists', id: null, existing: null, isAudited: false };
