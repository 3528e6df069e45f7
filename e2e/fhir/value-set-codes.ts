import type { CodeSystem, CodeSystemConcept, ValueSet } from '../../src/fhir/types.ts';
import { resourcesIn } from './definitions.ts';

/** Larger sets, such as all resource types, are no statuses. */
const MOST_CODES = 40;

/** Returns a function from the URL of a value set to its codes: undefined for a large one, and unless the files define all of its codes. */
export function createCodesOf(files: readonly string[]): (url: string) => readonly string[] | undefined {
  const terms = files.flatMap(resourcesIn);
  const systems = new Map(
    terms
      .filter((term): term is CodeSystem => term.resourceType === 'CodeSystem' && term.content === 'complete')
      .map(({ url = '', concept = [] }) => [url, concept.flatMap(codesIn)]),
  );
  const valueSets = new Map(
    terms
      .filter((term): term is ValueSet => term.resourceType === 'ValueSet')
      .map(({ url = '', compose }) => [url, compose?.include ?? []]),
  );

  function codesOf(canonical: string): readonly string[] | undefined {
    const includes = valueSets.get(canonical.replace(/\|.*$/, ''));
    if (includes === undefined) return undefined;
    const parts = includes.map(({ system = '', concept, filter, valueSet }) => {
      if (concept !== undefined) return concept.map(({ code }) => code);
      if (filter !== undefined) return undefined;
      return valueSet === undefined
        ? systems.get(system)
        : valueSet.map(codesOf).flatMap((codes) => codes ?? []);
    });
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }

  return (url) => {
    const codes = codesOf(url);
    return codes === undefined || codes.length > MOST_CODES ? undefined : codes;
  };
}

function codesIn({ code, concept = [] }: CodeSystemConcept): string[] {
  return [code, ...concept.flatMap(codesIn)];
}
