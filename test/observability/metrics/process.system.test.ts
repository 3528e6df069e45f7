import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from '../../support/collector.ts';
import { FROM_SOURCE } from '../../support/from-source.ts';
import { type GatewayProcess, startGatewayProcess } from '../../support/gateway-process.ts';
import { sumOf } from '../../support/scrape.ts';

let gateway: GatewayProcess;
let collector: Collector;

beforeEach(async () => {
  collector = await startCollector();
});

afterEach(async () => {
  await gateway.dispose();
  await collector.close();
});

/** Reports each loaded telemetry package on standard error. */
const HOOK = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const name = /node_modules\\/(@opentelemetry\\/[^/]+|prom-client)\\//.exec(found.url)?.[1];
    if (name !== undefined) process.stderr.write('loaded ' + name + '\\n');
    return found;
  },
});
`;

function start(env: Readonly<Record<string, string>>): GatewayProcess {
  gateway = startGatewayProcess({ PORT: '0', ...env }, { 'hook.mjs': HOOK }, [
    ...FROM_SOURCE,
    '--import',
    './hook.mjs',
    new URL('../../../src/main.ts', import.meta.url).pathname,
  ]);
  return gateway;
}

async function send(origin: string, query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

describe('npm start without telemetry', () => {
  it('loads no telemetry package, serves no metrics and sends no trace', async () => {
    const origin = await start({}).listening();
    await send(origin, '{ patients(first: 1) { id } }');
    expect((await fetch(`${origin}/metrics`)).status).toBe(404);
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).not.toContain('loaded ');
    expect(gateway.output.stdout).not.toContain('metrics_listening');
    expect(gateway.output.stdout).not.toContain('traceId');
    expect(collector.requests).toEqual([]);
  });
});

describe('npm start with METRICS_PORT', () => {
  it('serves the metrics only at METRICS_PORT [T6-I2]', async () => {
    const origin = await start({ METRICS_PORT: '0', TELEMETRY_OPERATION_NAMES: 'any' }).listening();
    const metrics = await gateway.metricsListening();
    await send(origin, 'query Ids { patients(first: 1) { id } }');
    expect((await fetch(`${origin}/metrics`)).status).toBe(404);
    expect((await fetch(`${metrics}/graphql`, { method: 'POST' })).status).toBe(404);
    const text = await (await fetch(`${metrics}/metrics`)).text();
    expect(sumOf(text, 'gateway_operations_total', { operation: 'Ids', outcome: 'ok' })).toBe(1);
    expect(sumOf(text, 'gateway_token_requests_total', { code: '-' })).toBe(1);
    expect(gateway.output.stderr).not.toContain('@opentelemetry/sdk-trace');
    expect(sumOf(text, 'gateway_fhir_circuit_open')).toBe(0);
    expect(text).toContain('gateway_fhir_circuit_open{kind="read"} 0');
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
  });

  it('reports that METRICS_PORT is taken, and exits with 1', async () => {
    const { port } = new URL(collector.endpoint);
    start({ METRICS_PORT: port });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output.stderr).toContain(`METRICS_PORT`);
  });
});

describe('npm start with a collector', () => {
  it('sends the remaining spans before it exits, with the trace id of the log', async () => {
    const origin = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
      OTEL_SERVICE_NAME: 'gateway-west',
      TELEMETRY_OPERATION_NAMES: 'any',
      // The gateway ignores all other OpenTelemetry settings.
      OTEL_RESOURCE_ATTRIBUTES: 'patient=Camila',
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_SDK_DISABLED: 'true',
    }).listening();
    await send(origin, 'query Names { patients(first: 1) { id fullName } }');
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    const root = collector.spans.find(({ name }) => name === 'query Names');
    expect(root).toMatchObject({ kind: 'server', parentId: '' });
    expect(gateway.output.stdout).toContain(`"traceId":"${root?.traceId}"`);
    expect(collector.resource).toMatchObject({ 'service.name': 'gateway-west' });
    expect(collector.requests[0]?.headers).toMatchObject({ authorization: 'Bearer of-the-collector' });
    expect(collector.text()).not.toContain('Camila');
  });
});
