import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationFacts } from '../../../src/observability/observer.ts';
import {
  createTracing,
  type Tracing,
  type TracingOptions,
} from '../../../src/observability/tracing/tracing.ts';
import { type CollectedSpan, type Collector, startCollector } from '../../support/collector.ts';

let collector: Collector;
let tracing: Tracing;
let lost: number[];

beforeEach(async () => {
  collector = await startCollector();
  lost = [];
  tracing = createTestTracing();
});

afterEach(async () => {
  await tracing.close();
  await collector.close();
});

function createTestTracing(options: Partial<TracingOptions> = {}): Tracing {
  return createTracing({
    endpoint: collector.endpoint,
    serviceName: 'gateway-of-tests',
    version: '1.2.3',
    ratio: 1,
    isSentUpstream: false,
    onLost: (spans) => void lost.push(spans),
    ...options,
  });
}

const FACTS: OperationFacts = {
  name: 'Chart',
  type: 'query',
  outcome: 'ok',
  codes: [],
  estimatedRequests: 4,
  requests: 1,
};
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

async function collectSpans(): Promise<Record<string, CollectedSpan>> {
  await tracing.close();
  return Object.fromEntries(collector.spans.map((span) => [span.name, span]));
}

describe('a trace', () => {
  it('nests the spans of the operation, the loader and the FHIR request', async () => {
    const operation = tracing.observer.operation(undefined);
    const group = operation.load({ loader: 'by-id', resourceType: 'Patient', size: 3 });
    const request = group.request({
      interaction: 'search',
      resourceType: 'Patient',
      host: 'fhir.example.org',
    });
    request.started();
    request.sent();
    request.sent();
    request.answered(200);
    request.end('sent', null);
    group.end();
    operation.provideFacts(() => FACTS);
    operation.end(200);
    const spans = await collectSpans();
    const { 'query Chart': root, 'load by-id Patient': batch, 'search Patient': leaf } = spans;
    expect(Object.keys(spans)).toHaveLength(3);
    expect(root).toMatchObject({
      kind: 'server',
      parentId: '',
      isError: false,
      attributes: {
        'graphql.operation.name': 'Chart',
        'graphql.operation.type': 'query',
        'gateway.estimated_requests': 4,
        'gateway.fhir_requests': 1,
        'http.response.status_code': 200,
      },
    });
    expect(batch).toMatchObject({
      kind: 'internal',
      parentId: root?.spanId,
      attributes: { 'fhir.resource_type': 'Patient', 'gateway.batch_size': 3 },
    });
    expect(leaf).toMatchObject({
      kind: 'client',
      parentId: batch?.spanId,
      attributes: {
        'fhir.interaction': 'search',
        'fhir.resource_type': 'Patient',
        'gateway.source': 'sent',
        'http.request.method': 'GET',
        'http.request.resend_count': 1,
        'http.response.status_code': 200,
        'server.address': 'fhir.example.org',
      },
    });
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(collector.resource).toEqual({ 'service.name': 'gateway-of-tests', 'service.version': '1.2.3' });
    expect(collector.requests[0]?.url).toBe('/v1/traces');
  });

  it('continues the trace of a caller by its traceparent only', async () => {
    const operation = tracing.observer.operation(`00-${TRACE_ID}-${SPAN_ID}-01`);
    expect(operation.traceId).toBe(TRACE_ID);
    operation.provideFacts(() => FACTS);
    operation.end(200);
    expect((await collectSpans())['query Chart']).toMatchObject({
      traceId: TRACE_ID,
      parentId: SPAN_ID,
      traceState: '',
    });
  });

  it.each([
    'nonsense',
    `00-${TRACE_ID}-${SPAN_ID}`,
    `00-${'0'.repeat(32)}-${SPAN_ID}-01`,
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${SPAN_ID}-01-Camila`,
    `00-${'CAMILA'.repeat(5)}xx-${SPAN_ID}-01`,
  ])('starts a new trace for an invalid traceparent: %s', async (traceparent) => {
    const operation = tracing.observer.operation(traceparent);
    operation.provideFacts(() => FACTS);
    operation.end(200);
    const { 'query Chart': root } = await collectSpans();
    expect(root?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(root?.traceId).not.toBe(TRACE_ID);
    expect(root?.parentId).toBe('');
  });

  it('records no trace that the caller did not sample', async () => {
    const operation = tracing.observer.operation(`00-${TRACE_ID}-${SPAN_ID}-00`);
    expect(operation.traceId).toBeUndefined();
    operation.request({ interaction: 'read', resourceType: 'Patient' }).end('sent', null);
    operation.provideFacts(() => FACTS);
    operation.end(200);
    expect(await collectSpans()).toEqual({});
  });

  it('records no trace with a sampling ratio of 0', async () => {
    await tracing.close();
    tracing = createTestTracing({ ratio: 0 });
    const operation = tracing.observer.operation(undefined);
    operation.provideFacts(() => FACTS);
    operation.end(200);
    expect(await collectSpans()).toEqual({});
  });

  it('records an error as a code without its message [T6-I1]', async () => {
    const operation = tracing.observer.operation(undefined);
    operation.request({ interaction: 'read', resourceType: 'Patient' }).end('sent', 'UPSTREAM_TIMEOUT');
    operation.provideFacts(() => ({ ...FACTS, outcome: 'failed', codes: ['UPSTREAM_TIMEOUT', 'FORBIDDEN'] }));
    operation.end(200);
    const spans = await collectSpans();
    expect(spans['read Patient']).toMatchObject({
      isError: true,
      statusMessage: '',
      events: 0,
      attributes: { 'error.type': 'UPSTREAM_TIMEOUT' },
    });
    expect(spans['query Chart']).toMatchObject({
      isError: true,
      statusMessage: '',
      events: 0,
      attributes: {
        'error.type': 'UPSTREAM_TIMEOUT',
        'gateway.error_codes': ['UPSTREAM_TIMEOUT', 'FORBIDDEN'],
      },
    });
  });

  it('names the span of an operation without a reportable name by its type', async () => {
    for (const name of ['other', '-']) {
      const operation = tracing.observer.operation(undefined);
      operation.provideFacts(() => ({ ...FACTS, name, type: 'mutation' }));
      operation.end(200);
    }
    await tracing.close();
    expect(collector.spans.map(({ name }) => name)).toEqual(['mutation', 'mutation']);
  });

  it('records a request that shared a response, with its source', async () => {
    const operation = tracing.observer.operation(undefined);
    operation.request({ interaction: 'read', resourceType: 'Patient' }).end('shared', null);
    operation.end(200);
    const { 'read Patient': joined } = await collectSpans();
    expect(joined?.attributes).toMatchObject({ 'gateway.source': 'shared' });
    expect(joined?.attributes).not.toHaveProperty('http.request.method');
  });

  it('records no span for a loader without a FHIR request', async () => {
    const operation = tracing.observer.operation(undefined);
    operation.load({ loader: 'list', resourceType: 'Condition', size: 10 }).end();
    operation.provideFacts(() => FACTS);
    operation.end(200);
    expect(Object.keys(await collectSpans())).toEqual(['query Chart']);
  });

  it('drops attribute values that are not allowed [T6-I1]', async () => {
    const operation = tracing.observer.operation(undefined);
    operation.provideFacts(() => ({
      ...FACTS,
      name: 'Camila Lopez',
      type: 'query { patient }',
      codes: ['CAMILA'],
    }));
    operation.end(200);
    await tracing.close();
    const [span] = collector.spans;
    expect(Object.keys(span?.attributes ?? {})).not.toContain('graphql.operation.name');
    expect(Object.keys(span?.attributes ?? {})).not.toContain('gateway.error_codes');
    expect(collector.text()).not.toContain('Camila');
    expect(collector.text()).not.toContain('CAMILA');
    expect(collector.text()).not.toContain('{ patient }');
  });

  it('records a token request in its own trace, with its outcome only', async () => {
    tracing.observer.token().end('UPSTREAM_AUTHENTICATION_FAILED');
    const { 'token request': token } = await collectSpans();
    expect(token).toMatchObject({
      kind: 'client',
      parentId: '',
      attributes: { 'error.type': 'UPSTREAM_AUTHENTICATION_FAILED' },
    });
    expect(Object.keys(token?.attributes ?? {})).toEqual(['error.type']);
  });
});

describe('the traceparent of a FHIR request', () => {
  it('sends no traceparent to the FHIR server by default', () => {
    const request = tracing.observer
      .operation(undefined)
      .request({ interaction: 'read', resourceType: 'Patient' });
    expect(request.headers).toEqual({});
  });

  it('sends the traceparent of the request span if configured', async () => {
    await tracing.close();
    tracing = createTestTracing({ isSentUpstream: true });
    const operation = tracing.observer.operation(`00-${TRACE_ID}-${SPAN_ID}-01`);
    const request = operation.request({ interaction: 'read', resourceType: 'Patient' });
    request.end('sent', null);
    const { 'read Patient': span } = await collectSpans();
    expect(request.headers).toEqual({ traceparent: `00-${TRACE_ID}-${span?.spanId}-01` });
  });
});

describe('the trace collector [T6-D1]', () => {
  it('counts the spans that the collector refuses', async () => {
    collector.status = 400;
    tracing.observer.operation(undefined).end(200);
    tracing.observer.token().end(null);
    await tracing.close();
    expect(lost).toEqual([2]);
  });

  it('closes and counts the lost spans if the collector is unreachable', async () => {
    await collector.close();
    tracing.observer.operation(undefined).end(200);
    await tracing.close();
    expect(lost).toEqual([1]);
    collector = await startCollector();
  });
});
