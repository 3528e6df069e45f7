import { expect, it } from 'vitest';
import { CODING_ELEMENTS, DIRECTORY_ELEMENTS } from '../../src/fhir/reference-elements.ts';
import { RESOURCES } from '../../src/fhir/resources.ts';
import { isOfDirectory } from '../../src/fhir/shareable.ts';
import { structuresIn } from './definitions.ts';

interface ElementOfR4 {
  /** The name in JSON, such as `valueCoding`. */
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  /** The types that a reference may have as its target; empty: any type. */
  readonly targets: readonly string[];
}

/** Every element of FHIR R4, once for each type of its value. */
const ELEMENTS: readonly ElementOfR4[] = ['profiles-resources', 'profiles-types']
  .flatMap((file) => structuresIn(`fhir/r4/${file}.json`))
  .flatMap(({ snapshot }) => snapshot?.element ?? [])
  .flatMap(({ path, type = [] }) => {
    const [owner = '', ...names] = path.split('.');
    return type.map(({ code, targetProfile = [] }): ElementOfR4 => {
      const name = (names.at(-1) ?? '').replace('[x]', code);
      const targets = targetProfile.map((profile) => profile.split('/').at(-1) ?? '');
      return { name, owner, type: code, targets };
    });
  });

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
