/** Computes from measured costs how many replicas a number of users and sites needs, and what limits them first. docs/capacity.md explains it. */
import type { MeasuredCosts, OperationCost, Point } from '../bench/measured-costs.ts';

/** The cost of one operation of the mix. */
export type MixCost = Readonly<
  Record<Exclude<keyof OperationCost, 'name' | 'share' | 'cpuMsWithoutStore'>, number>
>;

/** Returns the mean of the operations, weighted by their shares. */
export function costOfMix({ operations }: Pick<MeasuredCosts, 'operations'>): MixCost {
  const mean = (amount: keyof MixCost): number => meanOf(operations, (operation) => operation[amount]);
  return {
    fhirRequests: mean('fhirRequests'),
    fhirBytes: mean('fhirBytes'),
    clientBytes: mean('clientBytes'),
    cpuMs: mean('cpuMs'),
    storeScripts: mean('storeScripts'),
    storeCommands: mean('storeCommands'),
    storeBytes: mean('storeBytes'),
    storeCpuMs: mean('storeCpuMs'),
  };
}

function meanOf(
  operations: readonly OperationCost[],
  amountOf: (operation: OperationCost) => number,
): number {
  const shares = operations.reduce((total, { share }) => total + share, 0);
  return operations.reduce((total, each) => total + each.share * amountOf(each), 0) / shares;
}

export interface Assumptions {
  /** Operations that a user sends per minute while they work. */
  readonly operationsPerMinute: number;
  /** How busy a replica's core may be, so that operations hardly wait for each other. */
  readonly utilization: number;
  /** How long the FHIR server takes for a request. */
  readonly fhirMs: number;
  /** EPIC_MAX_CONCURRENCY of each site. */
  readonly maxConcurrency: number;
  /** How much of it is in use on average, because requests do not arrive evenly. */
  readonly concurrencyUtilization: number;
}

export const ASSUMPTIONS: Assumptions = {
  operationsPerMinute: 4,
  utilization: 0.6,
  fhirMs: 250,
  maxConcurrency: 8,
  concurrencyUtilization: 0.7,
};

/** What limits a deployment. */
export type Limit = 'concurrency at Epic' | 'CPU of the store' | 'nothing yet';

export interface Capacity {
  readonly users: number;
  readonly sites: number;
  readonly operationsPerSecond: number;
  readonly fhirPerSecondAndSite: number;
  /** FHIR requests in flight at each site, on average. */
  readonly inFlightPerSite: number;
  /** EPIC_MAX_CONCURRENCY that this needs. */
  readonly neededConcurrency: number;
  readonly cores: number;
  /** Replicas of one core each, for the CPU only. */
  readonly replicas: number;
  readonly storeScriptsPerSecond: number;
  /** The share of the store's core. */
  readonly storeCore: number;
  readonly megabitsFromEpic: number;
  readonly limit: Limit;
}

/** Computes what users need who work at the same time, spread evenly over the sites. */
export function capacityFor(
  costs: MeasuredCosts,
  { users, sites }: { readonly users: number; readonly sites: number },
  assumptions: Assumptions = ASSUMPTIONS,
): Capacity {
  const { operationsPerMinute, utilization, fhirMs, maxConcurrency, concurrencyUtilization } = assumptions;
  const mix = costOfMix(costs);
  const operationsPerSecond = (users * operationsPerMinute) / 60;
  const fhirPerSecondAndSite = (operationsPerSecond * mix.fhirRequests) / sites;
  const inFlightPerSite = fhirPerSecondAndSite * (fhirMs / 1_000);
  const neededConcurrency = Math.ceil(inFlightPerSite / concurrencyUtilization);
  const cores = (operationsPerSecond * mix.cpuMs) / 1_000;
  const storeCore = (operationsPerSecond * mix.storeCpuMs) / 1_000;
  return {
    users,
    sites,
    operationsPerSecond,
    fhirPerSecondAndSite,
    inFlightPerSite,
    neededConcurrency,
    cores,
    replicas: Math.max(1, Math.ceil(cores / utilization)),
    storeScriptsPerSecond: operationsPerSecond * mix.storeScripts,
    storeCore,
    megabitsFromEpic: (operationsPerSecond * mix.fhirBytes * 8) / 1e6,
    limit:
      neededConcurrency > maxConcurrency
        ? 'concurrency at Epic'
        : storeCore > utilization
          ? 'CPU of the store'
          : 'nothing yet',
  };
}

/** Users who can work at the same time at one site before its concurrency is used up. */
export function usersPerSite(costs: MeasuredCosts, assumptions: Assumptions = ASSUMPTIONS): number {
  const { operationsPerMinute, fhirMs, maxConcurrency, concurrencyUtilization } = assumptions;
  const perSecond = (maxConcurrency * concurrencyUtilization) / (fhirMs / 1_000);
  return Math.floor((perSecond / costOfMix(costs).fhirRequests / operationsPerMinute) * 60);
}

/** Users who can work at the same time with one replica of one core, at any number of sites. */
export function usersPerReplica(costs: MeasuredCosts, assumptions: Assumptions = ASSUMPTIONS): number {
  const perSecond = (1_000 * assumptions.utilization) / costOfMix(costs).cpuMs;
  return Math.floor((perSecond / assumptions.operationsPerMinute) * 60);
}

/** Users whose operations fill the core of one store. */
export function usersPerStore(costs: MeasuredCosts, assumptions: Assumptions = ASSUMPTIONS): number {
  const perSecond = (1_000 * assumptions.utilization) / costOfMix(costs).storeCpuMs;
  return Math.floor((perSecond / assumptions.operationsPerMinute) * 60);
}

export interface Prediction {
  readonly operationsPerSecond: number;
  readonly limit: 'the cores of the machine' | 'one core of each replica' | 'the core of the sandbox';
}

/**
 * Predicts the throughput of a number of replicas on the machine of the bench, from the costs of operations that were sent one at a time. The
 * sandbox and the load share the machine; their costs are those with one replica.
 */
export function predictThroughput(
  costs: MeasuredCosts,
  { replicas, hasStore, availableCores }: Pick<Point, 'replicas' | 'hasStore' | 'availableCores'>,
): Prediction {
  const { cpuMs, storeCpuMs } = costOfMix(costs);
  const gatewayMs = hasStore ? cpuMs : meanOf(costs.operations, withoutStore);
  const single = costs.points.find((point) => point.replicas === 1 && point.hasStore);
  if (single === undefined) throw new Error('The costs have no point with one replica.');
  const { sandboxMs, loadMs } = single;
  const limits: readonly Prediction[] = [
    {
      limit: 'the cores of the machine',
      operationsPerSecond:
        (1_000 * availableCores) / (gatewayMs + sandboxMs + loadMs + (hasStore ? storeCpuMs : 0)),
    },
    { limit: 'one core of each replica', operationsPerSecond: (1_000 * replicas) / gatewayMs },
    { limit: 'the core of the sandbox', operationsPerSecond: 1_000 / sandboxMs },
  ];
  return limits.reduce((least, each) =>
    each.operationsPerSecond < least.operationsPerSecond ? each : least,
  );
}

function withoutStore({ cpuMs, cpuMsWithoutStore }: OperationCost): number {
  return cpuMsWithoutStore ?? cpuMs;
}
