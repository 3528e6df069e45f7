/** Finds modifier extensions, which can reverse the meaning of a record (FHIR R4 Extensibility, Modifier Extensions). */
import { MAX_JSON_DEPTH } from '../json/size.ts';
import { isObject, readText } from './lenient-read.ts';

/** URLs of modifier extensions that the graph supports. None so far: US Core defines none, and recorded Epic responses contain none. */
const UNDERSTOOD_MODIFIERS: ReadonlySet<string> = new Set<string>();

/** Caches results, because the same record often appears in several fields. */
const known = new WeakMap<object, boolean>();

/** Returns whether the resource, contained resources included, has a modifier extension that the gateway does not support. */
export function hasUnknownModifier(resource: object): boolean {
  const found = known.get(resource) ?? isModified(resource, 0);
  known.set(resource, found);
  return found;
}

/** Uses loops without intermediate lists, because every record in a response passes through here. */
function isModified(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > MAX_JSON_DEPTH) return false;
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

/** An unreadable extension counts as unknown. */
function isUnknown(extensions: unknown): boolean {
  return [extensions]
    .flat()
    .filter((extension) => extension !== null && extension !== undefined)
    .some((extension) => !isObject(extension) || !UNDERSTOOD_MODIFIERS.has(readText(extension['url']) ?? ''));
}
