import { randomUUID } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationNames } from '../../src/config/telemetry-variables.ts';
import type { CollectedSpan } from '../support/collector.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { PATIENCE } from '../support/patience.ts';
import { sumOf, valuesOf } from '../support/scrape.ts';
import { recordTelemetry, type RecordedTelemetry } from '../support/recorded-telemetry.ts';
import { inputFor, memoryStore, MUTATIONS } from '../support/writing.ts';

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let telemetry: RecordedTelemetry;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
});

beforeEach(async () => {
  telemetry = await recordTelemetry();
});

afterEach(async () => {
  sandbox.clearFaults();
  sandbox.clearRequests();
  await gateway.close();
  await telemetry.spans();
});

afterAll(async () => {
  await issuer.close();
  await sandbox.close();
});

async function start(options: GatewayOptions = {}, names: OperationNames = 'any'): Promise<void> {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    observer: telemetry.observer,
    ...options,
    server: { operationNames: names, ...options.server },
  });
}

/** Waits until the metrics count these operations, which happens only after the response is sent. */
async function waitForCount(operations: number): Promise<string> {
  return vi.waitFor(async () => {
    const text = await telemetry.metrics();
    expect(sumOf(text, 'gateway_operations_total')).toBe(operations);
    return text;
  }, PATIENCE);
}

async function spansByName(): Promise<ReadonlyMap<string, readonly CollectedSpan[]>> {
  return Map.groupBy(await telemetry.spans(), ({ name }) => name);
}

describe('the metrics of a gateway', () => {
  it('measures the FHIR requests of an operation, as its response reports them', async () => {
    await start();
    const { extensions } = await gateway.query(
      'query Panel { patients(first: 10) { id fullName conditions(first: 3) { id } } }',
    );
    const text = await waitForCount(1);
    const operation = { operation: 'Panel', type: 'query' };
    expect(sumOf(text, 'gateway_operations_total', { ...operation, outcome: 'ok' })).toBe(1);
    const requests = extensions?.fhir.requests ?? 0;
    expect(requests).toBeGreaterThan(2);
    expect(sumOf(text, 'gateway_fhir_requests_total', { source: 'sent', status: '200' })).toBe(requests);
    expect(sumOf(text, 'gateway_operation_fhir_requests_sum', { measure: 'sent' })).toBe(requests);
    expect(sumOf(text, 'gateway_operation_fhir_requests_sum', { measure: 'estimated' })).toBe(
      extensions?.fhir.estimatedRequests,
    );
    expect(sumOf(text, 'gateway_token_requests_total', { code: '-' })).toBe(1);
  });

  it('measures the errors of an operation by code, and errors of requests that are no operation', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Condition' }, times: Infinity, kind: 'empty', status: 403 });
    await gateway.query('query Partly ($id: ID!) { patient(id: $id) { id conditions(first: 1) { id } } }', {
      id: CAMILA_LOPEZ,
    });
    await gateway.query('query Wrong { nothing }');
    await gateway.http.post('/graphql').set('content-type', 'application/json').send('{');
    const text = await waitForCount(3);
    expect(sumOf(text, 'gateway_operations_total', { operation: 'Partly', outcome: 'partial' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { operation: 'Partly', code: 'FORBIDDEN' })).toBe(1);
    expect(sumOf(text, 'gateway_fhir_request_errors_total', { code: 'FORBIDDEN' })).toBe(1);
    expect(sumOf(text, 'gateway_operations_total', { operation: '-', outcome: 'failed' })).toBe(2);
    expect(sumOf(text, 'gateway_operation_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { code: 'BAD_REQUEST' })).toBe(1);
  });

  it('does not count a browser’s request for the landing page as an operation', async () => {
    await start();
    await gateway.http.get('/graphql').set('accept', 'text/html').expect(200);
    await gateway.query('{ __typename }');
    expect(sumOf(await waitForCount(1), 'gateway_operations_in_flight')).toBe(0);
  });

  it('counts a request that operations share once as sent', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Patient' }, times: 1, kind: 'delay', ms: 200 });
    const read = 'query Twice ($id: ID!) { patient(id: $id) { fullName } }';
    await Promise.all([1, 2].map(() => gateway.query(read, { id: CAMILA_LOPEZ })));
    const text = await waitForCount(2);
    const patient = { resource_type: 'Patient', interaction: 'read' };
    expect(sumOf(text, 'gateway_fhir_requests_total', { ...patient, source: 'sent' })).toBe(1);
    expect(sumOf(text, 'gateway_fhir_requests_total', { ...patient, source: 'shared' })).toBe(1);
  });

  it('counts refused sign-ins by reason, and as failed operations', async () => {
    await start({ callers: issuer.tokenVerification() });
    await gateway.query('{ patients(first: 1) { id } }');
    await gateway.query('{ patients(first: 1) { id } }', {}, { authorization: 'Bearer Camila' });
    const text = await waitForCount(2);
    expect(sumOf(text, 'gateway_sign_in_refusals_total', { reason: 'no_token' })).toBe(1);
    expect(sumOf(text, 'gateway_sign_in_refusals_total')).toBe(2);
    expect(sumOf(text, 'gateway_operation_errors_total', { code: 'UNAUTHENTICATED' })).toBe(2);
  });

  it('counts requests without the router secret', async () => {
    await start({ server: { routerSecrets: ['x'.repeat(32)] } });
    await gateway.query('{ patients(first: 1) { id } }');
    const text = await waitForCount(1);
    expect(sumOf(text, 'gateway_sign_in_refusals_total', { reason: 'no_router_secret' })).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { code: 'UNAUTHENTICATED' })).toBe(1);
  });

  it('counts refusals for cost and for rate', async () => {
    await start({ server: { maxUpstreamCalls: 3, maxUpstreamCallsPerMinute: 4 } });
    await gateway.query('query Dear { patients(first: 10) { conditions(first: 3) { id } } }');
    await gateway.query('query Cheap { patients(first: 1) { id fullName } }');
    await gateway.query('query Again { patients(first: 1) { id fullName } }');
    const text = await waitForCount(3);
    expect(
      sumOf(text, 'gateway_operation_errors_total', { operation: 'Dear', code: 'OPERATION_TOO_EXPENSIVE' }),
    ).toBe(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { operation: 'Again', code: 'RATE_LIMITED' })).toBe(
      1,
    );
  });

  it('counts each write once, and repeated ones separately', async () => {
    await start({ store: memoryStore() });
    const variables = { input: inputFor('addProblem', sandbox), key: randomUUID() };
    await gateway.query(MUTATIONS.addProblem, variables);
    await gateway.query(MUTATIONS.addProblem, variables);
    const text = await waitForCount(2);
    const condition = { resource_type: 'Condition' };
    expect(sumOf(text, 'gateway_writes_total', { ...condition, result: 'created' })).toBe(1);
    expect(sumOf(text, 'gateway_writes_total', { ...condition, result: 'repeated' })).toBe(1);
    expect(
      sumOf(text, 'gateway_fhir_requests_total', { ...condition, interaction: 'create', status: '201' }),
    ).toBe(1);
  });

  it('counts events that the audit could not store', async () => {
    const kept = createMemoryAudit({
      upstream: sandbox.baseUrl,
      isRequired: true,
      observer: telemetry.observer,
    });
    await start({ server: { audit: kept.audit } });
    await gateway.query('query Kept { patients(first: 1) { id fullName } }');
    kept.isBroken = true;
    await gateway.query('query Lost { patients(first: 1) { id fullName } }');
    const text = await waitForCount(2);
    expect(sumOf(text, 'gateway_audit_events_total')).toBeGreaterThan(0);
    expect(sumOf(text, 'gateway_audit_failures_total')).toBe(1);
    // A response that the audit withholds counts as failed, as the caller saw it.
    expect(sumOf(text, 'gateway_operations_total', { operation: 'Lost', outcome: 'failed' })).toBe(1);
    expect(
      sumOf(text, 'gateway_operation_errors_total', { operation: 'Lost', code: 'AUDIT_UNAVAILABLE' }),
    ).toBe(1);
  });
});

describe('the name of an operation', () => {
  const NAMED = 'query Camila_Lopez_1987 { patients(first: 1) { id } }';

  it('leaves the name of an unregistered operation out of metrics and traces, unless the setting allows all names [T6-I1]', async () => {
    await start({}, 'trusted');
    await gateway.query(NAMED);
    expect(valuesOf(await waitForCount(1), 'operation')).toEqual(new Set(['other']));
    const words = await telemetry.text();
    expect(words.includes('Camila')).toBe(false);
    expect(words.includes('"name":"query"')).toBe(true);
  });
});

describe('the trace of an operation', () => {
  const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${TRACE_ID}-b7ad6b7169203331-01`;

  it('continues the trace of the caller to the FHIR server, with each FHIR request under the load that caused it [T6-I3]', async () => {
    await start();
    await gateway.query(
      'query Chart { patients(first: 10) { id fullName conditions(first: 3) { id } } }',
      {},
      { traceparent, tracestate: 'vendor=Camila', baggage: 'patient=Camila' },
    );
    await waitForCount(1);
    const all = await telemetry.spans();
    const spans = await spansByName();
    const [root] = spans.get('query Chart') ?? [];
    expect(root).toMatchObject({ traceId: TRACE_ID, parentId: 'b7ad6b7169203331', kind: 'server' });
    const ids = new Set(all.map(({ spanId }) => spanId));
    const traced = all.filter(({ name }) => name !== 'token request');
    expect(traced.filter(({ traceId }) => traceId !== TRACE_ID)).toEqual([]);
    expect(traced.filter((span) => span !== root && !ids.has(span.parentId))).toEqual([]);
    const [wave] = spans.get('load by-id Patient') ?? [];
    expect(spans.get('search Patient')?.map(({ parentId }) => parentId)).toEqual([wave?.spanId]);
    expect(spans.get('search Condition')).toHaveLength(spans.get('load list Condition')?.length ?? 0);
    expect(spans.get('search Condition')?.length).toBeGreaterThan(1);

    const sent = sandbox.requests.filter(({ operation }) => operation === 'search');
    const clients = new Set(all.filter(({ kind }) => kind === 'client').map(({ spanId }) => spanId));
    expect(sent.length).toBeGreaterThan(2);
    for (const { headers } of sent) {
      const [, traceId, spanId = ''] = String(headers['traceparent']).split('-');
      expect({ traceId, isSpan: clients.has(spanId) }).toEqual({ traceId: TRACE_ID, isSpan: true });
      expect(headers).not.toHaveProperty('tracestate');
      expect(headers).not.toHaveProperty('baggage');
    }
    expect(gateway.logLines.some((line) => line.includes(`"traceId":"${TRACE_ID}"`))).toBe(true);
    expect((await telemetry.text()).includes('Camila')).toBe(false);
  });

  it('starts a new trace where a request has two traceparents', async () => {
    await start();
    await gateway.http
      .post('/graphql')
      .set('traceparent', [traceparent, traceparent].join(', '))
      .send({ query: '{ __typename }' });
    await waitForCount(1);
    const [root] = (await spansByName()).get('query') ?? [];
    expect(root?.traceId).not.toBe(TRACE_ID);
  });

  it('traces an operation whose caller disconnected', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Patient' }, times: Infinity, kind: 'hang' });
    const request = gateway.http
      .post('/graphql')
      .send({ query: `query Left { patient(id: "${CAMILA_LOPEZ}") { fullName } }` });
    const ended = request.then(
      () => 'completed',
      () => 'aborted',
    );
    await vi.waitFor(
      () => expect(sandbox.requests.some(({ operation }) => operation === 'read')).toBe(true),
      PATIENCE,
    );
    request.abort();
    const text = await waitForCount(1);
    expect(sumOf(text, 'gateway_operation_errors_total', { code: 'OPERATION_ABORTED' })).toBe(1);
    void ended;
  });
});
