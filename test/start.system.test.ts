import { describe, expect, it, vi } from 'vitest';
import { measureStart } from '../bench/starts.ts';
import { loadConfig } from '../src/config/config.ts';
import { createGateway } from '../src/gateway.ts';
import { createLog } from '../src/observability/log.ts';

vi.setConfig({ testTimeout: 120_000 });

const CHECKOUT = process.cwd();
const MOST_MODULES = 1_500;

/** Returns the large packages among the modules that a start has loaded before its first response. */
function largePackagesAmong(modules: readonly string[]): string[] {
  return [
    '@apollo/usage-reporting-protobuf',
    '@opentelemetry/api',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@redis/client',
    'ajv',
    'iconv-lite',
    'parse5',
    'prom-client',
  ].filter((name) => modules.some((url) => url.includes(`/node_modules/${name}/`)));
}

describe('the start of the gateway', () => {
  it('loads few modules without settings, and no package that only settings or notes need', async () => {
    const { modules } = await measureStart({ checkout: CHECKOUT, countsModules: true });
    expect(modules.length).toBeLessThan(MOST_MODULES);
    // A lower count would mean that the measurement is broken.
    expect(modules.length).toBeGreaterThan(500);
    expect(largePackagesAmong(modules)).toEqual([]);
  });

  it('loads the packages that its settings need before the first response', async () => {
    const environment = {
      LOG_LEVEL: 'error',
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      STATE_URL: 'redis://127.0.0.1:9',
    };
    const { modules } = await measureStart({ checkout: CHECKOUT, environment, countsModules: true });
    expect(largePackagesAmong(modules)).toEqual([
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@redis/client',
      'prom-client',
    ]);
  });
});

describe('a gateway without route schemas', () => {
  it('rejects a route with a schema instead of serving it without validation', async () => {
    const config = loadConfig({ LOG_LEVEL: 'silent', PORT: '0' });
    const gateway = await createGateway(config, createLog('silent'), { routeSchemas: false });
    gateway.app.get('/checked', { schema: { querystring: { type: 'object' } } }, async () => 'unchecked');
    await expect(gateway.listen()).rejects.toThrow('without routeSchemas');
    await gateway.stop();
  });
});
