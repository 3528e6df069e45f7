import { describe, expect, it } from 'vitest';
import { ALL_RESOURCES, codingsIn, objectsIn, RECORD } from './support/clinical-record.ts';
import { valuesAt } from '../src/element-path.ts';
import type { Coding } from '../src/types.ts';
import * as systems from '../src/data/clinical/code-systems.ts';
import { UNRECOGNIZED_CLINICAL_STATUS } from '../src/data/clinical/shapes-record.ts';
import { MEDICATIONS } from '../src/data/clinical/medication.ts';
import { hasGtinDigit, hasLoincDigit, hasVerhoeffDigit } from './support/check-digits.ts';
import { REQUIRED_CODES } from './support/required-codes.ts';

const CODINGS: readonly Coding[] = codingsIn([ALL_RESOURCES, MEDICATIONS]);

function codesOf(system: string): string[] {
  return [...new Set(CODINGS.filter((one) => one.system === system).map(({ code = '' }) => code))];
}

function isLocal({ system }: Coding): boolean {
  return system?.startsWith('urn:oid:1.2.840.114350.') === true;
}

describe('codes in charts', () => {
  it.each<[system: string, pattern: RegExp, atLeast: number]>([
    [systems.ICD_10_CM, /^[A-TV-Z]\d[\dA-Z](\.[\dA-Z]{1,4})?$/, 25],
    [systems.ICD_9_CM, /^\d{3}(\.\d{1,2})?$/, 15],
    [systems.RXNORM, /^\d{3,7}$/, 30],
    [systems.NDC, /^(\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d)$/, 8],
    [systems.CVX, /^\d{2,3}$/, 15],
    [systems.CPT, /^\d{5}$/, 12],
    [systems.UNII, /^[\dA-Z]{10}$/, 4],
    [systems.LOINC, /^(\d{3,5}-\d|LA\d{4,6}-\d)$/, 10],
  ])('many codes have the system %s and its format', (system, pattern, atLeast) => {
    const codes = codesOf(system);
    expect(codes.filter((code) => !pattern.test(code))).toEqual([]);
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('SNOMED CT codes have a valid check digit, except for reactions that Epic sends by name', () => {
    const codes = codesOf(systems.SNOMED);
    const names = codes.filter((code) => !/^\d+$/.test(code));
    expect(codes.filter((code) => !names.includes(code) && !hasVerhoeffDigit(code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(60);
    expect(names.toSorted()).toEqual(['Hives', 'Itching', 'Rash']);
  });

  it('LOINC codes have a valid check digit', () => {
    const numbers = codesOf(systems.LOINC).filter((code) => /^\d/.test(code));
    expect(numbers.filter((code) => !hasLoincDigit(code))).toEqual([]);
  });

  it('codes of the site accompany public codes, and sometimes appear without them', () => {
    const coded = objectsIn(ALL_RESOURCES).filter(({ coding }) => Array.isArray(coding));
    const kinds = coded.map(({ coding }) => new Set(codingsIn(coding).map(isLocal)));
    expect(kinds.filter((kind) => kind.size === 2).length).toBeGreaterThan(100);
    expect(kinds.filter((kind) => kind.size === 1 && kind.has(true)).length).toBeGreaterThan(20);
  });

  it('some concepts have only a text, only a code of the site, codings without a text, or a text without displays', () => {
    const concepts = objectsIn(ALL_RESOURCES).flatMap((object) =>
      'resourceType' in object ? objectsIn(object['code']).slice(0, 1) : [],
    );
    const shapes = concepts.map((concept) => {
      const hasDisplay = codingsIn(concept).some(({ display }) => display !== undefined);
      return ['text' in concept && 'text', 'coding' in concept && 'coding', hasDisplay && 'display']
        .filter((part) => part !== false)
        .join(' and ');
    });
    expect([...new Set(shapes)].toSorted()).toEqual([
      'coding',
      'coding and display',
      'text',
      'text and coding',
      'text and coding and display',
    ]);
  });
});

const BINDINGS = Object.entries(REQUIRED_CODES).map(([path, codes]) => {
  const [type = ''] = path.split('.');
  return { path, type, element: path.slice(type.length + 1), codes: codes.split(' ') };
});

/** Returns the codes at a path of elements, bare or in a concept. */
function codesAt(resource: object, element: string): string[] {
  return valuesAt(resource, element).flatMap((value) =>
    typeof value === 'string' ? [value] : codingsIn(value).map(({ code = '' }) => code),
  );
}

/** The status element of each type for which FHIR defines more than two statuses that are not errors. */
const STATUSES = RECORD.flatMap(({ type }) =>
  ['status', 'lifecycleStatus', 'clinicalStatus']
    .filter((element) => (REQUIRED_CODES[`${type}.${element}`]?.split(' ').length ?? 0) > 2)
    .map((element) => ({ type, element })),
);

describe('statuses in charts', () => {
  it.each(BINDINGS)(
    "codes at $path are in FHIR's value set, except for the registered unknown codes",
    ({ type, element, codes }) => {
      const { all = [], unknownCodes = {} } = RECORD.find((one) => one.type === type) ?? {};
      const beyond = all
        .filter(({ id }) => !id.startsWith('eShape') && id !== UNRECOGNIZED_CLINICAL_STATUS)
        .flatMap((resource) =>
          codesAt(resource, element)
            .filter((code) => !codes.includes(code))
            .map((code) => ({ id: resource.id, code })),
        );
      const registered = Object.entries(unknownCodes).flatMap(([id, { [element]: code }]) =>
        code === undefined ? [] : [{ id, code }],
      );
      expect(beyond).toEqual(registered);
    },
  );

  it.each(STATUSES)('$type resources have a mix of statuses', ({ type, element }) => {
    const { all = [] } = RECORD.find((one) => one.type === type) ?? {};
    const statuses = new Set(all.flatMap((one) => codesAt(one, element)));
    expect(statuses.size).toBeGreaterThan(1);
  });
});

describe('devices', () => {
  it("devices have identifiers from GS1's example range, with a valid check digit and the same value in the label", () => {
    const carriers = objectsIn(RECORD.find(({ type }) => type === 'Device')?.all).filter(
      ({ deviceIdentifier }) => deviceIdentifier !== undefined,
    );
    expect(carriers.length).toBeGreaterThan(10);
    for (const { deviceIdentifier, carrierHRF } of carriers) {
      expect(deviceIdentifier).toMatch(/^0952\d{10}$/);
      expect(hasGtinDigit(String(deviceIdentifier))).toBe(true);
      expect(carrierHRF).toContain(`(01)${String(deviceIdentifier)}(11)`);
    }
  });
});
