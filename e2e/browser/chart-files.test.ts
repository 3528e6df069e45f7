import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findAccessibilityProblems } from './browser.ts';
import { type OpenedViewer, openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, getSection, openChart } from './chart-viewer.ts';
import { attach, readNote, openDocument, openPdf, REPORT, serveDocument } from './served-documents.ts';

/** A red dot. */
const IMAGE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const MINUTE_MS = 60_000;

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;
let allowProblem: OpenedViewer['allowProblem'];

describe.runIf(canRun)('the files of documents in the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page, allowProblem } = opened);
  });

  it('shows an image, and says when one is damaged', async () => {
    serveDocument(sandbox, [attach('image/png', IMAGE), attach('image/jpeg', Buffer.from('no image'))]);
    const dialog = await openDocument(page);
    await dialog.getByRole('img', { name: 'Scanned document: Radiology Report' }).waitFor();
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    await dialog.getByRole('button', { name: 'JPEG image' }).click();
    await expect(readNote(dialog)).resolves.toMatch(/cannot be displayed/);
  });

  it('offers any other file as a download, with its type and size, and not as a page', async () => {
    serveDocument(sandbox, [{ ...attach('application/msword', Buffer.from('words')), size: 12_345 }]);
    const dialog = await openDocument(page);
    await expect(readNote(dialog)).resolves.toMatch(/Word document, 12 kB/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('document.doc');
  });

  it('shows a PDF first and lets the reader choose the note next to it', async () => {
    serveDocument(sandbox, [
      { ...attach('text/plain', Buffer.from('Called the patient.')), title: 'Cover note' },
      { ...attach('application/pdf', REPORT), title: 'Report' },
    ]);
    const dialog = await openDocument(page);
    await dialog.getByText('Impression').waitFor();
    await expect(dialog.innerText()).resolves.toContain('Also on file: Cover note, Text');
  });

  it('opens a PDF for printing in a tab of its own, at the gateway', async () => {
    const dialog = await openPdf(page, sandbox, REPORT);
    await dialog.getByText('Impression').waitFor();
    const answer = page.context().waitForEvent('response', {
      predicate: (response) => response.url().includes('/documents/'),
    });
    await dialog.getByRole('button', { name: 'Open to print' }).click();
    const headers = (await answer).headers();
    expect(headers['content-disposition']).toBe('inline; filename="document.pdf"');
    expect(headers['cache-control']).toBe('private, no-store');
  });

  it('marks a document that is superseded, preliminary or entered in error, in the list and when it is open', async () => {
    serveDocument(sandbox, [attach('application/pdf', REPORT)], {
      status: 'superseded',
      docStatus: 'preliminary',
    });
    const dialog = await openDocument(page);
    await dialog.getByText('Superseded: a newer version replaces this document.').waitFor();
    await dialog.getByText('Preliminary: this document may still change.').waitFor();
    await page.keyboard.press('Escape');
    await expect(getSection(page, 'Documents').innerText()).resolves.toMatch(
      /Preliminary Superseded: not the newest version/,
    );
    await page.getByRole('button', { name: 'All patients' }).click();
    sandbox.clearFaults();
    serveDocument(sandbox, [attach('application/pdf', REPORT)], { status: 'entered-in-error' });
    const wrong = await openDocument(page);
    await wrong.getByText('Entered in error: do not use').waitFor();
  });

  it('says next to a document that it is withheld, and not that there is none', async () => {
    await openChart(page, 'Derrick Lin');
    await expect(getSection(page, 'Documents').innerText()).resolves.toContain(
      'The FHIR server withheld records of a kind',
    );
  });

  it('lists a document without content as such', async () => {
    serveDocument(sandbox, [{ contentType: 'application/pdf' }]);
    await openChart(page);
    await getSection(page, 'Documents').getByText('Not in this record').waitFor();
    await expect(getSection(page, 'Documents').getByRole('button').count()).resolves.toBe(0);
  });

  it('says that the link has expired, and reloads the document', async () => {
    allowProblem('status of 410');
    serveDocument(sandbox, [attach('application/pdf', REPORT)]);
    await page.route(
      '**/documents/*',
      async (route) => {
        viewer.advance(10 * MINUTE_MS);
        await route.continue();
      },
      { times: 2 },
    );
    const dialog = await openDocument(page);
    await expect(readNote(dialog)).resolves.toMatch(/The link to this file has expired/);
    await page.unrouteAll();
    await dialog.getByRole('button', { name: 'Reload the document' }).click();
    await dialog.getByText('Impression').waitFor();
  });

  it('says why a file could not be loaded, and loads it again', async () => {
    allowProblem('status of 503');
    serveDocument(sandbox, [attach('application/pdf', REPORT)]);
    await page.route('**/documents/*', (route) =>
      route.fulfill({
        status: 503,
        json: { errors: [{ message: 'Busy.', extensions: { code: 'GATEWAY_OVERLOADED' } }] },
      }),
    );
    const dialog = await openDocument(page);
    await expect(readNote(dialog)).resolves.toMatch(/The file could not be loaded\. The EHR is busy/);
    await page.unrouteAll();
    await dialog.getByRole('button', { name: 'Reload the document' }).click();
    await dialog.getByText('Impression').waitFor();
  });
});
