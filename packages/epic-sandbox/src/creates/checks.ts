/** Checks of single elements, shared by the creates. Elements come from a client, so they can have any type. */
import type { Resource } from '../types.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { invalidElement, missingElement, type Refusal } from './refusals.ts';

/** Returns null if the path has a value, and every value is allowed. */
export function requireOneOf(
  resource: Resource,
  path: string,
  ...allowed: readonly string[]
): Refusal | null {
  const expression = `${resource.resourceType}.${path}`;
  const values = valuesAt(resource, path);
  if (values.length === 0) return missingElement(expression);
  return values.every((value) => typeof value === 'string' && allowed.includes(value))
    ? null
    : invalidElement(expression, allowed.join(' or '));
}

/** Returns null if a concept at the path has this code. */
export function requireCode(resource: Resource, path: string, code: string): Refusal | null {
  const expression = `${resource.resourceType}.${path}`;
  if (valuesAt(resource, path).length === 0) return missingElement(expression);
  return codesAt(resource, path).includes(code) ? null : invalidElement(expression, code);
}

/** Returns the codes of the concepts at the path, optionally of only one system. */
export function codesAt(resource: object, path: string, system?: string): string[] {
  return valuesAt(resource, `${path}.coding`)
    .filter((coding) => system === undefined || textAt(coding, 'system') === system)
    .flatMap((coding) => textAt(coding, 'code') ?? []);
}

/** Returns whether a value is a FHIR R4 `dateTime` with a time and an offset. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
