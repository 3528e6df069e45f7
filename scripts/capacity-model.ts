/** Computes from measured costs how many replicas a number of users and sites needs, and what limits them first. docs/capacity.md explains it. */
import type { MeasuredCosts, OperationCost, Point } from '../bench/measured-costs.ts';
import { IDLE_MS, RENEWAL_INTERVAL_MS } from '../src/resilience/quota-lease.ts';

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

/**
 * Returns the CPU of the gateway for an operation of the mix, in the group of replicas where it took the most. It grows with the replicas on the machine of
 * the bench, whose cores they share.
 */
export function gatewayMsOf({ points }: Pick<MeasuredCosts, 'points'>): number {
  return Math.max(...points.filter(({ hasStore }) => hasStore).map(({ gatewayMs }) => gatewayMs));
}

/** How often a replica renews its lease of a site's limits. */
const RENEWALS_PER_SECOND = 1_000 / RENEWAL_INTERVAL_MS;

/**
 * The CPU of one renewal, from one gateway on a Valkey, with a request to each of 100 sites at least every ten seconds: 400 scripts per second took 2.8 % of a
 * core of the gateway and 1.6 % of one of the store. With 500 sites, a renewal took less: 1,921 per second took 12 % and 6 %.
 */
const RENEWAL = { gatewayMs: 0.07, storeMs: 0.04 };

/**
 * Returns the scripts with which replicas divide the limits of sites. A site is active at a replica for ten seconds after an operation there, so an operation
 * keeps at most one site active at one replica.
 */
export function renewalsPerSecond({
  operationsPerSecond,
  sites,
  replicas,
}: Pick<Capacity, 'operationsPerSecond' | 'sites' | 'replicas'>): number {
  return RENEWALS_PER_SECOND * Math.min(replicas * sites, (operationsPerSecond * IDLE_MS) / 1_000);
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
  /** Replicas that run even if fewer have enough CPU, so that one can be replaced. */
  readonly minReplicas: number;
}

export const ASSUMPTIONS: Assumptions = {
  operationsPerMinute: 4,
  utilization: 0.6,
  fhirMs: 250,
  maxConcurrency: 8,
  concurrencyUtilization: 0.7,
  minReplicas: 2,
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
  /** EPIC_MAX_CONCURRENCY that this needs: at least one request for each replica, otherwise they take turns. */
  readonly neededConcurrency: number;
  /** Cores of all replicas. */
  readonly cores: number;
  /** Replicas of one core each: as many as the CPU needs, and at least `minReplicas`. */
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
  const { operationsPerMinute, utilization, fhirMs, maxConcurrency, concurrencyUtilization, minReplicas } =
    assumptions;
  const mix = costOfMix(costs);
  const operationsPerSecond = (users * operationsPerMinute) / 60;
  const fhirPerSecondAndSite = (operationsPerSecond * mix.fhirRequests) / sites;
  const inFlightPerSite = fhirPerSecondAndSite * (fhirMs / 1_000);
  const coresWith = (replicas: number): number =>
    (operationsPerSecond * gatewayMsOf(costs) +
      renewalsPerSecond({ operationsPerSecond, sites, replicas }) * RENEWAL.gatewayMs) /
    1_000;
  let replicas = minReplicas;
  // Each replica renews leases of its own, so another one adds to the cores.
  while (coresWith(replicas) / replicas > utilization) replicas += 1;
  const neededConcurrency = Math.max(replicas, Math.ceil(inFlightPerSite / concurrencyUtilization));
  const renewals = renewalsPerSecond({ operationsPerSecond, sites, replicas });
  const storeCore = (operationsPerSecond * mix.storeCpuMs + renewals * RENEWAL.storeMs) / 1_000;
  return {
    users,
    sites,
    operationsPerSecond,
    fhirPerSecondAndSite,
    inFlightPerSite,
    neededConcurrency,
    cores: coresWith(replicas),
    replicas,
    storeScriptsPerSecond: operationsPerSecond * mix.storeScripts + renewals,
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

/** Users who can work at the same time with one replica of one core, spread evenly over the sites. */
export function usersPerReplica(costs: MeasuredCosts, sites: number): number {
  const assumptions = { ...ASSUMPTIONS, minReplicas: 1 };
  return mostUsers((users) => capacityFor(costs, { users, sites }, assumptions).replicas === 1);
}

/** Users who fill the core of one store, spread evenly over the sites. */
export function usersPerStore(costs: MeasuredCosts, sites: number): number {
  return mostUsers((users) => capacityFor(costs, { users, sites }).storeCore <= ASSUMPTIONS.utilization);
}

/** Returns the largest number of users that fits. */
function mostUsers(fits: (users: number) => boolean): number {
  let [most, tooMany] = [0, MAX_USERS];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  return most;
}

/** More than any number of replicas in the page serves. */
const MAX_USERS = 1_000_000;

export interface Prediction {
  readonly operationsPerSecond: number;
  readonly limit: 'the cores of the machine' | 'one core of each replica' | 'the core of the sandbox';
}

/**
 * Predicts the throughput of a number of replicas on the machine of the bench, from the costs of one replica with a store. The sandbox, the load and the store
 * share the machine.
 */
export function predictThroughput(
  costs: MeasuredCosts,
  { replicas, hasStore, availableCores }: Pick<Point, 'replicas' | 'hasStore' | 'availableCores'>,
): Prediction {
  const single = costs.points.find((point) => point.replicas === 1 && point.hasStore);
  if (single === undefined) throw new Error('The costs have no point with one replica.');
  const { gatewayMs, sandboxMs, loadMs, storeMs } = single;
  const limits: readonly Prediction[] = [
    {
      limit: 'the cores of the machine',
      operationsPerSecond:
        (1_000 * availableCores) / (gatewayMs + sandboxMs + loadMs + (hasStore ? storeMs : 0)),
    },
    { limit: 'one core of each replica', operationsPerSecond: (1_000 * replicas) / gatewayMs },
    { limit: 'the core of the sandbox', operationsPerSecond: 1_000 / sandboxMs },
  ];
  return limits.reduce((least, each) =>
    each.operationsPerSecond < least.operationsPerSecond ? each : least,
  );
}
