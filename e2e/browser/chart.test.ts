import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLocalServer } from '../../test/http/local-server.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { startIdentityProvider } from '../../test/support/identity-provider.ts';
import { fhirCalls } from '../../test/support/upstream.ts';
import { buildChartApp, type ChartApp, isInstalled, startChartApp } from './chart-app.ts';

const canRun = hasChromium && isInstalled;
if (!canRun) {
  process.stderr.write(
    'Skipping the tests of the chart viewer, which need Chromium at /usr/bin/chromium and `npm ci --prefix examples/chart`.\n',
  );
}

const SECTIONS = [
  'Problem List',
  'Medications',
  'Allergies and Intolerances',
  'Encounters',
  'Lab Results',
  'Notes',
];
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const HOUR_MS = 3_600_000;

let clockOffset = 0;
const now = () => Date.now() + clockOffset;

let sandbox: Sandbox;
let gateway: Gateway;
let app: ChartApp;
let browser: Browser;
let opened: OpenPage;
let page: Page;

async function open(options: Parameters<typeof openPage>[2] = {}): Promise<void> {
  opened = await openPage(browser, app.origin, options);
  page = opened.page;
}

async function openChart(name = 'Camila Maria Lopez'): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

const getSection = (name: string) => page.getByRole('region', { name, exact: true });

const getResultRow = (name: string) =>
  getSection('Lab Results').getByRole('row').filter({ hasText: name }).first();

/** Makes the sandbox return these records for every search of a type. They belong to the patient whose chart the tests open. */
function serve(resourceType: string, records: readonly object[]): void {
  const entry = records.map((record, index) => ({
    resource: {
      resourceType,
      id: `e${index}`,
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      ...record,
    },
    search: { mode: 'match' },
  }));
  const body = { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry };
  sandbox.fault({ match: { operation: 'search', resourceType }, times: Infinity, kind: 'json', body });
}

/** Reads a property of the focused element. Unlike a locator, it does not wait for one. */
const readFocused = (property: 'id' | 'textContent') =>
  page.evaluate<string>(`document.activeElement?.${property} ?? ''`);

/** Presses Tab until an element with this name has the focus. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await readFocused('textContent'))) return;
  }
  throw new Error(`Tab reaches no element named ${name.source}.`);
}

describe.runIf(canRun)('the chart viewer', () => {
  beforeAll(async () => {
    await buildChartApp();
    sandbox = await startSandbox({ now });
    gateway = await startGateway(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      now,
    });
    app = await startChartApp(new URL(gateway.http.get('/').url).origin);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await app.close();
    await gateway.close();
    await sandbox.close();
  });

  it('cannot be framed by another page, which prevents clickjacking', async () => {
    const frame = `<iframe src="${app.origin}"></iframe>`;
    const other = await startLocalServer((response) => {
      response.setHeader('content-type', 'text/html');
      response.end(frame);
    });
    const view = await browser.newPage();
    try {
      await view.goto(other.origin);
      await expect.poll(() => view.frames()[1]?.url()).toMatch(/^chrome-error:/);
    } finally {
      await view.close();
      await other.close();
    }
  });

  /** Part of a console message that a test provokes. */
  let expectedProblem: string | null = null;

  beforeEach(() => {
    expectedProblem = null;
    return open();
  });

  afterEach(async () => {
    sandbox.clearFaults();
    clockOffset = 0;
    const problems = opened.problems.filter(
      (problem) => expectedProblem === null || !problem.includes(expectedProblem),
    );
    const unexpected = [...problems, ...opened.foreignRequests];
    await opened.close();
    if (unexpected.length > 0) throw new Error(`The page had problems: ${unexpected.join('\n')}`);
  });

  it('lists patients with two FHIR requests and shows their number in the footer', async () => {
    // Do not count the requests of the first page load.
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    await page.reload();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await expect(page.getByRole('list').getByRole('button').count()).resolves.toBe(10);
    await expect(page.getByRole('contentinfo').textContent()).resolves.toContain('Patients, 2 FHIR requests');
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });

  it('appends more patients to the list', async () => {
    await page.getByRole('button', { name: 'Show more patients' }).click();
    await page.getByText('Showing 20 patients.').waitFor();
    await expect(page.getByRole('list').getByRole('button').count()).resolves.toBe(20);
  });

  it('finds a patient by name and date of birth, and by record number', async () => {
    await page.getByLabel('Given name').fill('Linda');
    await page.getByLabel('Family name').fill('Ross');
    await page.getByLabel('Date of birth', { exact: true }).fill('1969-04-27');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { level: 1, name: 'Search Results' }).waitFor();
    await page.getByRole('button', { name: 'Linda Jane Ross' }).waitFor();
    await expect(page.getByRole('list').getByRole('button').count()).resolves.toBe(1);

    await page.getByLabel('MRN', { exact: true }).check();
    await page.getByLabel('Medical record number').fill('1003711');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('button', { name: 'Derrick Lin' }).waitFor();
  });

  it('says that no patient matches, and what to check', async () => {
    await page.getByLabel('MRN', { exact: true }).check();
    await page.getByLabel('Medical record number').fill('no-such-number');
    await page.getByRole('button', { name: 'Search' }).click();
    const message = await page.getByText('No matching patients found.').innerText();
    expect(message).toBe('No matching patients found. Check what you entered: every field must match.');
  });

  it('opens a chart and a note by keyboard and restores the focus', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await page.keyboard.press('Tab');
    await expect(readFocused('textContent')).resolves.toBe('Skip to content');
    await page.keyboard.press('Enter');
    await expect(readFocused('id')).resolves.toBe('main');
    await tabTo(/^Camila Maria Lopez/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await expect(readFocused('id')).resolves.toBe('main');

    await tabTo(/^Progress Notes/);
    await page.keyboard.press('Enter');
    const note = page.getByRole('dialog', { name: 'Progress Notes' });
    await note.getByText('Assessment & Plan').waitFor();
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'hidden' });
    await expect(readFocused('textContent')).resolves.toContain('Progress Notes');
  });

  it('shows every section of a chart with sixteen FHIR requests in two operations', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    await openChart();
    for (const name of SECTIONS) {
      await getSection(name).waitFor();
      await expect(
        getSection(name).getByRole('listitem').or(getSection(name).getByRole('row')).count(),
      ).resolves.toBeGreaterThan(2);
    }
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    expect(fhirCalls(sandbox)).toHaveLength(16);
  });

  it('shows allergies at the top of the chart, without refuted ones', async () => {
    await openChart();
    const banner = page.getByRole('region', { name: 'Allergy Summary' });
    await expect(banner.textContent()).resolves.toContain('SHELLFISH-DERIVED PRODUCTS (unconfirmed)');
    await expect(banner.textContent()).resolves.not.toContain('PEANUT');
    await expect(getSection('Allergies and Intolerances').textContent()).resolves.toContain('PEANUT');
  });

  it('shows "do not give" orders in the header and above the medications, never among them', async () => {
    serve('MedicationRequest', [
      {
        status: 'active',
        intent: 'order',
        doNotPerform: true,
        medicationCodeableConcept: { text: 'Aspirin' },
      },
      { status: 'active', intent: 'order', medicationCodeableConcept: { text: 'Lisinopril' } },
    ]);
    await openChart();
    const header = page.getByRole('region', { name: 'Do Not Give or Perform' });
    await expect(header.innerText()).resolves.toMatch(/Do not give: Aspirin/);
    const above = getSection('Medications').getByRole('region', { name: 'Do Not Give' });
    await expect(above.innerText()).resolves.toMatch(/Do not give: Aspirin/);
    await expect(getSection('Medications').locator('.rows').innerText()).resolves.not.toContain('Aspirin');
    await expect(getSection('Medications').locator('.rows').innerText()).resolves.toContain('Lisinopril');
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it('shows next to a medication that it is on hold or was reported', async () => {
    serve('MedicationRequest', [
      { status: 'on-hold', intent: 'order', medicationCodeableConcept: { text: 'Warfarin' } },
      {
        status: 'active',
        intent: 'plan',
        reportedBoolean: true,
        medicationCodeableConcept: { text: 'Melatonin' },
      },
    ]);
    await openChart();
    const rows = getSection('Medications').locator('.rows');
    await expect(rows.getByRole('listitem').filter({ hasText: 'Warfarin' }).innerText()).resolves.toContain(
      'On hold',
    );
    await expect(rows.getByRole('listitem').filter({ hasText: 'Melatonin' }).innerText()).resolves.toContain(
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
    serve('Observation', [
      createResult('Potassium', 6.9, {
        status: 'preliminary',
        interpretation: [{ text: 'critically high' }],
      }),
      createResult('Sodium', 140, { status: 'corrected' }),
    ]);
    await openChart();
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
    await openChart();
    await expect(getSection('Encounters').innerText()).resolves.toContain('Order uncertain.');
    await expect(getSection('Encounters').innerText()).resolves.not.toContain('Cut elsewhere.');
    await expect(page.getByText('Cut elsewhere.').count()).resolves.toBe(1);
    await expect(getSection('Problem List').innerText()).resolves.not.toContain('uncertain');
  });

  it('distinguishes "no known allergies" from "no allergy information recorded"', async () => {
    const summaries = new Set<string>();
    for (const name of ['Derrick Lin', 'Desiree Caroline Powell', 'Elijah Davis', 'Warren James McGinnis']) {
      await openChart(name);
      summaries.add(await page.getByRole('region', { name: 'Allergy Summary' }).locator('b').innerText());
      await page.getByRole('button', { name: 'All patients' }).click();
    }
    expect([...summaries]).toContain('No known allergies');
    expect([...summaries]).toContain('No allergy information recorded: the patient may have allergies');
  });

  it('draws the trend of a lab test with a name, a description and a table', async () => {
    await openChart();
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
    await openChart();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    await page.getByRole('button', { name: 'Show more notes' }).click();
    await page.getByText('Showing 20 notes.').waitFor();
    await expect(getSection('Notes').getByRole('listitem').count()).resolves.toBe(20);
    expect(fhirCalls(sandbox)).toHaveLength(1);
  });

  it('loads a list to its end by keyboard and keeps the focus there', async () => {
    await openChart();
    const more = page.getByRole('button', { name: 'Show more encounters' });
    await more.focus();
    while ((await more.count()) > 0) {
      await page.keyboard.press('Enter');
      await getSection('Encounters')
        .getByRole('button', { name: 'Loading… encounters' })
        .waitFor({ state: 'detached' });
    }
    await expect(readFocused('textContent')).resolves.toMatch(/^Showing all \d+ encounters\.$/);
  });

  it('reloads a list whose cursor has expired, and says so', async () => {
    await openChart();
    const more = page.getByRole('button', { name: 'Show more notes' });
    await more.click();
    await page.getByText('Showing 20 notes.').waitFor();
    clockOffset = 2 * HOUR_MS;
    await more.click();
    await page.getByText('The list expired and was reloaded from the start.').waitFor();
    await expect(getSection('Notes').getByRole('listitem').count()).resolves.toBe(10);
    await more.click();
    await page.getByText('Showing 20 notes.').waitFor();
  });

  it('shows an error in a section that fails to load, and the other sections', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      times: Infinity,
      kind: 'status',
      status: 403,
    });
    sandbox.fault({
      match: { operation: 'search', resourceType: 'AllergyIntolerance' },
      times: Infinity,
      kind: 'html',
    });
    await openChart();
    await expect(getSection('Problem List').getByRole('alert').textContent()).resolves.toMatch(
      /^Problem List could not be loaded\. You do not have access to this\..*FORBIDDEN$/,
    );
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toBe(
      'Allergies could not be loaded: treat them as unknown',
    );
    await expect(getSection('Medications').getByRole('listitem').count()).resolves.toBeGreaterThan(2);
    await expect(getSection('Notes').getByRole('listitem').count()).resolves.toBe(10);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);

    sandbox.clearFaults();
    await getSection('Allergies and Intolerances').getByRole('button', { name: 'Try again' }).click();
    await getSection('Allergies and Intolerances').getByText('PEANUT').waitFor();
    await expect(readFocused('textContent')).resolves.toBe('Allergies and Intolerances');
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toContain(
      'SHELLFISH',
    );
  });

  it('shows an error instead of the patient list, and the list after "Try again"', async () => {
    sandbox.fault({ match: { resourceType: 'List' }, times: Infinity, kind: 'html' });
    sandbox.fault({ match: { resourceType: 'Patient' }, times: Infinity, kind: 'html' });
    await page.reload();
    await expect(page.getByRole('alert').innerText()).resolves.toContain('Patients could not be loaded.');
    sandbox.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
  });

  it('distinguishes an empty list from a list that could not be loaded', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', total: 0 },
    });
    await openChart();
    await expect(getSection('Problem List').innerText()).resolves.toContain('No problems on file.');
    await expect(getSection('Problem List').getByRole('alert').count()).resolves.toBe(0);
  });

  it('shows lab results whose trend fails to load, and the trend after "Try again"', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Observation', query: /code=/ },
      times: Infinity,
      kind: 'html',
    });
    await openChart();
    await expect(getSection('Lab Results').getByRole('alert').innerText()).resolves.toContain(
      'The trend could not be loaded. The EHR returned a response that cannot be read.',
    );
    await expect(getSection('Lab Results').getByRole('row').count()).resolves.toBe(16);
    sandbox.clearFaults();
    await getSection('Lab Results').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
  });

  it('says that the server does not respond, and lists patients once it does', async () => {
    // Chromium logs the 502 response, so the test needs a page whose console messages it ignores.
    const other = await openPage(browser, 'about:blank');
    const view = other.page;
    await view.route('**/graphql', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    await view.goto(app.origin);
    await expect(view.getByRole('alert').innerText()).resolves.toContain('The server does not respond.');
    await view.unroute('**/graphql');
    await view.getByRole('button', { name: 'Try again' }).click();
    await view.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await other.close();
  });

  it('keeps a list if loading more of it fails', async () => {
    await openChart();
    sandbox.fault({
      match: { resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    await page.getByRole('button', { name: 'Show more notes' }).click();
    await getSection('Notes').getByText('More notes could not be loaded.').waitFor();
    await expect(getSection('Notes').getByRole('listitem').count()).resolves.toBe(10);
    sandbox.clearFaults();
    await getSection('Notes').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Showing 20 notes.').waitFor();
  });

  it('shows an error for a note that fails to load, and the note after "Try again"', async () => {
    await openChart();
    sandbox.fault({
      match: { operation: 'read', resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    sandbox.fault({
      match: { operation: 'search', resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    await page
      .getByRole('button', { name: /^Progress Notes/ })
      .first()
      .click();
    const note = page.getByRole('dialog');
    await expect(note.getByRole('alert').innerText()).resolves.toContain('The note could not be loaded.');
    sandbox.clearFaults();
    await note.getByRole('button', { name: 'Try again' }).click();
    await note.getByText('Assessment & Plan').waitFor();
  });

  it('shows in a section that the FHIR server withheld records from it', async () => {
    await openChart();
    await expect(getSection('Lab Results').textContent()).resolves.toContain(
      'The FHIR server withheld records of a kind that the gateway is not authorized to see.',
    );
    await expect(getSection('Problem List').textContent()).resolves.not.toContain('were left out');
  });

  it('keeps patient data out of the address, the title, the history and the storage of the browser', async () => {
    await openChart();
    await page
      .getByRole('button', { name: /^Progress Notes/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
    const traces = await page.evaluate<string[]>(
      '[location.href, document.title, JSON.stringify(history.state), document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]',
    );
    const [address, title, state, ...stored] = traces;
    expect(address).toBe(`${app.origin}/`);
    expect(title).toBe('Chart');
    expect(state).toMatch(/^"[\da-f-]{36}"$/);
    expect(stored).toEqual(['', '{}', '{}']);
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([]);
  });

  it("follows the browser's Back and Forward, and returns to the list after a reload", async () => {
    await openChart();
    await page
      .getByRole('button', { name: /^Progress Notes/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
    await expect(page.getByRole('heading', { level: 1 }).count()).resolves.toBe(1);
  });

  it('sanitizes the HTML of a note again before it inserts it', async () => {
    // Since version 156, Chromium also logs a violation for the document that the app parses the HTML in to sanitize it.
    expectedProblem = 'Executing inline event handler violates';
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const answer = await response.text();
      await route.fulfill({
        response,
        body: answer.replace(
          /"html":"[^"]*"/,
          '"html":"<p>Plain.</p><img src=x onerror=alert(1)><script>alert(2)</script><form><input></form><a href=\'javascript:alert(3)\'>link</a><h1>Plan</h1>"',
        ),
      });
    });
    await openChart();
    await page
      .getByRole('button', { name: /^Progress Notes/ })
      .first()
      .click();
    const body = page.getByRole('dialog').locator('.note-text');
    await body.getByText('Plain.').waitFor();
    await expect(body.locator('img, script, form, input, [style], [onerror], a[href]').count()).resolves.toBe(
      0,
    );
    await expect(body.getByRole('heading', { level: 3, name: 'Plan' }).count()).resolves.toBe(1);
  });

  it('fits a phone screen without horizontal scrolling', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openChart();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(360);
    await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility problem in the %s scheme, according to axe',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await openChart();
      await page.getByRole('img', { name: /over time$/ }).waitFor();
      await page.getByText(/as a table$/).click();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await page
        .getByRole('button', { name: /^Progress Notes/ })
        .first()
        .click();
      await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await page.keyboard.press('Escape');
      sandbox.fault({ match: { operation: 'search' }, times: Infinity, kind: 'status', status: 403 });
      await page.getByRole('button', { name: 'All patients' }).click();
      await openChart('Derrick Lin');
      await getSection('Notes').getByRole('alert').waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
    },
  );
});

describe.runIf(canRun)('the chart viewer of a gateway that requires sign-in', () => {
  it('asks the user to sign in, shows patients with a token, and clears all data on sign-out', async () => {
    const issuer = await startIdentityProvider();
    const plain = await startSandbox();
    const guarded = await startGateway(plain, {
      panel: { kind: 'list', identifier: plain.panels.list },
      callers: issuer.tokenVerification(),
    });
    const served = await startChartApp(new URL(guarded.http.get('/').url).origin);
    const chromium = await startBrowser();
    try {
      const { page: view, problems } = await openPage(chromium, served.origin);
      await view.getByText('You are not signed in.').waitFor();
      await view.getByRole('button', { name: 'Sign in' }).click();
      await view.getByLabel('Access token').fill(await issuer.token({ scope: 'user/*.rs' }));
      await view.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await view.getByRole('button', { name: 'Camila Maria Lopez' }).click();
      await view.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
      await view.getByRole('button', { name: 'Sign out' }).click();
      await view.getByText('You are not signed in.').waitFor();
      await view.goBack();
      await view.getByText('You are not signed in.').waitFor();
      await expect(view.getByText('Camila').count()).resolves.toBe(0);
      // Chromium logs every 401 response.
      expect(problems.filter((problem) => !problem.includes('status of 401'))).toEqual([]);
    } finally {
      await chromium.close();
      await served.close();
      await guarded.close();
      await plain.close();
      await issuer.close();
    }
  });
});

describe.runIf(canRun)('npm run example', () => {
  it('serves the chart viewer and a gateway with the sandbox, prints the address, and stops both on Ctrl+C', async () => {
    const script = spawn(process.execPath, ['scripts/example.ts', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(script, 'close');
    const printed = Promise.withResolvers<string>();
    let output = '';
    script.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes('Ctrl+C')) printed.resolve(output);
    });
    void ended.then(() => printed.reject(new Error(`The program exited: ${output}`)));
    const [, address = ''] = /Chart viewer +(http\S+)/.exec(await printed.promise) ?? [];
    const view = await fetch(address);
    expect(Object.fromEntries(view.headers)).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    });
    expect(await view.text()).toContain('http-equiv="Content-Security-Policy"');
    const answer = await fetch(new URL('/graphql', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ patients(first: 1) { fullName } }' }),
    });
    expect(await answer.json()).toMatchObject({ data: { patients: [{ fullName: 'Camila Maria Lopez' }] } });
    script.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('prints its usage for an unknown option', async () => {
    const script = spawn(process.execPath, ['scripts/example.ts', '--prot', '1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [usage] = await Promise.all([text(script.stderr), once(script, 'close')]);
    expect(usage).toMatch(/^Usage: npm run example -- \[--port N\]/);
    expect(script.exitCode).toBe(1);
  });
});
