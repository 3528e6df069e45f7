/** The loaders of one operation, made anew for each. */
import { type ById, createById } from './by-id.ts';
import type { Operation } from './operation.ts';
import { createPatients, type Patients } from './patients.ts';
import { createSearches } from './searches.ts';

export interface Loaders {
  readonly byId: ById;
  readonly patients: Patients;
}

export function createLoaders(operation: Operation): Loaders {
  const byId = createById(operation);
  const searches = createSearches(operation);
  return { byId, patients: createPatients(operation, byId, searches) };
}
