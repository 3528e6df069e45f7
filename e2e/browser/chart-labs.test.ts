import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { openFlowsheet } from './chart-results.ts';
import { canRun, getSection, openChart } from './chart-viewer.ts';
import { interpretationOf, loincOf, quantityOf, serveObservations } from './served-records.ts';

let sandbox: Sandbox;
let page: Page;

describe.runIf(canRun)('the lab results in the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ sandbox, page } = opened);
  });

  it('arranges lab results in a flowsheet that scrolls by keyboard', async () => {
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    const grid = await openFlowsheet(page);
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
    const potassium = { code: loincOf('2823-3', 'Potassium') };
    serveObservations(sandbox, 'laboratory', [
      {
        ...potassium,
        valueQuantity: quantityOf(6.9, 'mmol/L'),
        status: 'preliminary',
        interpretation: interpretationOf('HH'),
      },
      {
        ...potassium,
        valueQuantity: quantityOf(4.1, 'mmol/L'),
        status: 'corrected',
        note: [{ text: 'Recollected.' }],
      },
      { ...potassium, valueString: 'Hemolyzed', effectiveDateTime: '2026-04-01T09:30:00Z' },
      { ...potassium, valueQuantity: quantityOf(16, 'mg/dL'), effectiveDateTime: '2026-04-01T09:30:00Z' },
      {
        code: loincOf('2951-2', 'Sodium'),
        dataAbsentReason: { text: 'Specimen lost' },
        effectiveDateTime: '2026-03',
      },
    ]);
    await openChart(page);
    const grid = await openFlowsheet(page);
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

  it('shows the newest results in the trend and the flowsheet of a chart that is opened again', async () => {
    await openChart(page);
    await openFlowsheet(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await page.getByRole('button', { name: 'All patients' }).click();
    serveObservations(sandbox, 'laboratory', [
      { code: loincOf('2823-3', 'Potassium'), valueQuantity: quantityOf(9.9, 'mmol/L') },
    ]);
    await openChart(page);
    const section = getSection(page, 'Lab Results');
    await section.getByText('Most recent: 9.9 mmol/L').waitFor();
    await expect((await openFlowsheet(page)).innerText()).resolves.toContain('9.9 mmol/L');
  });
});
