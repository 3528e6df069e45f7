/** Warns when a field shows a number that the FHIR server sent as a string. */
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { isObject } from '../../fhir/lenient-read.ts';
import { hasNumericString } from '../../fhir/numeric-strings.ts';
import { isResourceType } from '../../fhir/resources.ts';
import type { Context } from '../context.ts';

/** The fields that show numbers, with the FHIR elements that they read. */
export const NUMBER_FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AllergyIntolerance: { onsetText: ['onsetAge', 'onsetRange'] },
  Appointment: { minutes: ['minutesDuration'] },
  Condition: { onsetText: ['onsetAge', 'onsetRange'], abatementText: ['abatementAge', 'abatementRange'] },
  ContactPoint: { rank: ['rank'] },
  Coverage: { order: ['order'] },
  Dosage: {
    text: ['doseAndRate', 'timing', 'maxDosePerPeriod', 'maxDosePerAdministration', 'maxDosePerLifetime'],
    doseText: ['doseAndRate'],
    amountText: ['doseAndRate'],
    rateText: ['doseAndRate'],
    timingText: ['timing'],
  },
  FamilyMemberHistory: { ageText: ['ageAge', 'ageRange'], deceasedText: ['deceasedAge', 'deceasedRange'] },
  FamilyMemberHistoryCondition: { onsetText: ['onsetAge', 'onsetRange'] },
  GoalTarget: {
    detailText: ['detailQuantity', 'detailRange', 'detailRatio', 'detailInteger'],
    dueText: ['dueDuration'],
  },
  Immunization: { doseText: ['doseQuantity'] },
  ImmunizationProtocolApplied: {
    doseNumber: ['doseNumberPositiveInt'],
    seriesDoses: ['seriesDosesPositiveInt'],
  },
  MedicationDispense: { dosageText: ['dosageInstruction'], daysSupplyText: ['daysSupply'] },
  MedicationRequest: { dosageText: ['dosageInstruction'] },
  MedicationRequestDispenseRequest: {
    refills: ['numberOfRepeatsAllowed'],
    expectedSupply: ['expectedSupplyDuration'],
  },
  Observation: {
    value: ['valueInteger'],
    valueText: ['valueQuantity', 'valueRange', 'valueRatio', 'valueInteger', 'component'],
    isOutsideReferenceRange: ['valueQuantity', 'referenceRange'],
  },
  ObservationComponent: {
    value: ['valueInteger'],
    valueText: ['valueQuantity', 'valueRange', 'valueRatio', 'valueInteger'],
  },
  Procedure: { performedText: ['performedAge', 'performedRange'] },
  Quantity: { text: ['value'], value: ['value'], decimal: ['value'] },
  Range: { text: ['low', 'high'] },
  Ratio: { text: ['numerator', 'denominator'] },
  ReferenceRange: { text: ['low', 'high'] },
  SampledData: { period: ['period'], factor: ['factor'], dimensions: ['dimensions'] },
};

/** @throws Error if the table names a field that the schema does not have */
export function warnOfTextNumbers(schema: GraphQLSchema): void {
  for (const [name, fields] of Object.entries(NUMBER_FIELDS)) {
    const type = schema.getType(name);
    for (const [fieldName, elements] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (field === undefined) throw new Error(`The schema has no ${name}.${fieldName}`);
      field.resolve = addTextNumberWarning(field.resolve ?? defaultFieldResolver, elements);
    }
  }
}

type Resolve = GraphQLFieldResolver<unknown, Context>;

function addTextNumberWarning(resolve: Resolve, elements: readonly string[]): Resolve {
  return (source, args, context, info) => {
    if (hasTextNumber(source, elements)) context.budget.warn(createTextNumberWarning(info));
    return resolve(source, args, context, info);
  };
}

/** Unwraps an element that is paired with its resource (`InResource`). */
function hasTextNumber(source: unknown, elements: readonly string[]): boolean {
  if (!isObject(source)) return false;
  const { value, resource } = source;
  const holder = isObject(value) && isObject(resource) ? value : source;
  return elements.some((element) => hasNumericString(holder[element], element));
}

/** Ends the path at the first list, so a long list has one warning. */
function createTextNumberWarning({ path }: GraphQLResolveInfo) {
  const steps: GraphQLResolveInfo['path'][] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step !== undefined; step = step.prev)
    steps.unshift(step);
  const keys = steps.map(({ key }) => key);
  const list = keys.findIndex((key) => typeof key === 'number');
  const types = steps.map(({ typename = '' }) => typename).filter(isResourceType);
  return {
    code: 'NUMBER_IN_TEXT',
    resourceType: types.at(-1) ?? '',
    message:
      'The FHIR server sent a number as a string. The response shows the digits that were sent. Check the value at the source.',
    path: list === -1 ? keys : keys.slice(0, list),
  };
}
