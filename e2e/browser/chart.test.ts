import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PATIENCE } from '../../test/support/patience.ts';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import {
  canRun,
  type ChartViewer,
  getSection,
  listPatients,
  openChart,
  readFocused,
} from './chart-viewer.ts';
import { serveRecords } from './served-records.ts';

const SECTIONS = [
  'Problem List',
  'Medications',
  'Allergies and Intolerances',
  'Visits',
  'Vital Signs',
  'Lab Results',
  'Immunizations',
  'Appointments',
  'Documents',
];
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const HOUR_MS = 3_600_000;
/** The FHIR requests of the first wave of `ChartBanner`. */
const REQUESTS_OF_HEADER = 6;

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;

const getResultRow = (name: string) =>
  getSection(page, 'Lab Results').getByRole('row').filter({ hasText: name }).first();

/** Presses Tab until an element with this name has the focus. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await readFocused(page, 'textContent'))) return;
  }
  throw new Error(`Tab reaches no element named ${name.source}.`);
}

describe.runIf(canRun)('the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page } = opened);
  });

  it('lists patients with one FHIR request once the panel is in memory, and shows their number in the footer', async () => {
    // Do not count the requests of the first page load.
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    await page.reload();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await expect(listPatients(page).count()).resolves.toBe(10);
    await expect(page.getByRole('contentinfo').textContent()).resolves.toContain('Patients, 1 FHIR request');
    expect(fhirCalls(sandbox)).toHaveLength(1);
  });

  it('appends more patients to the list', async () => {
    await page.getByRole('button', { name: 'Show more patients' }).click();
    await page.getByText('Showing 20 patients.').waitFor();
    await expect(listPatients(page).count()).resolves.toBe(20);
  });

  it('opens a chart and a note by keyboard and restores the focus', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await page.keyboard.press('Tab');
    await expect(readFocused(page, 'textContent')).resolves.toBe('Skip to content');
    await page.keyboard.press('Enter');
    await expect(readFocused(page, 'id')).resolves.toBe('main');
    await tabTo(/^Camila Maria Lopez/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await expect(readFocused(page, 'id')).resolves.toBe('main');

    await tabTo(/^Progress Notes/);
    await page.keyboard.press('Enter');
    const note = page.getByRole('dialog', { name: 'Progress Notes' });
    await note.getByText('Assessment & Plan').waitFor();
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'hidden' });
    await expect(readFocused(page, 'textContent')).resolves.toContain('Progress Notes');
  });

  it('shows every section of a chart, whose two operations share FHIR requests, so none is sent twice', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    // Not all requests: a gateway that has just started reads the CapabilityStatement before its first search of some types.
    const holds = [sandbox.hold({ operation: 'read' }), sandbox.hold({ operation: 'search' })];
    await page.route('**/graphql', async (route) => {
      // Sends the operation of the sections while the requests of the header are in flight.
      const isChart = route.request().postData()?.includes('query Chart(') === true;
      await expect
        .poll(() => !isChart || fhirCalls(sandbox).length === REQUESTS_OF_HEADER, PATIENCE)
        .toBe(true);
      await route.continue();
    });
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).click();
    await expect.poll(() => fhirCalls(sandbox).length, PATIENCE).toBeGreaterThan(REQUESTS_OF_HEADER);
    for (const hold of holds) hold.release();
    for (const name of SECTIONS) {
      await getSection(page, name)
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: 'hidden' });
      await expect(
        getSection(page, name).getByRole('listitem').or(getSection(page, name).getByRole('row')).count(),
      ).resolves.toBeGreaterThan(1);
    }
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    const calls = fhirCalls(sandbox);
    expect(calls.length).toBeGreaterThan(15);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('shows allergies at the top of the chart, without refuted ones', async () => {
    await openChart(page, 'Olivia Roberts');
    const banner = page.getByRole('region', { name: 'Allergy Summary' });
    await expect(banner.textContent()).resolves.toContain('LISINOPRIL (unconfirmed)');
    await expect(banner.textContent()).resolves.not.toContain('LATEX');
    await expect(getSection(page, 'Allergies and Intolerances').textContent()).resolves.toContain('LATEX');
  });

  it('shows the alerts in the header, also what is special about a patient of the sandbox', async () => {
    await openChart(page, 'Warren James McGinnis');
    const alerts = page.getByRole('region', { name: 'Alerts' });
    await expect(alerts.textContent()).resolves.toContain('Test patient: a DNR/DNI order');
  });

  it('shows "do not give" orders in the header and above the medications, never among them', async () => {
    serveRecords(sandbox, 'MedicationRequest', [
      {
        status: 'active',
        intent: 'order',
        doNotPerform: true,
        medicationCodeableConcept: { text: 'Aspirin' },
      },
      { status: 'active', intent: 'order', medicationCodeableConcept: { text: 'Lisinopril' } },
    ]);
    await openChart(page);
    const header = page.getByRole('region', { name: 'Do Not Give or Perform' });
    await expect(header.innerText()).resolves.toMatch(/Do not give: Aspirin/);
    const above = getSection(page, 'Medications').getByRole('region', { name: 'Do Not Give' });
    await expect(above.innerText()).resolves.toMatch(/Do not give: Aspirin/);
    await expect(getSection(page, 'Medications').locator('tbody').innerText()).resolves.not.toContain(
      'Aspirin',
    );
    await expect(getSection(page, 'Medications').locator('tbody').innerText()).resolves.toContain(
      'Lisinopril',
    );
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('shows next to a medication that it is on hold or was reported', async () => {
    serveRecords(sandbox, 'MedicationRequest', [
      { status: 'on-hold', intent: 'order', medicationCodeableConcept: { text: 'Warfarin' } },
      {
        status: 'active',
        intent: 'plan',
        reportedBoolean: true,
        medicationCodeableConcept: { text: 'Melatonin' },
      },
    ]);
    await openChart(page);
    const rows = getSection(page, 'Medications').locator('tbody');
    await expect(rows.getByRole('row').filter({ hasText: 'Warfarin' }).innerText()).resolves.toContain(
      'On hold',
    );
    await expect(rows.getByRole('row').filter({ hasText: 'Melatonin' }).innerText()).resolves.toContain(
      'Reported by the patient or another source',
    );
  });

  it('marks preliminary, corrected and abnormal results', async () => {
    const laboratory = [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }];
    const createResult = (name: string, value: number, others: object) => ({
      category: laboratory,
      code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }], text: name },
      effectiveDateTime: '2026-05-01T09:30:00Z',
      valueQuantity: { value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      ...others,
    });
    serveRecords(sandbox, 'Observation', [
      createResult('Potassium', 6.9, {
        status: 'preliminary',
        interpretation: [{ text: 'critically high' }],
      }),
      createResult('Sodium', 140, { status: 'corrected' }),
    ]);
    await openChart(page);
    await expect(getResultRow('Potassium').innerText()).resolves.toMatch(/Critical high[\s\S]*Preliminary/);
    await expect(getResultRow('Sodium').innerText()).resolves.toContain('Corrected');
    await expect(getResultRow('Sodium').innerText()).resolves.not.toContain('high');
  });

  it('shows a warning next to the list that its path names, and other warnings at the top', async () => {
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const answer = await response.text();
      const warnings = [
        {
          code: 'ORDER_UNCERTAIN',
          resourceType: 'Encounter',
          message: 'Order uncertain.',
          path: ['patient', 'encountersConnection'],
        },
        {
          code: 'LIST_CUT',
          resourceType: 'Encounter',
          message: 'Cut elsewhere.',
          path: ['patient', 'somethingElse'],
        },
      ];
      const added = JSON.stringify(warnings).slice(1, -1);
      await route.fulfill({
        response,
        body: answer.replace(/"warnings":\[(\]?)/, (_, end: string) => `"warnings":[${added}${end || ','}`),
      });
    });
    await openChart(page);
    await expect(getSection(page, 'Visits').innerText()).resolves.toContain('Order uncertain.');
    await expect(getSection(page, 'Visits').innerText()).resolves.not.toContain('Cut elsewhere.');
    await expect(page.getByText('Cut elsewhere.').count()).resolves.toBe(1);
    await expect(getSection(page, 'Problem List').innerText()).resolves.not.toContain('uncertain');
  });

  it('distinguishes "no known allergies" from "no allergy information recorded"', async () => {
    const summaries = new Set<string>();
    for (const name of ['Derrick Lin', 'Desiree Caroline Powell', 'Elijah Davis', 'Warren James McGinnis']) {
      await openChart(page, name);
      summaries.add(await page.getByRole('region', { name: 'Allergy Summary' }).locator('b').innerText());
      await page.getByRole('button', { name: 'All patients' }).click();
    }
    expect([...summaries]).toContain('No known allergies');
    expect([...summaries]).toContain('No allergy information recorded: the patient may have allergies');
  });

  it('draws the trend of a lab test with a name, a description and a table', async () => {
    await openChart(page);
    await page.getByLabel('Trend').selectOption('Triglycerides');
    const plot = page.getByRole('img', { name: 'Triglycerides over time' });
    await plot.waitFor();
    const described = await plot.getAttribute('aria-describedby');
    await expect(page.locator(`[id="${described}"]`).textContent()).resolves.toMatch(
      /^Triglycerides: \d+ results\. Most recent: \d+ mg\/dL \(\d+ \w+ \d{4}\)\. Reference range: .*\./,
    );
    const circles = await plot.locator('path[fill="var(--accent)"], path[fill="var(--danger)"]').count();
    await page.getByText('Triglycerides as a table').click();
    const rows = page.getByRole('table', { name: 'Triglycerides, newest first' }).getByRole('row');
    await expect(rows.count()).resolves.toBe(circles + 1);
  });

  it('loads more of a list in the chart with one FHIR request', async () => {
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    await page.getByRole('button', { name: 'Show more documents' }).click();
    await page.getByText('Showing 20 documents.').waitFor();
    await expect(getSection(page, 'Documents').locator('tbody tr').count()).resolves.toBe(20);
    expect(fhirCalls(sandbox)).toHaveLength(1);
  });

  it('loads a list to its end by keyboard and keeps the focus there', async () => {
    await openChart(page);
    const more = page.getByRole('button', { name: 'Show more visits' });
    await more.focus();
    while ((await more.count()) > 0) {
      await page.keyboard.press('Enter');
      await getSection(page, 'Visits')
        .getByRole('button', { name: 'Loading… visits' })
        .waitFor({ state: 'detached' });
    }
    await expect(readFocused(page, 'textContent')).resolves.toMatch(/^Showing all \d+ visits\.$/);
  });

  it('reloads a list whose cursor has expired, and says so', async () => {
    await openChart(page);
    const more = page.getByRole('button', { name: 'Show more documents' });
    await more.click();
    await page.getByText('Showing 20 documents.').waitFor();
    viewer.advance(2 * HOUR_MS);
    await more.click();
    await page.getByText('The list expired and was reloaded from the start.').waitFor();
    await expect(getSection(page, 'Documents').locator('tbody tr').count()).resolves.toBe(10);
    await more.click();
    await page.getByText('Showing 20 documents.').waitFor();
  });
});
