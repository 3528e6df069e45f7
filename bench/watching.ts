/** What it costs to watch an operation, by itself: metrics and traces of this process, told of operations that do nothing else. */
import { setTimeout as wait } from 'node:timers/promises';
import { createMetrics } from '../src/observability/metrics/metrics.ts';
import { type Observer, NOOP_OBSERVER } from '../src/observability/observer.ts';
import { createTracing, type Tracing } from '../src/observability/tracing/tracing.ts';

export interface WatchingCost {
  readonly what: string;
  /** FHIR requests of each operation. */
  readonly requests: number;
  /** CPU of an operation, with what goes to the collector later. */
  readonly microseconds: number;
}

const OPERATIONS = 20_000;
const WARM_UP = 3_000;
/** As many as come in one turn of the event loop. */
const AT_ONCE = 20;
/** Long enough for what is still to be exported. */
const AFTER_MS = 500;

/** @param endpoint a collector, whose CPU counts where it is in this process */
export async function watchingCosts(endpoint: string): Promise<WatchingCost[]> {
  const metrics = createMetrics({ version: '0.0.0' });
  const costs: WatchingCost[] = [];
  for (const requests of [2, 11]) {
    const cost = async (what: string, observer: Observer): Promise<void> => {
      costs.push({ what, requests, microseconds: await measure(observer, requests) });
    };
    await cost('neither', NOOP_OBSERVER);
    await cost('metrics', metrics.observer);
    for (const [what, ratio] of [
      ['traces, all kept', 1],
      ['traces, one in ten kept', 0.1],
    ] as const) {
      const tracing = trace(endpoint, ratio);
      await cost(what, tracing.observer);
      await tracing.close();
    }
  }
  return costs;
}

export function watchingText(costs: readonly WatchingCost[]): string {
  const rows = costs.map(
    ({ what, requests, microseconds }) =>
      `${what.padEnd(24)} ${String(requests).padStart(8)} ${microseconds.toFixed(1).padStart(10)}`,
  );
  return ['Watching alone           requests  CPU µs/op', ...rows, ''].join('\n');
}

function trace(endpoint: string, ratio: number): Tracing {
  return createTracing({
    endpoint,
    serviceName: 'bench',
    version: '0.0.0',
    ratio,
    upstreamHost: 'localhost',
    isSentUpstream: false,
    onLost: () => {},
  });
}

async function measure(observer: Observer, requests: number): Promise<number> {
  await operations(observer, requests, WARM_UP);
  const before = process.cpuUsage();
  await operations(observer, requests, OPERATIONS);
  await wait(AFTER_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / OPERATIONS;
}

async function operations(observer: Observer, requests: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    watchOne(observer, requests);
    if (at % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function watchOne(observer: Observer, requests: number): void {
  const operation = observer.operation(undefined);
  const group = operation.load({ loader: 'by-id', resourceType: 'Patient', size: 10 });
  for (let at = 0; at < requests; at += 1) {
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
