import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLocalServer } from '../../test/http/local-server.ts';
import { accessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { startIdentityProvider } from '../../test/support/identity-provider.ts';
import { fhirCalls } from '../../test/support/upstream.ts';
import { buildChartApp, type ChartApp, isInstalled, startChartApp } from './chart-app.ts';

const canRun = hasChromium && isInstalled;
if (!canRun) {
  process.stderr.write(
    'The example app is not tested here: that needs Chromium at /usr/bin/chromium and `npm ci --prefix examples/chart`.\n',
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

const section = (name: string) => page.getByRole('region', { name, exact: true });

const resultRow = (name: string) => section('Lab Results').getByRole('row').filter({ hasText: name }).first();

/** Answers every search of a type with these records of the patient whose chart the tests open. */
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

/** Of the element that has the focus; a locator would wait where none has. */
const focused = (property: 'id' | 'textContent') =>
  page.evaluate<string>(`document.activeElement?.${property} ?? ''`);

/** Presses Tab until what has the focus is named so. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused('textContent'))) return;
  }
  throw new Error(`No element named ${name.source} gets the focus.`);
}

describe.runIf(canRun)('the example app', () => {
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

  it('is not shown in a frame of another page, which could make a clinician click on what they do not see', async () => {
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

  /** A complaint of the browser that a test calls forth. */
  let calledForth: string | null = null;

  beforeEach(() => {
    calledForth = null;
    return open();
  });

  afterEach(async () => {
    sandbox.clearFaults();
    clockOffset = 0;
    const problems = opened.problems.filter(
      (problem) => calledForth === null || !problem.includes(calledForth),
    );
    const complaints = [...problems, ...opened.foreign];
    await opened.close();
    if (complaints.length > 0) throw new Error(`The page was not quiet: ${complaints.join('\n')}`);
  });

  it('lists patients by two FHIR requests, and says so at its foot', async () => {
    // What the page before it asked for is not counted.
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    await page.reload();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await expect(page.getByRole('list').getByRole('button').count()).resolves.toBe(10);
    await expect(page.getByRole('contentinfo').textContent()).resolves.toContain('Patients, 2 FHIR requests');
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });

  it('shows more patients below those that are there', async () => {
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

  it('says what is wrong where nobody is found', async () => {
    await page.getByLabel('MRN', { exact: true }).check();
    await page.getByLabel('Medical record number').fill('no-such-number');
    await page.getByRole('button', { name: 'Search' }).click();
    const message = await page.getByText('No matching patients found.').innerText();
    expect(message).toBe('No matching patients found. Check what you entered: every field must match.');
  });

  it('opens a chart and a note by the keyboard alone, and gives the focus back', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await page.keyboard.press('Tab');
    await expect(focused('textContent')).resolves.toBe('Skip to content');
    await page.keyboard.press('Enter');
    await expect(focused('id')).resolves.toBe('main');
    await tabTo(/^Camila Maria Lopez/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Camila Maria Lopez' }).waitFor();
    await expect(focused('id')).resolves.toBe('main');

    await tabTo(/^Progress Notes/);
    await page.keyboard.press('Enter');
    const note = page.getByRole('dialog', { name: 'Progress Notes' });
    await note.getByText('Assessment & Plan').waitFor();
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'hidden' });
    await expect(focused('textContent')).resolves.toContain('Progress Notes');
  });

  it('shows every section of a chart by sixteen FHIR requests in two operations', async () => {
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    sandbox.clearRequests();
    await openChart();
    for (const name of SECTIONS) {
      await section(name).waitFor();
      await expect(
        section(name).getByRole('listitem').or(section(name).getByRole('row')).count(),
      ).resolves.toBeGreaterThan(2);
    }
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    expect(fhirCalls(sandbox)).toHaveLength(16);
  });

  it('puts the allergies at the top, and tells those that were refuted from those that are in force', async () => {
    await openChart();
    const banner = page.getByRole('region', { name: 'Allergy Summary' });
    await expect(banner.textContent()).resolves.toContain('SHELLFISH-DERIVED PRODUCTS (unconfirmed)');
    await expect(banner.textContent()).resolves.not.toContain('PEANUT');
    await expect(section('Allergies and Intolerances').textContent()).resolves.toContain('PEANUT');
  });

  it('shows what must not be given in the header and above the medications, and never among them', async () => {
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
    const above = section('Medications').getByRole('region', { name: 'Do Not Give' });
    await expect(above.innerText()).resolves.toMatch(/Do not give: Aspirin/);
    await expect(section('Medications').locator('.rows').innerText()).resolves.not.toContain('Aspirin');
    await expect(section('Medications').locator('.rows').innerText()).resolves.toContain('Lisinopril');
    await expect(accessibilityProblems(page)).resolves.toEqual([]);
  });

  it('shows a status other than active next to the medication, and who reported it', async () => {
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
    const rows = section('Medications').locator('.rows');
    await expect(rows.getByRole('listitem').filter({ hasText: 'Warfarin' }).innerText()).resolves.toContain(
      'On hold',
    );
    await expect(rows.getByRole('listitem').filter({ hasText: 'Melatonin' }).innerText()).resolves.toContain(
      'Reported by the patient or another source',
    );
  });

  it('marks preliminary and corrected results, and tells a flag from a value outside its range', async () => {
    const laboratory = [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }];
    const result = (name: string, value: number, others: object) => ({
      category: laboratory,
      code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }], text: name },
      effectiveDateTime: '2026-05-01T09:30:00Z',
      valueQuantity: { value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      ...others,
    });
    serve('Observation', [
      result('Potassium', 6.9, { status: 'preliminary', interpretation: [{ text: 'critically high' }] }),
      result('Sodium', 140, { status: 'corrected' }),
    ]);
    await openChart();
    await expect(resultRow('Potassium').innerText()).resolves.toMatch(/Critical high[\s\S]*Preliminary/);
    await expect(resultRow('Sodium').innerText()).resolves.toContain('Corrected');
    await expect(resultRow('Sodium').innerText()).resolves.not.toContain('high');
  });

  it('shows each warning next to the list that its path names, and the others at the top', async () => {
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
    await expect(section('Encounters').innerText()).resolves.toContain('Order uncertain.');
    await expect(section('Encounters').innerText()).resolves.not.toContain('Cut elsewhere.');
    await expect(page.getByText('Cut elsewhere.').count()).resolves.toBe(1);
    await expect(section('Problem List').innerText()).resolves.not.toContain('uncertain');
  });

  it('says of a patient without allergies whether that is known', async () => {
    const told = new Set<string>();
    for (const name of ['Derrick Lin', 'Desiree Caroline Powell', 'Elijah Davis', 'Warren James McGinnis']) {
      await openChart(name);
      told.add(await page.getByRole('region', { name: 'Allergy Summary' }).locator('b').innerText());
      await page.getByRole('button', { name: 'All patients' }).click();
    }
    expect([...told]).toContain('No known allergies');
    expect([...told]).toContain('No allergy information recorded: the patient may have allergies');
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

  it('shows more of a list of the chart by one FHIR request', async () => {
    await openChart();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    sandbox.clearRequests();
    await page.getByRole('button', { name: 'Show more notes' }).click();
    await page.getByText('Showing 20 notes.').waitFor();
    await expect(section('Notes').getByRole('listitem').count()).resolves.toBe(20);
    expect(fhirCalls(sandbox)).toHaveLength(1);
  });

  it('goes on to the end of a list, and leaves the keyboard there', async () => {
    await openChart();
    const more = page.getByRole('button', { name: 'Show more encounters' });
    await more.focus();
    while ((await more.count()) > 0) {
      await page.keyboard.press('Enter');
      await section('Encounters')
        .getByRole('button', { name: 'Loading… encounters' })
        .waitFor({ state: 'detached' });
    }
    await expect(focused('textContent')).resolves.toMatch(/^Showing all \d+ encounters\.$/);
  });

  it('starts a list again, and says so, where its cursor is too old', async () => {
    await openChart();
    const more = page.getByRole('button', { name: 'Show more notes' });
    await more.click();
    await page.getByText('Showing 20 notes.').waitFor();
    clockOffset = 2 * HOUR_MS;
    await more.click();
    await page.getByText('The list expired and was reloaded from the start.').waitFor();
    await expect(section('Notes').getByRole('listitem').count()).resolves.toBe(10);
    await more.click();
    await page.getByText('Showing 20 notes.').waitFor();
  });

  it('says in one section what it lacks, and shows the others', async () => {
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
    await expect(section('Problem List').getByRole('alert').textContent()).resolves.toMatch(
      /^Problem List could not be loaded\. You do not have access to this\..*FORBIDDEN$/,
    );
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toBe(
      'Allergies could not be loaded: treat them as unknown',
    );
    await expect(section('Medications').getByRole('listitem').count()).resolves.toBeGreaterThan(2);
    await expect(section('Notes').getByRole('listitem').count()).resolves.toBe(10);
    await expect(accessibilityProblems(page)).resolves.toEqual([]);

    sandbox.clearFaults();
    await section('Allergies and Intolerances').getByRole('button', { name: 'Try again' }).click();
    await section('Allergies and Intolerances').getByText('PEANUT').waitFor();
    await expect(focused('textContent')).resolves.toBe('Allergies and Intolerances');
    await expect(page.getByRole('region', { name: 'Allergy Summary' }).innerText()).resolves.toContain(
      'SHELLFISH',
    );
  });

  it('says why there is no list of patients, and shows it upon asking again', async () => {
    sandbox.fault({ match: { resourceType: 'List' }, times: Infinity, kind: 'html' });
    sandbox.fault({ match: { resourceType: 'Patient' }, times: Infinity, kind: 'html' });
    await page.reload();
    await expect(page.getByRole('alert').innerText()).resolves.toContain('Patients could not be loaded.');
    sandbox.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
  });

  it('tells an empty list from one that could not be loaded', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Condition' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', total: 0 },
    });
    await openChart();
    await expect(section('Problem List').innerText()).resolves.toContain('No problems on file.');
    await expect(section('Problem List').getByRole('alert').count()).resolves.toBe(0);
  });

  it('shows the results where their trend cannot be loaded, and the trend upon asking again', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Observation', query: /code=/ },
      times: Infinity,
      kind: 'html',
    });
    await openChart();
    await expect(section('Lab Results').getByRole('alert').innerText()).resolves.toContain(
      'The trend could not be loaded. The EHR returned a response that cannot be read.',
    );
    await expect(section('Lab Results').getByRole('row').count()).resolves.toBe(16);
    sandbox.clearFaults();
    await section('Lab Results').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
  });

  it('says that nothing answers where no gateway is there, and lists patients once one is', async () => {
    // Chromium tells of the answer with 502 in the console, so this page is not the one that has to be quiet.
    const own = await openPage(browser, 'about:blank');
    const view = own.page;
    await view.route('**/graphql', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    await view.goto(app.origin);
    await expect(view.getByRole('alert').innerText()).resolves.toContain('The server does not respond.');
    await view.unroute('**/graphql');
    await view.getByRole('button', { name: 'Try again' }).click();
    await view.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await own.close();
  });

  it('keeps what is shown of a list where more of it cannot be loaded', async () => {
    await openChart();
    sandbox.fault({
      match: { resourceType: 'DocumentReference' },
      times: Infinity,
      kind: 'html',
    });
    await page.getByRole('button', { name: 'Show more notes' }).click();
    await section('Notes').getByText('More notes could not be loaded.').waitFor();
    await expect(section('Notes').getByRole('listitem').count()).resolves.toBe(10);
    sandbox.clearFaults();
    await section('Notes').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Showing 20 notes.').waitFor();
  });

  it('tells kindly that a note cannot be loaded, and loads it upon asking again', async () => {
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

  it('shows what the gateway left out beside the section that it is missing from', async () => {
    await openChart();
    await expect(section('Lab Results').textContent()).resolves.toContain(
      'The FHIR server withheld records of a kind that the gateway is not authorized to see.',
    );
    await expect(section('Problem List').textContent()).resolves.not.toContain('were left out');
  });

  it('leaves no trace of a patient in the address, the title, the history or the storage of the browser', async () => {
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

  it('follows Back and Forward of the browser, and begins at the list after a reload', async () => {
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

  it('cleans the HTML of a note again before it is in the page', async () => {
    // Since version 156 Chromium tells that the page's policy stops the handler in the document, too, in which it is parsed to be cleaned.
    calledForth = 'Executing inline event handler violates';
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

  it('fits a telephone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openChart();
    await page.getByRole('img', { name: /over time$/ }).waitFor();
    await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(360);
    await expect(accessibilityProblems(page)).resolves.toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility problem that axe knows: %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
      await expect(accessibilityProblems(page)).resolves.toEqual([]);
      await openChart();
      await page.getByRole('img', { name: /over time$/ }).waitFor();
      await page.getByText(/as a table$/).click();
      await expect(accessibilityProblems(page)).resolves.toEqual([]);
      await page
        .getByRole('button', { name: /^Progress Notes/ })
        .first()
        .click();
      await page.getByRole('dialog').getByText('Assessment & Plan').waitFor();
      await expect(accessibilityProblems(page)).resolves.toEqual([]);
      await page.keyboard.press('Escape');
      sandbox.fault({ match: { operation: 'search' }, times: Infinity, kind: 'status', status: 403 });
      await page.getByRole('button', { name: 'All patients' }).click();
      await openChart('Derrick Lin');
      await section('Notes').getByRole('alert').waitFor();
      await expect(accessibilityProblems(page)).resolves.toEqual([]);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(accessibilityProblems(page)).resolves.toEqual([]);
    },
  );
});

describe.runIf(canRun)('the example app before a gateway that asks for a token', () => {
  it('asks to sign in, shows the list with a token, and forgets all upon signing out', async () => {
    const issuer = await startIdentityProvider();
    const plain = await startSandbox();
    const guarded = await startGateway(plain, {
      panel: { kind: 'list', identifier: plain.panels.list },
      callers: issuer.checks(),
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
      // Chromium itself tells of each answer with 401.
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
  it('serves the app before a gateway on the sandbox, tells where, and ends as a whole', async () => {
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
    void ended.then(() => printed.reject(new Error(`It has ended: ${output}`)));
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

  it('refuses what it does not know with its usage', async () => {
    const script = spawn(process.execPath, ['scripts/example.ts', '--prot', '1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [usage] = await Promise.all([text(script.stderr), once(script, 'close')]);
    expect(usage).toMatch(/^Usage: npm run example -- \[--port N\]/);
    expect(script.exitCode).toBe(1);
  });
});
