/** Entities that a router asks for: what it sends is not checked against the schema, and can lack its key. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { isFhirId } from '../fhir/ids.ts';
import { isMrn } from '../fhir/mrn.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import { selectionOf } from './selected.ts';

/** Resolves representations of a type by id; null for one without an id that can be. */
export const entity =
  <T extends ResourceType>(type: T) =>
  async ({ id }: { readonly id?: unknown }, { loaders }: Context): Promise<Stored<ResourceOf<T>> | null> =>
    typeof id === 'string' && isFhirId(id) ? loaders.byId.load(type, id) : null;

/** The same for a patient, whose lists start with them; and by medical record number, where there is no id. */
export async function patientEntity(
  { id, mrn }: { readonly id?: unknown; readonly mrn?: unknown },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Stored<ResourceOf<'Patient'>> | null> {
  if (!isGiven(id)) return isMrn(mrn) ? context.loaders.byMrn.load(mrn) : null;
  if (typeof id === 'string' && isFhirId(id)) context.loaders.lists.start(id, selectionOf(info, 'Patient'));
  return entity('Patient')({ id }, context);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
