/** Counts and times what the gateway does, for a scrape. */
import type {
  Happening,
  Observer,
  OperationFacts,
  OperationWatch,
  RequestFacts,
  RequestWatch,
  Scope,
} from '../observer.ts';
import { NOTHING_TO_TELL } from './labels.ts';
import { createMeasurements, type Measurements } from './registry.ts';

export interface Metrics {
  readonly observer: Observer;
  readonly readAtScrape: Measurements['readAtScrape'];
  /** The text of all metrics, in Prometheus' format, and its media type. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** Of this gateway. */
  readonly version: string;
}

export function createMetrics({ version }: MetricsOptions): Metrics {
  const measurements = createMeasurements();
  measurements.readAtScrape('gateway_build_info', () => [
    { labels: { version, node: process.version }, value: 1 },
  ]);
  let tokenAt: number | null = null;
  measurements.readAtScrape('gateway_token_age_seconds', () =>
    tokenAt === null ? [] : [{ labels: {}, value: secondsSince(tokenAt) }],
  );
  const scope = createScope(measurements);
  return {
    readAtScrape: measurements.readAtScrape,
    text: measurements.text,
    contentType: measurements.contentType,
    observer: {
      ...scope,
      operation: () => watchOperation(measurements, scope),
      token: () => ({
        end(code) {
          measurements.count('gateway_token_requests_total', { code: code ?? NOTHING_TO_TELL });
          if (code === null) tokenAt = performance.now();
        },
      }),
      happened: (event) => note(measurements, event),
    },
  };
}

function note(measurements: Measurements, event: Happening): void {
  switch (event.kind) {
    case 'sign-in-refused':
      return measurements.count('gateway_sign_in_refusals_total', { reason: event.reason });
    case 'audit':
      return event.isKept
        ? measurements.count('gateway_audit_events_total', {}, event.events)
        : measurements.count('gateway_audit_failures_total', {});
    case 'audit-lost':
      return measurements.count('gateway_audit_events_lost_total', {}, event.events);
    case 'log-lines-lost':
      return measurements.count('gateway_log_lines_lost_total', {}, event.lines);
    case 'write':
      return measurements.count('gateway_writes_total', {
        resource_type: event.resourceType,
        result: event.outcome,
      });
    case 'spans-lost':
      return measurements.count('gateway_trace_spans_lost_total', {}, event.spans);
  }
}

function watchOperation(measurements: Measurements, scope: Scope): OperationWatch {
  const started = performance.now();
  let settled: (() => OperationFacts) | null = null;
  measurements.add('gateway_operations_in_flight', 1);
  return {
    ...scope,
    traceId: undefined,
    settled: (tell) => {
      settled = tell;
    },
    end() {
      measurements.add('gateway_operations_in_flight', -1);
      // A browser that asks for the landing page brings no operation.
      if (settled === null) return;
      const { name, type, outcome, codes, estimatedRequests, requests } = settled();
      const operation = { operation: name, type };
      measurements.count('gateway_operations_total', { ...operation, outcome });
      for (const code of codes) measurements.count('gateway_operation_errors_total', { ...operation, code });
      measurements.observe('gateway_operation_duration_seconds', operation, secondsSince(started));
      measurements.observe('gateway_operation_fhir_requests', { measure: 'sent' }, requests);
      if (estimatedRequests !== null)
        measurements.observe('gateway_operation_fhir_requests', { measure: 'estimated' }, estimatedRequests);
    },
  };
}

function createScope(measurements: Measurements): Scope {
  const scope: Scope = {
    request: (facts) => watchRequest(measurements, facts),
    group({ loader, resourceType, size }) {
      if (loader === 'by-id')
        measurements.observe('gateway_batch_ids', { resource_type: resourceType }, size);
      return { ...scope, end: () => {} };
    },
  };
  return scope;
}

function watchRequest(measurements: Measurements, { resourceType, interaction }: RequestFacts): RequestWatch {
  const asked = performance.now();
  const labels = { resource_type: resourceType, interaction };
  let started: number | null = null;
  let sent = 0;
  let status = NOTHING_TO_TELL;
  return {
    headers: {},
    began() {
      started = performance.now();
      measurements.observe('gateway_fhir_queue_wait_seconds', {}, (started - asked) / 1_000);
    },
    sent() {
      sent += 1;
      if (sent > 1) measurements.count('gateway_fhir_resends_total', labels);
    },
    answered: (answered) => {
      status = String(answered);
    },
    end(source, code) {
      measurements.count('gateway_fhir_requests_total', { ...labels, status, source });
      if (code !== null) measurements.count('gateway_fhir_request_errors_total', { ...labels, code });
      if (started !== null)
        measurements.observe('gateway_fhir_request_duration_seconds', labels, secondsSince(started));
    },
  };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1_000;
}
