import { MERGED_BY_REDIRECT, RESTRICTED } from 'epic-fhir-sandbox/data';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSites } from '../../test/support/sites.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage } from './browser.ts';
import {
  type Explorers,
  getEditor,
  getInput,
  getRunButton,
  originOf,
  showEditor,
  startExplorers,
  write,
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

async function visit(address: string): Promise<void> {
  opened = await explorers.visit(address);
  ({ page } = opened);
}

const getPanel = () => page.getByRole('region', { name: 'Request Cost' });
/** Locates the panel's entry for the last response. */
const getLastEntry = () => getPanel().locator('details').first();
const getResult = () => page.getByRole('region', { name: 'Result Window' });

/** Lists requests to other servers than the gateway, console messages, and violations of the Content-Security-Policy. */
const listProblems = () => [...opened.foreignRequests, ...opened.problems];

/** Writes an operation and waits until GraphiQL shows its name. */
async function writeOperation(name: string, selection: string): Promise<void> {
  await write(page, 'Operation Editor', `query ${name} ${selection}`);
  await page.getByRole('tab', { name }).waitFor();
}

/** Returns the rendered text. Monaco renders spaces as non-breaking spaces. */
async function readText(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll('\u00a0', ' ');
}

describe.skipIf(!hasChromium)('the explorer of a site', () => {
  it('sends operations to its site, and keeps them apart from other sites', async () => {
    const server = { server: explorers.sandbox, panel: `list:${explorers.sandbox.panels.list}` };
    const sites = await startSites({ north: server, south: server });
    const origin = originOf(sites);
    try {
      opened = await openPage(explorers.browser, `${origin}/sites/north/explorer`);
      page = opened.page;
      for (const site of ['north', 'south']) {
        await page.goto(`${origin}/sites/${site}/explorer`);
        await showEditor(page);
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`Explorer: ${site}`);
        expect(await page.getByRole('tab', { name: 'Named' }).count()).toBe(0);
        await writeOperation('Named', '{ site { id } }');
        await getRunButton(page).click();
        await expect.poll(() => readText(getResult())).toContain(`"id": "${site}"`);
      }
      expect(listProblems()).toEqual([]);
    } finally {
      await opened.close();
      await sites.close();
    }
  });
});

describe.skipIf(!hasChromium)('the explorer in a browser that can only reach the gateway [T1-I17]', () => {
  beforeEach(() => visit(originOf(explorers.gateway)));

  afterEach(() => opened.close());

  it('runs the first operation by keyboard and shows its result and its FHIR requests', async () => {
    await getInput(page, 'Operation Editor').focus();
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(() => readText(getResult())).toContain('Camila Maria Lopez');
    expect(await getLastEntry().locator('summary').innerText()).toMatch(/^Patients\s+success$/);
    expect(await getLastEntry().locator('dl').innerText()).toMatch(
      /^FHIR requests\s+(?:2 in 2 waves|1 in 1 wave)\s+Estimated cost\s+2 requests\s+Response time\s+\d+ ms$/,
    );
    expect(await page.getByRole('status').textContent()).toBe('Patients: success');
    expect(await getPanel().innerText()).not.toContain('Lopez');
    expect(listProblems()).toEqual([]);
  });

  it('opens an example in a new tab, with variables that it runs with', async () => {
    await page.getByLabel('Example').selectOption('Lab Trend');
    await page.getByRole('tab', { name: 'LabTrend' }).waitFor();
    await expect.poll(() => getEditor(page, 'Variables').innerText()).toContain('4548-4');
    await getRunButton(page).click();
    await expect.poll(() => getLastEntry().locator('summary').innerText()).toMatch(/^LabTrend\s+success$/);
    expect(await getLastEntry().getByRole('row').nth(2).innerText()).toMatch(
      /^Observation search\s+1\s+sent\s/,
    );
    await expect.poll(() => page.getByRole('tab', { name: 'Patients' }).count()).toBe(1);
    expect(listProblems()).toEqual([]);
  });

  it('opens only the entry of the last response', async () => {
    for (const title of ['Lab Trend', 'Note List', 'Problem List']) {
      await page.getByLabel('Example').selectOption(title);
      const name = title.replace(' ', '');
      await page.getByRole('tab', { name, selected: true }).waitFor();
      await getRunButton(page).click();
      await expect
        .poll(() => getPanel().locator('details[open] summary').allInnerTexts())
        .toEqual([expect.stringMatching(new RegExp(`^${name}\\s+success$`))]);
    }
    expect(listProblems()).toEqual([]);
  });

  it('keeps the open tab in view when a row of tabs is too long', async () => {
    for (const title of [
      'Lab Trend',
      'Note List',
      'Problem List',
      'Allergy List',
      'Open Orders',
      'Clinic Day',
    ]) {
      await page.getByLabel('Example').selectOption(title);
      const tab = page.getByRole('tab', { name: title.replace(' ', ''), selected: true });
      await tab.waitFor();
      await expect
        .poll(async () => {
          const row = await page.locator('.graphiql-tabs').boundingBox();
          const box = await tab.boundingBox();
          return row !== null && box !== null && box.x + box.width <= row.x + row.width + 1;
        })
        .toBe(true);
    }
  });

  it('keeps an operation that was written just before an example is opened', async () => {
    await write(page, 'Operation Editor', 'query Mine { patients(first: 1) { id } }');
    await page.getByLabel('Example').selectOption('Lab Trend');
    await page.getByRole('tab', { name: 'LabTrend' }).waitFor();
    // GraphiQL names a tab by its operation only a moment later.
    await page.getByRole('tab').first().click();
    await page.getByRole('tab', { name: 'Mine', selected: true }).waitFor();
    await expect.poll(() => readText(getEditor(page, 'Operation Editor'))).toContain('patients(first: 1)');
    expect(listProblems()).toEqual([]);
  });

  it('returns to the tab of an example that is already open', async () => {
    const example = page.getByLabel('Example');
    for (const [choice, tab] of [
      ['Lab Trend', 'LabTrend'],
      ['Allergy List', 'AllergyList'],
    ] as const) {
      await example.selectOption(choice);
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    }
    await example.selectOption('Lab Trend');
    await page.getByRole('tab', { name: 'LabTrend', selected: true }).waitFor();
    expect(await page.getByRole('tab').count()).toBe(3);
    expect(listProblems()).toEqual([]);
  });

  it('shows the error codes and warning codes of a partial result', async () => {
    const lookups = `{ merged: patient(id: "${MERGED_BY_REDIRECT}") { id } closed: patient(id: "${RESTRICTED}") { id } }`;
    await writeOperation('Both', lookups);
    await getRunButton(page).click();
    await expect.poll(() => getLastEntry().locator('summary').innerText()).toMatch(/^Both\s+partial$/);
    expect(await getLastEntry().locator('ul.errors').innerText()).toMatch(/^RESTRICTED_RECORD closed\n/);
    expect(await getLastEntry().locator('ul.warnings').innerText()).toMatch(/^4107 Patient$/m);
    expect(listProblems()).toEqual([]);
  });

  it('shows the documentation of the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.getByRole('region', { name: 'Documentation Explorer' });
    await docs.getByRole('link', { name: 'Query' }).click();
    await expect.poll(() => docs.innerText()).toContain('patientsConnection');
    expect(listProblems()).toEqual([]);
  });

  it('shows the schema as SDL, with or without descriptions', async () => {
    await page.getByRole('button', { name: 'Show SDL' }).click();
    const sdl = page.getByRole('region', { name: 'SDL' });
    await expect.poll(() => sdl.innerText()).toMatch(/"""\ntype Patient /);
    await sdl.getByLabel('Include descriptions').uncheck();
    await expect.poll(() => sdl.innerText()).not.toContain('"""');
    await sdl.getByLabel('Sort by name').check();
    await expect.poll(() => sdl.innerText()).toMatch(/^type AllergyIntolerance [\s\S]*^type Patient /m);
    expect(listProblems()).toEqual([]);
  });

  it('completes a field of the schema and marks an unknown field', async () => {
    await writeOperation('Worker', '{ patients { noSuchField } }');
    await getEditor(page, 'Operation Editor').locator('.squiggly-error').first().waitFor();
    await writeOperation('Worker', '{ patientsC');
    await page.keyboard.press('Control+Space');
    await page
      .getByRole('option', { name: /^patientsConnection/ })
      .first()
      .waitFor();
    expect(listProblems()).toEqual([]);
  });

  it('marks a variable of the wrong type', async () => {
    await writeOperation('Typed', '($first: Int!) { patients(first: $first) { id } }');
    await write(page, 'Variables', '{ "first": "ten" }');
    await getEditor(page, 'Variables').locator('.squiggly-error').first().waitFor();
    expect(listProblems()).toEqual([]);
  });

  it('keeps operations only while the tab is open [T1-I18]', async () => {
    await getRunButton(page).click();
    await getLastEntry().waitFor();
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage })');
    expect(kept).not.toMatch(/patients|Lopez/);
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')).toContain('patients');
    expect(listProblems()).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has a panel without accessibility problems in the %s scheme',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await writeOperation('Partial', `{ patients { id } closed: patient(id: "${RESTRICTED}") { id } }`);
      await getRunButton(page).click();
      await getLastEntry().locator('ul.errors').waitFor();
      expect(await findAccessibilityProblems(page, ['body > header', '#panel'])).toEqual([]);
      expect(listProblems()).toEqual([]);
    },
  );
});

describe.skipIf(!hasChromium)('the explorer after an operation without data', () => {
  beforeEach(() => visit(originOf(explorers.gateway)));

  afterEach(() => opened.close());

  it('shows why an operation was rejected, and that it sent no FHIR request', async () => {
    await writeOperation('Wrong', '{ patients(first: 10) { id noSuchField } }');
    await getRunButton(page).click();
    await expect.poll(() => getLastEntry().locator('summary').innerText()).toMatch(/^Wrong\s+rejected$/);
    expect(await getLastEntry().innerText()).toMatch(/FHIR requests\s+none/);
    expect(await getLastEntry().locator('ul.errors').innerText()).toMatch(/^GRAPHQL_VALIDATION_FAILED/);
  });

  it('says that the gateway does not respond', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await getRunButton(page).click();
    await expect.poll(() => getLastEntry().innerText()).toContain('The gateway does not respond.');
  });
});

describe.skipIf(!hasChromium)('the explorer of a gateway that requires sign-in', () => {
  it('says that the token is missing, offers a header for it, and sends the token', async () => {
    await visit(originOf(explorers.guarded));
    await expect.poll(() => getLastEntry().locator('ul.errors').innerText()).toMatch(/^UNAUTHENTICATED/);
    expect(await getPanel().locator('summary').count()).toBe(1);
    await page.getByRole('button', { name: 'Headers' }).click();
    await expect.poll(() => readText(getEditor(page, 'Headers'))).toContain('"authorization": "Bearer "');
    const authorization = await explorers.provider.bearer('user/Patient.rs user/List.rs');
    await write(page, 'Headers', JSON.stringify({ authorization }));
    await getRunButton(page).click();
    await expect.poll(() => readText(getResult())).toContain('Camila Maria Lopez');
    await page.getByLabel('Example').selectOption('Patient List');
    await page.getByRole('tab', { name: 'PatientList' }).waitFor();
    await getRunButton(page).click();
    await expect.poll(() => getLastEntry().locator('summary').innerText()).toMatch(/^PatientList\s+success$/);
    // GraphiQL's introspection was refused before the token was entered, which is no error any more.
    expect(await getPanel().locator('summary').allInnerTexts()).toEqual([
      expect.stringMatching(/^PatientList\s+success$/),
      expect.stringMatching(/^Patients\s+success$/),
    ]);
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain(authorization);
    expect(opened.foreignRequests).toEqual([]);
    await opened.close();
  });
});
