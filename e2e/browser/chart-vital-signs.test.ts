import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { getVital, openVital } from './chart-results.ts';
import { canRun, getSection, openChart, readFocused } from './chart-viewer.ts';
import { interpretationOf, loincOf, quantityOf, serveObservations } from './served-records.ts';

const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

let sandbox: Sandbox;
let page: Page;

describe.runIf(canRun)('the vital signs in the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ sandbox, page } = opened);
  });

  it('shows the newest value of each vital sign, and its trend by keyboard', async () => {
    await openChart(page);
    await getVital(page, 'Blood pressure').waitFor();
    await expect(getVital(page, 'Blood pressure').innerText()).resolves.toMatch(/\d+\/\d+ mmHg[\s\S]*\d{4}/);
    for (const name of [
      'Heart rate',
      'Temperature',
      'Oxygen saturation',
      'Respirations',
      'Weight',
      'Height',
      'BMI',
    ])
      await expect(getVital(page, name).count()).resolves.toBe(1);
    sandbox.clearRequests();
    await getVital(page, 'Blood pressure').focus();
    await page.keyboard.press('Enter');
    const plot = page.getByRole('img', { name: 'Blood pressure over time' });
    await plot.waitFor();
    await expect(plot.innerHTML()).resolves.toMatch(/Systolic[\s\S]*Diastolic/);
    await expect(plot.innerHTML()).resolves.toContain('mmHg');
    await expect(getVital(page, 'Blood pressure').getAttribute('aria-expanded')).resolves.toBe('true');
    expect(fhirCalls(sandbox)).toHaveLength(0);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);

    await page.keyboard.press('Tab');
    await expect(readFocused(page, 'textContent')).resolves.toBe('Blood pressure as a table');
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'Blood pressure, newest first' });
    await expect(table.getByRole('row').count()).resolves.toBeGreaterThan(5);
  });

  it('draws values of different units apart, and says so', async () => {
    serveObservations(sandbox, 'vital-signs', [
      { code: loincOf('29463-7', 'Weight'), valueQuantity: quantityOf(80, 'kg') },
      {
        code: loincOf('29463-7', 'Weight'),
        valueQuantity: quantityOf(176, 'lb'),
        effectiveDateTime: '2026-04-01T09:30:00Z',
      },
      {
        code: loincOf('29463-7', 'Weight'),
        valueQuantity: quantityOf(79, 'kg'),
        effectiveDateTime: '2026-03-01T09:30:00Z',
      },
      {
        code: loincOf('29463-7', 'Weight'),
        valueQuantity: { value: 78 },
        effectiveDateTime: '2026-02-01T09:30:00Z',
      },
      {
        code: loincOf('29463-7', 'Weight'),
        valueQuantity: quantityOf(177, 'lb'),
        effectiveDateTime: '2026-01-01T09:30:00Z',
      },
    ]);
    await openChart(page);
    const detail = await openVital(page, 'Weight');
    await detail.getByRole('img', { name: 'Weight over time, kg' }).waitFor();
    await detail.getByRole('img', { name: 'Weight over time, lb' }).waitFor();
    await expect(detail.getByRole('img').count()).resolves.toBe(2);
    await expect(detail.innerText()).resolves.toContain(
      'Units differ, so each has its own plot: kg, lb, no unit. Values are not converted. Not plotted: 1 with no unit at only one time.',
    );
  });

  it('shows why a vital sign has no value, and the value before it with its date', async () => {
    serveObservations(sandbox, 'vital-signs', [
      {
        code: loincOf('8867-4', 'Pulse'),
        dataAbsentReason: { coding: [{ system: ABSENT, code: 'not-performed', display: 'Not Performed' }] },
      },
      {
        code: loincOf('8867-4', 'Pulse'),
        valueQuantity: quantityOf(72, '/min'),
        effectiveDateTime: '2025-02-01T09:30:00Z',
      },
      { code: loincOf('8310-5', 'Temp'), valueString: 'afebrile' },
      {
        code: loincOf('85354-9', 'BP'),
        component: [
          { code: loincOf('8480-6', 'Systolic'), valueQuantity: quantityOf(118, 'mm[Hg]') },
          {
            code: loincOf('8462-4', 'Diastolic'),
            dataAbsentReason: { coding: [{ system: ABSENT, code: 'error' }] },
          },
        ],
      },
    ]);
    await openChart(page);
    await expect(getVital(page, 'Heart rate').innerText()).resolves.toMatch(
      /not performed[\s\S]*1 May 2026[\s\S]*Before: 72 \/min \(.*2025/i,
    );
    await expect(getVital(page, 'Temperature').innerText()).resolves.toContain('afebrile');
    await expect(getVital(page, 'Blood pressure').innerText()).resolves.toContain('118/—');
    await expect(getSection(page, 'Vital Signs').innerText()).resolves.toMatch(
      /Not (on file|in this list, which may be incomplete): Oxygen saturation, Respirations, Weight, Height, BMI\./,
    );
  });

  it('marks bounds, corrected and preliminary values, abnormal components, periods and missing dates', async () => {
    serveObservations(sandbox, 'vital-signs', [
      {
        code: loincOf('2708-6', 'SpO2'),
        valueQuantity: quantityOf(70, '%', { comparator: '<' }),
        status: 'corrected',
      },
      {
        code: loincOf('2708-6', 'SpO2'),
        valueQuantity: quantityOf(95, '%'),
        status: 'preliminary',
        effectiveDateTime: undefined,
        effectivePeriod: { start: '2026-04-01T08:00:00Z', end: '2026-04-02T08:00:00Z' },
      },
      {
        code: loincOf('2708-6', 'SpO2'),
        valueQuantity: quantityOf(96, '%'),
        effectiveDateTime: '2026-03-01T08:00:00Z',
      },
      { code: loincOf('2708-6', 'SpO2'), valueQuantity: quantityOf(97, '%'), effectiveDateTime: undefined },
      {
        code: loincOf('85354-9', 'BP'),
        component: [
          {
            code: loincOf('8480-6', 'Systolic'),
            valueQuantity: quantityOf(190, 'mm[Hg]'),
            interpretation: interpretationOf('HH'),
          },
          { code: loincOf('8462-4', 'Diastolic'), valueQuantity: quantityOf(80, 'mm[Hg]') },
        ],
      },
    ]);
    await openChart(page);
    await expect(getVital(page, 'Oxygen saturation').innerText()).resolves.toMatch(/<70 %[\s\S]*Corrected/);
    await expect(getVital(page, 'Blood pressure').innerText()).resolves.toContain('Systolic: Critical high');
    const detail = await openVital(page, 'Oxygen saturation');
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

  it('says next to a vital sign that another value of the same time is abnormal or preliminary', async () => {
    const code = loincOf('8867-4', 'Pulse');
    const interpretation = interpretationOf('H');
    serveObservations(sandbox, 'vital-signs', [
      { code, valueQuantity: quantityOf(72, '/min') },
      { code, valueQuantity: quantityOf(131, '/min'), status: 'preliminary', interpretation },
      {
        code: loincOf('8302-2', 'Height'),
        valueQuantity: quantityOf(170, 'cm'),
        effectiveDateTime: undefined,
      },
      {
        code: loincOf('8302-2', 'Height'),
        valueQuantity: quantityOf(171, 'cm'),
        effectiveDateTime: undefined,
      },
    ]);
    await openChart(page);
    await expect(getVital(page, 'Heart rate').innerText()).resolves.toMatch(
      /72 \/min[\s\S]*1 other value at the same time: 131 \/min, High, Preliminary|131 \/min[\s\S]*at the same time: 72 \/min/,
    );
    await expect(getVital(page, 'Height').innerText()).resolves.not.toContain('same time');
  });
});
