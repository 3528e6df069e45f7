/** Checks of one element each, which most creates have in common. Elements can be of any kind: a client sends what it likes. */
import type { Resource } from '../types.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { invalidElement, missingElement, type Refusal } from './refusals.ts';

/** Null where every value at the path is one of those allowed, and there is at least one. */
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

/** Null where there is a concept with this code at the path. */
export function requireCode(resource: Resource, path: string, code: string): Refusal | null {
  const expression = `${resource.resourceType}.${path}`;
  if (valuesAt(resource, path).length === 0) return missingElement(expression);
  return codesAt(resource, path).includes(code) ? null : invalidElement(expression, code);
}

/** The codes of the concepts at the path; of one system, where that is given. */
export function codesAt(resource: object, path: string, system?: string): string[] {
  return valuesAt(resource, `${path}.coding`)
    .filter((coding) => system === undefined || textAt(coding, 'system') === system)
    .flatMap((coding) => textAt(coding, 'code') ?? []);
}

/** An instant: a date with a time and its offset (FHIR R4 `dateTime`, as precise as it gets). */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
