import type { GraphQLResolveInfo } from 'graphql';
import { memberOf } from '../../fhir/codes.ts';
import { conceptText } from '../../fhir/concepts.ts';
import { isCorrected, isPreliminary } from '../../fhir/finality.ts';
import { eachInResource, inResource, type InResource } from '../../fhir/in-resource.ts';
import {
  interpretationConcepts,
  interpretationOf,
  interpretationText,
  isAbnormal,
} from '../../fhir/interpretation.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { isEnteredInError } from '../../fhir/modifiers.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import {
  componentValueText,
  MAX_MEMBERS,
  needsMembers,
  type ShownMember,
  valueText,
} from '../../fhir/observation-text.ts';
import { focusCodes, focusOf, observationName } from '../../fhir/observation-focus.ts';
import { referenceRangeText, valueOf } from '../../fhir/observation.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { isOutsideReferenceRange, needsPatient } from '../../fhir/reference-range.ts';
import { containedTargets } from '../../fhir/resource-names.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type * as fhir from '../../fhir/types.ts';
import type { Stored } from '../../fhir/types.ts';
import { unitOf } from '../../fhir/units.ts';
import { supportingInfo } from '../../fhir/us-core-extensions.ts';
import type {
  BooleanValueResolvers,
  DateTimeValueResolvers,
  IntegerValueResolvers,
  ObservationComponentResolvers,
  ObservationReferenceResolvers,
  ObservationResolvers,
  ObservationValueResolvers,
  ReferenceRangeResolvers,
  StringValueResolvers,
  TimeValueResolvers,
} from '../../generated/resolver-types.ts';
import type { References } from '../../loaders/references.ts';
import { findSiblings } from './observation-lists.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { pathOf } from './selection.ts';
import { toUnionMember } from './shown-value.ts';
import { OBSERVATION_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Observation: ObservationResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (observation) => observationName(observation),
  code: ({ code }) => readObject(code),
  focus: (observation) => eachInResource(observation, focusOf(observation)),
  focusCodes: (observation) => focusCodes(observation),
  categories: ({ category }) => readObjects(category),
  status: ({ status }) => memberOf(OBSERVATION_STATUS, status),
  statusCode: ({ status }) => readText(status),
  isPreliminary: ({ status }) => isPreliminary(status),
  isCorrected: ({ status }) => isCorrected(status),
  value: numbersFrom(['valueInteger'], (observation) => toUnionMember(valueOf(observation))),
  valueText: numbersFrom(
    ['valueQuantity', 'valueRange', 'valueRatio', 'valueInteger', 'component'],
    (observation, _args, { loaders }, info) =>
      needsMembers(observation)
        ? readPanelText(observation, loaders.references, info)
        : valueText(observation),
  ),
  unit: ({ valueQuantity }) => readUnit(valueQuantity),
  referenceRange: ({ referenceRange }) => readObjects(referenceRange),
  interpretation: (observation) => interpretationOf(observation),
  interpretationText: numbersFrom([], (observation) => interpretationText(observation)),
  interpretationConcepts: (observation) => interpretationConcepts(observation),
  isAbnormal: (observation, _args, { loaders }) =>
    isAbnormal(observation, loadedMembers(observation, loaders.references)),
  isOutsideReferenceRange: numbersFrom(
    ['valueQuantity', 'referenceRange'],
    async (observation, _args, { loaders }, info) => {
      const subject = needsPatient(observation) ? inResource(observation, observation.subject) : null;
      const patient =
        subject === null
          ? null
          : await loaders.references.loadIfPermitted(subject, ['Patient'], pathOf(info));
      return isOutsideReferenceRange(observation, patient);
    },
  ),
  effective: (resource) => shownDate(resource, 'Observation')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'Observation')?.element ?? null,
  effectivePeriod: ({ effectivePeriod }) => readObject(effectivePeriod),
  issued: ({ issued }) => readText(issued),
  components: ({ component }) => readObjects(component),
  members: (observation) => eachInResource(observation, observation.hasMember),
  derivedFrom: (observation) => eachInResource(observation, observation.derivedFrom),
  performers: (observation) => eachInResource(observation, observation.performer),
  encounter: (observation) => inResource(observation, observation.encounter),
  subject: (observation) => inResource(observation, observation.subject),
  dataAbsentReason: ({ dataAbsentReason }) => readObject(dataAbsentReason),
  specimen: (observation) => inResource(observation, observation.specimen),
  device: (observation) => inResource(observation, observation.device),
  identifiers: (observation) => identifiersOf(observation),
  supportingInfo: (observation) => eachInResource(observation, supportingInfo(observation)),
  bodySite: ({ bodySite }) => readObject(bodySite),
  method: ({ method }) => readObject(method),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (observation) => toRawJson(observation),
};

export const ObservationComponent: ObservationComponentResolvers = {
  name: ({ code }) => readName(code),
  code: ({ code }) => readObject(code),
  value: numbersFrom(['valueInteger'], (component) => toUnionMember(valueOf(component))),
  valueText: numbersFrom(['valueQuantity', 'valueRange', 'valueRatio', 'valueInteger'], (component) =>
    componentValueText(component),
  ),
  unit: ({ valueQuantity }) => readUnit(valueQuantity),
  referenceRange: ({ referenceRange }) => readObjects(referenceRange),
  interpretation: (component) => interpretationOf(component),
  interpretationText: numbersFrom([], (component) => interpretationText(component)),
  interpretationConcepts: (component) => interpretationConcepts(component),
  isAbnormal: (component) => isAbnormal(component),
  dataAbsentReason: ({ dataAbsentReason }) => readObject(dataAbsentReason),
};

export const ReferenceRange: ReferenceRangeResolvers = {
  text: numbersFrom(['low', 'high'], (range) => referenceRangeText(range)),
  low: ({ low }) => readObject(low),
  high: ({ high }) => readObject(high),
  type: ({ type }) => readObject(type),
  appliesTo: ({ appliesTo }) => readObjects(appliesTo),
  age: ({ age }) => readObject(age),
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
export const IntegerValue: IntegerValueResolvers = { integer: numbersFrom([], ({ value }) => value) };
export const StringValue: StringValueResolvers = { string: ({ value }) => value };
export const TimeValue: TimeValueResolvers = { time: ({ value }) => value };

function readName(code: fhir.CodeableConcept | undefined): string | null {
  const concept = readObject(code);
  return concept === null ? null : conceptText(concept);
}

function readUnit(quantity: fhir.Quantity | undefined): string | null {
  const measured = readObject(quantity);
  return measured === null ? null : unitOf(measured);
}

/**
 * Returns the text of a panel, composed from its members: contained ones, and ones in the same list. Only a lookup of a single panel reads the other
 * members. For the panels of a list, that would cost more requests than the list itself.
 */
async function readPanelText(
  observation: Stored<fhir.Observation>,
  references: References,
  info: GraphQLResolveInfo,
): Promise<string | null> {
  const canRead = info.path.prev?.typename === 'Query';
  const find = async (link: InResource<fhir.Reference>): Promise<fhir.Observation | null> => {
    const loaded = loadedMember(observation, link, references);
    if (loaded !== null || !canRead) return loaded;
    // Ignore the error: the text counts the member as not shown, and `members` reports the error.
    return references.load(link, ['Observation'], pathOf(info)).catch(() => null);
  };
  const showMember = async (link: InResource<fhir.Reference>): Promise<ShownMember> => {
    const member = await find(link);
    if (member === null) return { name: readText(link.value.display), text: null };
    const name = observationName(member) ?? readText(link.value.display);
    return { name, text: isEnteredInError(member) ? 'entered in error' : valueText(member) };
  };
  const links = eachInResource(observation, observation.hasMember);
  const members = await Promise.all(links.slice(0, MAX_MEMBERS).map(showMember));
  return valueText(observation, [...members, ...links.slice(MAX_MEMBERS).map(() => NOT_SHOWN)]);
}

/** Returns the members of a panel that are contained or in the same list; null for each of the others. */
function loadedMembers(
  observation: Stored<fhir.Observation>,
  references: References,
): (fhir.Observation | null)[] {
  return eachInResource(observation, observation.hasMember)
    .map((link) => loadedMember(observation, link, references))
    .filter((member) => member === null || !isEnteredInError(member));
}

function loadedMember(
  observation: Stored<fhir.Observation>,
  { value }: InResource<fhir.Reference>,
  references: References,
): fhir.Observation | null {
  const contained = containedTargets(observation, value.reference).find(isObservation);
  const target = references.targetOf(value);
  const listed = target?.type === 'Observation' ? findSiblings(observation).get(target.id) : undefined;
  return contained ?? listed ?? null;
}

function isObservation(resource: fhir.Resource): resource is fhir.Observation {
  return resource.resourceType === 'Observation';
}

const NOT_SHOWN: ShownMember = { name: null, text: null };

export const ObservationReference: ObservationReferenceResolvers = referenceTo('Observation');
