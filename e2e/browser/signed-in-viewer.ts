/** Opens the chart viewer in front of a gateway at which people sign in, with a sandbox as the EHR. */
import { gatewaySettings, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, Page } from 'playwright-core';
import { findFreePort } from '../../scripts/free-port.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { startBrowser } from './browser.ts';
import { buildChartApp, startChartApp } from './chart-app.ts';

export const CLINICIANS = 'clinicians-app';
const PATIENTS = 'patients-app';

export interface SignedInViewer {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  /** The origin of the app and of the gateway, whose site is another than the sandbox's. */
  readonly origin: string;
  close(): Promise<void>;
}

export async function startSignedInViewer(sameSite: 'lax' | 'none' = 'none'): Promise<SignedInViewer> {
  await buildChartApp();
  const sandbox = await startSandbox({ apps: [] });
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const registration = { redirectUrls: [`${origin}/auth/callback`] };
  sandbox.registerApp({
    ...registration,
    clientId: CLINICIANS,
    audience: 'clinicians',
    launchUrl: `${origin}/auth/launch`,
  });
  sandbox.registerApp({ ...registration, clientId: PATIENTS, audience: 'patients' });
  const config = loadConfig({
    ...gatewaySettings(sandbox),
    PORT: '0',
    AUDIT_LOG: 'none',
    SMART_CLIENT_ID: CLINICIANS,
    SMART_PATIENT_CLIENT_ID: PATIENTS,
    SMART_CLIENT_AUTH: 'none',
    // Without a refresh token, so a session ends with its access token.
    SMART_SCOPES: 'openid fhirUser user/*.rs',
    SMART_PATIENT_SCOPES: 'openid fhirUser patient/*.rs',
    SMART_REDIRECT_URL: `${origin}/auth/callback`,
    SMART_RETURN_URLS: `${origin}/`,
    SMART_FRAME_ANCESTORS: sandbox.origin,
    SESSION_SECRET: '0123456789abcdefghijklmnopqrstuv',
    SESSION_SAME_SITE: sameSite,
  });
  const gateway = await createGateway(config, createLog('error', { write: () => undefined }));
  const gatewayPort = await gateway.listen();
  const app = await startChartApp(`http://127.0.0.1:${gatewayPort}`, {
    host: 'localhost',
    port,
    ehrOrigin: sandbox.origin,
  });
  const browser = await startBrowser();
  return {
    sandbox,
    browser,
    origin,
    async close() {
      await browser.close();
      await app.close();
      await gateway.stop();
      await sandbox.close();
    },
  };
}

/** Signs in at the sandbox, whose pages the browser shows. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
}

/** Returns every address in the history of the tab. */
export async function listHistory(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
}
