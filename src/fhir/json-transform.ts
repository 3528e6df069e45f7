/** Alters copies of JSON that share their unaltered parts with the original, which other operations may hold too. */
import { MAX_JSON_DEPTH } from '../json/size.ts';
import { isObject } from './lenient-read.ts';

/** Alters the values of a traversal one by one. */
export interface JsonVisitor {
  /**
   * Returns what replaces an object; undefined removes it. The traversal continues with the members of what is returned.
   * @param element the name of its element
   * @param resourceType the type of the innermost resource around it
   */
  readonly object?: (value: Record<string, unknown>, element: string, resourceType: string) => unknown;
  /** Returns what replaces a text, a number or a literal. */
  readonly leaf?: (value: unknown, element: string) => unknown;
}

/** Returns a copy in which the visitor has altered everything below the root, or the root itself if nothing is altered. */
export function transformJson<T extends object>(root: T, visitor: JsonVisitor): T {
  if (!isObject(root)) return root;
  const copy = transformMembers(root, '', visitor, 1);
  return copy === root ? root : { ...root, ...copy };
}

/** In loops without intermediate lists, since every shown record passes through here. */
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
    // The copy has a member of this name already, so even `__proto__`, which JSON can have, is one like any other.
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

/** Returns undefined for a list that has lost all of its items: FHIR has no empty lists (R4 §2.6.2.1). */
function transformItems(
  items: readonly unknown[],
  element: string,
  resourceType: string,
  visitor: JsonVisitor,
  depth: number,
): unknown {
  let copy: unknown[] | null = null;
  for (const [at, item] of items.entries()) {
    const now = transformValue(item, element, resourceType, visitor, depth);
    if (now !== item) copy ??= items.slice(0, at);
    if (now !== undefined) copy?.push(now);
  }
  return copy?.length === 0 ? undefined : (copy ?? items);
}
