import { setTimeout as delay } from 'node:timers/promises';
import { createMetrics } from '../src/observability/metrics/metrics.ts';
import { type Observer, NOOP_OBSERVER } from '../src/observability/observer.ts';
import { createTracing, type Tracing } from '../src/observability/tracing/tracing.ts';

/** The cost of metrics or traces for an operation that does nothing else, measured in this process. */
export interface ObserverCost {
  readonly name: string;
  /** FHIR requests per operation. */
  readonly requests: number;
  /** CPU per operation, including the later export to the collector. */
  readonly microseconds: number;
}

const OPERATIONS = 20_000;
const WARM_UP = 3_000;
/** Operations in one turn of the event loop. */
const OPERATIONS_PER_TURN = 20;
/** Long enough to export the remaining spans. */
const EXPORT_MS = 500;

/** @param endpoint a collector. If it runs in this process, its CPU counts too. */
export async function measureObserverCosts(endpoint: string): Promise<ObserverCost[]> {
  const metrics = createMetrics({ version: '0.0.0' });
  const costs: ObserverCost[] = [];
  for (const requests of [2, 11]) {
    const addCost = async (name: string, observer: Observer): Promise<void> => {
      costs.push({ name, requests, microseconds: await measureCpu(observer, requests) });
    };
    await addCost('neither', NOOP_OBSERVER);
    await addCost('metrics', metrics.observer);
    for (const [name, ratio] of [
      ['traces, all sampled', 1],
      ['traces, 1 in 10 sampled', 0.1],
    ] as const) {
      const tracing = startTracing(endpoint, ratio);
      await addCost(name, tracing.observer);
      await tracing.close();
    }
  }
  return costs;
}

export function formatObserverCosts(costs: readonly ObserverCost[]): string {
  const rows = costs.map(
    ({ name, requests, microseconds }) =>
      `${name.padEnd(24)} ${String(requests).padStart(8)} ${microseconds.toFixed(1).padStart(10)}`,
  );
  return ['Telemetry only           requests  CPU µs/op', ...rows, ''].join('\n');
}

function startTracing(endpoint: string, ratio: number): Tracing {
  return createTracing({
    endpoint,
    serviceName: 'bench',
    version: '0.0.0',
    ratio,
    isSentUpstream: false,
    onLost: () => {},
  });
}

async function measureCpu(observer: Observer, requests: number): Promise<number> {
  await observeOperations(observer, requests, WARM_UP);
  const before = process.cpuUsage();
  await observeOperations(observer, requests, OPERATIONS);
  await delay(EXPORT_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / OPERATIONS;
}

async function observeOperations(observer: Observer, requests: number, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    observeOperation(observer, requests);
    if (index % OPERATIONS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function observeOperation(observer: Observer, requests: number): void {
  const operation = observer.operation(undefined);
  const group = operation.load({ loader: 'by-id', resourceType: 'Patient', size: 10 });
  for (let index = 0; index < requests; index += 1) {
    const request = group.request({ interaction: 'search', resourceType: 'Observation' });
    request.started();
    request.sent();
    request.answered(200);
    request.end('sent', null);
  }
  group.end();
  operation.provideFacts(() => ({
    name: 'Chart',
    type: 'query',
    outcome: 'ok',
    codes: [],
    estimatedRequests: requests,
    requests,
  }));
  operation.end(200);
}
