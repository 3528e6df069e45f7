import { CAMILA_LOPEZ, LINDA_ROSS } from 'epic-fhir-sandbox/data';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findAccessibilityProblems, type OpenPage, openPage } from './browser.ts';
import { canRun, readFocused } from './chart-viewer.ts';
import { attach, REPORT, serveDocument } from './served-documents.ts';
import {
  CLINICIANS,
  listHistory,
  type SignedInViewer,
  signInAs,
  startSignedInViewer,
} from './signed-in-viewer.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

let viewer: SignedInViewer;
let opened: OpenPage;
let page: Page;

/** Opens the address in a new browser profile. */
async function open(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<void> {
  opened = await openPage(viewer.browser, address, options);
  ({ page } = opened);
}

function launchUrl(patient: string, person = 'clinician'): string {
  return viewer.sandbox.launch({ app: CLINICIANS, person, patient });
}

/** Does what a clinician does in the EHR to open the app in a frame. */
async function launchInFrame(ehr: Page): Promise<FrameLocator> {
  await ehr.getByRole('radio', { name: 'Henrike Arnoldsen' }).check();
  await ehr.getByRole('button', { name: 'Next' }).click();
  await ehr.getByLabel('For which patient?').selectOption(CAMILA_LOPEZ);
  await ehr.getByRole('button', { name: 'Next' }).click();
  await ehr.getByRole('radio', { name: 'In a frame' }).check();
  await ehr.getByRole('button', { name: 'Launch' }).click();
  return ehr.frameLocator('iframe');
}

function findName(where: Page | FrameLocator, name: string) {
  return where.getByRole('heading', { level: 1, name });
}

/** Waits for the end of a session whose token has expired. The click on the button ends it, unless a request that is still in flight already has. */
async function waitForEnd(where: Page | FrameLocator, ending: Locator): Promise<void> {
  const ended = ending.waitFor();
  await Promise.race([ended, where.getByRole('button', { name: 'Show more documents' }).click()]);
  await ended;
}

/** Sends a request of the page as the app does, with the handle of its tab. */
async function readStatus(path: string, method = 'GET'): Promise<number> {
  return page.evaluate<number>(
    `fetch(${JSON.stringify(path)}, { method: '${method}', headers: { 'x-session': sessionStorage.getItem('session') ?? '' } }).then(({ status }) => status)`,
  );
}

/** Expects that no address of the app or the gateway in the history has a code, a state or a handle. The EHR's own addresses have a state. */
async function expectCleanAddresses(): Promise<void> {
  const addresses = await listHistory(page);
  const own = addresses.filter((address) => address.startsWith(viewer.origin));
  expect(new Set(own)).toEqual(new Set([`${viewer.origin}/`]));
  expect(addresses.filter((address) => /[?&#](code|session)=/.test(address))).toEqual([]);
  expect(page.url()).toBe(`${viewer.origin}/`);
  expect(await page.evaluate('document.cookie')).toBe('');
}

async function expectSoundPage(): Promise<void> {
  expect(await findAccessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
}

/** Chromium logs 401 and 409 responses. */
function expectNoProblems(): void {
  const expected = /status of (401|409) |status of 404 .*\/sites$/;
  expect(opened.problems.filter((problem) => !expected.test(problem))).toEqual([]);
  expect(opened.foreignRequests).toEqual([]);
}

describe.runIf(canRun)('the chart viewer of people who sign in', () => {
  beforeAll(async () => {
    viewer = await startSignedInViewer();
  });

  afterAll(() => viewer.close());

  afterEach(async () => {
    viewer.sandbox.reset();
    await opened.close();
  });

  it('signs in a clinician, names them, and forgets everything when they sign out', async () => {
    await open(viewer.origin);
    await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
    await signInAs(page, 'Lennart Falkenberg');
    await page.getByRole('banner').getByText('Lennart Falkenberg, MD').waitFor();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).click();
    await findName(page, 'Camila Maria Lopez').waitFor();
    await expectCleanAddresses();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await expect(page.title()).resolves.toBe('Sign in');
    await expectSoundPage();
    await page.goBack();
    await page.getByRole('link', { name: 'Sign in as a clinician' }).waitFor();
    await expect(page.getByText(/Camila|Falkenberg/).count()).resolves.toBe(0);
    await expect(readStatus('/auth/session')).resolves.toBe(401);
    expectNoProblems();
  });

  it('opens the chart of a patient who signs in, and nothing else', async () => {
    await open(viewer.origin);
    await page.getByRole('link', { name: 'Sign in as a patient' }).click();
    await signInAs(page, 'Camila Maria Lopez');
    await findName(page, 'Camila Maria Lopez').waitFor();
    await page.getByRole('banner').getByText('Patient').waitFor();
    await expect(page.getByRole('button', { name: /All patients|Search/ }).count()).resolves.toBe(0);
    await expectCleanAddresses();
    expectNoProblems();
  });

  it.each(SIZES)('launches from the EHR by keyboard, at $width pixels', async (viewport) => {
    await open(viewer.sandbox.launcherUrl, { viewport });
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Tab', 'Tab', 'Enter');
    await page.getByText('For which patient?').waitFor();
    await press('Tab', 'Tab');
    await page.keyboard.type('Linda');
    await press('Tab', 'Enter');
    await page.getByText('In which encounter?').waitFor();
    await press('Tab', 'Tab', 'Tab', 'Enter');
    await findName(page, 'Linda Jane Ross').waitFor();
    await page.getByText('Henrike Arnoldsen').first().waitFor();
    await page.getByText('Born', { exact: true }).waitFor();
    await expectCleanAddresses();
    await expectSoundPage();
    await press('Tab');
    await expect(readFocused(page, 'textContent')).resolves.toBe('Skip to content');
    await press('Tab');
    await expect(readFocused(page, 'textContent')).resolves.toBe('Sign out');
    await press('Enter');
    await page.getByText('You are signed out.').waitFor();
    await expect(readFocused(page, 'id')).resolves.toBe('main');
    expectNoProblems();
  });

  it('hides the chart when the session ends while somebody reads it, and offers to sign in again', async () => {
    await open(launchUrl(CAMILA_LOPEZ));
    await findName(page, 'Camila Maria Lopez').waitFor();
    viewer.sandbox.expireTokens();
    await waitForEnd(page, page.getByRole('alert').getByText('Your session has ended.'));
    await expect(page.getByText('Camila').count()).resolves.toBe(0);
    await expect(page.title()).resolves.toBe('Session ended');
    await expectSoundPage();
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await signInAs(page, 'Henrike Arnoldsen');
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    expectNoProblems();
  });

  it('hides an open PDF when the session ends while somebody reads it', async () => {
    serveDocument(viewer.sandbox, [attach('application/pdf', REPORT)]);
    await open(launchUrl(CAMILA_LOPEZ));
    await page.getByRole('button', { name: 'Radiology Report' }).click();
    await page.getByRole('dialog').getByText('Impression').waitFor();
    await page.context().clearCookies();
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByRole('alert').getByText('Your session has ended.').waitFor();
    await expect(page.getByText('Impression').count()).resolves.toBe(0);
    await expect(page.getByRole('dialog').count()).resolves.toBe(0);
    await expect.poll(() => page.workers()).toEqual([]);
    viewer.sandbox.clearFaults();
    expectNoProblems();
  });

  it('hides the chart at the end of the session, without a request of the reader', async () => {
    await open('about:blank');
    await page.clock.install();
    await page.goto(launchUrl(CAMILA_LOPEZ));
    await findName(page, 'Camila Maria Lopez').waitFor();
    await page.context().clearCookies();
    await page.clock.fastForward('02:00:00');
    await page.getByRole('alert').getByText('Your session has ended.').waitFor();
    await expect(page.getByText('Camila').count()).resolves.toBe(0);
    expectNoProblems();
  });

  it('keeps the chart when a check of the session fails, because the session lasts', async () => {
    await open(launchUrl(CAMILA_LOPEZ));
    await findName(page, 'Camila Maria Lopez').waitFor();
    await page.route('**/auth/session', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    const checked = page.waitForResponse('**/auth/session');
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await checked;
    await expect(findName(page, 'Camila Maria Lopez').isVisible()).resolves.toBe(true);
  });

  it('shows another patient in a second tab, and both stay right', async () => {
    await open(launchUrl(CAMILA_LOPEZ));
    await findName(page, 'Camila Maria Lopez').waitFor();
    const second = await page.context().newPage();
    await second.goto(launchUrl(LINDA_ROSS, 'surgeon'));
    await findName(second, 'Linda Jane Ross').waitFor();
    for (let time = 0; time < 2; time += 1) {
      await Promise.all([page.reload(), second.reload()]);
      await findName(page, 'Camila Maria Lopez').waitFor();
      await findName(second, 'Linda Jane Ross').waitFor();
    }
    await page.getByRole('banner').getByText('Henrike Arnoldsen').waitFor();
    await second.getByRole('banner').getByText('Lennart Falkenberg').waitFor();
    // A tab that belongs to no session must not choose one.
    const third = await page.context().newPage();
    await third.goto(viewer.origin);
    await third.getByText('This browser has several sessions').waitFor();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByText('You are signed out.').waitFor();
    await page.reload();
    await findName(page, 'Camila Maria Lopez').waitFor();
    // The only session that is left.
    await third.reload();
    await findName(third, 'Camila Maria Lopez').waitFor();
    await expect(third.getByText('Linda').count()).resolves.toBe(0);
    expectNoProblems();
  });

  it('says that the session is still open if the gateway cannot end it', async () => {
    await open(launchUrl(CAMILA_LOPEZ));
    await findName(page, 'Camila Maria Lopez').waitFor();
    await page.route('**/auth/logout', (route) => route.fulfill({ status: 503 }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('alert').getByText('Your session could not be ended.').waitFor();
    await expect(page.getByText('Camila').count()).resolves.toBe(0);
    await expectSoundPage();
    await page.unroute('**/auth/logout');
    await page.getByRole('button', { name: 'Sign out again' }).click();
    await page.getByText('You are signed out.').waitFor();
    await expect(readStatus('/auth/session')).resolves.toBe(401);
  });

  it.each(SIZES)('has a start page without a problem that axe finds, at $width pixels', async (viewport) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await open(viewer.origin, { viewport, colorScheme });
      await page.getByRole('link', { name: 'Sign in as a patient' }).waitFor();
      await expect(page.getByRole('listitem').count()).resolves.toBe(2);
      await expectSoundPage();
      if (colorScheme === 'light') await opened.close();
    }
  });

  it('opens in a frame of the EHR, which shows the identity of the patient itself', async () => {
    await open(viewer.sandbox.launcherUrl);
    const frame = await launchInFrame(page);
    await findName(frame, 'Camila Maria Lopez').waitFor();
    await page.getByText('Camila Maria Lopez, born 1987-09-12, MRN 1003713, opened by').waitFor();
    await frame.getByText('Code Status', { exact: true }).waitFor();
    await expect(frame.getByText(/^(Born|Age|MRN)$/).count()).resolves.toBe(0);
    expect(await findAccessibilityProblems(page)).toEqual([]);
    const inner = page.frames().find((each) => each.url() === `${viewer.origin}/`);
    expect(await inner?.evaluate<unknown[]>('axe.run().then(({ violations }) => violations)')).toEqual([]);
    viewer.sandbox.expireTokens();
    await waitForEnd(frame, frame.getByText('Open this app in the EHR again.'));
    await expect(frame.getByRole('link', { name: /Sign in/ }).count()).resolves.toBe(0);
    expectNoProblems();
  });
});

describe.runIf(canRun)('the chart viewer in a frame without SESSION_SAME_SITE=none', () => {
  it('is not reached, because the browser sends no cookie, and the page names the setting', async () => {
    const lax = await startSignedInViewer('lax');
    opened = await openPage(lax.browser, lax.sandbox.launcherUrl);
    const frame = await launchInFrame(opened.page);
    await frame.getByText('SESSION_SAME_SITE').waitFor();
    await expect(frame.getByText('Camila').count()).resolves.toBe(0);
    await lax.close();
  });
});
