/** Averages how many requests recent lists of each type took, to price an operation at the likely cost of its lists. */
import type { ResourceType } from '../fhir/resources.ts';

export interface ListCosts {
  /** Returns a whole number of requests, at least 1. It is the same throughout one operation, so that the price holds. */
  estimate(type: ResourceType, operation: object): number;
  record(type: ResourceType, requests: number): void;
}

/** The weight of the latest list: low, so that one long chart does not make every patient's lists expensive. */
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
