import { seededResources } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import type { ListArgument } from '../../src/fhir/list-definition.ts';
import type { PatientList } from '../../src/fhir/list-definition.ts';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { asSent } from '../support/as-sent.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ENUMS } from '../support/schema-files.ts';

const ARGUMENTS = Object.entries<PatientList>(PATIENT_LISTS).flatMap(([list, { type, byArgument = {} }]) =>
  Object.entries<ListArgument>(byArgument).map(([argument, filter]) => ({ list, argument, type, filter })),
);

const RECORDS = Map.groupBy(seededResources(), ({ resourceType }) => resourceType);

const isDate = ({ prefix }: ListArgument): boolean => prefix !== undefined;

describe('list arguments that filter by code', () => {
  it.each(ARGUMENTS.filter(({ filter }) => !isDate(filter)))(
    'a filter by code keeps sandbox records by the codes of their element: $list($argument)',
    ({ type, filter }) => {
      const coded = (RECORDS.get(type) ?? [])
        .map((record) => ({ record, codes: codesOf(record, elementOf(filter)) }))
        .filter(({ codes }) => codes.length > 0);
      expect(coded, `records with ${type}.${elementOf(filter)}`).not.toEqual([]);
      const kept = coded.filter(({ record, codes }) => filter.matches(record, codes, []));
      expect(
        kept.length,
        'records kept. If this fails, check the path: byCode() takes the path of a code, byConcept() the path of a CodeableConcept',
      ).toBeGreaterThan(0);
    },
  );

  it.each(ARGUMENTS.filter(({ filter }) => ENUMS.has(enumOf(filter))))(
    'a filter by enum maps exactly the members of its enum: $list($argument)',
    ({ filter }) => {
      const declared = ENUMS.get(enumOf(filter))?.filter((member) => member !== 'UNRECOGNIZED') ?? [];
      expect(new Set(Object.values(filter.members ?? {}))).toEqual(new Set(declared));
    },
  );
});

describe('search parameters of lists', () => {
  it.each(Object.entries<PatientList>(PATIENT_LISTS))(
    'are ones that Epic documents, or are never sent: %s',
    async (_list, { type, always, byDefault, byArgument = {} }) => {
      const filters = [always?.filter, byDefault?.filter, ...Object.values<ListArgument>(byArgument)];
      const sent = filters.filter(
        (filter) => filter !== undefined && filter.isSent !== false && filter.prefix === undefined,
      );
      const offered = (await searchParameters()).get(type) ?? [];
      expect(sent.map((filter) => filter?.parameter).filter((name) => !offered.includes(name ?? ''))).toEqual(
        [],
      );
    },
  );
});

interface Capabilities {
  readonly rest: readonly [
    { readonly resource: readonly { type: string; searchParam?: readonly { name: string }[] }[] },
  ];
}

/** Returns the search parameters of the sandbox, which are Epic's, by resource type. */
async function searchParameters(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { baseUrl } = await borrowSandbox();
  const response = await fetch(`${baseUrl}/metadata`, { headers: { accept: 'application/fhir+json' } });
  const { rest } = asSent<Capabilities>(await response.json());
  return new Map(
    rest[0].resource.map(({ type, searchParam = [] }) => [type, searchParam.map(({ name }) => name)]),
  );
}

/** Returns `ImmunizationStatus` for an argument of the type `[ImmunizationStatus!]`. */
function enumOf({ type }: ListArgument): string {
  return type.replaceAll(/[[\]!]/g, '');
}

/** Returns the element that a search parameter such as `clinical-status` is named after. */
function elementOf({ parameter }: ListArgument): string {
  return parameter.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** Returns the codes of an element of the type code, Coding or CodeableConcept. */
function codesOf(record: object, element: string): string[] {
  return Object.entries(record).flatMap(([name, value]) => (name === element ? codesIn(value) : []));
}

function codesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(codesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('coding' in value) return codesIn(value.coding);
  return 'code' in value ? codesIn(value.code) : [];
}
