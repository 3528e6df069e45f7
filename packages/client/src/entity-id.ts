/** Returns the key of an object in a cache that serves one site. */

interface CachedObject {
  readonly __typename?: string | undefined;
  readonly id?: unknown;
  readonly type?: unknown;
}

/**
 * Returns the key of a record, such as `Patient:eq081`; undefined for an object that a cache must keep in its parent.
 *
 * - FHIR ids are unique only within a type.
 * - A record inside another has an id such as `#med`, which every other record can use for a different one.
 * - `Record` stands for records of all types, so its id needs the type.
 */
export function entityId(
  { __typename, id, type }: CachedObject,
  typeName: string | undefined = __typename,
): string | undefined {
  if (typeName === undefined || typeof id !== 'string' || id.startsWith('#')) return undefined;
  if (typeName !== 'Record') return `${typeName}:${id}`;
  return typeof type === 'string' ? `${typeName}:${type}:${id}` : undefined;
}
