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
import { type IsSite, NO_VALUE } from './labels.ts';
import { createMetricsRegistry, type MetricsRegistry } from './registry.ts';
import { createSiteRecords, type SiteRecord, type SiteRecords } from './site-records.ts';

export interface Metrics {
  readonly observer: Observer;
  readonly readAtScrape: MetricsRegistry['readAtScrape'];
  /** Returns the latest results of a site. */
  readonly recordOf: (site: string) => SiteRecord;
  /** Returns all metrics in Prometheus' text format, whose media type is `contentType`. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

interface MetricsOptions {
  /** The version of the gateway. */
  readonly version: string;
  /** Returns whether the sites file has a site with the id; null without a sites file. */
  readonly isSite?: IsSite | null;
}

export function createMetrics({ version, isSite = null }: MetricsOptions): Metrics {
  const registry = createMetricsRegistry(isSite);
  registry.readAtScrape('gateway_build_info', () => [
    { labels: { version, node: process.version }, value: 1 },
  ]);
  const records = createSiteRecords((site) => site === undefined || isSite?.(site) === true);
  registry.readAtScrape('gateway_token_age_seconds', () =>
    records
      .entries()
      .flatMap(([site, { tokenAge }]) => (tokenAge === null ? [] : [{ labels: { site }, value: tokenAge }])),
  );
  const scope = createScope(registry, records);
  return {
    readAtScrape: registry.readAtScrape,
    recordOf: records.of,
    text: registry.text,
    contentType: registry.contentType,
    observer: {
      ...scope,
      operation: () => observeOperation(registry, scope),
      token: ({ site } = {}) => ({
        end(code) {
          registry.count('gateway_token_requests_total', { code: code ?? NO_VALUE, site });
          records.recordToken(site, code);
        },
      }),
      emit(event) {
        countEvent(registry, event);
        if (event.kind !== 'sites-reloaded' || !event.isValid) return;
        records.forgetSites();
        void registry.forgetSites();
      },
    },
  };
}

function countEvent(registry: MetricsRegistry, event: TelemetryEvent): void {
  const { site } = event;
  switch (event.kind) {
    case 'sign-in-refused':
      return registry.count('gateway_sign_in_refusals_total', { reason: event.reason, site });
    case 'person-token':
      return registry.count('gateway_person_token_requests_total', {
        grant_type: event.grantType,
        outcome: event.outcome,
        site,
      });
    case 'audit':
      return event.isKept
        ? registry.count('gateway_audit_events_total', { site }, event.events)
        : registry.count('gateway_audit_failures_total', { site });
    case 'audit-lost':
      return registry.count('gateway_audit_events_lost_total', { site }, event.events);
    case 'log-lines-lost':
      return registry.count('gateway_log_lines_lost_total', {}, event.lines);
    case 'write':
      return registry.count('gateway_writes_total', {
        resource_type: event.resourceType,
        result: event.outcome,
        site,
      });
    case 'sites-reloaded':
      return registry.count('gateway_sites_reloads_total', { outcome: event.isValid ? 'ok' : 'failed' });
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
      const { name, type, outcome, codes, estimatedRequests, requests, site } = factsOf();
      const operation = { operation: name, type, site };
      registry.count('gateway_operations_total', { ...operation, outcome });
      for (const code of codes) registry.count('gateway_operation_errors_total', { ...operation, code });
      registry.observe('gateway_operation_duration_seconds', operation, measureSeconds(started));
      registry.observe('gateway_operation_fhir_requests', { measure: 'sent', site }, requests);
      if (estimatedRequests !== null)
        registry.observe(
          'gateway_operation_fhir_requests',
          { measure: 'estimated', site },
          estimatedRequests,
        );
    },
  };
}

function createScope(registry: MetricsRegistry, records: SiteRecords): ObserverScope {
  const scope: ObserverScope = {
    request: (facts) => observeRequest(registry, records, facts),
    load({ loader, resourceType, size, site }) {
      if (loader === 'by-id')
        registry.observe('gateway_batch_ids', { resource_type: resourceType, site }, size);
      return { ...scope, end: () => {} };
    },
  };
  return scope;
}

function observeRequest(
  registry: MetricsRegistry,
  records: SiteRecords,
  { resourceType, interaction, site }: RequestFacts,
): RequestObserver {
  const requestedAt = performance.now();
  const labels = { resource_type: resourceType, interaction, site };
  let started: number | null = null;
  let sent = 0;
  let status = NO_VALUE;
  return {
    headers: {},
    started() {
      started = performance.now();
      registry.observe('gateway_fhir_queue_wait_seconds', { site }, (started - requestedAt) / 1_000);
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
      if (code !== null) {
        registry.count('gateway_fhir_request_errors_total', { ...labels, code });
        records.recordError(site, code);
      }
      if (started !== null)
        registry.observe('gateway_fhir_request_duration_seconds', labels, measureSeconds(started));
    },
  };
}

function measureSeconds(started: number): number {
  return (performance.now() - started) / 1_000;
}
