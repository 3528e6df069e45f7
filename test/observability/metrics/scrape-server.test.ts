import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/observability/metrics/metrics.ts';
import { type ScrapeServer, startScrapeServer } from '../../../src/observability/metrics/scrape-server.ts';

let port: ScrapeServer;

beforeEach(async () => {
  port = await startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: 0 });
});

afterEach(() => port.close());

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

function ask(method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: port.port, method, path }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body }),
        reject,
      );
    });
    asking.on('error', reject).end();
  });
}

describe('the port of the metrics', () => {
  it('answers GET /metrics in the format of Prometheus', async () => {
    const { status, type, body } = await ask('GET', '/metrics');
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(body).toContain('gateway_build_info{version="1.2.3"');
    expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
  });

  it('answers a scrape with a query, as some scrapers send one', async () => {
    expect((await ask('GET', '/metrics?name%5B%5D=up')).status).toBe(200);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/graphql'],
    ['GET', '/metrics/'],
    ['GET', '/livez'],
    ['POST', '/metrics'],
    ['DELETE', '/metrics'],
  ])('has nothing else: %s %s', async (method, path) => {
    expect(await ask(method, path)).toEqual({ status: 404, type: undefined, body: '' });
  });

  it('is given back when it closes', async () => {
    await port.close();
    const again = await startScrapeServer(createMetrics({ version: '1.2.3' }), {
      host: '127.0.0.1',
      port: port.port,
    });
    expect(again.port).toBe(port.port);
    await again.close();
    port = await startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: 0 });
  });

  it('tells the system’s error where it is taken', async () => {
    await expect(
      startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: port.port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE', syscall: 'listen' });
  });
});
