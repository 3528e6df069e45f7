import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fhirCalls } from '../../test/support/upstream.ts';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { canRun, getSection, openChart } from './chart-viewer.ts';
import { serveRecords } from './served-records.ts';

const DAY_MS = 86_400_000;

let sandbox: Sandbox;
let page: Page;

function readRows(section: string): Promise<string[]> {
  return getSection(page, section).locator('tbody tr').allInnerTexts();
}

function createOrder(name: string, elements: object): object {
  return { intent: 'order', medicationCodeableConcept: { text: name }, ...elements };
}

/** An appointment that starts in so many days. */
function createAppointment(days: number, elements: object): object {
  return {
    start: new Date(Date.now() + days * DAY_MS).toISOString(),
    minutesDuration: 30,
    participant: [
      { actor: { reference: `Patient/${CAMILA_LOPEZ}` }, status: 'accepted' },
      { actor: { reference: 'Practitioner/e1', display: 'Natsuki Iwasaki, MD' }, status: 'declined' },
      { actor: { reference: 'Location/e2', display: 'Harbor Cardiology' }, status: 'accepted' },
    ],
    ...elements,
  };
}

describe.runIf(canRun)('the records of the chart viewer', () => {
  openViewerForEachTest((opened) => {
    ({ sandbox, page } = opened);
  });

  it('shows stopped, completed and wrong medications with their status on demand, with one FHIR request', async () => {
    serveRecords(sandbox, 'MedicationRequest', [
      createOrder('Lisinopril', { status: 'active' }),
      createOrder('Warfarin', { status: 'on-hold' }),
      createOrder('Ibuprofen', { status: 'stopped', statusReason: { text: 'Bleeding' } }),
      createOrder('Amoxicillin', { status: 'completed' }),
      createOrder('Metformin', { status: 'draft' }),
      createOrder('Digoxin', { status: 'entered-in-error' }),
      createOrder('Aspirin', { status: 'active', doNotPerform: true }),
    ]);
    await openChart(page);
    const current = await readRows('Medications');
    expect(current.join()).toMatch(
      /Lisinopril[\s\S]*Active[\s\S]*Warfarin[\s\S]*On hold: the patient may still take it/,
    );
    expect(current).toHaveLength(2);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    await getSection(page, 'Medications').getByRole('button', { name: /^All/ }).click();
    await getSection(page, 'Medications').getByText('Ibuprofen').waitFor();
    expect(fhirCalls(sandbox)).toHaveLength(1);
    const all = (await readRows('Medications')).join('\n');
    expect(all).toMatch(/Ibuprofen\s+Stopped\s+Reason: Bleeding/);
    expect(all).toMatch(/Amoxicillin\s+Completed/);
    expect(all).toMatch(/Metformin\s+Draft: not in force/);
    expect(all).toMatch(/Digoxin\s+Entered in error: do not use/);
    expect(all).not.toContain('Aspirin');
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('shows since when a visit lasts, where and with whom, and which visit was wrong', async () => {
    serveRecords(sandbox, 'Encounter', [
      {
        status: 'in-progress',
        class: { code: 'IMP', display: 'Inpatient' },
        type: [{ text: 'Hospital Encounter' }],
        period: { start: '2026-05-01' },
        location: [
          { location: { display: 'Ward 4' }, status: 'active' },
          { location: { display: 'Room 2' }, status: 'completed' },
        ],
        participant: [
          { type: [{ text: 'attender' }], individual: { display: 'Natsuki Iwasaki, MD' } },
          { type: [{ text: 'admitter' }], individual: { display: 'Natsuki Iwasaki, MD' } },
        ],
      },
      { status: 'finished', period: { start: '2025-01-02', end: '2025-01-04' } },
      { status: 'cancelled', period: { start: '2024' } },
    ]);
    await openChart(page);
    const [lasting = '', ended = '', cancelled = ''] = await readRows('Visits');
    expect(lasting).toMatch(/Hospital Encounter\s+Inpatient\s+In progress\s+Since 1 May 2026/);
    expect(lasting).toContain('Ward 4, Room 2 (completed)');
    expect(lasting).toContain('Natsuki Iwasaki, MD (attender, admitter)');
    expect(ended).toContain('2 Jan 2025 to 4 Jan 2025');
    expect(cancelled).toMatch(/Cancelled\s+2024/);
  });

  it('shows the next appointment first, then the latest past one, and who declined', async () => {
    serveRecords(sandbox, 'Appointment', [
      createAppointment(30, { status: 'booked', serviceType: [{ text: 'Later' }] }),
      createAppointment(3, { status: 'booked', serviceType: [{ text: 'Next' }] }),
      createAppointment(5, {
        status: 'cancelled',
        serviceType: [{ text: 'Off' }],
        cancelationReason: { text: 'Provider ill' },
      }),
      createAppointment(-9, { status: 'noshow', serviceType: [{ text: 'Missed' }] }),
      createAppointment(-2, { status: 'booked', serviceType: [{ text: 'Open' }] }),
      createAppointment(0, { status: 'waitlist', start: undefined, serviceType: [{ text: 'Waiting' }] }),
    ]);
    await openChart(page);
    const rows = await readRows('Appointments');
    const order = ['Next', 'Off', 'Later', 'Waiting', 'Open', 'Missed'];
    expect(rows.map((row) => order.find((name) => row.includes(name)))).toEqual(order);
    expect(rows[0]).toContain('Natsuki Iwasaki, MD (declined)');
    expect(rows[0]).toContain('Harbor Cardiology');
    expect(rows[1]).toMatch(/Cancelled\s+Reason: Provider ill/);
    expect(rows[3]).toMatch(/Time not on file[\s\S]*On the waiting list/);
    expect(rows[4]).toContain('Booked, outcome not on file');
    expect(rows[5]).toContain('Did not come');
  });

  it('names the columns in a head on a tablet, and in each card on a phone', async () => {
    await page.setViewportSize({ width: 768, height: 1024 });
    await openChart(page);
    const head = getSection(page, 'Documents').locator('thead');
    await head.getByText('Author').waitFor();
    await expect(head.boundingBox().then((box) => box?.height ?? 0)).resolves.toBeGreaterThan(10);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => head.boundingBox().then((box) => box?.height ?? 0)).toBeLessThan(2);
    const label = "getComputedStyle(document.querySelector('#documents td'), '::before').content";
    await expect(page.evaluate(label)).resolves.toBe('"Category"');
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(390);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });
});
