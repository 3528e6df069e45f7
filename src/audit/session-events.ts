/** Creates the events of people who sign in and out at the authorization server of a site. */
import type { AuditEvent, Coding } from '../fhir/types.ts';
import type { Actor } from './agents.ts';
import { DICOM, EVENT_TYPES, OPERATION_CODES } from './event-codes.ts';
import { type AuditSource, createEventFactory } from './event-factory.ts';

const SUBTYPES = {
  'sign-in': { system: DICOM, code: '110122', display: 'Login' },
  'sign-out': { system: DICOM, code: '110123', display: 'Logout' },
} as const satisfies Record<string, Coding>;

export type SessionChange = keyof typeof SUBTYPES;

export function createSessionEvent(
  change: SessionChange,
  actor: Actor,
  auditSource: AuditSource,
): AuditEvent {
  const event = createEventFactory(actor, auditSource);
  const parts = { codes: OPERATION_CODES, type: EVENT_TYPES.authentication, entities: [] };
  return { ...event(parts), subtype: [SUBTYPES[change]] };
}
