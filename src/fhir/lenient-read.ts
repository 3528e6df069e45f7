/**
 * Reads elements that may be missing, null or of the wrong type. FHIR servers send all of these, despite the types in the specification.
 */
import { isWrittenNumber } from './decimals.ts';

/** Returns the objects of a list. Servers also send a single object without its list. */
export function readObjects<T extends object>(
  value: readonly (T | null | undefined)[] | null | undefined,
): T[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is T => isObject(item));
}

/** Returns a text without surrounding space (Epic pads identifiers); null if it is empty or not a string. */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** Returns the non-empty texts of a list. Servers also send a single text without its list. */
export function readTexts(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map(readText).filter((item) => item !== null);
}

/** Returns the date, otherwise the start of the Period, otherwise its end. */
export function readDate(date: unknown, period: unknown): string | null {
  const sent = withoutList(period);
  const [start, end] = isObject(sent) ? [sent['start'], sent['end']] : [];
  return readText(date) ?? readText(start) ?? readText(end);
}

/** Returns true for a JSON object, and false for a number in the server's notation, which is also an object (see decimals.ts). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isWrittenNumber(value);
}

/** Returns false for missing and blank values, and for lists and objects without any other value. */
export function hasContent(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasContent);
  if (isObject(value)) return Object.values(value).some(hasContent);
  return typeof value === 'string' ? readText(value) !== null : value !== null && value !== undefined;
}

/** Returns the object; null if it is missing or something else. Servers also send one object in a list. */
export function readObject<T extends object>(value: T | null | undefined): T | null {
  if (isObject(value)) return value;
  return Array.isArray(value) && value.length === 1 ? (readObjects<T>(value)[0] ?? null) : null;
}

/** Returns the object of a list of one; any other value unchanged. */
export function withoutList(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 && isObject(value[0]) ? value[0] : value;
}

/** Returns the boolean; null if it is missing or something else. */
export function readBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** Returns the boolean, even if the server sent it as text; null for anything else. */
export function readWrittenBoolean(value: unknown): boolean | null {
  const words = readText(value)?.toLowerCase();
  return words === 'true' || words === 'false' ? words === 'true' : readBoolean(value);
}

/**
 * Returns a 32-bit integer, as in FHIR (R4 §2.24.0.1) and GraphQL, even if the server sent it as a string; null for anything else.
 */
export function readInteger(value: unknown): number | null {
  if (typeof value === 'string') return WHOLE.test(value.trim()) ? readInteger(Number(value)) : null;
  return typeof value === 'number' && (value | 0) === value ? value : null;
}

const WHOLE = /^-?\d{1,10}$/;
