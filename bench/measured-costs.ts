/** The costs that `npm run --prefix bench replicas -- --write` measures, from which docs/capacity.md is computed. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const amount = z.number().nonnegative();

/** The cost of one operation of a kind, sent one at a time. */
const OPERATION_COST = z.object({
  name: z.string(),
  /** Its share of the mix that the points and the page assume. 0 for a kind that is only measured. */
  share: amount,
  fhirRequests: amount,
  /** Bytes of the FHIR responses, with their heads. */
  fhirBytes: amount,
  /** Bytes of the body that the client receives. */
  clientBytes: amount,
  /** CPU time of the gateway with the store. */
  cpuMs: amount,
  /** CPU time of the gateway without a store. Null if it needs one. */
  cpuMsWithoutStore: amount.nullable(),
  /** Scripts that the store runs, each a round trip. */
  storeScripts: amount,
  /** Commands of the store, also those that scripts call. */
  storeCommands: amount,
  storeBytes: amount,
  storeCpuMs: amount,
});
export type OperationCost = z.output<typeof OPERATION_COST>;

/** The throughput of a number of replicas with the mix, and everything that used the machine. */
const POINT = z.object({
  replicas: z.int().positive(),
  hasStore: z.boolean(),
  operationsPerSecond: amount,
  p50Ms: amount,
  p99Ms: amount,
  /** CPU time per operation, of all replicas. */
  gatewayMs: amount,
  /** CPU time per operation of the sandbox. */
  sandboxMs: amount,
  /** CPU time per operation of the load. */
  loadMs: amount,
  storeMs: amount,
  fhirRequests: amount,
  storeScripts: amount,
  storeCommands: amount,
  storeBytes: amount,
  /** The largest memory of a replica so far, in units of 1,024² bytes. */
  peakMb: amount,
  /** Cores that other programs left to the bench. */
  availableCores: amount,
});
export type Point = z.output<typeof POINT>;

export const MEASURED_COSTS = z.object({
  /** The day of the run. */
  measuredOn: z.iso.date(),
  cores: z.int().positive(),
  node: z.string(),
  store: z.string(),
  operations: z.array(OPERATION_COST).min(1),
  points: z.array(POINT).min(1),
});
export type MeasuredCosts = z.output<typeof MEASURED_COSTS>;

export const COSTS_FILE = 'bench/measured-costs.json';

export function readMeasuredCosts(): MeasuredCosts {
  return MEASURED_COSTS.parse(JSON.parse(readFileSync(COSTS_FILE, 'utf8')));
}
