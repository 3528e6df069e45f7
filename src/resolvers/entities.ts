/** Entities that a router asks for: what it sends is not checked against the schema, and can lack its key. */
import type { Context } from '../context.ts';
import { isFhirId } from '../fhir/ids.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';

/** Resolves representations of a type by id; null for one without an id that can be. */
export const entity =
  <T extends ResourceType>(type: T) =>
  async ({ id }: { readonly id?: unknown }, { loaders }: Context): Promise<Stored<ResourceOf<T>> | null> =>
    typeof id === 'string' && isFhirId(id) ? loaders.byId.load(type, id) : null;
