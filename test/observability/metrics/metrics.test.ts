import { beforeEach, describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../../src/observability/metrics/instruments.ts';
import { METRIC_LABELS } from '../../../src/observability/metrics/labels.ts';
import { createMetrics, type Metrics } from '../../../src/observability/metrics/metrics.ts';
import type { OperationFacts } from '../../../src/observability/observer.ts';
import { samplesIn, sumOf, valuesOf } from '../../support/scrape.ts';

let metrics: Metrics;

beforeEach(() => {
  metrics = createMetrics({ version: '1.2.3' });
});

const FACTS: OperationFacts = {
  name: 'Chart',
  type: 'query',
  outcome: 'ok',
  codes: [],
  estimatedRequests: 4,
  requests: 3,
};

describe('metrics [T1-D11]', () => {
  it('exposes an instrument for each row of the table, and the metrics of the process and of Node.js', async () => {
    const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(INSTRUMENTS)));
    expect(names).toEqual(
      expect.arrayContaining(['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']),
    );
    expect(names.filter((name) => !/^(gateway|process|nodejs)_/.test(name ?? ''))).toEqual([]);
  });

  it('names metrics by the rules of Prometheus: only counters end in _total', () => {
    for (const [name, { kind }] of Object.entries(INSTRUMENTS)) {
      expect(name).toMatch(/^gateway_[a-z_]+$/);
      expect({ name, isTotal: name.endsWith('_total') }).toEqual({ name, isTotal: kind === 'counter' });
    }
  });

  it('uses every label of the table, and no other', () => {
    const used = new Set(Object.values(INSTRUMENTS).flatMap(({ labels }) => labels));
    expect([...used].toSorted()).toEqual(Object.keys(METRIC_LABELS).toSorted());
  });

  it('exposes the version of the gateway and of Node.js', async () => {
    expect(
      sumOf(await metrics.text(), 'gateway_build_info', { version: '1.2.3', node: process.version }),
    ).toBe(1);
  });

  it('counts and times an operation when it ends', async () => {
    const observer = metrics.observer.operation(undefined);
    expect(sumOf(await metrics.text(), 'gateway_operations_in_flight')).toBe(1);
    observer.provideFacts(() => ({
      ...FACTS,
      outcome: 'partial',
      codes: ['FORBIDDEN', 'UPSTREAM_TIMEOUT'],
    }));
    observer.end(200);
    const text = await metrics.text();
    expect(sumOf(text, 'gateway_operations_in_flight')).toBe(0);
    const operation = { operation: 'Chart', type: 'query' };
    expect(sumOf(text, 'gateway_operations_total', { ...operation, outcome: 'partial' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { ...operation, code: 'FORBIDDEN' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { ...operation, code: 'UPSTREAM_TIMEOUT' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_duration_seconds_count', operation)).toBe(1);
    expect(sumOf(text, 'gateway_operation_fhir_requests_sum', { measure: 'sent' })).toBe(3);
    expect(sumOf(text, 'gateway_operation_fhir_requests_sum', { measure: 'estimated' })).toBe(4);
  });

  it('counts no operation for a request without one', async () => {
    metrics.observer.operation(undefined).end(200);
    const text = await metrics.text();
    expect(sumOf(text, 'gateway_operations_total')).toBe(0);
    expect(sumOf(text, 'gateway_operations_in_flight')).toBe(0);
  });

  it('exposes at most 201 operation names, even for ten thousand', async () => {
    for (let at = 0; at < 10_000; at += 1) {
      const observer = metrics.observer.operation(undefined);
      observer.provideFacts(() => ({ ...FACTS, name: `Operation${at}` }));
      observer.end(200);
    }
    const text = await metrics.text();
    expect(valuesOf(text, 'operation').size).toBe(201);
    expect(sumOf(text, 'gateway_operations_total')).toBe(10_000);
    expect(sumOf(text, 'gateway_operations_total', { operation: 'other' })).toBe(9_800);
  });

  it('counts FHIR requests by the source of the response', async () => {
    const observer = metrics.observer.operation(undefined);
    const facts = { interaction: 'search', resourceType: 'Condition' } as const;
    const sent = observer.request(facts);
    sent.started();
    sent.sent();
    sent.sent();
    sent.answered(503);
    sent.end('sent', 'UPSTREAM_UNAVAILABLE');
    observer.request(facts).end('shared', null);
    observer.request(facts).end('cached', null);
    const text = await metrics.text();
    const condition = { resource_type: 'Condition', interaction: 'search' };
    const requests = (source: string, status: string): number =>
      sumOf(text, 'gateway_fhir_requests_total', { ...condition, source, status });
    expect([requests('sent', '503'), requests('shared', '-'), requests('cached', '-')]).toEqual([1, 1, 1]);
    expect(sumOf(text, 'gateway_fhir_resends_total', condition)).toBe(1);
    expect(
      sumOf(text, 'gateway_fhir_request_errors_total', { ...condition, code: 'UPSTREAM_UNAVAILABLE' }),
    ).toBe(1);
    // Only requests that were sent show how fast the FHIR server is.
    expect(sumOf(text, 'gateway_fhir_request_duration_seconds_count', condition)).toBe(1);
    expect(sumOf(text, 'gateway_fhir_queue_wait_seconds_count')).toBe(1);
  });

  it('counts batches of ids by size', async () => {
    metrics.observer.operation(undefined).load({ loader: 'by-id', resourceType: 'Encounter', size: 7 }).end();
    metrics.observer.operation(undefined).load({ loader: 'list', resourceType: 'Encounter', size: 50 }).end();
    const text = await metrics.text();
    expect(sumOf(text, 'gateway_batch_ids_sum', { resource_type: 'Encounter' })).toBe(7);
    expect(sumOf(text, 'gateway_batch_ids_count')).toBe(1);
  });

  it("counts the token requests of people apart from the gateway's own", async () => {
    for (const outcome of ['ok', 'ok', 'refused', 'failed'] as const)
      metrics.observer.emit({ kind: 'person-token', grantType: 'refresh_token', outcome });
    metrics.observer.emit({ kind: 'person-token', grantType: 'authorization_code', outcome: 'ok' });
    const text = await metrics.text();
    const name = 'gateway_person_token_requests_total';
    expect(sumOf(text, name, { grant_type: 'refresh_token', outcome: 'ok' })).toBe(2);
    expect(sumOf(text, name, { outcome: 'refused' })).toBe(1);
    expect(sumOf(text, name)).toBe(5);
    expect(sumOf(text, 'gateway_token_requests_total')).toBe(0);
  });

  it('counts token requests, and exposes the age of the last token', async () => {
    expect(samplesIn(await metrics.text()).some(({ name }) => name === 'gateway_token_age_seconds')).toBe(
      false,
    );
    metrics.observer.token().end('UPSTREAM_AUTHENTICATION_FAILED');
    metrics.observer.token().end(null);
    const text = await metrics.text();
    expect(sumOf(text, 'gateway_token_requests_total', { code: 'UPSTREAM_AUTHENTICATION_FAILED' })).toBe(1);
    expect(sumOf(text, 'gateway_token_requests_total', { code: '-' })).toBe(1);
    const age = sumOf(text, 'gateway_token_age_seconds');
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(60);
  });

  it('counts telemetry events', async () => {
    const { emit } = metrics.observer;
    emit({ kind: 'sign-in-refused', reason: 'expired' });
    emit({ kind: 'audit', events: 3, isKept: true });
    emit({ kind: 'audit', events: 2, isKept: false });
    emit({ kind: 'write', resourceType: 'Condition', outcome: 'created' });
    emit({ kind: 'spans-lost', spans: 5 });
    emit({ kind: 'audit-lost', events: 7 });
    emit({ kind: 'log-lines-lost', lines: 11 });
    const text = await metrics.text();
    expect(sumOf(text, 'gateway_sign_in_refusals_total', { reason: 'expired' })).toBe(1);
    expect(sumOf(text, 'gateway_audit_events_total')).toBe(3);
    expect(sumOf(text, 'gateway_audit_failures_total')).toBe(1);
    expect(sumOf(text, 'gateway_writes_total', { resource_type: 'Condition', result: 'created' })).toBe(1);
    expect(sumOf(text, 'gateway_trace_spans_lost_total')).toBe(5);
    expect(sumOf(text, 'gateway_audit_events_lost_total')).toBe(7);
    expect(sumOf(text, 'gateway_log_lines_lost_total')).toBe(11);
  });

  it('reads a gauge at each scrape, and drops values that no longer exist', async () => {
    let waiting: number | null = 4;
    metrics.readAtScrape('gateway_audit_spool_events', () =>
      waiting === null ? [] : [{ labels: { state: 'waiting' }, value: waiting }],
    );
    expect(sumOf(await metrics.text(), 'gateway_audit_spool_events', { state: 'waiting' })).toBe(4);
    waiting = 9;
    expect(sumOf(await metrics.text(), 'gateway_audit_spool_events', { state: 'waiting' })).toBe(9);
    waiting = null;
    expect(valuesOf(await metrics.text(), 'state').size).toBe(0);
  });

  it('keeps the metrics of two gateways in one process apart', async () => {
    const other = createMetrics({ version: '1.2.3' });
    metrics.observer.emit({ kind: 'spans-lost', spans: 1 });
    expect(sumOf(await other.text(), 'gateway_trace_spans_lost_total')).toBe(0);
  });
});
