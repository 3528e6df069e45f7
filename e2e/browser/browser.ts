/** Opens pages in Debian's Chromium that can only reach this machine, and records their problems. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian installs Chromium. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether browser tests can run. In CI they can, because .ci/run installs Chromium. */
export const hasChromium = existsSync(CHROMIUM);

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Injected as an init script, which the Content-Security-Policy of the page does not block. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, and violations of the Content-Security-Policy. */
  readonly problems: readonly string[];
  /** URLs outside this machine that the page requested. The requests are aborted. */
  readonly foreignRequests: readonly string[];
  readonly close: () => Promise<void>;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** Opens the address in a new browser profile. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options });
  // Shorter than the timeout of a test, so the error names the missing element.
  context.setDefaultTimeout(30_000);
  const problems: string[] = [];
  const foreignRequests: string[] = [];
  await context.addInitScript({ content: AXE });
  await context.route(
    ({ hostname, protocol }) =>
      protocol.startsWith('http') && hostname !== 'localhost' && hostname !== '127.0.0.1',
    async (route) => {
      foreignRequests.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(address);
  return { page, problems, foreignRequests, close: () => context.close() };
}

/**
 * Returns what axe finds in the page, as `rule: element`.
 * @param within selectors of the parts to check; the whole page by default
 */
export async function findAccessibilityProblems(page: Page, within?: readonly string[]): Promise<string[]> {
  const scope = within === undefined ? '' : JSON.stringify({ include: within });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${scope})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
