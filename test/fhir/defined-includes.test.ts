import { type InputValueDefinitionNode, Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { INCLUDES } from '../../src/fhir/defined-targets.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';
import { factsOf, RESOURCE_TYPES, type ResourceType } from '../../src/fhir/resources.ts';
import { readReferenceParameters, readReferences } from '../support/fhir-definitions.ts';
import { at } from '../support/expected.ts';
import { resolveField } from '../support/resolved-field.ts';
import { namedType } from '../support/all-fields.ts';
import { OBJECT_TYPES } from '../support/schema-files.ts';

type Json = Record<string, unknown>;

const PARAMETERS = readReferenceParameters();
const REFERENCES = readReferences();
/** What resolvers of parts read from the context. */
const CONTEXT = { siteTime: createSiteTime(Date.now(), 'UTC'), budget: {} };
const TARGETS = ['Patient', 'Practitioner', 'Location', 'MedicationRequest'];

/** Returns a resource in which each reference has its own path as its display. Several targets stand in each list. */
function probeOf(type: ResourceType): Json {
  const below = (around: string): Json =>
    Object.fromEntries(
      (REFERENCES.get(type) ?? [])
        .filter(({ path }) => path.startsWith(`${around}.`) && !path.slice(around.length + 1).includes('.'))
        .map(({ path, max, type: datatypes }) => {
          const isReference = datatypes.some(({ code }) => code === 'Reference');
          const [name = ''] = path.split('.').slice(-1);
          const display = path.slice(type.length + 1).replace('[x]', 'Reference');
          const values = isReference
            ? TARGETS.map((target) => ({ reference: `${target}/e1`, display }))
            : TARGETS.map((target, index) => pick(below(path), index, target));
          return [name.replace('[x]', 'Reference'), max === '1' ? values[0] : values];
        }),
    );
  return { resourceType: type, id: 'e1', ...below(type) };
}

/** Keeps one target of each reference in an item, so that each item of a list has another. */
function pick(item: Json, index: number, target: string): Json {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value];
      return [
        name,
        at(value, 'reference') === undefined ? value : { ...Object(value), reference: `${target}/e${index}` },
      ];
    }),
  );
}

/** Returns the elements of the references that the graph resolves at each path of a type. */
function referencesInGraph(type: ResourceType): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const visit = (owner: string, parent: unknown, path: readonly string[]): void => {
    for (const field of OBJECT_TYPES.get(owner)?.fields ?? []) {
      const below = namedType(field.type);
      const isReference =
        below.endsWith('Reference') && OBJECT_TYPES.has(below) && below !== 'DocumentReference';
      const isPart = OBJECT_TYPES.has(below) && !RESOURCE_TYPES.some((one) => one === below);
      if (!isPart || field.arguments?.some(isRequired) === true || path.length > 3) continue;
      const values = [quietly(() => resolveField(owner, field.name.value, parent, CONTEXT))].flat();
      for (const value of values) {
        const display: unknown = at(value, 'value', 'display');
        const key = [...path, field.name.value, 'resource'].join('.');
        if (isReference && typeof display === 'string')
          found.set(key, (found.get(key) ?? new Set()).add(display));
        else if (!isReference && typeof value === 'object' && value !== null)
          visit(below, value, [...path, field.name.value]);
      }
    }
  };
  visit(type, probeOf(type), []);
  return found;
}

function isRequired({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}

function quietly(resolve: () => unknown): unknown {
  try {
    return resolve();
  } catch {
    return null;
  }
}

/** References without an include although a search parameter follows them: the list itself contains the target. */
const NOT_NEEDED: ReadonlySet<string> = new Set([
  'DocumentReference.relatesTo.target.resource',
  'Encounter.partOf.resource',
  'Observation.members.resource',
]);

describe.each(RESOURCE_TYPES.filter((type) => factsOf(type).inGraph))('the includes of %s', (type) => {
  it('follow exactly the elements that the graph resolves, for every reference with a search parameter', () => {
    const { patient } = factsOf(type);
    const includes = INCLUDES[type] ?? {};
    const parameters = Object.entries(PARAMETERS.get(type) ?? {});
    const resolved = referencesInGraph(type);
    const unfit = [...resolved].filter(([path, elements]) => {
      const [element = '', ...others] = elements;
      const fitting = parameters.flatMap(([name, paths]) =>
        paths.some((one) => one.split(':')[0] === element) ? [`${type}:${name}`] : [],
      );
      const include = includes[path];
      if (include !== undefined) return others.length > 0 || !fitting.includes(include);
      const isNeeded = !patient.includes(element) && !NOT_NEEDED.has(`${type}.${path}`);
      return isNeeded && parameters.some(([, paths]) => paths.includes(element));
    });
    expect(unfit).toEqual([]);
    expect(Object.keys(includes).filter((path) => !resolved.has(path))).toEqual([]);
  });
});
