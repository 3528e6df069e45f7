/** An observer that records metrics for Prometheus. */
import type {
  Observer,
  ObserverScope,
  OperationFacts,
  OperationObserver,
  RequestFacts,
  RequestObserver,
  TelemetryEvent,
} from '../observer.ts';
import { NO_VALUE } from './labels.ts';
import { createMetricsRegistry, type MetricsRegistry } from './registry.ts';

export interface Metrics {
  readonly observer: Observer;
  readonly readAtScrape: MetricsRegistry['readAtScrape'];
  /** Returns all metrics in Prometheus' text format, whose media type is `contentType`. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

interface MetricsOptions {
  /** The version of the gateway. */
  readonly version: string;
}

export function createMetrics({ version }: MetricsOptions): Metrics {
  const registry = createMetricsRegistry();
  registry.readAtScrape('gateway_build_info', () => [
    { labels: { version, node: process.version }, value: 1 },
  ]);
  let tokenAt: number | null = null;
  registry.readAtScrape('gateway_token_age_seconds', () =>
    tokenAt === null ? [] : [{ labels: {}, value: measureSeconds(tokenAt) }],
  );
  const scope = createScope(registry);
  return {
    readAtScrape: registry.readAtScrape,
    text: registry.text,
    contentType: registry.contentType,
    observer: {
      ...scope,
      operation: () => observeOperation(registry, scope),
      token: () => ({
        end(code) {
          registry.count('gateway_token_requests_total', { code: code ?? NO_VALUE });
          if (code === null) tokenAt = performance.now();
        },
      }),
      emit: (event) => countEvent(registry, event),
    },
  };
}

function countEvent(registry: MetricsRegistry, event: TelemetryEvent): void {
  switch (event.kind) {
    case 'sign-in-refused':
      return registry.count('gateway_sign_in_refusals_total', { reason: event.reason });
    case 'audit':
      return event.isKept
        ? registry.count('gateway_audit_events_total', {}, event.events)
        : registry.count('gateway_audit_failures_total', {});
    case 'audit-lost':
      return registry.count('gateway_audit_events_lost_total', {}, event.events);
    case 'log-lines-lost':
      return registry.count('gateway_log_lines_lost_total', {}, event.lines);
    case 'write':
      return registry.count('gateway_writes_total', {
        resource_type: event.resourceType,
        result: event.outcome,
      });
    case 'spans-lost':
      return registry.count('gateway_trace_spans_lost_total', {}, event.spans);
  }
}

function observeOperation(registry: MetricsRegistry, scope: ObserverScope): OperationObserver {
  const started = performance.now();
  let factsOf: (() => OperationFacts) | null = null;
  registry.add('gateway_operations_in_flight', 1);
  return {
    ...scope,
    traceId: undefined,
    provideFacts: (getFacts) => {
      factsOf = getFacts;
    },
    end() {
      registry.add('gateway_operations_in_flight', -1);
      // A browser that loads the landing page sends no operation.
      if (factsOf === null) return;
      const { name, type, outcome, codes, estimatedRequests, requests } = factsOf();
      const operation = { operation: name, type };
      registry.count('gateway_operations_total', { ...operation, outcome });
      for (const code of codes) registry.count('gateway_operation_errors_total', { ...operation, code });
      registry.observe('gateway_operation_duration_seconds', operation, measureSeconds(started));
      registry.observe('gateway_operation_fhir_requests', { measure: 'sent' }, requests);
      if (estimatedRequests !== null)
        registry.observe('gateway_operation_fhir_requests', { measure: 'estimated' }, estimatedRequests);
    },
  };
}

function createScope(registry: MetricsRegistry): ObserverScope {
  const scope: ObserverScope = {
    request: (facts) => observeRequest(registry, facts),
    load({ loader, resourceType, size }) {
      if (loader === 'by-id') registry.observe('gateway_batch_ids', { resource_type: resourceType }, size);
      return { ...scope, end: () => {} };
    },
  };
  return scope;
}

function observeRequest(
  registry: MetricsRegistry,
  { resourceType, interaction }: RequestFacts,
): RequestObserver {
  const requestedAt = performance.now();
  const labels = { resource_type: resourceType, interaction };
  let started: number | null = null;
  let sent = 0;
  let status = NO_VALUE;
  return {
    headers: {},
    started() {
      started = performance.now();
      registry.observe('gateway_fhir_queue_wait_seconds', {}, (started - requestedAt) / 1_000);
    },
    sent() {
      sent += 1;
      if (sent > 1) registry.count('gateway_fhir_resends_total', labels);
    },
    answered: (httpStatus) => {
      status = String(httpStatus);
    },
    end(source, code) {
      registry.count('gateway_fhir_requests_total', { ...labels, status, source });
      if (code !== null) registry.count('gateway_fhir_request_errors_total', { ...labels, code });
      if (started !== null)
        registry.observe('gateway_fhir_request_duration_seconds', labels, measureSeconds(started));
    },
  };
}

function measureSeconds(started: number): number {
  return (performance.now() - started) / 1_000;
}
