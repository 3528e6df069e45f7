/** The events of requests that were refused before an operation began, and of refusals that have no event of their own. */
import type { AuditEvent } from '../fhir/types.ts';
import type { Actor } from './agents.ts';
import { EVENT_OUTCOMES, EVENT_TYPES, OPERATION_CODES } from './event-codes.ts';
import { type AuditSource, createEventFactory, type EventParts } from './event-factory.ts';
import { type RefusalCounts, type RefusalStage, sumCounts } from './refusal-sampler.ts';

/**
 * The event of a request that was refused before it was known who asks.
 * @param outcomeDesc why, in words of this gateway: nothing of the request
 */
export function createSignInRefusalEvent(
  actor: Actor,
  outcomeDesc: string,
  auditSource: AuditSource,
): AuditEvent {
  const event = createEventFactory(actor, auditSource);
  return event({ ...createRefusalParts('sign-in'), outcomeDesc });
}

/** The event of all refusals that have none of their own. */
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
