/** Creates one resource, with an audit event before the request and one for its outcome. */
import { createAccessLog, type WriteStage } from '../audit/access-log.ts';
import { auditUnavailableError } from '../audit/event-sink.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { WriteOutcome } from '../observability/observer.ts';
import type { WritePart } from './idempotency.ts';
import type { WriteContext } from './write-context.ts';
import type { WriteResult } from './write-record.ts';

export interface ResourceToCreate<T extends ResourceType> {
  /** The name of the part: the same in each attempt, and unique within the mutation. */
  readonly name: string;
  readonly type: T;
  readonly resource: ResourceOf<T>;
  /** The patient whom the resource is about; null for a new patient. */
  readonly patientId: string | null;
  /** The operation's name in its document. */
  readonly operationName: string | null;
  /** Finds the resource after a write with an unknown outcome. */
  readonly reconcile: (sentAt: number) => Promise<{ readonly id: string } | null>;
}

export interface AuditedCreate extends WritePart {
  /** @throws GatewayError AUDIT_UNAVAILABLE if a required audit has not recorded the outcome */
  requireAuditRecord(): void;
}

export function createAuditedCreate<T extends ResourceType>(
  context: WriteContext,
  { name, type, resource, patientId, operationName, reconcile }: ResourceToCreate<T>,
): AuditedCreate {
  const { audit, caller, origin, client, loaders, budget, observer } = context;
  const about = patientId === null ? [] : [patientId];
  let isUnrecorded = false;
  let isReported = false;
  const reportOutcome = (outcome: WriteOutcome): void => {
    isReported = true;
    observer.emit({ kind: 'write', resourceType: type, outcome });
  };

  const record = async (id: string | null, patients: readonly string[], stage: WriteStage): Promise<void> => {
    if (audit === null) return;
    const accessLog = createAccessLog(client.urls);
    accessLog.addWrite({ type, id, patients, ...stage });
    await audit.record({ caller, origin, operationName, accessLog, refusalCodes: [], isWithheld: false });
  };
  /** Returns whether the audit has recorded the stage. The audit logs a failure, which does not undo the write. */
  const recordStage = async (id: string | null, stage: WriteStage): Promise<boolean> => {
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
        // Wait for the response even if the caller has disconnected, because the next attempt needs the outcome.
        const outcome = await client.create(type, resource, { ...budget, signal: undefined }, isOver);
        reportOutcome(outcome.kind);
        if (outcome.resource !== null) loaders.byId.prime(outcome.resource);
        return { outcome: outcome.kind, id: outcome.id, existing: outcome.existing, isAudited: false };
      } catch (error) {
        if (hasCode(error, 'ALREADY_EXISTS')) {
          reportOutcome('already-exists');
          return ALREADY_EXISTS;
        }
        reportOutcome(hasCode(error, 'WRITE_OUTCOME_UNKNOWN') ? 'unknown' : 'failed');
        await recordStage(
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
    async finalize(result) {
      if (!isReported) reportOutcome('repeated');
      if (result.isAudited) return result;
      return { ...result, isAudited: await recordStage(result.id, writeStageOf(result, type)) };
    },
    requireAuditRecord() {
      if (isUnrecorded && audit?.isRequired === true) {
        throw auditUnavailableError(
          'The audit could not record the outcome of the write, so the gateway withholds the outcome. Retry later with the same key',
        );
      }
    },
  };
}

function failedStage(failure: ErrorCode): WriteStage {
  return { stage: 'failed', failure };
}

/** Servers match only patients. For other types, an existing record is ALREADY_EXISTS. */
function writeStageOf({ outcome, existing }: WriteResult, type: ResourceType): WriteStage {
  if (outcome === 'already-exists') return failedStage('ALREADY_EXISTS');
  if (type !== 'Patient') return { stage: 'created' };
  if (existing === null) return { stage: 'created-or-matched' };
  return { stage: existing ? 'matched' : 'created' };
}

const ALREADY_EXISTS: WriteResult = { outcome: 'already-exists', id: null, existing: null, isAudited: false };
