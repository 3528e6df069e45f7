/** The explorer's price of an operation, and its chart of waves. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inputFor, MUTATIONS, newKey } from '../../test/support/writing.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage } from './browser.ts';
import {
  type Explorers,
  getRunButton,
  originOf,
  readPrice,
  startExplorers,
  write,
  writeHeaders,
} from './explorer-pages.ts';

let explorers: Explorers;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  explorers = await startExplorers();
});

afterAll(async () => {
  if (!hasChromium) return;
  await explorers.close();
});

afterEach(() => opened.close());

async function visit(address: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await explorers.visit(address, options);
  ({ page } = opened);
}

const getPrice = (): Locator => page.locator('.price');

describe.skipIf(!hasChromium)('the price in the explorer', () => {
  it('follows the operation and its variables, and sends no FHIR request', async () => {
    await visit(originOf(explorers.gateway));
    await expect.poll(() => readPrice(page)).toBe('Price 2 of 150 FHIR requests');
    const before = explorers.sandbox.requests.length;
    await write(
      page,
      'Operation Editor',
      'query Labs($first: Int!) { patients(first: $first) { labResults { name } } }',
    );
    await expect.poll(() => getPrice().innerText()).toBe('Price –');
    await write(page, 'Variables', '{ "first": 5 }');
    await expect.poll(() => readPrice(page)).toBe('Price 7 of 150 FHIR requests');
    await write(page, 'Variables', '{ "first": 7 }');
    await expect.poll(() => readPrice(page)).toBe('Price 9 of 150 FHIR requests');
    await getPrice().locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await getPrice().getByRole('row').allInnerTexts()).toEqual([
      'patients.labResults\t7',
      'patients\t2',
    ]);
    await page.keyboard.press('Escape');
    await expect.poll(() => getPrice().getByRole('row').count()).toBe(0);
    for (const text of ['{ patients(', '{ patients { noSuchField } }', '']) {
      await write(page, 'Operation Editor', text);
      await expect.poll(() => getPrice().innerText()).toBe('Price –');
    }
    expect(explorers.sandbox.requests.length).toBe(before);
    expect([...opened.problems, ...opened.foreignRequests]).toEqual([]);
  });

  it('says that an operation would be refused', async () => {
    await visit(originOf(explorers.gateway));
    await write(
      page,
      'Operation Editor',
      '{ patients(first: 100) { labResults { name } problems { name } } }',
    );
    await expect.poll(() => readPrice(page)).toMatch(/^Price 211 of 150 FHIR requests Too many$/);
    await getPrice().locator('summary').click();
    expect(await getPrice().innerText()).toContain('The gateway would refuse this operation.');
  });

  it('is stated for a mutation, which is not executed', async () => {
    await visit(originOf(explorers.gateway));
    await expect.poll(() => readPrice(page)).toContain('Price 2');
    const before = explorers.sandbox.requests.length;
    await write(
      page,
      'Variables',
      JSON.stringify({ input: inputFor('createPatient', explorers.sandbox), key: newKey() }),
    );
    await write(page, 'Operation Editor', MUTATIONS.createPatient);
    await expect.poll(() => readPrice(page)).toMatch(/^Price \d+ of 150 FHIR requests$/);
    expect(explorers.sandbox.requests.length).toBe(before);
  });

  it('is not requested for a mutation if the header for prices gets lost on the way', async () => {
    await visit(originOf(explorers.gateway));
    await expect.poll(() => readPrice(page)).toContain('Price 2');
    const before = explorers.sandbox.requests.length;
    const seen: string[] = [];
    await page.route('**/graphql', async (route) => {
      const { 'x-explain': _lost, ...headers } = route.request().headers();
      seen.push(route.request().postData() ?? '');
      await route.continue({ headers });
    });
    await write(
      page,
      'Variables',
      JSON.stringify({ input: inputFor('createPatient', explorers.sandbox), key: newKey() }),
    );
    await write(page, 'Operation Editor', MUTATIONS.createPatient);
    await expect.poll(() => seen.join()).toContain('__typename');
    await expect.poll(() => getPrice().innerText()).toBe('Price –');
    expect(seen.join()).not.toContain('mutation');
    expect(explorers.sandbox.requests.length).toBe(before);
  });

  it('is requested only with a token if the gateway requires one', async () => {
    await visit(originOf(explorers.guarded));
    const tokens: (string | undefined)[] = [];
    page.on('request', (request) => {
      const headers = request.headers();
      if (headers['x-explain'] === 'price') tokens.push(headers['authorization']);
    });
    await write(page, 'Operation Editor', '{ patients(first: 3) { id } }');
    await getRunButton(page).click();
    await page.locator('#panel ul.errors').first().waitFor();
    expect(await getPrice().innerText()).toBe('Price –');
    const authorization = await explorers.provider.bearer('user/*.rs');
    await writeHeaders(page, { authorization });
    await expect.poll(() => readPrice(page)).toContain('Price 2 of');
    expect(new Set(tokens)).toEqual(new Set([authorization]));
  });
});

describe.skipIf(!hasChromium)('the chart of waves', () => {
  it('groups the FHIR requests by wave, and says what each wave waited for', async () => {
    await visit(originOf(explorers.gateway));
    await write(page, 'Operation Editor', '{ patients(first: 2) { fullName labResults { name } } }');
    // A run that begins before the editor has reported its text can run another text.
    await expect.poll(() => readPrice(page)).toContain('Price 4 of');
    await getRunButton(page).click();
    const entry = page.getByRole('region', { name: 'Request Cost' }).locator('details').first();
    await entry.getByRole('table', { name: 'FHIR requests by wave' }).waitFor();
    expect(await entry.locator('summary').innerText()).toMatch(/^Unnamed operation\s+success$/);
    expect(await entry.locator('dl').innerText()).toMatch(/^FHIR requests\s+4 in 2 waves\s/);
    const rows = await entry.getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').replace(/ \d+–\d+.*$/, ' …'))).toEqual([
      expect.stringMatching(/^Request Source Time in ms/),
      'Wave 1 ',
      'List search 1 sent …',
      'Wave 2 after List search ',
      'Patient search 1 sent …',
      'Observation search 2 sent …',
    ]);
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'has no accessibility problems and fits its panel, nor has the price: %s at %i pixels',
    async (colorScheme, width) => {
      await visit(originOf(explorers.gateway), { colorScheme, viewport: { width, height: 844 } });
      await write(page, 'Operation Editor', '{ patients(first: 2) { fullName labResults { name } } }');
      await expect.poll(() => readPrice(page)).toContain('Price 4 of');
      await getPrice().locator('summary').click();
      expect(await findAccessibilityProblems(page, ['.price'])).toEqual([]);
      const popover = await getPrice().locator('.popover').boundingBox();
      expect(popover?.x).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Escape');
      await getRunButton(page).click();
      await page.locator('#panel details').first().waitFor({ state: 'attached' });
      if (width < 600) await page.getByRole('button', { name: 'Cost' }).click();
      await page.getByRole('table', { name: 'FHIR requests by wave' }).waitFor();
      expect(await findAccessibilityProblems(page, ['#panel'])).toEqual([]);
      const [contentWidth, panelWidth] = await page.evaluate<number[]>(
        '[document.querySelector("#panel-body").scrollWidth, document.querySelector("#panel-body").clientWidth]',
      );
      expect(contentWidth).toBe(panelWidth);
      expect(opened.problems).toEqual([]);
    },
  );
});
