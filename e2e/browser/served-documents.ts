/** Makes the sandbox serve a document, and opens it in the chart viewer. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Locator, Page } from 'playwright-core';
import { getSection, openChart } from './chart-viewer.ts';
import { createPdf } from './pdf-files.ts';

/** Three pages. */
export const REPORT = createPdf([
  'Impression: no acute findings.\nHeart size is normal.',
  'Technique: two views of the chest.',
  'Compared with the study of last year.',
]);

/** Makes the sandbox return one document with these contents, in its list and by its id. */
export function serveDocument(sandbox: Sandbox, attachments: readonly object[], elements: object = {}): void {
  const document = {
    resourceType: 'DocumentReference',
    id: 'e0',
    status: 'current',
    docStatus: 'final',
    type: { text: 'Radiology Report' },
    subject: { reference: `Patient/${CAMILA_LOPEZ}` },
    date: '2026-05-01T09:30:00Z',
    author: [{ display: 'Natsuki Iwasaki, MD' }],
    content: attachments.map((attachment) => ({ attachment })),
    ...elements,
  };
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 1,
    entry: [{ resource: document, search: { mode: 'match' } }],
  };
  const resourceType = 'DocumentReference';
  sandbox.fault({
    match: { operation: 'search', resourceType },
    times: Infinity,
    kind: 'json',
    body: bundle,
  });
  sandbox.fault({
    match: { operation: 'read', resourceType },
    times: Infinity,
    kind: 'json',
    body: document,
  });
}

/** An attachment with its content, as base64 or as bytes. */
export function attach(contentType: string, bytes: Buffer | string): object {
  const data = typeof bytes === 'string' ? bytes : bytes.toString('base64');
  return { contentType, data };
}

/** Opens the chart, and the document in it. */
export async function openDocument(page: Page): Promise<Locator> {
  await openChart(page);
  await getSection(page, 'Documents').getByRole('button', { name: 'Radiology Report' }).click();
  return page.getByRole('dialog', { name: 'Radiology Report' });
}

export async function openPdf(page: Page, sandbox: Sandbox, bytes: Buffer): Promise<Locator> {
  serveDocument(sandbox, [attach('application/pdf', bytes)]);
  return openDocument(page);
}

export function getPdfPage(dialog: Locator, number: number): Locator {
  return dialog.getByRole('group', { name: new RegExp(`^Page ${number} of`) });
}

/** Waits for the note in place of the content, and returns its text. */
export function readNote(dialog: Locator): Promise<string> {
  return dialog.getByRole('alert').innerText();
}
