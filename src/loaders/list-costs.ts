/** Averages the requests that the recent lists of each type took, so that an operation is priced at what its lists will likely take. */
import type { ResourceType } from '../fhir/resources.ts';

export interface ListCosts {
  /** Returns a whole number of requests, at least 1. It stays the same for one operation, so that the price holds. */
  estimate(type: ResourceType, operation: object): number;
  record(type: ResourceType, requests: number): void;
}

/** The weight of the last list. It is low, so that one long chart does not make the lists of all other patients expensive. */
const WEIGHT = 0.1;

export function createListCosts(): ListCosts {
  const averages = new Map<ResourceType, number>();
  const averageOf = (type: ResourceType): number => averages.get(type) ?? 1;
  const estimates = new WeakMap<object, Map<ResourceType, number>>();
  return {
    estimate(type, operation) {
      const byType = estimates.get(operation) ?? new Map<ResourceType, number>();
      estimates.set(operation, byType);
      const estimate = byType.get(type) ?? Math.max(1, Math.round(averageOf(type)));
      byType.set(type, estimate);
      return estimate;
    },
    record(type, requests) {
      averages.set(type, averageOf(type) * (1 - WEIGHT) + requests * WEIGHT);
    },
  };
}
