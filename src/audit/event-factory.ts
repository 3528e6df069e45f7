/** Builds AuditEvents (FHIR R4) from the parts that all events of a request share, and the parts of each event. */
import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuditEventAgent, AuditEventEntity } from '../fhir/types.ts';
import { type Actor, createAgents, createAnonymousAgents } from './agents.ts';
import { createRequestEntity } from './entities.ts';
import { APPLICATION_SERVER, EVENT_OUTCOMES, EVENT_TYPES, type InteractionCodes } from './event-codes.ts';
import { createPurposeConcept } from './purpose-of-use.ts';

/** The source of events. */
export interface AuditSource {
  /** The base URL of the FHIR server whose records are accessed; the host of the gateway for requests that reach no site. */
  readonly upstream: string;
  /** The id of the site; the host name without a sites file, and for requests that reach no site. */
  readonly site: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface EventParts {
  readonly codes: Omit<InteractionCodes, 'profiles'>;
  readonly type?: (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES];
  /** The event's profile. BALP's profiles describe completed interactions, so an event of a failed one has none. */
  readonly profile?: string;
  /** Default: success. Null: not yet known. */
  readonly outcome?: (typeof EVENT_OUTCOMES)[keyof typeof EVENT_OUTCOMES] | null;
  readonly outcomeDesc?: string;
  readonly entities: readonly AuditEventEntity[];
}

export type EventFactory = (parts: EventParts) => AuditEvent;

/** @param actor null for events about many requests, which name none of them */
export function createEventFactory(actor: Actor | null, { upstream, site, now }: AuditSource): EventFactory {
  const recorded = new Date(now()).toISOString();
  const purposeOfUse = actor?.origin.purposeOfUse ?? null;
  const purpose = purposeOfUse === null ? {} : { purposeOfEvent: [createPurposeConcept(purposeOfUse)] };
  const source = { site, observer: { display: OBSERVER }, type: [APPLICATION_SERVER] };
  const request = actor === null ? [] : [createRequestEntity(actor)];
  const agents = new Map<EventParts['codes'], AuditEventAgent[]>();
  const agentsBy = (codes: EventParts['codes']): AuditEventAgent[] => {
    const known =
      agents.get(codes) ??
      (actor === null ? createAnonymousAgents(codes, upstream) : createAgents(actor, codes, upstream));
    agents.set(codes, known);
    return known;
  };
  return ({
    codes,
    type = EVENT_TYPES.rest,
    profile,
    outcome = EVENT_OUTCOMES.success,
    outcomeDesc,
    entities,
  }) => ({
    resourceType: 'AuditEvent',
    id: randomUUID(),
    ...(profile === undefined ? {} : { meta: { profile: [profile] } }),
    type,
    ...(type === EVENT_TYPES.rest ? { subtype: [codes.subtype] } : {}),
    action: codes.action,
    recorded,
    ...(outcome === null ? {} : { outcome }),
    ...(outcomeDesc === undefined ? {} : { outcomeDesc }),
    ...purpose,
    agent: agentsBy(codes),
    source,
    ...(entities.length + request.length === 0 ? {} : { entity: [...entities, ...request] }),
  });
}

const OBSERVER = 'epic-fhir-graphql-gateway';
