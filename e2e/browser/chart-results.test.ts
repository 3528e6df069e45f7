import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems, type OpenPage } from './browser.ts';
import {
  canRun,
  type ChartViewer,
  closeWithoutProblems,
  getSection,
  openChart,
  readFocused,
  startChartViewer,
} from './chart-viewer.ts';

const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
const UCUM = 'http://unitsofmeasure.org';
const ALLERGY_STATUSES = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const INTERPRETATIONS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

let viewer: ChartViewer;
let sandbox: Sandbox;
let opened: OpenPage;
let page: Page;

const loinc = (code: string, text: string) => ({ coding: [{ system: 'http://loinc.org', code }], text });
const quantity = (value: number, unit: string, others: object = {}) => ({
  value,
  unit,
  system: UCUM,
  code: unit,
  ...others,
});

/** Makes the sandbox return these records for searches of a type whose address matches. */
function serve(resourceType: string, query: RegExp, records: readonly object[]): void {
  const entry = records.map((record, index) => ({
    resource: {
      resourceType,
      id: `e${index}`,
      status: 'final',
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      patient: { reference: `Patient/${CAMILA_LOPEZ}` },
      ...record,
    },
    search: { mode: 'match' },
  }));
  const body = { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry };
  sandbox.fault({ match: { operation: 'search', resourceType, query }, times: Infinity, kind: 'json', body });
}

function serveVitals(records: readonly object[]): void {
  const category = [{ coding: [{ system: CATEGORIES, code: 'vital-signs' }] }];
  serve(
    'Observation',
    /vital-signs/,
    records.map((record) => ({ category, effectiveDateTime: '2026-05-01T09:30:00Z', ...record })),
  );
}

function serveLabs(records: readonly object[]): void {
  const category = [{ coding: [{ system: CATEGORIES, code: 'laboratory' }] }];
  serve(
    'Observation',
    /laboratory|code=/,
    records.map((record) => ({ category, effectiveDateTime: '2026-05-01T09:30:00Z', ...record })),
  );
}

const getVital = (name: string): Locator =>
  getSection(page, 'Vital Signs').getByRole('button', { name: new RegExp(`^${name}`) });

/** Opens the trend of a vital sign. */
async function openVital(name: string): Promise<Locator> {
  await getVital(name).click();
  return getSection(page, 'Vital Signs').locator('.vital-detail');
}

async function openFlowsheet(): Promise<Locator> {
  await getSection(page, 'Lab Results').getByRole('button', { name: 'Flowsheet' }).click();
  const grid = page.getByRole('table', { name: /^Flowsheet/ });
  await grid.waitFor();
  return grid;
}

/** Whether the page scrolls sideways, in which case something is cut off. */
function overflows(): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}

describe.runIf(canRun)('the results in the chart viewer', () => {
  beforeAll(async () => {
    viewer = await startChartViewer();
    ({ sandbox } = viewer);
  });

  afterAll(() => viewer.close());

  beforeEach(async () => {
    opened = await viewer.open();
    ({ page } = opened);
  });

  afterEach(async () => {
    viewer.reset();
    await closeWithoutProblems(opened);
  });

  it('shows the newest value of each vital sign, and its trend by keyboard', async () => {
    await openChart(page);
    await getVital('Blood pressure').waitFor();
    await expect(getVital('Blood pressure').innerText()).resolves.toMatch(/\d+\/\d+ mmHg[\s\S]*\d{4}/);
    for (const name of [
      'Heart rate',
      'Temperature',
      'Oxygen saturation',
      'Respirations',
      'Weight',
      'Height',
      'BMI',
    ])
      await expect(getVital(name).count()).resolves.toBe(1);
    sandbox.clearRequests();
    await getVital('Blood pressure').focus();
    await page.keyboard.press('Enter');
    const plot = page.getByRole('img', { name: 'Blood pressure over time' });
    await plot.waitFor();
    await expect(plot.innerHTML()).resolves.toMatch(/Systolic[\s\S]*Diastolic/);
    await expect(plot.innerHTML()).resolves.toContain('mmHg');
    await expect(getVital('Blood pressure').getAttribute('aria-expanded')).resolves.toBe('true');
    expect(fhirCalls(sandbox)).toHaveLength(0);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);

    await page.keyboard.press('Tab');
    await expect(readFocused(page, 'textContent')).resolves.toBe('Blood pressure as a table');
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'Blood pressure, newest first' });
    await expect(table.getByRole('row').count()).resolves.toBeGreaterThan(5);
  });

  it('draws values of different units apart, and says so', async () => {
    serveVitals([
      { code: loinc('29463-7', 'Weight'), valueQuantity: quantity(80, 'kg') },
      {
        code: loinc('29463-7', 'Weight'),
        valueQuantity: quantity(176, 'lb'),
        effectiveDateTime: '2026-04-01T09:30:00Z',
      },
      {
        code: loinc('29463-7', 'Weight'),
        valueQuantity: quantity(79, 'kg'),
        effectiveDateTime: '2026-03-01T09:30:00Z',
      },
      {
        code: loinc('29463-7', 'Weight'),
        valueQuantity: { value: 78 },
        effectiveDateTime: '2026-02-01T09:30:00Z',
      },
      {
        code: loinc('29463-7', 'Weight'),
        valueQuantity: quantity(177, 'lb'),
        effectiveDateTime: '2026-01-01T09:30:00Z',
      },
    ]);
    await openChart(page);
    const detail = await openVital('Weight');
    await detail.getByRole('img', { name: 'Weight over time, kg' }).waitFor();
    await detail.getByRole('img', { name: 'Weight over time, lb' }).waitFor();
    await expect(detail.getByRole('img').count()).resolves.toBe(2);
    await expect(detail.innerText()).resolves.toContain(
      'Units differ, so each has its own plot: kg, lb, no unit. Values are not converted. Not plotted: 1 with no unit at only one time.',
    );
  });

  it('shows why a vital sign has no value, and the value before it with its date', async () => {
    serveVitals([
      {
        code: loinc('8867-4', 'Pulse'),
        dataAbsentReason: { coding: [{ system: ABSENT, code: 'not-performed', display: 'Not Performed' }] },
      },
      {
        code: loinc('8867-4', 'Pulse'),
        valueQuantity: quantity(72, '/min'),
        effectiveDateTime: '2025-02-01T09:30:00Z',
      },
      { code: loinc('8310-5', 'Temp'), valueString: 'afebrile' },
      {
        code: loinc('85354-9', 'BP'),
        component: [
          { code: loinc('8480-6', 'Systolic'), valueQuantity: quantity(118, 'mm[Hg]') },
          {
            code: loinc('8462-4', 'Diastolic'),
            dataAbsentReason: { coding: [{ system: ABSENT, code: 'error' }] },
          },
        ],
      },
    ]);
    await openChart(page);
    await expect(getVital('Heart rate').innerText()).resolves.toMatch(
      /not performed[\s\S]*1 May 2026[\s\S]*Before: 72 \/min \(.*2025/i,
    );
    await expect(getVital('Temperature').innerText()).resolves.toContain('afebrile');
    await expect(getVital('Blood pressure').innerText()).resolves.toContain('118/—');
    await expect(getSection(page, 'Vital Signs').innerText()).resolves.toMatch(
      /Not (on file|in this list, which may be incomplete): Oxygen saturation, Respirations, Weight, Height, BMI\./,
    );
  });

  it('marks bounds, corrected and preliminary values, abnormal components, periods and missing dates', async () => {
    serveVitals([
      {
        code: loinc('2708-6', 'SpO2'),
        valueQuantity: quantity(70, '%', { comparator: '<' }),
        status: 'corrected',
      },
      {
        code: loinc('2708-6', 'SpO2'),
        valueQuantity: quantity(95, '%'),
        status: 'preliminary',
        effectiveDateTime: undefined,
        effectivePeriod: { start: '2026-04-01T08:00:00Z', end: '2026-04-02T08:00:00Z' },
      },
      {
        code: loinc('2708-6', 'SpO2'),
        valueQuantity: quantity(96, '%'),
        effectiveDateTime: '2026-03-01T08:00:00Z',
      },
      { code: loinc('2708-6', 'SpO2'), valueQuantity: quantity(97, '%'), effectiveDateTime: undefined },
      {
        code: loinc('85354-9', 'BP'),
        component: [
          {
            code: loinc('8480-6', 'Systolic'),
            valueQuantity: quantity(190, 'mm[Hg]'),
            interpretation: [{ coding: [{ system: INTERPRETATIONS, code: 'HH' }] }],
          },
          { code: loinc('8462-4', 'Diastolic'), valueQuantity: quantity(80, 'mm[Hg]') },
        ],
      },
    ]);
    await openChart(page);
    await expect(getVital('Oxygen saturation').innerText()).resolves.toMatch(/<70 %[\s\S]*Corrected/);
    await expect(getVital('Blood pressure').innerText()).resolves.toContain('Systolic: Critical high');
    const detail = await openVital('Oxygen saturation');
    await detail.getByRole('img').waitFor();
    const text = await detail.innerText();
    expect(text).toContain('Less than this number');
    expect(text).toContain('Not final, or status unknown');
    expect(text).toContain('Measured over a period');
    expect(text).toContain('Not plotted: 1 without an exact date.');
    await detail.getByText('Oxygen saturation as a table').click();
    const rows = await detail.getByRole('row').allInnerTexts();
    expect(rows.some((row) => /date not on file[\s\S]*97 %/.test(row))).toBe(true);
    expect(rows.some((row) => /1 Apr 2026.* to 2 Apr 2026[\s\S]*95 %[\s\S]*Preliminary/.test(row))).toBe(
      true,
    );
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('arranges lab results in a flowsheet that scrolls by keyboard', async () => {
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    const grid = await openFlowsheet();
    expect(fhirCalls(sandbox)).toHaveLength(1);
    await expect(grid.getByRole('rowheader').count()).resolves.toBeGreaterThan(10);
    const region = page.getByRole('region', { name: /Newest on the left\.$/ });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.evaluate<number>('document.querySelector(".flowsheet").scrollLeft'))
      .toBeGreaterThan(0);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('shows in the flowsheet every result of a time, with flags, texts and reasons, and a row for each unit', async () => {
    const potassium = { code: loinc('2823-3', 'Potassium') };
    serveLabs([
      {
        ...potassium,
        valueQuantity: quantity(6.9, 'mmol/L'),
        status: 'preliminary',
        interpretation: [{ coding: [{ system: INTERPRETATIONS, code: 'HH' }] }],
      },
      {
        ...potassium,
        valueQuantity: quantity(4.1, 'mmol/L'),
        status: 'corrected',
        note: [{ text: 'Recollected.' }],
      },
      { ...potassium, valueString: 'Hemolyzed', effectiveDateTime: '2026-04-01T09:30:00Z' },
      { ...potassium, valueQuantity: quantity(16, 'mg/dL'), effectiveDateTime: '2026-04-01T09:30:00Z' },
      {
        code: loinc('2951-2', 'Sodium'),
        dataAbsentReason: { text: 'Specimen lost' },
        effectiveDateTime: '2026-03',
      },
    ]);
    await openChart(page);
    const grid = await openFlowsheet();
    const texts = await grid.getByRole('row').allInnerTexts();
    expect(texts).toHaveLength(4);
    const [head, first, second, third] = texts;
    expect(head).toMatch(/1 May 2026[\s\S]*1 Apr 2026[\s\S]*Mar 2026/);
    expect([first, second].some((row) => /mg\/dL/.test(row ?? ''))).toBe(true);
    const row = [first, second].find((text) => text?.includes('6.9')) ?? '';
    expect(row).toMatch(
      /6\.9 mmol\/L[\s\S]*Critical high[\s\S]*Preliminary[\s\S]*4\.1 mmol\/L[\s\S]*Corrected[\s\S]*Recollected\.[\s\S]*Hemolyzed/,
    );
    expect(third).toContain('Specimen lost');
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('lists immunizations with dose and lot, and those not given with the reason', async () => {
    serve('Immunization', /patient=/, [
      {
        status: 'completed',
        vaccineCode: { text: 'Tdap' },
        occurrenceDateTime: '2020-03',
        lotNumber: 'AB12',
        isSubpotent: true,
        subpotentReason: [{ text: 'Cold chain break' }],
        doseQuantity: { value: 0.5, unit: 'mL' },
        protocolApplied: [{ doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }],
      },
      {
        status: 'not-done',
        vaccineCode: { text: 'Influenza' },
        statusReason: { text: 'Patient refused' },
        occurrenceString: 'last autumn',
      },
    ]);
    await openChart(page);
    const table = page.getByRole('table', { name: /^Immunizations/ });
    await expect(table.getByRole('row').filter({ hasText: 'Tdap' }).innerText()).resolves.toMatch(
      /Mar 2020[\s\S]*Given[\s\S]*Subpotent[\s\S]*Cold chain break[\s\S]*0\.5 mL, dose 2 of 3[\s\S]*AB12/,
    );
    await expect(table.getByRole('row').filter({ hasText: 'Influenza' }).innerText()).resolves.toMatch(
      /last autumn[\s\S]*Not given[\s\S]*Patient refused[\s\S]*Not on file/,
    );
  });

  it('shows reactions and criticality of allergies, and how certain problems are', async () => {
    serve('AllergyIntolerance', /patient=/, [
      {
        code: { text: 'Latex' },
        clinicalStatus: conceptOf('allergyintolerance-clinical', 'active'),
        verificationStatus: conceptOf('allergyintolerance-verification', 'unconfirmed'),
        criticality: 'unable-to-assess',
        reaction: [{ manifestation: [{ text: 'Hives' }], severity: 'severe' }],
      },
    ]);
    serve('Condition', /patient=/, [
      {
        code: { text: 'Asthma' },
        category: [conceptOf('condition-category', 'problem-list-item')],
        clinicalStatus: conceptOf('condition-clinical', 'remission'),
        verificationStatus: conceptOf('condition-ver-status', 'provisional'),
        onsetString: 'childhood',
      },
    ]);
    await openChart(page);
    const latex = getSection(page, 'Allergies and Intolerances')
      .getByRole('row')
      .filter({ hasText: 'Latex' });
    await expect(latex.innerText()).resolves.toMatch(
      /Criticality cannot be assessed[\s\S]*Hives[\s\S]*Severe[\s\S]*Active[\s\S]*Unconfirmed/,
    );
    const asthma = getSection(page, 'Problem List').getByRole('row').filter({ hasText: 'Asthma' });
    await expect(asthma.innerText()).resolves.toMatch(/Remission[\s\S]*Provisional[\s\S]*childhood/);
  });

  it('says how many severe allergies the header has no room for, and shows severe ones first', async () => {
    const severe = [{ manifestation: [{ text: 'Anaphylaxis' }], severity: 'severe' }];
    const rows = [
      ['Pollen', 'low', undefined],
      ['Dust', 'low', undefined],
      ['Wool', 'low', severe],
      ['Latex', 'high', undefined],
      ['Penicillin', 'high', undefined],
      ['Peanut', undefined, severe],
    ] as const;
    const allergies = rows.map(([text, criticality, reaction]) => ({
      status: undefined,
      code: { text },
      clinicalStatus: { coding: [{ system: ALLERGY_STATUSES, code: 'active' }] },
      criticality,
      reaction,
    }));
    serve('AllergyIntolerance', /patient=/, allergies);
    const order = { status: 'active', intent: 'order', doNotPerform: true };
    serve('MedicationRequest', /patient=/, [{ ...order, medicationCodeableConcept: { text: 'Aspirin' } }]);
    await page.setViewportSize({ width: 390, height: 844 });
    await openChart(page);
    const summary = page.getByRole('region', { name: 'Allergy Summary' });
    await summary.getByText('Peanut').waitFor();
    const texts = await summary.getByRole('listitem').allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Latex High criticality',
      'Penicillin High criticality',
      'Peanut Severe reaction',
      'Wool Severe reaction',
      'Pollen',
      'Dust',
    ]);
    await page.mouse.move(200, 600);
    await page.mouse.wheel(0, 900);
    const header = page.locator('header.banner.compact');
    await header.waitFor();
    await expect(header.innerText()).resolves.toMatch(/Code Status[\s\S]*Do not give: Aspirin/);
    const hiddenPixels = `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('header.banner'))`;
    await expect(page.evaluate<number>(hiddenPixels)).resolves.toBe(0);
    await expect(summary.getByText('and 3 more, 1 of them severe').isVisible()).resolves.toBe(true);
    await expect(summary.getByText('Wool').isVisible()).resolves.toBe(false);
  });

  it('shows the newest results in the trend and the flowsheet of a chart that is opened again', async () => {
    await openChart(page);
    await openFlowsheet();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await page.getByRole('button', { name: 'All patients' }).click();
    serveLabs([{ code: loinc('2823-3', 'Potassium'), valueQuantity: quantity(9.9, 'mmol/L') }]);
    await openChart(page);
    const section = getSection(page, 'Lab Results');
    await section.getByText('Most recent: 9.9 mmol/L').waitFor();
    await expect((await openFlowsheet()).innerText()).resolves.toContain('9.9 mmol/L');
  });

  it('says next to a vital sign that another value of the same time is abnormal or preliminary', async () => {
    const code = loinc('8867-4', 'Pulse');
    const interpretation = [{ coding: [{ system: INTERPRETATIONS, code: 'H' }] }];
    serveVitals([
      { code, valueQuantity: quantity(72, '/min') },
      { code, valueQuantity: quantity(131, '/min'), status: 'preliminary', interpretation },
      { code: loinc('8302-2', 'Height'), valueQuantity: quantity(170, 'cm'), effectiveDateTime: undefined },
      { code: loinc('8302-2', 'Height'), valueQuantity: quantity(171, 'cm'), effectiveDateTime: undefined },
    ]);
    await openChart(page);
    await expect(getVital('Heart rate').innerText()).resolves.toMatch(
      /72 \/min[\s\S]*1 other value at the same time: 131 \/min, High, Preliminary|131 \/min[\s\S]*at the same time: 72 \/min/,
    );
    await expect(getVital('Height').innerText()).resolves.not.toContain('same time');
  });

  it('distinguishes an empty section, a failed one, and one whose records were withheld', async () => {
    serve('Immunization', /patient=/, []);
    serveVitals([]);
    const withheld = {
      severity: 'warning',
      code: 'suppressed',
      details: { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '59204' }] },
    };
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      times: Infinity,
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        total: 0,
        entry: [
          { resource: { resourceType: 'OperationOutcome', issue: [withheld] }, search: { mode: 'outcome' } },
        ],
      },
    });
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Observation', query: /laboratory/ },
      times: Infinity,
      kind: 'html',
    });
    await openChart(page);
    await expect(getSection(page, 'Vital Signs').innerText()).resolves.toContain('No vital signs on file.');
    await expect(getSection(page, 'Immunizations').innerText()).resolves.toContain(
      'No immunizations on file.',
    );
    const problems = await getSection(page, 'Problem List').innerText();
    expect(problems).toContain('No problems that you may see.');
    expect(problems).not.toContain('on file');
    await expect(getSection(page, 'Lab Results').getByRole('alert').innerText()).resolves.toContain(
      'Lab Results could not be loaded.',
    );
    sandbox.clearFaults();
    await getSection(page, 'Lab Results').getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByRole('table', { name: 'Lab results, newest first' }).waitFor();
  });

  it('fits a phone: tables become cards, and only the flowsheet scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await openChart(page);
    const table = page.getByRole('table', { name: /^Immunizations/ });
    await table.getByRole('row').nth(1).waitFor();
    await expect(table.getByRole('columnheader', { name: 'Vaccine' }).count()).resolves.toBe(1);
    await expect(
      page.evaluate<string>(
        'getComputedStyle(document.querySelector("#immunizations td"), "::before").content',
      ),
    ).resolves.toBe('"Date"');
    await openVital('Weight');
    await page.getByRole('img', { name: 'Weight over time' }).waitFor();
    await openFlowsheet();
    await expect(overflows()).resolves.toBe(false);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });
});

function conceptOf(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
