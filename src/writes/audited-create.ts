/** Sends one resource to be created, with a trace of it before and after. */
import { createAccesses, type Write } from '../audit/accesses.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Done } from './idempotency.ts';
import type { WritingOperation } from './writing-operation.ts';

export interface ToCreate<T extends ResourceType> {
  readonly type: T;
  readonly resource: ResourceOf<T>;
  /** Whom it is about; null for a patient who is only about to be one. */
  readonly patientId: string | null;
  /** The operation's name in its document. */
  readonly operationName: string | null;
}

export interface AuditedCreate {
  /** Before it counts as sent. @throws GatewayError AUDIT_UNAVAILABLE, where the audit is required */
  intend(): Promise<void>;
  /** What it throws it also records; a record that fails is in the log, and does not undo what was done. */
  send(): Promise<Done>;
  /** What was sent earlier, and of which it was not known whether it was created, turns out to be there. */
  found(id: string): Promise<Done>;
}

export function createAuditedCreate<T extends ResourceType>(
  operation: WritingOperation,
  { type, resource, patientId, operationName }: ToCreate<T>,
): AuditedCreate {
  const { audit, caller, origin, client, loaders, usage } = operation;
  const about = patientId === null ? [] : [patientId];

  const record = async (write: Omit<Write, 'type'>): Promise<void> => {
    if (audit === null) return;
    const accesses = createAccesses(client.upstream);
    accesses.write({ type, ...write });
    await audit.record({ caller, origin, operationName, accesses, refusals: [] });
  };
  const recordEnd = (id: string | null, failure?: ErrorCode): Promise<void> => {
    const patients = type === 'Patient' && id !== null ? [id] : about;
    const write = { id, patients, stage: 'outcome' as const, ...(failure === undefined ? {} : { failure }) };
    return record(write).catch(() => undefined);
  };

  return {
    async intend() {
      await record({ id: null, patients: about, stage: 'intent' }).catch((error: unknown) => {
        if (audit?.isRequired === true) throw error;
      });
    },
    async send() {
      try {
        // What is on its way is waited for, whether or not the caller still waits: the answer is what the next attempt needs.
        const outcome = await client.create(type, resource, { ...usage, signal: undefined });
        if (outcome.resource !== null) loaders.byId.prime(outcome.resource);
        await recordEnd(outcome.id);
        return { outcome: outcome.kind, id: outcome.id, existing: outcome.existing };
      } catch (error) {
        await recordEnd(null, error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR');
        if (hasCode(error, 'ALREADY_EXISTS')) return { outcome: 'already-exists', id: null, existing: null };
        throw error;
      }
    },
    async found(id) {
      await recordEnd(id);
      return { outcome: 'created', id, existing: null };
    },
  };
}
