/** Serves metrics, and the health of sites, on a separate port, so that a network policy can separate them from the graph. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
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

/** The health of the sites of a sites file. */
export interface SiteReports {
  /** Describes every site. */
  list(): object;
  /** Describes a site; null if there is none with the id. */
  find(id: string): { readonly isReady: boolean; readonly body: object } | null;
}

const SITE_PATH = /^\/sites\/([a-z0-9-]{1,63})\/readyz$/;

/**
 * Serves `GET /metrics`, and with a sites file `GET /sites` and `GET /sites/{id}/readyz`.
 * @param sites null without a sites file
 * @throws the system's error if it cannot listen
 */
export async function startScrapeServer(
  metrics: Metrics,
  address: ScrapeAddress,
  sites: SiteReports | null = null,
): Promise<ScrapeServer> {
  const server = createServer((request, response) => {
    request.resume();
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const path = isRead ? (request.url?.split('?')[0] ?? '') : '';
    if (path === '/metrics') void sendMetrics(metrics, response);
    else sendReport(sites === null ? null : reportFor(path, sites), response);
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

async function sendMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}

type Report = ReturnType<SiteReports['find']>;

function reportFor(path: string, sites: SiteReports): Report {
  if (path === '/sites') return { isReady: true, body: sites.list() };
  const [, id] = SITE_PATH.exec(path) ?? [];
  return id === undefined ? null : sites.find(id);
}

function sendReport(report: Report, response: ServerResponse): void {
  if (report === null) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(report.isReady ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
    .end(JSON.stringify(report.body));
}
