import type { Sandbox } from 'epic-fhir-sandbox';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { openFlowsheet, openVital } from './chart-results.ts';
import { canRun, getSection, openChart } from './chart-viewer.ts';
import { conceptOf, serveObservations, serveRecords } from './served-records.ts';

let sandbox: Sandbox;
let page: Page;

describe.runIf(canRun)('the sections of the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ sandbox, page } = opened);
  });

  it('lists immunizations with dose and lot, and those not given with the reason', async () => {
    serveRecords(sandbox, 'Immunization', [
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
    serveRecords(sandbox, 'AllergyIntolerance', [
      {
        code: { text: 'Latex' },
        clinicalStatus: conceptOf('allergyintolerance-clinical', 'active'),
        verificationStatus: conceptOf('allergyintolerance-verification', 'unconfirmed'),
        criticality: 'unable-to-assess',
        reaction: [{ manifestation: [{ text: 'Hives' }], severity: 'severe' }],
      },
    ]);
    serveRecords(sandbox, 'Condition', [
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
      code: { text },
      clinicalStatus: conceptOf('allergyintolerance-clinical', 'active'),
      criticality,
      reaction,
    }));
    serveRecords(sandbox, 'AllergyIntolerance', allergies);
    const order = { status: 'active', intent: 'order', doNotPerform: true };
    serveRecords(sandbox, 'MedicationRequest', [
      { ...order, medicationCodeableConcept: { text: 'Aspirin' } },
    ]);
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
    // A badge needs no comma after it; a name does.
    const separator = "getComputedStyle(document.querySelector('.compact .allergies li'), '::after').content";
    await expect(page.evaluate(separator)).resolves.toBe('" "');
  });

  it('distinguishes an empty section, a failed one, and one whose records were withheld', async () => {
    serveRecords(sandbox, 'Immunization', []);
    serveObservations(sandbox, 'vital-signs', []);
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
    await openVital(page, 'Weight');
    await page.getByRole('img', { name: 'Weight over time' }).waitFor();
    await openFlowsheet(page);
    await expect(
      page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
    ).resolves.toBe(false);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });
});
