/**
 * Reads elements that may be missing, null or of the wrong kind: FHIR servers send all of these, whatever the types of a
 * specification promise.
 */
import { isWrittenNumber } from './decimals.ts';

/** The objects of a list; none where there is no list. */
export function readObjects<T extends object>(
  value: readonly (T | null | undefined)[] | null | undefined,
): T[] {
  return Array.isArray(value) ? value.filter((item): item is T => isObject(item)) : [];
}

/** The text, without space around it (Epic pads identifiers); null where there is none. */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** The texts of a list. */
export function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(readText).filter((item) => item !== null) : [];
}

/** False for numbers that are kept as they were written (see decimals.ts), which are objects to JavaScript alone. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isWrittenNumber(value);
}

/** The object itself; null where it is missing or something else. */
export function readObject<T extends object>(value: T | null | undefined): T | null {
  return isObject(value) ? value : null;
}

/** True or false; null where it is missing or something else. */
export function readBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/**
 * Returns a whole number of 32 bits, as FHIR (R4 §2.24.0.1) and GraphQL have them, also if the server sent it as a string. Null for anything
 * else.
 */
export function readInteger(value: unknown): number | null {
  if (typeof value === 'string') return WHOLE.test(value.trim()) ? readInteger(Number(value)) : null;
  return typeof value === 'number' && (value | 0) === value ? value : null;
}

const WHOLE = /^-?\d{1,10}$/;
