import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/observability/metrics/metrics.ts';
import { type ScrapeServer, startScrapeServer } from '../../../src/observability/metrics/scrape-server.ts';

let server: ScrapeServer;

beforeEach(async () => {
  server = await startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: 0 });
});

afterEach(() => server.close());

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

function send(method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, method, path }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body }),
        reject,
      );
    });
    sent.on('error', reject).end();
  });
}

describe('the scrape server', () => {
  it('answers GET /metrics in the format of Prometheus', async () => {
    const { status, type, body } = await send('GET', '/metrics');
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(body).toContain('gateway_build_info{version="1.2.3"');
    expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
  });

  it('answers a scrape with a query string, as some scrapers send it', async () => {
    expect((await send('GET', '/metrics?name%5B%5D=up')).status).toBe(200);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/graphql'],
    ['GET', '/metrics/'],
    ['GET', '/livez'],
    ['POST', '/metrics'],
    ['DELETE', '/metrics'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect(await send(method, path)).toEqual({ status: 404, type: undefined, body: '' });
  });

  it('frees its port when it closes', async () => {
    await server.close();
    const again = await startScrapeServer(createMetrics({ version: '1.2.3' }), {
      host: '127.0.0.1',
      port: server.port,
    });
    expect(again.port).toBe(server.port);
    await again.close();
    server = await startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: 0 });
  });

  it('rejects with the system error if the port is taken', async () => {
    await expect(
      startScrapeServer(createMetrics({ version: '1.2.3' }), { host: '127.0.0.1', port: server.port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE', syscall: 'listen' });
  });
});
