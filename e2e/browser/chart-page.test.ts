import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startLocalServer } from '../../test/http/local-server.ts';
import { findAccessibilityProblems } from './browser.ts';
import { type OpenedViewer, openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, getSection, openChart, openNote } from './chart-viewer.ts';

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;
let allowProblem: OpenedViewer['allowProblem'];

describe.runIf(canRun)('the page of the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page, allowProblem } = opened);
  });

  it('cannot be framed by another page, which prevents clickjacking [T1-S9]', async () => {
    const frame = `<iframe src="${viewer.origin}"></iframe>`;
    const other = await startLocalServer((response) => {
      response.setHeader('content-type', 'text/html');
      response.end(frame);
    });
    const view = await viewer.browser.newPage();
    try {
      await view.goto(other.origin);
      await expect.poll(() => view.frames()[1]?.url()).toMatch(/^chrome-error:/);
    } finally {
      await view.close();
      await other.close();
    }
  });

  it('keeps patient data out of the address, the title, the history and the storage of the browser', async () => {
    await openChart(page);
    await openNote(page);
    await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
    const traces = await page.evaluate<string[]>(
      '[location.href, document.title, JSON.stringify(history.state), document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]',
    );
    const [address, title, state, ...stored] = traces;
    expect(address).toBe(`${viewer.origin}/`);
    expect(title).toBe('Chart');
    expect(state).toMatch(/^"[\da-f-]{36}"$/);
    expect(stored).toEqual(['', '{}', '{}']);
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([]);
  });

  it('shows no patient of the only site at an address that names another', async () => {
    await page.goto(`${viewer.origin}/?site=st-marys`);
    await page.getByRole('alert').getByText('You have no access to a site with the id “st-marys”').waitFor();
    await page.getByRole('button', { name: 'The only site' }).click();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    expect(page.url()).toBe(`${viewer.origin}/`);
  });

  it("follows the browser's Back and Forward, and returns to the list after a reload", async () => {
    await openChart(page);
    await openNote(page);
    await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
    await expect(page.getByRole('heading', { level: 1 }).count()).resolves.toBe(1);
  });

  it('sanitizes the HTML of a note again before it inserts it', async () => {
    // Since version 156, Chromium also logs a violation for the document that the app parses the HTML in to sanitize it.
    allowProblem('Executing inline event handler violates');
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const answer = await response.text();
      await route.fulfill({
        response,
        body: answer.replace(
          /"html":"[^"]*"/,
          '"html":"<p>Plain.</p><img src=x onerror=alert(1)><script>alert(2)</script><form><input></form><a href=\'javascript:alert(3)\'>link</a><h1>Plan</h1>"',
        ),
      });
    });
    await openChart(page);
    await openNote(page);
    const body = page.getByRole('dialog').locator('.note-text');
    await body.getByText('Plain.').waitFor();
    await expect(body.locator('img, script, form, input, [style], [onerror], a[href]').count()).resolves.toBe(
      0,
    );
    await expect(body.getByRole('heading', { level: 3, name: 'Plan' }).count()).resolves.toBe(1);
  });

  it('fits a phone screen without horizontal scrolling', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(360);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility problem in the %s scheme, according to axe',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await openChart(page);
      await page.getByRole('img', { name: /over time$/ }).waitFor();
      await page.getByText(/as a table$/).click();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await openNote(page);
      await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await page.keyboard.press('Escape');
      sandbox.fault({ match: { operation: 'search' }, times: Infinity, kind: 'status', status: 403 });
      await page.getByRole('button', { name: 'All patients' }).click();
      await openChart(page, 'Derrick Lin');
      await getSection(page, 'Documents').getByRole('alert').waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    },
  );
});
