import type { CodeSystem, CodeSystemConcept, ValueSet } from '../../src/fhir/types.ts';
import { resourcesIn } from './definitions.ts';

/** Larger value sets, such as all resource types, are not statuses. */
const MAX_CODES = 40;

/**
 * Returns a function that maps the URL of a value set to its codes. It returns undefined for a large value set, and if the files do not
 * define all of its codes.
 */
export function createCodeLookup(files: readonly string[]): (url: string) => readonly string[] | undefined {
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

  function findCodes(canonical: string): readonly string[] | undefined {
    const includes = valueSets.get(canonical.replace(/\|.*$/, ''));
    if (includes === undefined) return undefined;
    const parts = includes.map(({ system = '', concept, filter, valueSet }) => {
      if (concept !== undefined) return concept.map(({ code }) => code);
      if (filter !== undefined) return undefined;
      return valueSet === undefined
        ? systems.get(system)
        : valueSet.map(findCodes).flatMap((codes) => codes ?? []);
    });
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }

  return (url) => {
    const codes = findCodes(url);
    return codes === undefined || codes.length > MAX_CODES ? undefined : codes;
  };
}

function codesIn({ code, concept = [] }: CodeSystemConcept): string[] {
  return [code, ...concept.flatMap(codesIn)];
}
