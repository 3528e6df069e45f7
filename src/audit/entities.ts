/** What an event is about: patients, resources, searches and the request, as BALP has them. */
import type { AuditEventEntity } from '../fhir/types.ts';
import type { AuditedSearch } from './access-log.ts';
import type { Actor } from './agents.ts';
import { ENTITY_ROLES, ENTITY_TYPES, createResourceTypeCoding } from './event-codes.ts';

/** A resource by what it is known by. */
interface ResourceIdentity {
  readonly type: string;
  /** Null where the type alone is meant. */
  readonly id: string | null;
}

export interface EntityFactory {
  patient(id: string): AuditEventEntity;
  /** The one resource that was read or created. */
  data(resource: ResourceIdentity): AuditEventEntity;
  /** One of the resources that were found, or refused: typed by its own type, since BALP has `data` and `query` but once. */
  resource(resource: ResourceIdentity): AuditEventEntity;
  query(query: AuditedSearch): AuditEventEntity;
}

/**
 * References are absolute: in a repository of audits of several health systems, or in any but the FHIR server's own, a relative
 * one would name somebody else.
 * @param upstream the base URL of the FHIR server
 */
export function createEntityFactory(upstream: string): EntityFactory {
  const what = ({ type, id }: ResourceIdentity): Pick<AuditEventEntity, 'what'> =>
    id === null ? {} : { what: { reference: `${upstream}/${type}/${id}` } };
  return {
    patient: (id) => ({
      ...what({ type: 'Patient', id }),
      type: ENTITY_TYPES.person,
      role: ENTITY_ROLES.patient,
    }),
    data: (resource) => ({ ...what(resource), type: ENTITY_TYPES.object, role: ENTITY_ROLES.resource }),
    resource: (resource) => ({
      ...what(resource),
      type: createResourceTypeCoding(resource.type),
      role: ENTITY_ROLES.resource,
    }),
    query: ({ type, text }) => ({
      type: ENTITY_TYPES.object,
      role: ENTITY_ROLES.query,
      query: Buffer.from(`${upstream}/${type}?${text}`).toString('base64'),
    }),
  };
}

/** A name can be as long as a request; an event is not to be. */
const MAX_NAME_LENGTH = 100;

/** Another person can have opened the link, so the event must not look like one of a caller who signed in. */
const SIGNED_BY_LINK = 'None. The request opened a link that was given to this caller.';

/** The request: its id, with the trace that it is part of, the name of the operation and how it signed in, if it did not, as details. */
export function createRequestEntity({ origin, operationName, isByLink = false }: Actor): AuditEventEntity {
  const details: readonly (readonly [type: string, value: string | null])[] = [
    ['operationName', operationName?.slice(0, MAX_NAME_LENGTH) ?? null],
    ['traceId', origin.traceId],
    ['signIn', isByLink ? SIGNED_BY_LINK : null],
  ];
  const detail = details.flatMap(([type, value]) =>
    value === null || value === '' ? [] : [{ type, valueString: value }],
  );
  return {
    what: { identifier: { value: origin.requestId } },
    type: ENTITY_TYPES.request,
    ...(detail.length === 0 ? {} : { detail }),
  };
}
