/** Summarizes the turns of replicas, and prints them. */
import type { MeasuredCosts, OperationCost, Point } from './measured-costs.ts';
import type { GroupTurn, ReplicaGroup } from './replica-group.ts';
import type { OperationKind } from './replica-operations.ts';
import { formatVerdict, type Verdict } from './report.ts';
import { median, percentile, sum } from './statistics.ts';
import { type Column, formatTable, MEGABYTE } from './table.ts';
import { predictThroughput } from '../scripts/capacity-model.ts';

/** @param clientBytes the size of a response */
export function toCost(
  { name, share }: OperationKind,
  clientBytes: number,
  withStore: readonly GroupTurn[],
  without: readonly GroupTurn[],
): OperationCost {
  refuseFailures(name, [...withStore, ...without]);
  return {
    name,
    share,
    fhirRequests: perOperation(withStore, ({ calls }) => calls),
    fhirBytes: Math.round(perOperation(withStore, ({ fhirBytes }) => fhirBytes)),
    clientBytes: Math.round(clientBytes),
    cpuMs: perOperation(withStore, ({ gatewayMs }) => gatewayMs),
    cpuMsWithoutStore: perOperation(without, ({ gatewayMs }) => gatewayMs),
    storeScripts: perOperation(withStore, ({ store }) => store.scripts),
    storeCommands: perOperation(withStore, ({ store }) => store.commands),
    storeBytes: Math.round(perOperation(withStore, ({ store }) => store.bytes)),
    storeCpuMs: perOperation(withStore, ({ store }) => store.cpuMicroseconds / 1_000),
  };
}

export function summarizePoint({ replicas, hasStore }: ReplicaGroup, turns: readonly GroupTurn[]): Point {
  refuseFailures(`${replicas} replica(s)`, turns);
  const latencies = turns.map(({ latenciesMs }) => latenciesMs);
  return {
    replicas,
    hasStore,
    operationsPerSecond: round(median(turns.map(({ operations, seconds }) => operations / seconds))),
    p50Ms: round(median(latencies.map(median))),
    p99Ms: round(median(latencies.map((values) => percentile(values, 0.99)))),
    gatewayMs: perOperation(turns, ({ gatewayMs }) => gatewayMs),
    sandboxMs: perOperation(turns, ({ sandboxMs }) => sandboxMs),
    loadMs: perOperation(turns, ({ loadMs }) => loadMs),
    storeMs: perOperation(turns, ({ store }) => store.cpuMicroseconds / 1_000),
    fhirRequests: perOperation(turns, ({ calls }) => calls),
    storeScripts: perOperation(turns, ({ store }) => store.scripts),
    storeCommands: perOperation(turns, ({ store }) => store.commands),
    storeBytes: Math.round(perOperation(turns, ({ store }) => store.bytes)),
    peakMb: Math.round(Math.max(...turns.map(({ peakBytes }) => peakBytes)) / MEGABYTE),
    availableCores: round(median(turns.map(({ availableCores }) => availableCores))),
  };
}

/** Returns the median over the rounds of an amount per operation. */
function perOperation(turns: readonly GroupTurn[], amount: (turn: GroupTurn) => number): number {
  return round(median(turns.map((turn) => amount(turn) / turn.operations)));
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function refuseFailures(name: string, turns: readonly GroupTurn[]): void {
  const failures = sum(turns.map((turn) => turn.failures));
  if (failures > 0) throw new Error(`${name}: ${failures} operation(s) failed.`);
}

const COST_COLUMNS: readonly Column<OperationCost>[] = [
  ['one at a time', ({ name }) => name],
  ['FHIR', ({ fhirRequests }) => String(fhirRequests)],
  ['FHIR kB', ({ fhirBytes }) => (fhirBytes / 1_000).toFixed(1)],
  ['client kB', ({ clientBytes }) => (clientBytes / 1_000).toFixed(1)],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(2)],
  ['without store', ({ cpuMsWithoutStore }) => cpuMsWithoutStore?.toFixed(2) ?? ''],
  ['scripts', ({ storeScripts }) => String(storeScripts)],
  ['commands', ({ storeCommands }) => String(storeCommands)],
  ['store kB', ({ storeBytes }) => (storeBytes / 1_000).toFixed(1)],
  ['its CPU ms', ({ storeCpuMs }) => storeCpuMs.toFixed(3)],
];

const POINT_COLUMNS: readonly Column<Point>[] = [
  ['the mix', ({ replicas, hasStore }) => `${replicas}${hasStore ? '' : ', no store'}`],
  ['ops/s', ({ operationsPerSecond }) => operationsPerSecond.toFixed(0)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(1)],
  ['CPU ms', ({ gatewayMs }) => gatewayMs.toFixed(2)],
  ['sandbox', ({ sandboxMs }) => sandboxMs.toFixed(2)],
  ['load', ({ loadMs }) => loadMs.toFixed(2)],
  ['store', ({ storeMs }) => storeMs.toFixed(3)],
  ['FHIR', ({ fhirRequests }) => String(fhirRequests)],
  ['scripts', ({ storeScripts }) => String(storeScripts)],
  ['peak MB', ({ peakMb }) => String(peakMb)],
  ['cores', ({ availableCores }) => availableCores.toFixed(2)],
];

export function formatReplicas(costs: MeasuredCosts): string {
  return [
    'The cost of an operation with one replica and its store, and the CPU without a store',
    '',
    ...formatTable(COST_COLUMNS, costs.operations),
    '',
    'Replicas behind a round robin; CPU ms of all processes per operation, and cores that other programs left',
    '',
    ...formatTable(POINT_COLUMNS, costs.points),
    '',
    'Goals',
    ...judgeReplicas(costs).map((verdict) => formatVerdict('replicas', verdict)),
    '',
  ].join('\n');
}

/**
 * How far the prediction from one replica may be above a measured throughput, and below. Replicas that are planned at 60 % of their cores, from a prediction
 * that is 50 % too high, are 90 % busy. Too low a prediction only wastes replicas.
 */
export const MAX_ERROR = { above: 0.5, below: 0.3 };

export function judgeReplicas(costs: MeasuredCosts): Verdict[] {
  return costs.points.map((point) => {
    const predicted = predictThroughput(costs, point).operationsPerSecond;
    const error = predicted / point.operationsPerSecond - 1;
    return {
      goal: `the prediction for ${point.replicas}${point.hasStore ? '' : ' without a store'} is at most ${formatPercent(MAX_ERROR.above)} above the throughput, and at most ${formatPercent(MAX_ERROR.below)} below`,
      figure: `${predicted.toFixed(0)} predicted, ${point.operationsPerSecond.toFixed(0)} measured, ${formatPercent(error)}`,
      isMet: error <= MAX_ERROR.above && error >= -MAX_ERROR.below,
    };
  });
}

function formatPercent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
