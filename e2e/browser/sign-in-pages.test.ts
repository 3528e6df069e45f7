import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  registerApps,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
} from '../../test/support/sign-in-browser.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';

if (!hasChromium) {
  process.stderr.write(
    'Skipping the tests of the sign-in pages, which need Chromium at /usr/bin/chromium.\n',
  );
}

const LOOKS = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

let ehr: Server;
let stranger: Server;
let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: Browser;
let opened: OpenPage;

/** Serves a page that shows the address of its query in a frame. */
async function startFraming(): Promise<Server> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!DOCTYPE html><title>EHR</title><iframe src="${searchParams.get('show')}"></iframe>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function originOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeAll(async () => {
  if (!hasChromium) return;
  [ehr, stranger] = await Promise.all([startFraming(), startFraming()]);
  sandbox = await startSandbox();
  registerApps(sandbox);
  gateway = await startSignInGateway({
    ...signInVariables(sandbox),
    SMART_FRAME_ANCESTORS: originOf(ehr),
  });
  browser = await startBrowser();
});

afterEach(() => opened?.close());

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await gateway.close();
  await sandbox.close();
  for (const server of [ehr, stranger]) {
    server.closeAllConnections();
    server.close();
  }
});

async function expectSoundPage(page: Page): Promise<void> {
  expect(await findAccessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
}

describe.runIf(hasChromium)('a page about a sign-in that failed [T3-S13]', () => {
  it.each(LOOKS)('is accessible at $width pixels, $colorScheme', async ({ colorScheme, ...viewport }) => {
    const paths = ['/auth/callback?code=c&state=s', '/auth/login?return=x', '/auth/launch?iss=x&launch=x'];
    opened = await openPage(browser, `${gateway.origin}${paths[0]}`, { viewport, colorScheme });
    const { page, problems } = opened;
    await expectSoundPage(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Sign in as a clinician');
    for (const path of paths.slice(1)) {
      await page.goto(`${gateway.origin}${path}`);
      await expectSoundPage(page);
    }
    // Chromium reports every response with 400, and nothing else.
    expect(problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
  });

  it('is shown in a frame of a listed origin only', async () => {
    const show = encodeURIComponent(`${gateway.origin}/auth/callback?code=c&state=s`);
    opened = await openPage(browser, `${originOf(ehr)}/?show=${show}`);
    const { page } = opened;
    await page.frameLocator('iframe').getByText('sign_in_cookie_blocked').waitFor();
    await page.goto(`${originOf(stranger)}/?show=${show}`);
    expect(await page.frameLocator('iframe').getByText('sign_in_cookie_blocked').count()).toBe(0);
    expect(opened.problems.some((problem) => problem.includes('frame-ancestors'))).toBe(true);
  });
});
