/** Starts a gateway of several sites from a sites file, as `npm start` does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import type { FhirServer, GraphqlAnswer } from './gateway.ts';
import { PATIENCE } from './patience.ts';
import { metricsOriginIn } from './scrape.ts';

/** The keys of a site, and the FHIR server whose address and credentials they get. */
export interface SiteOf extends Readonly<Record<string, unknown>> {
  readonly server: FhirServer;
}

export interface SitesGateway {
  readonly http: ReturnType<typeof supertest>;
  readonly port: number;
  readonly logLines: readonly string[];
  /** Posts an operation to a path, and returns the status with the parsed response. */
  query<Data = Record<string, unknown>>(
    path: string,
    document: string,
    headers?: Readonly<Record<string, string>>,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlAnswer<Data> & { readonly status: number }>;
  /** Requests a path of the metrics port. */
  getMetrics(metricsPath?: string): Promise<Response>;
  /** Writes the sites file again, and has the gateway read it. */
  reload(sites: Readonly<Record<string, SiteOf>>): void;
  /** Reopens the audit files after a rotation. */
  reopenAudit(): void;
  close(): Promise<void>;
}

/** Writes a sites file and the keys of its sites. Returns its path. */
export function writeSitesFile(
  folder: string,
  sites: Readonly<Record<string, SiteOf>>,
  defaults: Readonly<Record<string, unknown>> = {},
): string {
  const entries = Object.entries(sites).map(([id, { server, ...keys }]) => {
    const privateKeyFile = `${id}.pem`;
    const { privateKey, clientId, keyId } = server.credentials;
    writeFileSync(join(folder, privateKeyFile), privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
    return [id, { baseUrl: server.baseUrl, clientId, privateKeyFile, keyId, ...keys }] as const;
  });
  const path = join(folder, 'sites.json');
  writeFileSync(path, JSON.stringify({ defaults, sites: Object.fromEntries(entries) }));
  return path;
}

/** Requests a path of the port that the log of a gateway names for its metrics. */
export function getMetrics(logLines: readonly string[], path = '/metrics'): Promise<Response> {
  return fetch(`${metricsOriginIn(logLines.join('\n'))}${path}`);
}

export async function startSites(
  sites: Readonly<Record<string, SiteOf>>,
  variables: Readonly<Record<string, string>> = {},
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<SitesGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'sites-'));
  const env = {
    SITES_FILE: writeSitesFile(folder, sites, defaults),
    STATE_URL: `sqlite:${join(folder, 'state.sqlite')}`,
    AUDIT_LOG: 'none',
    PORT: '0',
    // A refresh after 5 seconds, as by default, would add a request to whichever operation a slow test is in.
    PANEL_CACHE_SECONDS: '300',
    ...variables,
  };
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line) => void logLines.push(line) });
  const gateway = await createGateway(loadConfig(env), log, { stateTimeoutMs: PATIENCE.timeout });
  const port = await gateway.listen();
  const http = supertest(gateway.app.server);
  return {
    http,
    port,
    logLines,
    async query(at, query, headers = {}, given = {}) {
      const response = await http.post(at).set(headers).send({ query, variables: given });
      // oxlint-disable-next-line typescript/no-unsafe-return -- what comes over HTTP has no type; the test names it
      return { status: response.status, ...response.body };
    },
    getMetrics: (metricsPath) => getMetrics(logLines, metricsPath),
    reload(changed) {
      writeSitesFile(folder, changed, defaults);
      gateway.reloadSites(() => loadConfig(env));
    },
    reopenAudit: () => gateway.reopenAudit(),
    async close() {
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
