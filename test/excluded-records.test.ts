import { type GraphQLArgument, isEnumType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { exclusionsOf } from '../src/fhir/modifiers.ts';
import { EXCLUDED_RECORDS } from '../src/fhir/record-exclusions.ts';
import { PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import { getSchema } from '../src/graphql/schema/schema.ts';

const schema = getSchema();

function argumentsOf(field: string): readonly GraphQLArgument[] {
  const patient = schema.getType('Patient');
  return isObjectType(patient) ? (patient.getFields()[field]?.args ?? []) : [];
}

it('the enum ExcludedRecords has a member for every kind of excluded record', () => {
  const type = schema.getType('ExcludedRecords');
  const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect(names.toSorted()).toEqual(EXCLUDED_RECORDS.toSorted());
});

it.each(Object.entries(PATIENT_LISTS).map(([list, { type }]) => ({ list, type })))(
  '$list and its connection have the argument include if and only if they exclude records',
  ({ list, type }) => {
    for (const field of [list, `${list}Connection`]) {
      const args = argumentsOf(field);
      expect(args.length).toBeGreaterThan(0);
      const hasInclude = args.some(({ name }) => name === 'include');
      expect({ field, hasInclude }).toEqual({ field, hasInclude: exclusionsOf(type).length > 0 });
    }
  },
);
