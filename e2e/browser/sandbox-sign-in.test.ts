import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';

if (!hasChromium) {
  process.stderr.write(
    "Skipping the tests of the sandbox's pages, which need Chromium at /usr/bin/chromium.\n",
  );
}

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

let app: Server;
let appOrigin: string;
let sandbox: Sandbox;
let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  if (!hasChromium) return;
  app = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!DOCTYPE html><title>App</title><h1>App at ${request.url?.split('?')[0]}</h1>`);
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  appOrigin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  sandbox = await startSandbox({
    apps: [
      {
        clientId: 'chart',
        name: 'Chart',
        audience: 'clinicians',
        redirectUrls: [`${appOrigin}/callback`],
        launchUrl: `${appOrigin}/launch`,
      },
    ],
  });
  browser = await startBrowser();
});

afterEach(() => opened?.close());

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await sandbox.close();
  app.closeAllConnections();
  app.close();
});

function authorizationUrl(): string {
  return `${sandbox.authorizeUrl}?${new URLSearchParams({
    response_type: 'code',
    client_id: 'chart',
    redirect_uri: `${appOrigin}/callback`,
    scope: 'openid launch/patient offline_access user/Patient.rs user/Observation.rs?category=laboratory',
    state: 'state-1',
    aud: sandbox.baseUrl,
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256',
  }).toString()}`;
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Expects a page without problems that fits the width of the window. */
async function expectSoundPage(page: Page): Promise<void> {
  expect(await findAccessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  await page.getByText('Sandbox with synthetic data.').waitFor();
}

describe.runIf(hasChromium)("the sandbox's pages", () => {
  it.each(SIZES)('a clinician signs in and allows access by keyboard, at $width pixels', async (viewport) => {
    opened = await openPage(browser, authorizationUrl(), { viewport });
    const { page } = opened;
    await expectSoundPage(page);
    await press(page, 'Tab', 'ArrowDown', 'Tab', 'Enter');
    await page.getByText('You are signed in as Lennart Falkenberg').waitFor();
    await expectSoundPage(page);
    // The patient, two scopes, and the button.
    await press(page, 'Tab', 'ArrowDown', 'Tab', 'Tab', 'Tab', 'Enter');
    await page.getByRole('heading', { name: 'App at /callback' }).waitFor();
    const { searchParams } = new URL(page.url());
    expect([...searchParams.keys()]).toEqual(['code', 'state']);
    expect(opened.problems).toEqual([]);
  });

  it.each(SIZES)('the launcher opens an app in a frame by keyboard, at $width pixels', async (viewport) => {
    opened = await openPage(browser, sandbox.launcherUrl, { viewport });
    const { page } = opened;
    await expectSoundPage(page);
    await press(page, 'Tab', 'Tab', 'Enter');
    await page.getByText('Which app?').waitFor();
    await expectSoundPage(page);
    await press(page, 'Tab', 'Tab', 'Tab', 'Enter');
    await page.getByText('In which encounter?').waitFor();
    await expectSoundPage(page);
    await press(page, 'Tab', 'ArrowDown', 'Tab', 'ArrowDown', 'Tab', 'Enter');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'App at /launch' }).waitFor();
    expect(opened.problems).toEqual([]);
  });

  it('a page that refuses a request is accessible too', async () => {
    opened = await openPage(browser, sandbox.authorizeUrl);
    await expectSoundPage(opened.page);
    expect(await opened.page.getByRole('heading').textContent()).toBe('Sign-in is not possible');
  });
});
