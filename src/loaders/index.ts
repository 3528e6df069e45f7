/** The loaders of one operation, made anew for each. */
import { type ById, createById } from './by-id.ts';
import { type Contents, createContents } from './contents.ts';
import { createLists, type Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import { createPatients, type Patients } from './patients.ts';
import { createReferences, type References } from './references.ts';
import { createSearches } from './searches.ts';

export interface Loaders {
  readonly byId: ById;
  readonly contents: Contents;
  readonly lists: Lists;
  readonly patients: Patients;
  readonly references: References;
}

export function createLoaders(operation: Operation): Loaders {
  const byId = createById(operation);
  const searches = createSearches(operation, byId);
  const lists = createLists(operation, searches);
  return {
    byId,
    contents: createContents(operation),
    lists,
    patients: createPatients(operation, byId, searches, lists),
    references: createReferences(byId, operation.client.upstream),
  };
}
