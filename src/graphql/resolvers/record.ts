/** Resolves Record, and maps the members of RecordType to FHIR types. */
import { recordStatus, recordTitle } from '../../fhir/record.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import type {
  RecordResolvers,
  RecordConnectionResolvers,
  RecordEdgeResolvers,
  RecordTypeResolvers,
} from '../../generated/resolver-types.ts';
import { recordTypes } from './derived.ts';
import { createConnectionResolvers, createEdgeResolvers } from './lists.ts';
import { resourceFields } from './record-fields.ts';

export const RecordType: RecordTypeResolvers = recordTypes;

export const RecordConnection: RecordConnectionResolvers = createConnectionResolvers<ResourceType>();
export const RecordEdge: RecordEdgeResolvers = createEdgeResolvers<ResourceType>();

export const Record: RecordResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  type: ({ resourceType }) => resourceType,
  status: (record) => recordStatus(record),
  date: (record) => shownDate(record, record.resourceType)?.date ?? null,
  title: (record) => recordTitle(record),
  resource: (record) => toRawJson(record),
};
