/** The explorer, and the page at `/`, with the session of a person who signs in at the FHIR server. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { copyAs, getRunButton, readPrice, showEditor, write, writeHeaders } from './explorer-pages.ts';
import { signInAs } from './signed-in-viewer.ts';

/** Known before the gateway starts, because the settings of the sign-in contain it. */
const PORT = '4417';
const ORIGIN = `http://localhost:${PORT}`;

let gateway: Gateway;
let browser: Browser;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  const config = loadConfig({
    PORT,
    AUDIT_LOG: 'none',
    SMART_CLIENT_ID: 'explorers',
    SMART_REDIRECT_URL: `${ORIGIN}/auth/callback`,
    SMART_RETURN_URLS: `${ORIGIN}/`,
    SESSION_SECRET: 'a-secret-of-32-or-more-characters',
  });
  gateway = await createGateway(config, createLog('error', { write: () => undefined }));
  await gateway.listen();
  browser = await startBrowser();
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await gateway.stop();
});

afterEach(() => opened.close());

async function open(address: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await openPage(browser, address, options);
  ({ page } = opened);
}

async function visit(address: string, options: BrowserContextOptions = {}): Promise<void> {
  await open(address, options);
  await showEditor(page);
}

async function signIn(): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInAs(page, 'Henrike Arnoldsen');
}

const getResult = () => page.getByRole('region', { name: 'Result Window' });
const readIds = async () => (await getResult().innerText()).match(/e[\w.-]{20,}/g) ?? [];

describe.skipIf(!hasChromium)('the explorer of a gateway at which people sign in', () => {
  it('signs a person in and out, and says when the session has ended', async () => {
    await visit(`${ORIGIN}/explorer?example=lab-trend`);
    await signIn();
    await page.getByText('Henrike Arnoldsen, MD').waitFor();
    await expect.poll(() => page.url()).toBe(`${ORIGIN}/explorer?example=lab-trend`);
    await showEditor(page);
    await getRunButton(page).click();
    await expect.poll(() => getResult().innerText()).toContain('labResults');
    expect(await findAccessibilityProblems(page, ['body > header'])).toEqual([]);

    await page.context().clearCookies();
    await getRunButton(page).click();
    await page.getByText('Your session has ended.').waitFor();

    await signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await showEditor(page);
    expect(page.url()).toBe(`${ORIGIN}/explorer`);
    const kept = await page.evaluate<string>('JSON.stringify({ ...sessionStorage })');
    expect(kept).not.toContain('labResults');
    expect(await page.context().cookies()).toEqual([]);
    expect(opened.foreignRequests).toEqual([]);
    // Chromium logs 401 responses.
    expect(opened.problems.filter((problem) => !problem.includes('status of 401'))).toEqual([]);
  });

  it('opens an operation that was written just before the sign-in, and stores neither headers nor responses', async () => {
    await visit(`${ORIGIN}/explorer`);
    await write(page, 'Variables', '{ "first": 2 }');
    await write(page, 'Operation Editor', 'query Edited($first: Int) { patients(first: $first) { id } }');
    await signIn();
    await page.getByText('Henrike Arnoldsen, MD').waitFor();
    await showEditor(page);
    await getRunButton(page).click();
    await expect.poll(readIds).toHaveLength(2);
    const ids = await readIds();
    await writeHeaders(page, { 'x-unstored': '1' });
    // This page stores nothing, so the storage holds what the explorer wrote last.
    await page.goto(`${ORIGIN}/`);
    const stored = await page.evaluate<string>('JSON.stringify({ ...sessionStorage })');
    expect(stored).toContain('query Edited');
    for (const text of [...ids, 'x-unstored']) expect(stored).not.toContain(text);
  });

  it('takes over the only session of the browser, and none of several', async () => {
    await visit(`${ORIGIN}/explorer`);
    await signIn();
    await page.getByText('Henrike Arnoldsen, MD').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${ORIGIN}/explorer`);
    await other.getByText('Henrike Arnoldsen, MD').waitFor();
    await other.goto(`${ORIGIN}/auth/login?return=${encodeURIComponent(`${ORIGIN}/explorer`)}`);
    await signInAs(other, 'Henrike Arnoldsen');
    await other.getByText('Henrike Arnoldsen, MD').waitFor();
    const third = await page.context().newPage();
    await third.goto(`${ORIGIN}/explorer`);
    await third.getByText('This browser has several sessions. Sign in for this tab.').waitFor();
    expect(await third.getByText('Henrike Arnoldsen, MD').count()).toBe(0);
  });

  it('states prices with the session, and copies operations without it', async () => {
    await visit(`${ORIGIN}/explorer`, { permissions: ['clipboard-read', 'clipboard-write'] });
    expect(await page.locator('.price').innerText()).toBe('Price –');
    await signIn();
    await page.getByText('Henrike Arnoldsen, MD').waitFor();
    await showEditor(page);
    await expect.poll(() => readPrice(page)).toMatch(/^Price 2 of \d+ FHIR requests$/);
    expect(await page.getByRole('region', { name: 'Request Cost' }).locator('ul.errors').count()).toBe(0);
    await write(page, 'Operation Editor', 'query Names { patients(first: 3) { labResults { name } } }');
    await expect.poll(() => readPrice(page)).toMatch(/^Price 5 of \d+ FHIR requests$/);
    const handle = await page.evaluate<string>("sessionStorage.getItem('session') ?? ''");
    const cookies = await page.context().cookies();
    const secrets = [handle, ...cookies.map(({ value }) => value)];
    expect(secrets.filter((secret) => secret === '')).toEqual([]);
    expect(secrets.length).toBeGreaterThan(1);
    for (const format of ['curl', 'TypeScript', 'Trusted document'] as const) {
      const copied = await copyAs(page, format);
      expect(copied).toContain('labResults');
      expect(secrets.filter((secret) => copied.includes(secret))).toEqual([]);
      await page.getByRole('button', { name: 'Copy as…' }).waitFor();
    }
  });
});

describe.skipIf(!hasChromium)('the page at / of a gateway at which people sign in', () => {
  it('offers the sign-in, and then runs the first query with the session', async () => {
    await open(`${ORIGIN}/`);
    const run = page.getByRole('button', { name: 'Run' });
    const readOutcome = () => page.locator('#outcome').innerText();
    await run.click();
    await expect.poll(readOutcome).toMatch(/^UNAUTHENTICATED: /);
    await signIn();
    await page.getByText(/^You are signed in until \d/).waitFor();
    expect(page.url()).toBe(`${ORIGIN}/`);
    await run.click();
    await expect.poll(readOutcome).toMatch(/^\d+ patients, \d+ FHIR requests?, \d+ ms$/);
    expect(await page.getByRole('region', { name: 'Answer' }).innerText()).toContain('fullName');
    expect(await findAccessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length]')).toEqual([0, 0]);
    await page.context().clearCookies();
    await run.click();
    await expect.poll(readOutcome).toMatch(/^UNAUTHENTICATED: /);
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(opened.foreignRequests).toEqual([]);
  });
});
