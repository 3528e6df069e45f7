import type { Sandbox } from 'epic-fhir-sandbox';
import { LINDA_ROSS } from 'epic-fhir-sandbox/data';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, getSection, openChart, readFocused } from './chart-viewer.ts';
import { createEncryptedPdf, createFaxPdf, createHostilePdf, createPdf } from './pdf-files.ts';
import {
  attach,
  readNote,
  getPdfPage,
  openDocument,
  openPdf,
  REPORT,
  serveDocument,
} from './served-documents.ts';

/** Whether something is drawn on the first page. */
const HAS_INK = `(() => {
  const { width, height } = document.querySelector('.pdf-page canvas');
  const context = document.querySelector('.pdf-page canvas').getContext('2d');
  return context.getImageData(0, 0, width, height).data.some((value, index) => index % 4 < 3 && value < 128);
})()`;

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;

describe.runIf(canRun)('PDFs in the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page } = opened);
  });

  it('opens a PDF below the patient header, with text to select, and stores nothing', async () => {
    const dialog = await openPdf(page, sandbox, REPORT);
    await getPdfPage(dialog, 1).getByText('Impression: no acute findings.').waitFor();
    await expect(dialog.innerText()).resolves.toContain('Camila Maria Lopez');
    await expect.poll(() => page.evaluate(HAS_INK)).toBe(true);
    await page.evaluate('getSelection().selectAllChildren(document.querySelector(".pdf-text"))');
    await expect(page.evaluate('getSelection().toString()')).resolves.toContain('Heart size is normal.');
    const stored = await page.evaluate<string>(
      'Promise.all([caches.keys(), indexedDB.databases()]).then(([kept, bases]) => JSON.stringify([kept, bases, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href]))',
    );
    expect(JSON.parse(stored)).toEqual([[], [], {}, {}, '', `${viewer.origin}/`]);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('reads a PDF with one FHIR request for the record and one for its link', async () => {
    serveDocument(sandbox, [attach('application/pdf', REPORT)]);
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    await getSection(page, 'Documents').getByRole('button', { name: 'Radiology Report' }).click();
    await page.getByRole('dialog').getByText('Impression').waitFor();
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });

  it.each([
    ['another patient', { reference: `Patient/${LINDA_ROSS}` }],
    ['nobody', undefined],
  ])('refuses to show a document whose subject is %s', async (_, subject) => {
    serveDocument(sandbox, [attach('application/pdf', REPORT)]);
    await openChart(page);
    const button = getSection(page, 'Documents').getByRole('button', { name: 'Radiology Report' });
    await button.waitFor();
    sandbox.clearFaults();
    serveDocument(sandbox, [attach('application/pdf', REPORT)], { subject });
    await button.click();
    const dialog = page.getByRole('dialog', { name: 'Document' });
    await expect(readNote(dialog)).resolves.toContain(
      'does not say that this document belongs to this patient',
    );
    await expect(dialog.innerText()).resolves.not.toMatch(/Radiology|Iwasaki|Impression/);
    await expect(dialog.getByRole('button').allInnerTexts()).resolves.toEqual(['Close']);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('turns pages, zooms and rotates by keyboard', async () => {
    const dialog = await openPdf(page, sandbox, REPORT);
    await getPdfPage(dialog, 1).getByText('Impression').waitFor();
    const pages = dialog.getByRole('region', { name: 'Pages of Radiology Report' });
    await pages.focus();
    const field = dialog.getByLabel('Page', { exact: true });
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => field.inputValue()).toBe('2');
    await getPdfPage(dialog, 2).getByText('Technique: two views').waitFor();
    await page.keyboard.press('End');
    await expect.poll(() => field.inputValue()).toBe('3');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => field.inputValue()).toBe('2');

    const widthOf = async () => (await getPdfPage(dialog, 2).boundingBox())?.width ?? 0;
    const fitted = await widthOf();
    await page.keyboard.press('+');
    await expect.poll(widthOf).toBeGreaterThan(fitted);
    await expect(field.inputValue()).resolves.toBe('2');
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(widthOf).toBeLessThan(fitted);
    await page.keyboard.press('0');
    await expect.poll(widthOf).toBe(fitted);
    await page.keyboard.press('r');
    const heightOf = async () => (await getPdfPage(dialog, 2).boundingBox())?.height ?? 0;
    await expect.poll(heightOf).toBeLessThan(fitted);
    await getPdfPage(dialog, 2).getByText('Technique: two views').waitFor();
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);

    await field.fill('1');
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('1');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect(readFocused(page, 'textContent')).resolves.toContain('Radiology Report');
  });

  it('draws only pages that are near, and says how many there are', async () => {
    const dialog = await openPdf(
      page,
      sandbox,
      createPdf(Array.from({ length: 60 }, (_, index) => `Sheet ${index + 1}`)),
    );
    await getPdfPage(dialog, 1).getByText('Sheet 1').waitFor();
    await dialog.getByText('of 60', { exact: true }).waitFor();
    await expect(dialog.locator('.pdf-text span').count()).resolves.toBeLessThan(10);
    await dialog.getByLabel('Page', { exact: true }).fill('60');
    await page.keyboard.press('Enter');
    await getPdfPage(dialog, 60).getByText('Sheet 60').waitFor();
    await expect(getPdfPage(dialog, 1).locator('canvas').getAttribute('width')).resolves.toBe('0');
  });

  it('shows a scan in the format of fax machines, which browsers cannot read, and says that it has no text', async () => {
    const dialog = await openPdf(page, sandbox, createFaxPdf());
    await expect.poll(() => page.evaluate(HAS_INK)).toBe(true);
    await dialog.getByText('This page is a picture without text that can be read aloud.').waitFor();
  });

  it('runs nothing in a hostile PDF, opens no link of it, and sends nothing elsewhere', async () => {
    const dialogs: string[] = [];
    page.on('dialog', (message) => {
      dialogs.push(message.message());
      void message.dismiss();
    });
    const dialog = await openPdf(page, sandbox, createHostilePdf());
    await getPdfPage(dialog, 1).getByText('Impression').waitFor();
    await getPdfPage(dialog, 1).click();
    await expect(dialog.locator('a, form, script, iframe').count()).resolves.toBe(0);
    expect(dialogs).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
  });

  it.each([
    ['broken', Buffer.from('%PDF-1.7\nnothing more'), /damaged, or is not a PDF/],
    ['mislabeled', Buffer.from('<html><script>alert(1)</script></html>'), /damaged, or is not a PDF/],
    ['encrypted', createEncryptedPdf(), /protected with a password/],
  ])('says why it cannot show a %s PDF, and offers the download', async (_, bytes, reason) => {
    const dialog = await openPdf(page, sandbox, bytes);
    await expect(readNote(dialog)).resolves.toMatch(reason);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('document.pdf');
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('does not load a file that its record says is too large, and stops loading one that turns out to be', async () => {
    serveDocument(sandbox, [{ ...attach('application/pdf', REPORT), size: 26_214_401 }]);
    const dialog = await openDocument(page);
    await expect(readNote(dialog)).resolves.toMatch(
      /too large to display here\. The app displays files up to 26 MB/,
    );
    await page.keyboard.press('Escape');
    await page.route('**/documents/*', (route) =>
      route.fulfill({
        headers: { 'content-type': 'application/pdf' },
        body: Buffer.alloc(26_214_401, 32),
      }),
    );
    sandbox.clearFaults();
    serveDocument(sandbox, [attach('application/pdf', REPORT)]);
    await getSection(page, 'Documents').getByRole('button', { name: 'Radiology Report' }).click();
    await expect(readNote(dialog)).resolves.toMatch(/too large to display here/);
  });

  it.each(['light', 'dark'] as const)('fits a phone screen in the %s scheme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    const dialog = await openPdf(page, sandbox, REPORT);
    await dialog.getByText('Impression').waitFor();
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(390);
    const box = await getPdfPage(dialog, 1).boundingBox();
    expect(box?.width).toBeLessThan(390);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });
});
