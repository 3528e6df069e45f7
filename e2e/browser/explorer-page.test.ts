/** The page of the explorer: what a first visit loads, its layout at three widths, and its menu of examples. */
import { readdirSync, statSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';

const BUNDLE = 'explorer/bundle';
const MAX_BYTES = 3_000_000;
const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const;
/** GraphiQL's own, which the page cannot change: each element with the role of a tab contains two buttons, one of which closes the tab. */
const GRAPHIQLS_OWN = /^nested-interactive: .*graphiql-tab/;

let browser: Browser;
let gateway: Gateway;
let origin: string;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  browser = await startBrowser();
  gateway = await createGateway(
    loadConfig({ PORT: '0', AUDIT_LOG: 'none' }),
    createLog('error', { write: () => undefined }),
  );
  origin = `http://localhost:${await gateway.listen()}`;
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await gateway.stop();
});

afterEach(() => opened.close());

async function visit(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<void> {
  opened = await openPage(browser, address, options);
  ({ page } = opened);
  await showEditor();
}

const showEditor = (): Promise<void> => page.locator('.graphiql-query-editor .view-line').first().waitFor();
const getMenu = () => page.getByLabel('Example');
const getRunButton = () => page.getByRole('button', { name: /^Execute query/ });
const getResult = () => page.getByRole('region', { name: 'Result Window' });
const listProblems = (): string[] => [...opened.foreignRequests, ...opened.problems];

describe.skipIf(!hasChromium)('the page of the explorer', () => {
  it('loads less than 3 MB on a first visit, with its workers and fonts', async () => {
    opened = await openPage(browser, 'about:blank');
    ({ page } = opened);
    const paths = new Set<string>();
    let others = 0;
    page.on('request', (request) => paths.add(new URL(request.url()).pathname));
    page.on('requestfinished', async (request) => {
      if (/graphql$|start\.json$/.test(request.url())) others += (await request.sizes()).responseBodySize;
    });
    await page.goto(`${origin}/explorer?example=lab-trend`);
    await showEditor();
    await getRunButton().click();
    await expect.poll(() => getResult().innerText()).toContain('labResults');
    const stored = readdirSync(BUNDLE).filter((file) => paths.has(`/explorer/${file.replace(/\.br$/, '')}`));
    expect(stored.filter((file) => file.includes('-worker-'))).toHaveLength(3);
    const files = stored.reduce((sum, file) => sum + statSync(`${BUNDLE}/${file}`).size, 0);
    process.stdout.write(
      `First visit: ${files} bytes of files, ${others} bytes of start data and responses.\n`,
    );
    expect(files + others).toBeLessThan(MAX_BYTES);
  });

  it.each(
    VIEWPORTS.flatMap((viewport) => (['light', 'dark'] as const).map((scheme) => ({ viewport, scheme }))),
  )(
    'fits a window of $viewport.width pixels in the $scheme scheme, without accessibility problems',
    async ({ viewport, scheme }) => {
      await visit(`${origin}/explorer?example=lab-trend`, { viewport, colorScheme: scheme });
      expect(await page.title()).toBe('Explorer – Epic FHIR GraphQL gateway – synthetic data');
      await getRunButton().click();
      await expect.poll(() => getResult().innerText()).toContain('labResults');
      const views = page.getByRole('navigation', { name: 'Views' });
      const isNarrow = await views.isVisible();
      expect(isNarrow).toBe(viewport.width === 390);
      for (const view of isNarrow ? ['Response', 'Cost', 'Operation'] : [null]) {
        if (view !== null) await views.getByRole('button', { name: view }).click();
        const problems = await findAccessibilityProblems(page);
        expect(problems.filter((problem) => !GRAPHIQLS_OWN.test(problem))).toEqual([]);
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      }
      expect(await getRunButton().isVisible()).toBe(true);
      expect(listProblems()).toEqual([]);
    },
  );

  it('shows which example the open tab has, in the menu and in the address', async () => {
    await visit(`${origin}/explorer`);
    expect(await getMenu().inputValue()).toBe('');
    const groups = await page.evaluate<string[]>(
      `[...document.querySelectorAll('optgroup')].map(({ label }) => label)`,
    );
    expect(groups).toContain('Writing (needs WRITES_ENABLED=true)');
    await getMenu().selectOption('Patient by MRN');
    await page.getByRole('tab', { name: 'PatientByMrn', selected: true }).waitFor();
    await expect.poll(() => page.url()).toBe(`${origin}/explorer?example=patient-by-mrn`);
    // GraphiQL stores the tab and its variables a moment later.
    const countStored = (): Promise<number> =>
      page.evaluate<number>(
        `Object.values({ ...sessionStorage }).filter((text) => text.includes('1003711')).length`,
      );
    await expect.poll(countStored).toBe(2);
    await page.reload();
    await showEditor();
    await expect.poll(() => getMenu().inputValue()).toBe('patient-by-mrn');
    expect(await page.getByRole('tab').count()).toBe(2);
    await page.getByRole('tab').first().click();
    await expect.poll(() => getMenu().inputValue()).toBe('');
    expect(page.url()).toBe(`${origin}/explorer`);
  });

  it('finds an example by words of its title, its group or its operation, by keyboard', async () => {
    await visit(`${origin}/explorer`);
    const listFound = (): Promise<string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('#example optgroup option')].map(({ text }) => text)`,
      );
    const all = await listFound();
    const field = page.getByRole('searchbox', { name: 'Find an operation' });
    await field.fill('lab trend');
    expect(await listFound()).toContain('Lab Trend');
    expect((await listFound()).length).toBeLessThan(all.length / 2);
    expect(await page.locator('#announcement').textContent()).toMatch(/^\d+ examples? match/);
    await field.fill('patientsConnection');
    expect((await listFound()).length).toBeGreaterThan(0);
    await field.fill('no such operation');
    expect(await listFound()).toEqual([]);
    expect(await getMenu().innerText()).toBe('No example matches');
    await field.press('Enter');
    expect(await page.getByRole('tab').count()).toBe(1);
    await field.fill('MRN');
    expect(await findAccessibilityProblems(page, ['body > header'])).toEqual([]);
    await field.press('Enter');
    await page.getByRole('tab', { name: 'PatientByMrn', selected: true }).waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await listFound()).toEqual(all);
    expect(listProblems()).toEqual([]);
  });

  it('remembers in the tab which panels are collapsed', async () => {
    await visit(`${origin}/explorer`);
    const cost = page.getByRole('button', { name: 'Request Cost' });
    await cost.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Hide editor tools' }).click();
    await page.getByRole('button', { name: 'Show SDL' }).click();
    await page.reload();
    await showEditor();
    expect(await cost.getAttribute('aria-expanded')).toBe('false');
    await page.getByRole('button', { name: 'Show editor tools' }).waitFor();
    await page.getByRole('button', { name: 'Hide SDL' }).waitFor();
    expect(await page.locator('#panel-body').isVisible()).toBe(false);
    expect(listProblems()).toEqual([]);
  });

  it('switches between light and dark by a button', async () => {
    await visit(`${origin}/explorer`, { colorScheme: 'light' });
    await page.getByRole('button', { name: 'Use dark colors' }).click();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await page.getByRole('button', { name: 'Use light colors' }).waitFor();
  });

  it('calls an operation without a name “Unnamed operation”', async () => {
    await visit(`${origin}/explorer`);
    await page.getByRole('button', { name: 'New tab' }).click();
    const selected = page.getByRole('tab', { selected: true });
    await expect.poll(() => selected.innerText()).toContain('Unnamed operation');
  });
});
