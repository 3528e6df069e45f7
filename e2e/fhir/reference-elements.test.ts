import { expect, it } from 'vitest';
import { TARGETS_BEYOND_DIRECTORY } from '../../src/fhir/defined-targets.ts';
import { CODING_ELEMENTS, IDENTIFIED_ELEMENTS } from '../../src/fhir/reference-elements.ts';
import { targetTypesAt } from '../../src/fhir/reference-targets.ts';
import { structuresIn } from './definitions.ts';
import { isDirectoryType } from '../../src/fhir/resource-kinds.ts';

interface ElementOfR4 {
  /** The name in JSON, such as `valueCoding`. */
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  /** The types that a reference may have as its target; empty: any type. */
  readonly targets: readonly string[];
}

const DEFINITIONS = ['profiles-resources', 'profiles-types']
  .flatMap((file) => structuresIn(`fhir/r4/${file}.json`))
  .flatMap(({ snapshot }) => snapshot?.element ?? []);

/** Every element of FHIR R4, once for each type of its value. */
const ELEMENTS: readonly ElementOfR4[] = DEFINITIONS.flatMap(({ path, type = [] }) => {
  const [owner = '', ...names] = path.split('.');
  return type.map(({ code, targetProfile = [] }): ElementOfR4 => {
    const name = (names.at(-1) ?? '').replace('[x]', code);
    const targets = targetProfile.map((profile) => profile.split('/').at(-1) ?? '');
    return { name, owner, type: code, targets };
  });
});

/** The paths of all elements that hold one Identifier. */
const IDENTIFIED_PATHS = DEFINITIONS.flatMap(({ path, max, type = [] }) =>
  path.endsWith('.identifier') && max === '1' && type.some(({ code }) => code === 'Identifier') ? [path] : [],
);

const REFERENCES = ELEMENTS.filter(({ type }) => type === 'Reference');

it('the targets of the references in datatypes agree with the definitions of R4', () => {
  for (const [owner, name] of [
    ['Identifier', 'assigner'],
    ['Annotation', 'authorReference'],
    ['Extension', 'valueReference'],
  ] as const) {
    const found = REFERENCES.find((element) => element.owner === owner && element.name === name);
    const targets = targetTypesAt({ within: '', element: name });
    const others = found?.targets.filter((target) => !isDirectoryType(target)).toSorted();
    expect({ name, targets }).toEqual({ name, targets: found?.targets.length === 0 ? ['*'] : others });
  }
});

it('the objects that share their name with a reference have no display and no identifier to hide', () => {
  const others = ELEMENTS.filter(({ type }) => type !== 'Reference' && /^[A-Z]/.test(type)).filter(
    ({ owner, name }) => Object.hasOwn(TARGETS_BEYOND_DIRECTORY[owner] ?? {}, name),
  );
  expect(others.map(({ owner, name }) => `${owner}.${name}`)).toEqual([
    'Account.coverage',
    'Contract.party',
    'Contract.context',
    'Contract.subject',
    'Encounter.location',
  ]);
});

it('the table of elements with an Identifier agrees with the definitions of R4, except for names that are references elsewhere', () => {
  const references = new Set(REFERENCES.map(({ name }) => name));
  const parents = IDENTIFIED_PATHS.map((path) => path.split('.').slice(0, -1)).filter(
    ({ length }) => length > 1,
  );
  const names = [...new Set(parents.map((path) => path.at(-1) ?? ''))].filter(
    (name) => !references.has(name),
  );
  expect([...IDENTIFIED_ELEMENTS].toSorted()).toEqual(names.toSorted());
});

it('the table of Coding elements agrees with the definitions of R4, except for names that are references elsewhere', () => {
  const references = new Set(REFERENCES.map(({ name }) => name));
  const codings = ELEMENTS.filter(({ type }) => type === 'Coding').map(({ name }) => name);
  const definitions = /^(defaultValue|fixed|pattern)Coding$/;
  const expected = [...new Set(codings)].filter((name) => !references.has(name) && !definitions.test(name));
  expect([...CODING_ELEMENTS].toSorted()).toEqual(expected.toSorted());
});
