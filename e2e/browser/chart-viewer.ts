/** Opens the chart viewer in a browser, in front of a gateway with the sandbox, and finds its parts. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startGateway } from '../../test/support/gateway.ts';
import { hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { buildChartApp, isInstalled, startChartApp } from './chart-app.ts';

export const canRun = hasChromium && isInstalled;
if (!canRun) {
  process.stderr.write(
    'Skipping the tests of the chart viewer, which need Chromium at /usr/bin/chromium and `npm ci --prefix examples/chart`.\n',
  );
}

export interface ChartViewer {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  /** The address of the app. */
  readonly origin: string;
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  /** Advances the clocks of the sandbox and the gateway. */
  advance(ms: number): void;
  /** Removes the faults, and sets the clocks to the present. */
  reset(): void;
  close(): Promise<void>;
}

export async function startChartViewer(): Promise<ChartViewer> {
  let clockOffset = 0;
  const now = () => Date.now() + clockOffset;
  await buildChartApp();
  const sandbox = await startSandbox({ now });
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  // A chart has two operations in flight, and one caller at most three quarters of the concurrency.
  const gateway = await startGateway(sandbox, { panel, now, limits: { maxConcurrency: 16 } });
  const app = await startChartApp(new URL(gateway.http.get('/').url).origin);
  const browser = await startBrowser();
  return {
    sandbox,
    browser,
    origin: app.origin,
    open: (options) => openPage(browser, app.origin, options),
    advance(ms) {
      clockOffset += ms;
    },
    reset() {
      sandbox.clearFaults();
      clockOffset = 0;
    },
    async close() {
      await browser.close();
      await app.close();
      await gateway.close();
      await sandbox.close();
    },
  };
}

/** What Chromium logs at a gateway without a sites file, or at which people do not sign in. */
export const NOT_OFFERED = /status of 404 .*\/(sites|auth\/session)$/;

/** Closes a page. Throws if it had problems, apart from those whose console message contains `expected`. */
export async function closeWithoutProblems(opened: OpenPage, expected: string | null = null): Promise<void> {
  const problems = opened.problems.filter(
    (problem) => !NOT_OFFERED.test(problem) && (expected === null || !problem.includes(expected)),
  );
  const unexpected = [...problems, ...opened.foreignRequests];
  await opened.close();
  if (unexpected.length > 0) throw new Error(`The page had problems: ${unexpected.join('\n')}`);
}

/** Opens a chart of the list, and waits for its header and its sections. */
export async function openChart(page: Page, name = 'Camila Maria Lopez'): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByText('Loading allergies…').waitFor({ state: 'hidden' });
  await page.getByText('Loading problem list…').waitFor({ state: 'hidden' });
}

/** Returns the buttons that open a chart: in a table, or in cards on a phone. */
export function listPatients(page: Page): Locator {
  return page.locator('.patients').getByRole('button');
}

export function getSection(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** Reads a property of the focused element. Unlike a locator, it does not wait for one. */
export function readFocused(page: Page, property: 'id' | 'textContent'): Promise<string> {
  return page.evaluate<string>(`document.activeElement?.${property} ?? ''`);
}

/** Opens the newest progress note. */
export async function openNote(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Progress Notes/ })
    .first()
    .click();
}
