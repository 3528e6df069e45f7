/** Modifier extensions, which can turn what a record says into its opposite (FHIR R4 Extensibility, Modifier Extensions): one that is not known must be announced. */
import { DEEPEST } from '../size/json-size.ts';
import { isObject, text } from './shape.ts';

/**
 * Urls of modifier extensions whose meaning the graph shows. US Core 6.1 to 9, FHIR's extension pack for the types of the graph, and Epic's recorded
 * data have none that it would need.
 */
export const UNDERSTOOD_MODIFIERS: ReadonlySet<string> = new Set<string>();

/** The same record is often in several fields. */
const known = new WeakMap<object, boolean>();

/** Whether a modifier extension that the gateway does not understand stands anywhere in the resource, contained resources included. */
export function hasUnknownModifier(resource: object): boolean {
  const found = known.get(resource) ?? isModified(resource, 0);
  known.set(resource, found);
  return found;
}

/** In loops without intermediate lists, since every shown record passes through here. */
function isModified(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (isModified(item, depth + 1)) return true;
    return false;
  }
  if (!isObject(value)) return false;
  for (const name in value) {
    const inner = value[name];
    if (name === 'modifierExtension' && isUnknown(inner)) return true;
    if (isModified(inner, depth + 1)) return true;
  }
  return false;
}

/** One that cannot be read is not understood either. */
function isUnknown(extensions: unknown): boolean {
  return [extensions]
    .flat()
    .filter((extension) => extension !== null && extension !== undefined)
    .some((extension) => !isObject(extension) || !UNDERSTOOD_MODIFIERS.has(text(extension['url']) ?? ''));
}
