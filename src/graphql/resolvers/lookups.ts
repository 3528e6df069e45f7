/** Resolves lookups by id. */
import type { GraphQLResolveInfo } from 'graphql';
import { parseId } from '../../epic/patient-search.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import type { Context } from '../context.ts';
import type { Loaders } from '../../loaders/index.ts';
import type { Patient, Stored } from '../../fhir/types.ts';
import { collectIncludes, collectLists, collectSharedLists, pathOf, selectsOnlyLists } from './selection.ts';

/** Returns the resolver that looks up a resource of the type, except Patient, by its id. */
export const createLookup =
  <T extends ResourceType>(type: T) =>
  (_query: object, { id }: { readonly id: string }, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.byId.load(type, parseId('id', id), pathOf(info), collectIncludes(info, type));

/** Returns the one patient of a field, and starts the lists selected below it. */
export function loadPatient(
  id: string,
  { patients }: Loaders,
  info: GraphQLResolveInfo,
): Promise<Stored<Patient> | null> {
  const lists = [...collectLists(info), ...collectSharedLists(info)];
  const includes = collectIncludes(info, 'Patient');
  return patients.load(id, { lists, includes, hasOnlyLists: selectsOnlyLists(info) }, pathOf(info));
}
