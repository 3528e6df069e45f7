/** Parses the capabilities that a FHIR server declares in its CapabilityStatement (FHIR R4 §3.1.0.12). */
import { readObjects, readText, readTexts } from '../fhir/lenient-read.ts';
import { parameterOfInclude } from '../fhir/resources.ts';
import type {
  CapabilityStatement,
  CapabilityStatementRest,
  CapabilityStatementRestResource,
} from '../fhir/types.ts';

export interface Capabilities {
  readonly fhirVersion: string | null;
  /** Whether the server names its software Epic, or does not name it. */
  readonly isEpic: boolean;
  /** Whether the server declares this search parameter for the type. */
  hasSearchParameter(type: string, parameter: string): boolean;
  /** Whether the server declares this `_include` or `_revinclude` for the type. Some servers declare values that they do not honor. */
  hasInclude(type: string, include: string): boolean;
  /** Whether the server declares this operation of the type, such as `match`. */
  hasOperation(type: string, name: string): boolean;
  /** Whether the server declares that clients can create resources of the type. */
  canCreate(type: string): boolean;
  /**
   * Whether the server probably sorts the type by a search parameter. No CapabilityStatement declares that, so check the order of the
   * response.
   */
  canSort(type: string, parameter: string): boolean;
}

export function isCapabilityStatement(value: {
  readonly resourceType: string;
}): value is CapabilityStatement {
  return value.resourceType === 'CapabilityStatement';
}

export function parseCapabilities(statement: CapabilityStatement): Capabilities {
  const resources = readObjects<CapabilityStatementRest>(statement.rest).flatMap(({ resource }) =>
    readObjects(resource),
  );
  const parameters = collectByType(resources, ({ searchParam }) =>
    readObjects(searchParam).map(({ name }) => name),
  );
  const operations = collectByType(resources, ({ operation }) =>
    readObjects(operation).map(({ name }) => readText(name)?.replace(/^\$/, '')),
  );
  const includes = {
    _include: collectByType(resources, ({ searchInclude }) => readTexts(searchInclude)),
    _revinclude: collectByType(resources, ({ searchRevInclude }) => readTexts(searchRevInclude)),
  };
  const interactions = collectInteractionsByType(statement);
  const version: unknown = statement.fhirVersion;
  const software: unknown = statement.software?.name;
  const isEpic = typeof software !== 'string' || /\bepic\b/i.test(software);
  return {
    isEpic,
    fhirVersion: typeof version === 'string' ? version : null,
    hasSearchParameter: (type, parameter) => parameters.get(type)?.has(parameter) === true,
    hasInclude(type, include) {
      const known = includes[parameterOfInclude(type, include)].get(type);
      return known?.has(include) === true || known?.has('*') === true;
    },
    hasOperation: (type, name) => operations.get(type)?.has(name) === true,
    canCreate: (type) => interactions.get(type)?.has('create') === true,
    // Epic declares the dates of its types as search parameters, and ignores `_sort`.
    canSort: (type, parameter) => !isEpic && parameters.get(type)?.has(parameter) === true,
  };
}

/** A statement can describe a type in several places. */
function collectByType(
  resources: readonly CapabilityStatementRestResource[],
  namesOf: (resource: CapabilityStatementRestResource) => readonly unknown[],
): ReadonlyMap<unknown, ReadonlySet<unknown>> {
  const known = new Map<unknown, Set<unknown>>();
  for (const resource of resources) {
    const names = known.get(resource.type) ?? new Set();
    known.set(resource.type, names);
    for (const name of namesOf(resource)) names.add(name);
  }
  return known;
}

/** Whether the server is R4 (4.0.x). */
export function isR4({ fhirVersion }: Capabilities): boolean {
  return /^4\.0(\.|$)/.test(fhirVersion ?? '');
}

/**
 * Returns the interactions that the server declares for each type, such as `read`, `search-type` and `create` (R4
 * type-restful-interaction).
 */
export function collectInteractionsByType(
  statement: CapabilityStatement,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    readObjects<CapabilityStatementRest>(statement.rest)
      .flatMap(({ resource }) => readObjects(resource))
      .map(({ type, interaction }) => [
        type,
        new Set(readObjects(interaction).flatMap(({ code }) => (typeof code === 'string' ? [code] : []))),
      ]),
  );
}
