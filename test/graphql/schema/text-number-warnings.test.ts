import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../../src/graphql/schema/schema.ts';
import { NUMBER_FIELDS } from '../../../src/graphql/schema/text-number-warnings.ts';

/** Fields that look as if they showed a number, and do not, or whose number the gateway counts itself. */
const WITHOUT_NUMBERS: readonly string[] = [
  'DocumentContent.size',
  'FamilyMemberHistory.bornText',
  'Goal.startText',
  'Immunization.occurrenceText',
  // `Observation.value` warns.
  'IntegerValue.integer',
  'Observation.interpretationText',
  'ObservationComponent.interpretationText',
  'Patient.age',
  'Patient.ageText',
];

/** Fields whose numbers nobody has looked after so far. */
const UNWATCHED: readonly string[] = [
  'CarePlanActivity.scheduleText',
  'Dosage.fullText',
  'Patient.birthOrder',
  'ServiceRequest.occurrenceText',
];

it('src/graphql/schema/text-number-warnings.ts has every field that shows a number of the FHIR server', () => {
  const shown = Object.values(createSchema().getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          ({ name, type: of }) => name.endsWith('Text') || /^(?:Int|Float|FhirDecimal)!?$/.test(String(of)),
        )
        .filter(({ name }) => !Object.hasOwn(NUMBER_FIELDS[type.name] ?? {}, name))
        .map(({ name }) => `${type.name}.${name}`),
    );
  expect(shown.toSorted()).toEqual([...WITHOUT_NUMBERS, ...UNWATCHED].toSorted());
});
