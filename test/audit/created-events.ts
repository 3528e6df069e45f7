import { expect } from 'vitest';
import type { AccessLog } from '../../src/audit/access-log.ts';
import { type AuditedOperation, createOperationEvents } from '../../src/audit/operation-events.ts';
import type { AuditEvent, Observation, Patient, Stored } from '../../src/fhir/types.ts';
import { AUDIT_SOURCE, operationOf, UPSTREAM } from './actors.ts';
import { problemsOf } from './definitions.ts';

export const patientResource = (id: string): Stored<Patient> => ({ resourceType: 'Patient', id });
export const labResult = (id: string, ...patients: readonly string[]): Stored<Observation> => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: {},
  ...(patients[0] === undefined ? {} : { subject: { reference: `Patient/${patients[0]}` } }),
});

/** Returns the events of an operation after `access` filled its access log, and checks that each event is valid. */
export function createValidEvents(
  access: (accessLog: AccessLog) => void,
  operation: AuditedOperation = operationOf(),
): AuditEvent[] {
  access(operation.accessLog);
  const events = createOperationEvents(operation, AUDIT_SOURCE);
  expect(events.flatMap(problemsOf)).toEqual([]);
  return events;
}

/** Returns the profile, action, outcome and entities of an event; each entity as its type and its reference or query. */
export function summarizeEvent({ meta, action, outcome, outcomeDesc, entity = [] }: AuditEvent): unknown {
  const [profile = ''] = meta?.profile ?? [];
  return {
    ...(profile === '' ? {} : { profile: profile.replace(/.*\./, '') }),
    action,
    outcome,
    ...(outcomeDesc === undefined ? {} : { outcomeDesc }),
    entities: entity
      .filter(({ type }) => type?.code !== 'XrequestId')
      .map(({ type, what, query }) =>
        [
          type?.display ?? type?.code,
          what?.reference?.replace(`${UPSTREAM}/`, '') ??
            (query === undefined ? '' : Buffer.from(query, 'base64').toString().replace(`${UPSTREAM}/`, '')),
        ].join(' '),
      ),
  };
}

/** Returns the event of a read of one patient. */
export function createReadEvent(actor: Parameters<typeof operationOf>[0]): AuditEvent | undefined {
  const [event] = createValidEvents(
    (accessLog) => accessLog.addResource({ resource: patientResource('p1'), interaction: 'read' }),
    operationOf(actor),
  );
  return event;
}

/** Returns the summary of the event of an operation that was refused as a whole. */
export function summaryOfRefusal(codes: string): unknown {
  return { action: 'E', outcome: '4', outcomeDesc: `Refused: ${codes}.`, entities: [] };
}
