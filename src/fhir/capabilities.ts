/** What a server's CapabilityStatement says that it can do (FHIR R4 §3.1.0.12). */
import { objects } from './shape.ts';
import type { CapabilityStatement, CapabilityStatementRest } from './types.ts';

export interface Capabilities {
  readonly fhirVersion: string | null;
  /** Whether the server lists this search parameter for the type. */
  lists(type: string, parameter: string): boolean;
}

export function isCapabilityStatement(value: {
  readonly resourceType: string;
}): value is CapabilityStatement {
  return value.resourceType === 'CapabilityStatement';
}

export function parseCapabilities(statement: CapabilityStatement): Capabilities {
  const parameters = new Set(
    objects<CapabilityStatementRest>(statement.rest)
      .flatMap(({ resource }) => objects(resource))
      .flatMap(({ type, searchParam }) => objects(searchParam).map(({ name }) => `${type}?${name}`)),
  );
  const version: unknown = statement.fhirVersion;
  return {
    fhirVersion: typeof version === 'string' ? version : null,
    lists: (type, parameter) => parameters.has(`${type}?${parameter}`),
  };
}

/** True where the statement is of an R4 server (4.0.x). */
export function isR4({ fhirVersion }: Capabilities): boolean {
  return /^4\.0(\.|$)/.test(fhirVersion ?? '');
}
