/** Transforms JSON without mutating it: other operations may share the original. Unchanged parts are not copied. */
import { MAX_JSON_DEPTH } from '../json/size.ts';
import { toWrittenNumber } from './decimals.ts';
import { isObject } from './lenient-read.ts';

/** Replaces values during a traversal. */
export interface JsonVisitor {
  /**
   * Returns the replacement of an object; undefined removes it. The traversal continues with the members of the replacement.
   * @param element the name of the object's element
   * @param resourceType the type of the innermost resource around it
   */
  readonly object?: (value: Record<string, unknown>, element: string, resourceType: string) => unknown;
  /** Returns the replacement of a string, a number, a boolean or null. */
  readonly leaf?: (value: unknown, element: string) => unknown;
}

/** Applies the visitor to everything below the root. Returns a copy, or the root itself if nothing changed. */
export function transformJson<T extends object>(root: T, visitor: JsonVisitor): T {
  if (!isObject(root)) return root;
  const copy = transformMembers(root, '', visitor, 1);
  return copy === root ? root : { ...root, ...copy };
}

/** Returns the JSON for the field `resource`, with numbers as the server wrote them. The loaders have already redacted it. */
export function toRawJson(resource: object): unknown {
  return transformJson(resource, { leaf: toWrittenNumber });
}

/** Uses loops without intermediate lists, because every record in a response passes through here. */
function transformMembers(
  value: Record<string, unknown>,
  outerType: string,
  visitor: JsonVisitor,
  depth: number,
): Record<string, unknown> {
  const ownType = value['resourceType'];
  const resourceType = typeof ownType === 'string' ? ownType : outerType;
  let copy: Record<string, unknown> | null = null;
  for (const name in value) {
    const inner = value[name];
    const now = transformValue(inner, name, resourceType, visitor, depth);
    if (now === inner) continue;
    // The copy already has an own member of this name, so assigning even `__proto__`, which JSON allows, is safe.
    copy ??= { ...value };
    copy[name] = now;
  }
  return copy ?? value;
}

function transformValue(
  value: unknown,
  element: string,
  resourceType: string,
  visitor: JsonVisitor,
  depth: number,
): unknown {
  if (typeof value !== 'object' || value === null) return transformLeaf(value, element, visitor);
  if (depth > MAX_JSON_DEPTH) return null;
  if (Array.isArray(value)) return transformItems(value, element, resourceType, visitor, depth + 1);
  if (!isObject(value)) return transformLeaf(value, element, visitor);
  const replacement = visitor.object === undefined ? value : visitor.object(value, element, resourceType);
  return isObject(replacement)
    ? transformMembers(replacement, resourceType, visitor, depth + 1)
    : replacement;
}

function transformLeaf(value: unknown, element: string, { leaf }: JsonVisitor): unknown {
  return leaf === undefined ? value : leaf(value, element);
}

/** Returns undefined if no item remains, because FHIR forbids empty lists (R4 §2.6.2.1). */
function transformItems(
  items: readonly unknown[],
  element: string,
  resourceType: string,
  visitor: JsonVisitor,
  depth: number,
): unknown {
  let copy: unknown[] | null = null;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    const now = transformValue(item, element, resourceType, visitor, depth);
    if (now !== item) copy ??= items.slice(0, at);
    if (now !== undefined) copy?.push(now);
  }
  return copy?.length === 0 ? undefined : (copy ?? items);
}
