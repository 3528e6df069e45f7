/** What a server's CapabilityStatement says that it can do (FHIR R4 §3.1.0.12). */
import { objects, texts } from './shape.ts';
import type { CapabilityStatement, CapabilityStatementRest } from './types.ts';

export interface Capabilities {
  readonly fhirVersion: string | null;
  /** Whether the server calls its software Epic, or does not say what it is. */
  readonly isEpic: boolean;
  /** Whether the server lists this search parameter for the type. */
  lists(type: string, parameter: string): boolean;
  /** Whether the server says that it honours this `_include` for the type; not all that say so do. */
  includes(type: string, include: string): boolean;
  /** Whether the server can be expected to sort the type by a search parameter. No statement says so, so the answer has to be checked. */
  sorts(type: string, parameter: string): boolean;
}

export function isCapabilityStatement(value: {
  readonly resourceType: string;
}): value is CapabilityStatement {
  return value.resourceType === 'CapabilityStatement';
}

export function parseCapabilities(statement: CapabilityStatement): Capabilities {
  const types = objects<CapabilityStatementRest>(statement.rest).flatMap(({ resource }) => objects(resource));
  const parameters = new Set(
    types.flatMap(({ type, searchParam }) => objects(searchParam).map(({ name }) => `${type}?${name}`)),
  );
  const includes = new Set(
    types.flatMap(({ type, searchInclude }) => texts(searchInclude).map((include) => `${type}?${include}`)),
  );
  const version: unknown = statement.fhirVersion;
  const software: unknown = statement.software?.name;
  const isEpic = typeof software !== 'string' || /\bepic\b/i.test(software);
  return {
    isEpic,
    fhirVersion: typeof version === 'string' ? version : null,
    lists: (type, parameter) => parameters.has(`${type}?${parameter}`),
    includes: (type, include) => includes.has(`${type}?${include}`) || includes.has(`${type}?*`),
    // Epic lists the dates of its types, and ignores `_sort`.
    sorts: (type, parameter) => !isEpic && parameters.has(`${type}?${parameter}`),
  };
}

/** True where the statement is of an R4 server (4.0.x). */
export function isR4({ fhirVersion }: Capabilities): boolean {
  return /^4\.0(\.|$)/.test(fhirVersion ?? '');
}

/** By type, the interactions that the server says it has of it, such as `read`, `search-type` and `create` (R4 type-restful-interaction). */
export function interactionsOf(statement: CapabilityStatement): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    objects<CapabilityStatementRest>(statement.rest)
      .flatMap(({ resource }) => objects(resource))
      .map(({ type, interaction }) => [
        type,
        new Set(objects(interaction).flatMap(({ code }) => (typeof code === 'string' ? [code] : []))),
      ]),
  );
}
