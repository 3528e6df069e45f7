/** How many requests the lists of each type have lately taken, so that an operation is priced at what its lists will likely take. */
import type { ResourceType } from '../fhir/resources.ts';

export interface ListCosts {
  /** Returns a whole number of requests, 1 at least: for one operation always the same, so that it is priced at what it may take. */
  estimate(type: ResourceType, operation: object): number;
  record(type: ResourceType, requests: number): void;
}

/** The weight of the last list: one long chart does not make the lists of all other patients dear. */
const WEIGHT = 0.1;

export function createListCosts(): ListCosts {
  const averages = new Map<ResourceType, number>();
  const averageOf = (type: ResourceType): number => averages.get(type) ?? 1;
  const known = new WeakMap<object, Map<ResourceType, number>>();
  return {
    estimate(type, operation) {
      const its = known.get(operation) ?? new Map<ResourceType, number>();
      known.set(operation, its);
      const usual = its.get(type) ?? Math.max(1, Math.round(averageOf(type)));
      its.set(type, usual);
      return usual;
    },
    record(type, requests) {
      averages.set(type, averageOf(type) * (1 - WEIGHT) + requests * WEIGHT);
    },
  };
}
