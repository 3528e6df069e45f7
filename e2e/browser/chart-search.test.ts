import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, listPatients, openChart, readFocused } from './chart-viewer.ts';

let viewer: ChartViewer;
let page: Page;

async function searchByName(given: string, family: string, birthDate: string): Promise<void> {
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('Date of birth', { exact: true }).fill(birthDate);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { level: 1, name: 'Search Results' }).waitFor();
}

async function searchByNumber(number: string): Promise<void> {
  await page.getByLabel('MRN', { exact: true }).check();
  await page.getByLabel('Medical record number').fill(number);
  await page.getByRole('button', { name: 'Search' }).click();
}

describe.runIf(canRun)('the patient search of the chart viewer', () => {
  openViewerForEachTest(
    (opened) => {
      ({ viewer, page } = opened);
    },
    { locale: 'en-US' },
  );

  it('finds a patient by name and date of birth, and by record number', async () => {
    await searchByName('Linda', 'Ross', '1969-04-27');
    await page.getByRole('button', { name: 'Linda Jane Ross' }).waitFor();
    await expect(listPatients(page).count()).resolves.toBe(1);
    await searchByNumber('1003711');
    await page.getByRole('button', { name: 'Derrick Lin' }).waitFor();
  });

  it('says which search no patient matches, keeps what was typed, and says what to check', async () => {
    await searchByName('Linda', 'Rossi', '1969-04-27');
    await page.getByText('No patient matches Linda Rossi, born Apr 27, 1969.').waitFor();
    await page.getByText('Check what you entered: every field must match.').waitFor();
    await expect(page.getByLabel('Family name').inputValue()).resolves.toBe('Rossi');
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    await searchByNumber('no-such-number');
    await page.getByText('No patient matches MRN no-such-number.').waitFor();
  });

  it('says above "No patient matches" that the FHIR server withheld records', async () => {
    const code = '59204';
    const details = { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code }] };
    const issue = [{ severity: 'warning', code: 'suppressed', details }];
    viewer.sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient' },
      times: Infinity,
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        total: 0,
        entry: [{ resource: { resourceType: 'OperationOutcome', issue }, search: { mode: 'outcome' } }],
      },
    });
    await searchByName('Camila', 'Lopez', '1987-09-12');
    await page.getByText(/^No patient matches/).waitFor();
    await expect(page.getByRole('region', { name: 'Patient List' }).innerText()).resolves.toMatch(
      /withheld[\s\S]*No patient matches/,
    );
  });

  it('keeps what was typed when the search fails', async () => {
    viewer.sandbox.fault({ match: { resourceType: 'Patient' }, times: Infinity, kind: 'html' });
    await searchByName('Linda', 'Ross', '1969-04-27');
    await page.getByRole('alert').getByText('Patients could not be loaded.').waitFor();
    await expect(page.getByLabel('Given name').inputValue()).resolves.toBe('Linda');
    await expect(page.getByLabel('Date of birth', { exact: true }).inputValue()).resolves.toBe('1969-04-27');
    viewer.sandbox.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Linda Jane Ross' }).waitFor();
  });

  it('keeps the results and what was typed while a chart is open', async () => {
    await searchByName('Linda', 'Ross', '1969-04-27');
    await openChart(page, 'Linda Jane Ross');
    await page.getByRole('button', { name: 'Search results' }).click();
    await page.getByRole('button', { name: 'Linda Jane Ross' }).waitFor();
    await expect(page.getByLabel('Family name').inputValue()).resolves.toBe('Ross');
    await page.getByRole('button', { name: 'Show all' }).click();
    await openChart(page);
    await page.getByRole('button', { name: 'All patients' }).click();
    await expect(page.getByLabel('Family name').inputValue()).resolves.toBe('Ross');
  });

  it('has a table head on wide screens, and cards without a table on a phone', async () => {
    await listPatients(page).first().waitFor();
    await expect(page.getByRole('columnheader').allInnerTexts()).resolves.toEqual([
      'Name',
      'Date of birth',
      'Age',
      'Sex',
      'MRN',
    ]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('list').getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await expect(page.getByRole('table').count()).resolves.toBe(0);
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(390);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('moves the focus to the search with the key that the page names, and through the list with arrow keys', async () => {
    await page.getByText(/^Press \/ to search/).waitFor();
    await listPatients(page).first().waitFor();
    await page.keyboard.press('/');
    await expect(page.evaluate('document.activeElement.name')).resolves.toBe('given');
    await page.keyboard.type('1/2');
    await expect(page.getByLabel('Given name').inputValue()).resolves.toBe('1/2');
    await listPatients(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expect(readFocused(page, 'textContent')).resolves.toBe(
      await listPatients(page).nth(1).textContent(),
    );
  });

  it.each([
    ['en-US', 'Sep 12, 1987'],
    ['en-GB', '12 Sept 1987'],
    ['de-DE', '12. Sept. 1987'],
  ])('writes dates as in the locale %s of the browser', async (locale, birthDate) => {
    const { browser, origin } = viewer;
    const context = await browser.newContext({ locale });
    const view = await context.newPage();
    await view.goto(origin);
    const row = view.getByRole('row', { name: 'Camila Maria Lopez' });
    await expect(row.innerText()).resolves.toContain(birthDate);
    await view.getByRole('button', { name: 'Camila Maria Lopez' }).click();
    const facts = view.getByRole('definition');
    await expect.poll(() => facts.allInnerTexts()).toContain(birthDate);
    await context.close();
  });
});
