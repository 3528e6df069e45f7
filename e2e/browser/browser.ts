/** Debian's Chromium for tests: pages that may not leave this machine, and what went wrong in them. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian installs it; there is no other on its machines. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether browser tests can run here. In CI they must: .ci/run installs it. */
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

/** Not subject to the page's content policy, as a script that a page loads would be. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and what the content policy refused. */
  readonly problems: readonly string[];
  /** URLs beyond this machine that the page asked for, and did not get. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** A page in a profile of its own, at its address. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options });
  // Before the test runs out of time, so that what was waited for is told.
  context.setDefaultTimeout(30_000);
  const problems: string[] = [];
  const foreign: string[] = [];
  await context.addInitScript({ content: AXE });
  await context.route(
    ({ hostname, protocol }) =>
      protocol.startsWith('http') && hostname !== 'localhost' && hostname !== '127.0.0.1',
    async (route) => {
      foreign.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(address);
  return { page, problems, foreign, close: () => context.close() };
}

/**
 * What axe finds wrong with the page as it is, as `rule: element`.
 * @param within selectors of the parts to look at; by default it is all of the page
 */
export async function accessibilityProblems(page: Page, within?: readonly string[]): Promise<string[]> {
  const scope = within === undefined ? '' : JSON.stringify({ include: within });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${scope})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
