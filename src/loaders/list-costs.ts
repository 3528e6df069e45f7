/** How many requests the lists of each type have lately taken, so that an operation is priced at what its lists will likely take. */
import type { ResourceType } from '../fhir/resources.ts';

export interface ListCosts {
  /** A whole number of requests, 1 at least. */
  usual(type: ResourceType): number;
  note(type: ResourceType, requests: number): void;
}

/** The weight of the last list: one long chart does not make the lists of all other patients dear. */
const WEIGHT = 0.1;

export function createListCosts(): ListCosts {
  const averages = new Map<ResourceType, number>();
  const averageOf = (type: ResourceType): number => averages.get(type) ?? 1;
  return {
    usual: (type) => Math.max(1, Math.round(averageOf(type))),
    note(type, requests) {
      averages.set(type, averageOf(type) * (1 - WEIGHT) + requests * WEIGHT);
    },
  };
}
