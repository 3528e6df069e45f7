import { describe, expect, it, vi } from 'vitest';
import { measureStart } from '../bench/starts.ts';
import { loadConfig } from '../src/config/config.ts';
import { createGateway } from '../src/gateway.ts';
import { createLog } from '../src/observability/log.ts';

vi.setConfig({ testTimeout: 120_000 });

const CHECKOUT = process.cwd();
const MOST_MODULES = 1_400;

/** Of packages that come with many modules or much work, those that a start has loaded before its first answer. */
function heavyAmong(modules: readonly string[]): string[] {
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

describe('a start', () => {
  it('without settings loads few modules before its first answer, and nothing that only settings or notes need', async () => {
    const { modules } = await measureStart({ checkout: CHECKOUT, countsModules: true });
    expect(modules.length).toBeLessThan(MOST_MODULES);
    // Otherwise nothing would be counted.
    expect(modules.length).toBeGreaterThan(500);
    expect(heavyAmong(modules)).toEqual([]);
  });

  it('loads what its settings need before it serves anyone', async () => {
    const environment = {
      LOG_LEVEL: 'error',
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      STATE_URL: 'redis://127.0.0.1:9',
    };
    const { modules } = await measureStart({ checkout: CHECKOUT, environment, countsModules: true });
    expect(heavyAmong(modules)).toEqual([
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@redis/client',
      'prom-client',
    ]);
  });
});

describe('a gateway that takes no routes with schemas', () => {
  it('says so when one is added, instead of serving it unchecked', async () => {
    const config = loadConfig({ LOG_LEVEL: 'silent', PORT: '0' });
    const gateway = await createGateway(config, createLog('silent'), { routeSchemas: false });
    gateway.app.get('/checked', { schema: { querystring: { type: 'object' } } }, async () => 'unchecked');
    await expect(gateway.listen()).rejects.toThrow('without routeSchemas');
    await gateway.stop();
  });
});
