import { adverseEventName } from '../../fhir/adverse-event.ts';
import { memberOf } from '../../fhir/codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  AdverseEventResolvers,
  AdverseEventSuspectEntityCausalityResolvers,
  AdverseEventSuspectEntityResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { ADVERSE_EVENT_ACTUALITY } from '../../fhir/defined-codes.ts';

export const AdverseEvent: AdverseEventResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (event) => adverseEventName(event),
  actuality: ({ actuality }) => memberOf(ADVERSE_EVENT_ACTUALITY, actuality),
  actualityCode: ({ actuality }) => readText(actuality),
  event: ({ event }) => readObject(event),
  categories: ({ category }) => readObjects(category),
  date: (resource) => shownDate(resource, 'AdverseEvent')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'AdverseEvent')?.element ?? null,
  recordedDate: ({ recordedDate }) => readText(recordedDate),
  seriousness: ({ seriousness }) => readObject(seriousness),
  severity: ({ severity }) => readObject(severity),
  outcome: ({ outcome }) => readObject(outcome),
  suspects: (event) => eachInResource(event, event.suspectEntity),
  resultingConditions: (event) => eachInResource(event, event.resultingCondition),
  location: (event) => inResource(event, event.location),
  recorder: (event) => inResource(event, event.recorder),
  identifier: ({ identifier }) => identifiersOf({ identifier: readObjects([identifier]) })[0] ?? null,
  encounter: (event) => inResource(event, event.encounter),
  subject: (event) => inResource(event, event.subject),
  resource: (event) => toRawJson(event),
};

export const AdverseEventSuspectEntity: AdverseEventSuspectEntityResolvers = {
  instance: ({ value, resource }) => inResource(resource, value.instance),
  causalities: ({ value, resource }) => eachInResource(resource, value.causality),
};

export const AdverseEventSuspectEntityCausality: AdverseEventSuspectEntityCausalityResolvers = {
  assessment: ({ value }) => readObject(value.assessment),
  productRelatedness: ({ value }) => readText(value.productRelatedness),
  method: ({ value }) => readObject(value.method),
  author: ({ value, resource }) => inResource(resource, value.author),
};
