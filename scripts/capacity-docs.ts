/** Renders the tables of docs/capacity.md from the measured costs. */
import type { MeasuredCosts } from '../bench/measured-costs.ts';
import {
  ASSUMPTIONS,
  type Capacity,
  capacityFor,
  costOfMix,
  predictThroughput,
  usersPerReplica,
  usersPerSite,
  usersPerStore,
} from './capacity-model.ts';

export interface DocsTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const USERS = [50, 200, 1_000, 5_000, 20_000];
const SITES = [1, 10, 100];
/** How long a request to the FHIR server takes, in milliseconds. */
const DISTANCES_MS = [50, 120, 250, 500, 1_000];
const USERS_AT_A_DISTANCE = 1_000;
/** The sites for which the limits of a replica and of a store are computed. */
const [ONE_SITE, MANY_SITES] = [1, 100];

/** Returns the tables in the order of the page. */
export function capacityTables(costs: MeasuredCosts): DocsTable[] {
  return [
    costTable(costs),
    limitTable(costs),
    deploymentTable(costs),
    distanceTable(costs),
    pointTable(costs),
  ];
}

function costTable(costs: MeasuredCosts): DocsTable {
  const mix = { ...costOfMix(costs), name: 'the mix', share: 1, cpuMsWithoutStore: null };
  return {
    head: [
      'operation',
      'share',
      'FHIR requests',
      'kB from FHIR',
      'kB to the client',
      'CPU ms',
      'CPU ms without store',
      'store scripts',
      'store commands',
      'store kB',
      'store CPU ms',
    ],
    rows: [...costs.operations, mix].map((operation) => [
      operation.name,
      `${(100 * operation.share).toFixed(0)} %`,
      formatAmount(operation.fhirRequests),
      formatAmount(operation.fhirBytes / 1_000),
      formatAmount(operation.clientBytes / 1_000),
      formatAmount(operation.cpuMs),
      operation.cpuMsWithoutStore === null ? '' : formatAmount(operation.cpuMsWithoutStore),
      formatAmount(operation.storeScripts),
      formatAmount(operation.storeCommands),
      formatAmount(operation.storeBytes / 1_000),
      formatAmount(operation.storeCpuMs),
    ]),
  };
}

function limitTable(costs: MeasuredCosts): DocsTable {
  const { maxConcurrency, fhirMs } = ASSUMPTIONS;
  return {
    head: ['what', 'users who work at the same time', 'when it breaks'],
    rows: [
      [
        `one site, with \`EPIC_MAX_CONCURRENCY=${maxConcurrency}\` and ${fhirMs} ms per request`,
        formatCount(usersPerSite(costs)),
        'operations wait in the queue for the FHIR server',
      ],
      ...[ONE_SITE, MANY_SITES].map((sites) => [
        `one replica, with a core of its own, for ${sites} site${sites === 1 ? '' : 's'}`,
        formatCount(usersPerReplica(costs, sites)),
        'operations wait for the event loop; p99 grows first',
      ]),
      ...[ONE_SITE, MANY_SITES].map((sites) => [
        `one Valkey, with a core of its own, for ${sites} site${sites === 1 ? '' : 's'}`,
        formatCount(usersPerStore(costs, sites)),
        'commands take longer than 250 ms, and each replica works with its local state',
      ]),
    ],
  };
}

function deploymentTable(costs: MeasuredCosts): DocsTable {
  return {
    head: [
      'users',
      'sites',
      'operations/s',
      'FHIR requests/s per site',
      'concurrency per site',
      'Mbit/s from FHIR',
      'cores',
      'replicas',
      'store scripts/s',
      'core of the store',
      'first limit',
    ],
    rows: USERS.flatMap((users) => SITES.map((sites) => deploymentRow(capacityFor(costs, { users, sites })))),
  };
}

function deploymentRow(capacity: Capacity): string[] {
  return [
    formatCount(capacity.users),
    formatCount(capacity.sites),
    formatAmount(capacity.operationsPerSecond),
    formatAmount(capacity.fhirPerSecondAndSite),
    formatCount(capacity.neededConcurrency),
    formatAmount(capacity.megabitsFromEpic),
    formatAmount(capacity.cores),
    formatCount(capacity.replicas),
    formatAmount(capacity.storeScriptsPerSecond),
    `${(100 * capacity.storeCore).toFixed(0)} %`,
    capacity.limit,
  ];
}

function distanceTable(costs: MeasuredCosts): DocsTable {
  return {
    head: [
      'ms per FHIR request',
      `users per site with \`EPIC_MAX_CONCURRENCY=${ASSUMPTIONS.maxConcurrency}\``,
      `concurrency for ${formatCount(USERS_AT_A_DISTANCE)} users of one site`,
    ],
    rows: DISTANCES_MS.map((fhirMs) => {
      const assumptions = { ...ASSUMPTIONS, fhirMs };
      const { neededConcurrency } = capacityFor(costs, { users: USERS_AT_A_DISTANCE, sites: 1 }, assumptions);
      return [
        formatCount(fhirMs),
        formatCount(usersPerSite(costs, assumptions)),
        formatCount(neededConcurrency),
      ];
    }),
  };
}

function pointTable(costs: MeasuredCosts): DocsTable {
  return {
    head: [
      'replicas',
      'operations/s',
      'predicted',
      'error',
      'limited by',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      'peak MB',
      'cores of the bench',
    ],
    rows: costs.points.map((point) => {
      const { operationsPerSecond, limit } = predictThroughput(costs, point);
      return [
        `${point.replicas}${point.hasStore ? '' : ', without store'}`,
        formatAmount(point.operationsPerSecond),
        formatAmount(operationsPerSecond),
        `${(100 * (operationsPerSecond / point.operationsPerSecond - 1)).toFixed(0)} %`,
        limit,
        formatAmount(point.p50Ms),
        formatAmount(point.p99Ms),
        formatAmount(point.gatewayMs),
        formatCount(point.peakMb),
        formatAmount(point.availableCores),
      ];
    }),
  };
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** Returns two significant digits, and all digits of whole numbers. */
function formatAmount(amount: number): string {
  if (amount >= 10) return formatCount(Math.round(amount));
  return String(Number(amount.toPrecision(2)));
}
