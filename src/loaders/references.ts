/** Loads resources by reference: contained ones from their container, others by id. */
import { parseOwnReference, type ReferenceTarget, type ServerUrls } from '../fhir/ids.ts';
import { type ResourceOf, type ResourceType, isStored } from '../fhir/resources.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import { valuesAt } from '../fhir/element-path.ts';
import type { Reference, Stored } from '../fhir/types.ts';
import type { InResource } from '../fhir/in-resource.ts';
import type { PrimedReads, ById, OptionalReads } from './by-id.ts';
import type { ResponsePath } from '../epic/warnings.ts';

export interface References {
  /**
   * Returns the target of the reference if it has one of the types and the caller may see it. Returns null for a reference that has only a
   * display or an identifier, or that points to another server or to nothing.
   * @param path of the field that returns the target, and so of its warnings
   * @param includesFor returns the `_include` values for the references that are selected below a target of this type
   */
  load<T extends ResourceType>(
    link: InResource<Reference>,
    types: readonly T[],
    path?: ResponsePath,
    includesFor?: (type: ResourceType) => readonly string[],
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Does the same for a field that works without the target: returns null instead of an error if the caller may not read it. */
  loadIfPermitted: References['load'];
  /** Does the same without a request: finds only contained resources, and those that a search included. */
  loadPrimed<T extends ResourceType>(
    link: InResource<Reference>,
    types: readonly T[],
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Returns the type and id of the target if it is on the FHIR server; null for a contained resource, and for a target elsewhere. */
  targetOf(reference: Reference): ReferenceTarget | null;
}

/** @param server the FHIR server; references to other servers are not followed */
export function createReferences(byId: ById & OptionalReads & PrimedReads, server: ServerUrls): References {
  /**
   * The container of each contained resource. A contained resource contains no others, and its references by `#id` point to resources in
   * the same container (FHIR R4 §2.3.2.2).
   */
  const containers = new WeakMap<object, object>();
  /** One copy of each contained resource, so that values derived from it are computed once. */
  const copies = new WeakMap<object, object>();
  const loadContained = <T extends ResourceType>(
    container: object,
    id: string,
    types: readonly T[],
  ): Stored<ResourceOf<T>> | null => {
    const found = findContained(container, id);
    if (found === null) return null;
    const copy = copies.get(found) ?? { ...found, id: `#${id}` };
    copies.set(found, copy);
    for (const type of types) if (isStored(copy, type)) return copy;
    return null;
  };
  const follow = async <T extends ResourceType>(
    { value, resource }: InResource<Reference>,
    types: readonly T[],
    read: ById['load'],
  ): Promise<Stored<ResourceOf<T>> | null> => {
    const literal = readText(value.reference);
    if (literal === null) return null;
    if (literal.startsWith('#')) {
      const container = containers.get(resource) ?? resource;
      const found = loadContained(container, literal.slice(1), types);
      if (found !== null) containers.set(found, container);
      return found;
    }
    const target = parseOwnReference(literal, server);
    const type = types.find((candidate) => candidate === target?.type);
    return target === null || type === undefined ? null : read(type, target.id);
  };
  return {
    load: (link, types, path, includesFor) =>
      follow(link, types, (type, id) => byId.load(type, id, path, includesFor?.(type))),
    loadIfPermitted: (link, types, path) =>
      follow(link, types, (type, id) => byId.loadIfPermitted(type, id, path)),
    loadPrimed: (link, types) => follow(link, types, (type, id) => byId.loadPrimed(type, id)),
    targetOf({ reference }) {
      const literal = readText(reference);
      return literal === null ? null : parseOwnReference(literal, server);
    },
  };
}

/** Finds a contained resource (FHIR R4 §2.3.2.2). It belongs to its container, so a caller who may see the container may see it. */
function findContained(container: object, id: string): Record<string, unknown> | null {
  if (id === '') return null;
  return (
    valuesAt(container, 'contained')
      .filter(isObject)
      .find((candidate) => candidate['id'] === id) ?? null
  );
}
