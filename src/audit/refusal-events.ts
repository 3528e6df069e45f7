/** The events of requests that were refused before an operation began, and of refusals that have no event of their own. */
import type { AuditEvent } from '../fhir/types.ts';
import type { Actor } from './agents.ts';
import { EVENT_TYPES, OUTCOMES, WHOLE_OPERATION } from './codes.ts';
import { eventsBy, type EventParts, type Recorder } from './event.ts';
import { type RefusalCounts, type RefusedStage, sumOf } from './refusals.ts';

/**
 * The event of a request that was refused before it was known who asks.
 * @param outcomeDesc why, in words of this gateway: nothing of the request
 */
export function refusalBeforeSignIn(actor: Actor, outcomeDesc: string, recorder: Recorder): AuditEvent {
  const event = eventsBy(actor, recorder);
  return event({ ...refusedAt('sign-in'), outcomeDesc });
}

/** The event of all refusals that have none of their own. */
export function refusalSummary(stage: RefusedStage, counts: RefusalCounts, recorder: Recorder): AuditEvent {
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one);
  const reasons = byCount.map(([reason, count]) => `${reason} ${count}`).join(', ');
  const event = eventsBy(null, recorder);
  return event({
    ...refusedAt(stage),
    outcomeDesc: `Refused at ${stage} without events of their own: ${sumOf(counts)} (${reasons}).`,
  });
}

function refusedAt(stage: RefusedStage): Omit<EventParts, 'outcomeDesc'> {
  const type = stage === 'sign-in' ? EVENT_TYPES.authentication : EVENT_TYPES.rest;
  return { codes: WHOLE_OPERATION, type, outcome: OUTCOMES.refused, entities: [] };
}
