/** The entities of an event as in BALP: patients, resources, searches and the request. */
import type { AuditEventEntity } from '../fhir/types.ts';
import type { AuditedSearch } from './access-log.ts';
import type { Actor } from './agents.ts';
import { ENTITY_ROLES, ENTITY_TYPES, createResourceTypeCoding } from './event-codes.ts';

/** A resource's type and id. */
interface ResourceIdentity {
  readonly type: string;
  /** Null for the type as a whole. */
  readonly id: string | null;
}

export interface EntityFactory {
  patient(id: string): AuditEventEntity;
  /** The resource that was read or created. */
  data(resource: ResourceIdentity): AuditEventEntity;
  /** A resource that was found or refused. It has its own type, because BALP allows only one `data` and one `query` entity. */
  resource(resource: ResourceIdentity): AuditEventEntity;
  query(query: AuditedSearch): AuditEventEntity;
}

/**
 * Creates entities with absolute references: in an audit repository of several FHIR servers, a relative reference could identify another
 * patient.
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

/** Operation names can be as long as a request. */
const MAX_NAME_LENGTH = 100;

/** Another person may have opened the link, so the event must differ from one of an authenticated caller. */
const SIGNED_BY_LINK = 'None. The request opened a link that was given to this caller.';

/** Creates the entity of the request: its id and, as details, trace id, operation name and the use of a document link. */
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
