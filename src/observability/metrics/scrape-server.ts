/** Serves metrics on a separate port, so that a network policy can separate them from the graph. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface ScrapeServer {
  readonly port: number;
  close(): Promise<void>;
}

interface ScrapeAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

const PATH = '/metrics';

/**
 * Serves `GET /metrics` only.
 * @throws the system's error if it cannot listen
 */
export async function startScrapeServer(metrics: Metrics, address: ScrapeAddress): Promise<ScrapeServer> {
  const server = createServer((request, response) => {
    request.resume();
    const isScrape = request.method === 'GET' || request.method === 'HEAD';
    if (!isScrape || request.url?.split('?')[0] !== PATH) {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(address);
  await once(server, 'listening');
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
