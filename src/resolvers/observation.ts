/** Observation and its values. */
import { OBSERVATION_STATUS } from '../fhir/clinical-codes.ts';
import { memberOf } from '../fhir/codes.ts';
import { conceptText } from '../fhir/concepts.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import {
  interpretationConcepts,
  interpretationOf,
  interpretationText,
  isAbnormal,
} from '../fhir/interpretation.ts';
import { referenceRangeText, valueOf } from '../fhir/observation.ts';
import { componentValueText, needsMembers, type ShownMember, valueText } from '../fhir/observation-text.ts';
import { rawForm } from '../fhir/raw.ts';
import { isCorrected, isPreliminary } from '../fhir/settled.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { supportingInfo } from '../fhir/us-core-extensions.ts';
import type * as fhir from '../fhir/types.ts';
import { unitOf } from '../fhir/units.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  BooleanValueResolvers,
  DateTimeValueResolvers,
  IntegerValueResolvers,
  ObservationComponentResolvers,
  ObservationResolvers,
  ObservationValueResolvers,
  ReferenceRangeResolvers,
  StringValueResolvers,
  TimeValueResolvers,
} from '../generated/resolver-types.ts';
import { shown } from './shown-value.ts';

export const Observation: ObservationResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => nameOf(code),
  code: ({ code }) => object(code),
  categories: ({ category }) => objects(category),
  status: ({ status }) => memberOf(OBSERVATION_STATUS, status),
  statusCode: ({ status }) => text(status),
  isPreliminary: ({ status }) => isPreliminary(status),
  isCorrected: ({ status }) => isCorrected(status),
  value: (observation) => shown(valueOf(observation)),
  valueText: (observation) => valueText(observation, membersOf(observation)),
  unit: ({ valueQuantity }) => unitOfValue(valueQuantity),
  referenceRange: ({ referenceRange }) => objects(referenceRange),
  interpretation: (observation) => interpretationOf(observation),
  interpretationText: (observation) => interpretationText(observation),
  interpretationConcepts: (observation) => interpretationConcepts(observation),
  isAbnormal: (observation) => isAbnormal(observation),
  effective: ({ effectiveDateTime, effectivePeriod, effectiveInstant }) =>
    text(effectiveDateTime) ?? text(effectiveInstant) ?? text(effectivePeriod?.start),
  effectivePeriod: ({ effectivePeriod }) => object(effectivePeriod),
  issued: ({ issued }) => text(issued),
  components: ({ component }) => objects(component),
  members: (observation) => eachWithin(observation, observation.hasMember),
  derivedFrom: (observation) => eachWithin(observation, observation.derivedFrom),
  performers: (observation) => eachWithin(observation, observation.performer),
  encounter: (observation) => within(observation, observation.encounter),
  subject: (observation) => within(observation, observation.subject),
  dataAbsentReason: ({ dataAbsentReason }) => object(dataAbsentReason),
  specimen: (observation) => within(observation, observation.specimen),
  device: (observation) => within(observation, observation.device),
  identifiers: (observation) => identifiersOf(observation),
  supportingInfo: (observation) => eachWithin(observation, supportingInfo(observation)),
  bodySite: ({ bodySite }) => object(bodySite),
  method: ({ method }) => object(method),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (observation) => rawForm(observation),
};

export const ObservationComponent: ObservationComponentResolvers = {
  name: ({ code }) => nameOf(code),
  code: ({ code }) => object(code),
  value: (component) => shown(valueOf(component)),
  valueText: (component) => componentValueText(component),
  unit: ({ valueQuantity }) => unitOfValue(valueQuantity),
  referenceRange: ({ referenceRange }) => objects(referenceRange),
  interpretation: (component) => interpretationOf(component),
  interpretationText: (component) => interpretationText(component),
  interpretationConcepts: (component) => interpretationConcepts(component),
  isAbnormal: (component) => isAbnormal(component),
  dataAbsentReason: ({ dataAbsentReason }) => object(dataAbsentReason),
};

export const ReferenceRange: ReferenceRangeResolvers = {
  text: (range) => referenceRangeText(range),
  low: ({ low }) => object(low),
  high: ({ high }) => object(high),
  type: ({ type }) => object(type),
  appliesTo: ({ appliesTo }) => objects(appliesTo),
};

const VALUE_TYPES = [
  'BooleanValue',
  'CodeableConcept',
  'DateTimeValue',
  'IntegerValue',
  'Period',
  'Quantity',
  'Range',
  'Ratio',
  'SampledData',
  'StringValue',
  'TimeValue',
] as const;

export const ObservationValue: ObservationValueResolvers = {
  __resolveType: (value) => {
    const name: unknown = Reflect.get(value, 'typeOfValue') ?? Reflect.get(value, 'type');
    return VALUE_TYPES.find((type) => type === name) ?? null;
  },
};
export const BooleanValue: BooleanValueResolvers = { boolean: ({ value }) => value };
export const DateTimeValue: DateTimeValueResolvers = { dateTime: ({ value }) => value };
export const IntegerValue: IntegerValueResolvers = { integer: ({ value }) => value };
export const StringValue: StringValueResolvers = { string: ({ value }) => value };
export const TimeValue: TimeValueResolvers = { time: ({ value }) => value };

function nameOf(code: fhir.CodeableConcept | undefined): string | null {
  const concept = object(code);
  return concept === null ? null : conceptText(concept);
}

function unitOfValue(quantity: fhir.Quantity | undefined): string | null {
  const measured = object(quantity);
  return measured === null ? null : unitOf(measured);
}

/** The members of a panel that says nothing itself, by the words of their references. */
function membersOf(observation: fhir.Observation): ShownMember[] {
  if (!needsMembers(observation)) return [];
  return objects(observation.hasMember).map(({ display }) => ({ name: text(display), text: null }));
}
