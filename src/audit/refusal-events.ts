/** Creates the events of requests that failed to authenticate, and the summaries of refusals without their own events. */
import type { ErrorCode } from '../errors.ts';
import type { AuditEvent } from '../fhir/types.ts';
import type { Actor } from './agents.ts';
import { EVENT_OUTCOMES, EVENT_TYPES, OPERATION_CODES } from './event-codes.ts';
import { type AuditSource, createEventFactory, type EventParts } from './event-factory.ts';
import { type RefusalCounts, type RefusalStage, sumCounts } from './refusal-sampler.ts';

/**
 * Creates the event of a request that failed to authenticate.
 * @param outcomeDesc the reason; contains nothing from the request
 */
export function createSignInRefusalEvent(
  actor: Actor,
  outcomeDesc: string,
  auditSource: AuditSource,
): AuditEvent {
  const event = createEventFactory(actor, auditSource);
  return event({ ...createRefusalParts('sign-in'), outcomeDesc });
}

export const SITE_UNKNOWN = 'SITE_UNKNOWN' satisfies ErrorCode;

/** Creates the event of a request for a site that the caller may not use, or that does not exist. It does not say which. */
export function createUnknownSiteEvent(actor: Actor, auditSource: AuditSource): AuditEvent {
  const event = createEventFactory(actor, auditSource);
  return event({ ...createRefusalParts('operation'), outcomeDesc: `Refused: ${SITE_UNKNOWN}.` });
}

/** Creates the event that summarizes refusals without their own events. */
export function createRefusalSummaryEvent(
  stage: RefusalStage,
  counts: RefusalCounts,
  auditSource: AuditSource,
): AuditEvent {
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one);
  const reasons = byCount.map(([reason, count]) => `${reason} ${count}`).join(', ');
  const event = createEventFactory(null, auditSource);
  return event({
    ...createRefusalParts(stage),
    outcomeDesc: `Refused at ${stage} without events of their own: ${sumCounts(counts)} (${reasons}).`,
  });
}

function createRefusalParts(stage: RefusalStage): Omit<EventParts, 'outcomeDesc'> {
  const type = stage === 'sign-in' ? EVENT_TYPES.authentication : EVENT_TYPES.rest;
  return { codes: OPERATION_CODES, type, outcome: EVENT_OUTCOMES.refused, entities: [] };
}
