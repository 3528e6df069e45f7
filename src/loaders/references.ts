/** Loads resources by reference: contained ones from their container, others by id. A reference that cannot be followed is null. */
import { isFhirId, parseOwnReference, type ReferenceTarget, type ServerUrls } from '../fhir/ids.ts';
import { type ResourceOf, type ResourceType, isStored } from '../fhir/resources.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import type { Reference, Stored } from '../fhir/types.ts';
import type { InResource } from '../fhir/in-resource.ts';
import type { PrimedReads, ById, OptionalReads } from './by-id.ts';
import type { ResponsePath } from '../epic/warnings.ts';

export interface References {
  /**
   * Returns the target of the reference, if it is of one of the types and the caller may see it. Null for a reference that has only a
   * display or an identifier, or that points to another server or to nothing.
   * @param path of the field that answers with it: the path of its warnings
   */
  load<T extends ResourceType>(
    link: InResource<Reference>,
    types: readonly T[],
    path?: ResponsePath,
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Does the same for a field that works without the resource: null, not an error, where the caller may not read it. */
  loadIfPermitted: References['load'];
  /** Does the same without a request: finds only contained resources, and those that a search included. */
  loadPrimed<T extends ResourceType>(
    link: InResource<Reference>,
    types: readonly T[],
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Returns the type and id of a record of the server itself; null for a contained resource, and for anything elsewhere. */
  targetOf(reference: Reference): ReferenceTarget | null;
}

/** @param server the FHIR server; references to other servers are not followed */
export function createReferences(byId: ById & OptionalReads & PrimedReads, server: ServerUrls): References {
  /** FHIR R4 §2.3.2.2: a contained resource contains no others, and its references by `#id` are to resources in the same container. */
  const containers = new WeakMap<object, object>();
  /** One copy of each contained resource, so that what is derived from it is computed once. */
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
    load: (link, types, path) => follow(link, types, (type, id) => byId.load(type, id, path)),
    loadIfPermitted: (link, types, path) =>
      follow(link, types, (type, id) => byId.loadIfPermitted(type, id, path)),
    loadPrimed: (link, types) => follow(link, types, (type, id) => byId.loadPrimed(type, id)),
    targetOf({ reference }) {
      const literal = readText(reference);
      return literal === null ? null : parseOwnReference(literal, server);
    },
  };
}

/** FHIR R4 §2.3.2.2. A contained resource belongs to its container, so a caller who may see that may see it. */
function findContained(container: object, id: string): Record<string, unknown> | null {
  const contained: unknown = 'contained' in container ? container.contained : null;
  if (!Array.isArray(contained) || !isFhirId(id)) return null;
  const found: unknown = contained.find(
    (candidate: unknown) => isObject(candidate) && candidate['id'] === id,
  );
  return isObject(found) ? found : null;
}
