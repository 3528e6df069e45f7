/** Finds the vital signs and the lab results in a chart. */
import type { Locator, Page } from 'playwright-core';
import { getSection } from './chart-viewer.ts';

export function getVital(page: Page, name: string): Locator {
  return getSection(page, 'Vital Signs').getByRole('button', { name: new RegExp(`^${name}`) });
}

/** Opens the trend of a vital sign. */
export async function openVital(page: Page, name: string): Promise<Locator> {
  await getVital(page, name).click();
  return getSection(page, 'Vital Signs').locator('.vital-detail');
}

export async function openFlowsheet(page: Page): Promise<Locator> {
  await getSection(page, 'Lab Results').getByRole('button', { name: 'Flowsheet' }).click();
  const grid = page.getByRole('table', { name: /^Flowsheet/ });
  await grid.waitFor();
  return grid;
}
