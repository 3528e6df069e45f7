import { seededResources } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { DEFINED_FILTERS } from '../../src/fhir/defined-filters.ts';
import { argumentsOf, isDocumentedByEpic } from '../../src/fhir/derived-arguments.ts';
import { LISTED_TYPES } from '../../src/fhir/graph-types.ts';
import type { ListArgument, PatientList } from '../../src/fhir/list-definition.ts';
import { valuesOf } from '../../src/fhir/list-filters.ts';
import { LIST_NAMES, PATIENT_LISTS, type PatientListName } from '../../src/fhir/patient-lists.ts';
import { factsOf } from '../../src/fhir/resources.ts';
import { createListQuery } from '../../src/loaders/list-query.ts';
import { readCodedElements } from '../support/fhir-definitions.ts';
import { ENUMS } from '../support/schema-files.ts';

const ARGUMENTS = Object.entries<PatientList>(PATIENT_LISTS).flatMap(([list, row]) =>
  Object.entries(argumentsOf(row)).map(([argument, filter]) => ({ list, argument, type: row.type, filter })),
);

const RECORDS = Map.groupBy(seededResources(), ({ resourceType }) => resourceType);

/** Arguments that filter by a reference or a boolean. */
const OTHERS: ReadonlySet<string> = new Set(['encounter', 'reported']);

const isDate = ({ prefix }: ListArgument): boolean => prefix !== undefined;

describe('list arguments that filter by code', () => {
  it.each(ARGUMENTS.filter(({ argument, filter }) => !OTHERS.has(argument) && !isDate(filter)))(
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

describe('the encounter of a record', () => {
  it.each(ARGUMENTS.filter(({ argument }) => argument === 'encounter'))(
    'is found in every form of reference to this server, and in no other: $list',
    ({ type, filter }) => {
      const path = DEFINED_FILTERS[type]?.encounter?.path ?? '';
      const finds = (reference: unknown): boolean =>
        filter.matches(recordWith(path, { reference }), ['e1', 'e2'], [], SERVER);
      const found = ['Encounter/e1', `${BASE}/Encounter/e2`, 'Encounter/e1/_history/3'];
      const others = [
        'Encounter/e3',
        'EpisodeOfCare/e1',
        'https://other.example/R4/Encounter/e1',
        '#e1',
        'e1',
        7,
      ];
      expect({ found: found.map(finds), others: others.map(finds) }).toEqual({
        found: [true, true, true],
        others: others.map(() => false),
      });
    },
  );

  it('is never looked for by an id that FHIR does not allow', () => {
    const row = ARGUMENTS.find(({ argument }) => argument === 'encounter');
    expect(row && valuesOf(row.filter, ['e1,e2', '../e1', '', 'e1'])).toEqual(['e1']);
  });
});

const BASE = 'https://ehr.example.org/R4';
const SERVER = createServerUrls({ baseUrl: BASE });

function recordWith(path: string, value: object): object {
  return path.split('.').reduceRight<object>((inner, name) => ({ [name]: inner }), value);
}

describe('the filters of lists', () => {
  it('are those that the elements of each type allow: status, category, code, encounter and date', () => {
    const missing = Object.entries<PatientList>(PATIENT_LISTS).flatMap(([list, row]) => {
      const has = argumentsOf(row);
      const { documented: _, ...elements } = DEFINED_FILTERS[row.type] ?? { documented: '' };
      const always = row.always === undefined ? [] : [row.always.filter.parameter];
      const dates = factsOf(row.type).date.length === 0 ? [] : ['since', 'until'];
      return [...Object.keys(elements), ...dates]
        .filter((name) => !(name in has) && !always.includes(name))
        .map((name) => `${list}(${name})`);
    });
    expect(missing).toEqual([]);
  });

  it('include the status of every listed type that has one, by an enum of the graph', () => {
    const coded = new Set(
      [...readCodedElements()].flatMap(([type, elements]) =>
        elements.flatMap(({ path }) => (/^\w+\.(?:status|lifecycleStatus)$/.test(path) ? [type] : [])),
      ),
    );
    const lacking = LISTED_TYPES.filter((type) => coded.has(type) && !DEFINED_FILTERS[type]?.status);
    expect(lacking, 'types whose field for the status is not an enum with a member for each code').toEqual(
      [],
    );
  });

  it.each(ARGUMENTS)('send Epic only parameters that Epic documents: $list($argument)', (row) => {
    const { list, argument, filter, type } = row;
    const value = Object.values(filter.members ?? { x: 'x' })[0];
    const args = { [argument]: filter.prefix === undefined ? [value] : '2026-01-01' };
    const { optional } = createListQuery(listNamed(list), {
      patientId: 'p',
      server: SERVER,
      args,
      categories: null,
    });
    expect(optional.filter(([name]) => !isDocumentedByEpic(type, name))).toEqual([]);
  });

  it.each(Object.entries<PatientList>(PATIENT_LISTS))(
    'that always apply are ones that Epic documents: %s',
    (_list, { type, always, byDefault }) => {
      const required = [always, byDefault].flatMap((selection) => selection?.filter.parameter ?? []);
      expect(required.filter((name) => !isDocumentedByEpic(type, name))).toEqual([]);
    },
  );
});

function listNamed(list: string): PatientListName {
  const name = LIST_NAMES.find((one) => one === list);
  if (name === undefined) throw new Error(`no list ${list}`);
  return name;
}

/** Returns `ImmunizationStatus` for an argument of the type `[ImmunizationStatus!]`. */
function enumOf({ type }: ListArgument): string {
  return type.replaceAll(/[[\]!]/g, '');
}

/** Returns the element that a search parameter such as `clinical-status` is named after. */
function elementOf({ parameter }: ListArgument): string {
  return parameter.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** Returns the codes of an element of the type code, Coding or CodeableConcept, which can be one of several types (`code[x]`). */
function codesOf(record: object, element: string): string[] {
  return Object.entries(record).flatMap(([name, value]) =>
    [element, `${element}CodeableConcept`].includes(name) ? codesIn(value) : [],
  );
}

function codesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(codesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('coding' in value) return codesIn(value.coding);
  return 'code' in value ? codesIn(value.code) : [];
}
