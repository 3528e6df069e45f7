/** The port of the metrics, which is another than that of the graph, so that a network can keep the two apart. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface ScrapeServer {
  readonly port: number;
  close(): Promise<void>;
}

interface ScrapeAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

const PATH = '/metrics';

/**
 * Answers `GET /metrics`, and nothing else.
 * @throws the system's error where it cannot listen
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
