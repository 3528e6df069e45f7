import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findAccessibilityProblems, openPage } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, getSection, openChart, openNote, readFocused } from './chart-viewer.ts';

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;

describe.runIf(canRun)('the chart viewer when requests fail', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page } = opened);
  });

  it('shows an error in a section that fails to load, and the other sections', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      times: Infinity,
      kind: 'status',
      status: 403,
    });
    sandbox.fault({
      match: { operation: 'search', resourceType: 'AllergyIntolerance' },
      times: Infinity,
      kind: 'html',
    });
    await openChart(page);
    await expect(getSection(page, 'Problem List').getByRole('alert').textContent()).resolves.toMatch(
      /^Problem List could not be loaded\. You do not have access to this\..*FORBIDDEN$/,
    );
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toBe(
      'Allergies could not be loaded: treat them as unknown',
    );
    await expect(getSection(page, 'Medications').locator('tbody tr').count()).resolves.toBeGreaterThan(2);
    await expect(getSection(page, 'Documents').locator('tbody tr').count()).resolves.toBe(10);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);

    sandbox.clearFaults();
    await getSection(page, 'Allergies and Intolerances').getByRole('button', { name: 'Try again' }).click();
    await getSection(page, 'Allergies and Intolerances').getByText('PENICILLINS').waitFor();
    await expect(readFocused(page, 'textContent')).resolves.toBe('Allergies and Intolerances');
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toContain(
      'SHELLFISH',
    );
  });

  it('shows an error instead of the patient list, and the list after "Try again"', async () => {
    sandbox.fault({ match: { resourceType: 'List' }, times: Infinity, kind: 'html' });
    sandbox.fault({ match: { resourceType: 'Patient' }, times: Infinity, kind: 'html' });
    await page.reload();
    await expect(page.getByRole('alert').innerText()).resolves.toContain('Patients could not be loaded.');
    sandbox.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
  });

  it('distinguishes an empty list from a list that could not be loaded', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', total: 0 },
    });
    await openChart(page);
    await expect(getSection(page, 'Problem List').innerText()).resolves.toContain('No problems on file.');
    await expect(getSection(page, 'Problem List').getByRole('alert').count()).resolves.toBe(0);
  });

  it('shows lab results whose trend fails to load, and the trend after "Try again"', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Observation', query: /code=/ },
      times: Infinity,
      kind: 'html',
    });
    await openChart(page);
    await expect(getSection(page, 'Lab Results').getByRole('alert').innerText()).resolves.toContain(
      'The trend could not be loaded. The EHR returned a response that cannot be read.',
    );
    await expect(getSection(page, 'Lab Results').getByRole('row').count()).resolves.toBeGreaterThan(15);
    sandbox.clearFaults();
    await getSection(page, 'Lab Results').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
  });

  it('says that the server does not respond, and lists patients once it does', async () => {
    // Chromium logs the 502 response, so the test needs a page whose console messages it ignores.
    const other = await openPage(viewer.browser, 'about:blank');
    const view = other.page;
    await view.route('**/graphql', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    await view.goto(viewer.origin);
    await expect(view.getByRole('alert').innerText()).resolves.toContain('The server does not respond.');
    await view.unroute('**/graphql');
    await view.getByRole('button', { name: 'Try again' }).click();
    await view.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await other.close();
  });

  it('keeps a list if loading more of it fails', async () => {
    await openChart(page);
    sandbox.fault({
      match: { resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    await page.getByRole('button', { name: 'Show more documents' }).click();
    await getSection(page, 'Documents').getByText('More documents could not be loaded.').waitFor();
    await expect(getSection(page, 'Documents').locator('tbody tr').count()).resolves.toBe(10);
    sandbox.clearFaults();
    await getSection(page, 'Documents').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Showing 20 documents.').waitFor();
  });

  it('shows an error for a note that fails to load, and the note after "Try again"', async () => {
    await openChart(page);
    sandbox.fault({
      match: { operation: 'read', resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    sandbox.fault({
      match: { operation: 'search', resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    await openNote(page);
    const note = page.getByRole('dialog');
    await expect(note.getByRole('alert').innerText()).resolves.toContain('The document could not be loaded.');
    sandbox.clearFaults();
    await note.getByRole('button', { name: 'Try again' }).click();
    await note.getByText('Assessment & Plan').waitFor();
  });

  it('shows in a section that the FHIR server withheld records from it', async () => {
    await openChart(page, 'Linda Jane Ross');
    await expect(getSection(page, 'Lab Results').textContent()).resolves.toContain(
      'The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see.',
    );
    await expect(getSection(page, 'Problem List').textContent()).resolves.not.toContain('were left out');
  });
});
