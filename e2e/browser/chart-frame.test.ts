import type { Sandbox } from 'epic-fhir-sandbox';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findAccessibilityProblems } from './browser.ts';
import { openViewerForEachTest } from './chart-hooks.ts';
import { canRun, type ChartViewer, getSection, openChart, openNote, readFocused } from './chart-viewer.ts';
import { readPdf } from './pdf-files.ts';

let viewer: ChartViewer;
let sandbox: Sandbox;
let page: Page;

const getHeader = (): Locator => page.locator('header.banner');
const getLinks = (): Locator => page.getByRole('navigation', { name: 'Sections' });

async function scrollDown(): Promise<void> {
  await page.mouse.move(200, 600);
  await page.mouse.wheel(0, 900);
  await page.locator('header.banner.compact').waitFor();
}

async function heightOf(locator: Locator): Promise<number> {
  const box = await locator.boundingBox();
  return box?.height ?? 0;
}

describe.runIf(canRun)('the frame of a chart', () => {
  openViewerForEachTest((opened) => {
    ({ viewer, sandbox, page } = opened);
  });

  it.each([
    [1440, 900],
    [768, 1024],
    [390, 844],
  ])(
    'keeps who the patient is, allergies and code status on the screen while scrolling, at %i pixels',
    async (width, height) => {
      await page.setViewportSize({ width, height });
      await openChart(page);
      await scrollDown();
      for (const text of ['Camila Maria Lopez', '39 years', 'Born', 'Sex for clinical use', '1003713'])
        await expect(getHeader().getByText(text).first().isVisible()).resolves.toBe(true);
      await expect(getHeader().boundingBox()).resolves.toMatchObject({ y: 0 });
      await expect(heightOf(getHeader())).resolves.toBeLessThanOrEqual(height / 4);
      await expect(getHeader().getByRole('region', { name: 'Allergy Summary' }).isVisible()).resolves.toBe(
        true,
      );
      await expect(getHeader().getByRole('region', { name: 'Code Status' }).isVisible()).resolves.toBe(true);
      await expect(getHeader().getByText('Language').isVisible()).resolves.toBe(false);
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await getHeader().getByRole('button', { name: 'Details' }).click();
      await expect(getHeader().getByText('Language').isVisible()).resolves.toBe(true);
      await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(width);
    },
  );

  it('shows the header of the same patient on top of a note', async () => {
    await openChart(page);
    await openNote(page);
    const note = page.getByRole('dialog', { name: 'Progress Notes' });
    await note.getByText('Assessment & Plan').waitFor();
    const inDialog = await note.locator('.banner .identity').innerText();
    expect(inDialog).toBe(await getHeader().locator('.identity').innerText());
    await expect(note.locator('.banner').getByText('Camila Maria Lopez').isVisible()).resolves.toBe(true);
    await expect(note.getByRole('region', { name: 'Allergy Summary' }).isVisible()).resolves.toBe(true);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(heightOf(note.locator('.banner'))).resolves.toBeLessThanOrEqual(844 / 4);
  });

  it('shows the name of the list at once, and says that the rest is loading', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    const hold = sandbox.hold({});
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).click();
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await expect(getHeader().innerText()).resolves.toMatch(/39 years[\s\S]*1003713[\s\S]*Loading allergies…/);
    await expect(getHeader().getByRole('region', { name: 'Code Status' }).innerText()).resolves.toContain(
      'Loading…',
    );
    await getSection(page, 'Documents').getByText('Loading documents…').waitFor();
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    hold.release();
    await getHeader().getByText('SHELLFISH').waitFor();
  });

  it('links to the sections, moves the focus to their headings, and marks the one on the screen', async () => {
    await openChart(page);
    for (const name of ['Lab Results', 'Medications', 'Documents']) {
      await getLinks().getByRole('link', { name }).focus();
      await page.keyboard.press('Enter');
      await expect(readFocused(page, 'textContent')).resolves.toBe(name);
      await expect.poll(() => getLinks().locator('[aria-current]').innerText()).toContain(name);
      const [header, heading] = await Promise.all([
        getHeader().boundingBox(),
        page.getByRole('heading', { level: 2, name }).boundingBox(),
      ]);
      expect(heading?.y).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0));
    }
    await page.evaluate('scrollTo(0, 0)');
    await expect.poll(() => getLinks().locator('[aria-current]').innerText()).toContain('Problem List');
    expect(page.url()).toBe(`${viewer.origin}/`);
  });

  it('counts the records of each section in its link, and marks a section that failed until it is loaded', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Encounter' },
      times: Infinity,
      kind: 'html',
    });
    await openChart(page);
    await expect(
      getLinks()
        .getByRole('link', { name: /^Documents/ })
        .innerText(),
    ).resolves.toMatch(/10\+/);
    await getLinks()
      .getByRole('link', { name: /^Visits.*not loaded$/ })
      .waitFor();
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    sandbox.clearFaults();
    await getSection(page, 'Visits').getByRole('button', { name: 'Try again' }).click();
    await getLinks()
      .getByRole('link', { name: /^Visits.*10\+$/ })
      .waitFor();
  });

  it('never leaves the header blank if its operation fails, and loads it after "Try again"', async () => {
    await page.route('**/graphql', async (route) => {
      const isHeader = route.request().postData()?.includes('query ChartBanner') === true;
      await (isHeader
        ? route.fulfill({ json: { errors: [{ message: 'No.', extensions: { code: 'UPSTREAM_TIMEOUT' } }] } })
        : route.continue());
    });
    await openChart(page);
    await expect(getHeader().innerText()).resolves.toMatch(
      /Camila Maria Lopez[\s\S]*Allergies could not be loaded: treat them as unknown[\s\S]*Could not be loaded: check the EHR/,
    );
    await page.getByText('Do-not-give orders could not be loaded').first().waitFor();
    await getSection(page, 'Documents').getByText('Progress Notes').first().waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: /Try again.*header/ }).click();
    await getHeader().getByText('SHELLFISH').waitFor();
  });

  it('prints the header first, every section and the time, without navigation and controls', async () => {
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await scrollDown();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await expect(page.getByText(/^Printed \S.*\d{2}:\d{2}/).isVisible()).resolves.toBe(true);
    await expect(
      page.getByRole('button', { name: /Show more|Sign in|All patients|Details/ }).count(),
    ).resolves.toBe(0);
    await expect(getLinks().count()).resolves.toBe(0);
    await expect(getHeader().getByText('Language').isVisible()).resolves.toBe(true);
    await expect(page.getByText('More documents are on file than printed here.').isVisible()).resolves.toBe(
      true,
    );
    await expect(page.evaluate('getComputedStyle(document.body).color')).resolves.toBe('rgb(0, 0, 0)');
  });

  it('prints the name, the MRN, the allergies and the number of the page on every page', async () => {
    await openChart(page);
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    const pages = await readPdf(await page.pdf({ format: 'A4' }));
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, text] of pages.entries()) {
      const header = /Camila Maria Lopez[\s\S]*MRN\s*1003713[\s\S]*SHELLFISH/i;
      expect([index, header.test(text)]).toEqual([index, true]);
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
    }
  });
});
