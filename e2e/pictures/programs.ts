/** Starts what the pictures show: gateways on the sandbox, and the example app in front of two of them. */
import type { Browser } from 'playwright-core';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { startChartApp } from '../browser/chart-app.ts';
import { type SignedInViewer, startSignedInViewer } from '../browser/signed-in-viewer.ts';

export interface Programs {
  readonly browser: Browser;
  /** The origin of a gateway without sign-in. */
  readonly gateway: string;
  /** The origin of a gateway with three sites, and of the app in front of it. */
  readonly sites: string;
  readonly sitesApp: string;
  /** The app in front of a gateway at which people sign in. */
  readonly viewer: SignedInViewer;
  close(): Promise<void>;
}

export async function startPrograms(): Promise<Programs> {
  const viewer = await startSignedInViewer();
  const single = await serveGateway({});
  const sites = await serveGateway({ SITES_FILE: 'examples/sites/sites.yaml' });
  const sitesApp = await startChartApp(sites.origin);
  return {
    browser: viewer.browser,
    gateway: single.origin,
    sites: sites.origin,
    sitesApp: sitesApp.origin,
    viewer,
    async close() {
      await sitesApp.close();
      await Promise.all([sites.stop(), single.stop()]);
      await viewer.close();
    },
  };
}

async function serveGateway(
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly origin: string; readonly stop: () => Promise<void> }> {
  const gateway = await createGateway(
    loadConfig({ PORT: '0', AUDIT_LOG: 'none', ...variables }),
    createLog('error', { write: () => undefined }),
  );
  const port = await gateway.listen();
  return { origin: `http://localhost:${port}`, stop: () => gateway.stop() };
}
