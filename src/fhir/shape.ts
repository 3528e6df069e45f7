/**
 * Reads elements that may be missing, null or of the wrong kind: FHIR servers send all of these, whatever the types of a
 * specification promise.
 */

/** The objects of a list; none where there is no list. */
export function objects<T extends object>(value: readonly (T | null | undefined)[] | null | undefined): T[] {
  return Array.isArray(value) ? value.filter((item): item is T => isObject(item)) : [];
}

/** The text, without space around it (Epic pads identifiers); null where there is none. */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((item) => item !== null) : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
