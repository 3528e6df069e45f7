import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { MERGED_BY_REDIRECT, RESTRICTED } from 'epic-fhir-sandbox/data';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../../test/support/identity-provider.ts';

if (!hasChromium) {
  process.stderr.write('The explorer is not tested here: that needs Chromium at /usr/bin/chromium.\n');
}

let sandbox: Sandbox;
let provider: IdentityProvider;
/** Nobody signs in to the one; to the other everybody does. */
let open: Gateway;
let guarded: Gateway;
let browser: Browser;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  sandbox = await startSandbox();
  provider = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  open = await startGateway(sandbox, { panel, server: { explorer: { signsIn: false } } });
  guarded = await startGateway(sandbox, {
    panel,
    callers: provider.checks(),
    server: { explorer: { signsIn: true } },
  });
  browser = await startBrowser();
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await Promise.all([open.close(), guarded.close(), provider.close()]);
  await sandbox.close();
});

async function visit(origin: string, options: Parameters<typeof openPage>[2] = {}): Promise<void> {
  opened = await openPage(browser, `${origin}/explorer`, options);
  page = opened.page;
  await editor('Operation Editor').locator('.view-line').first().waitFor();
}

/** An editor of GraphiQL, where it is not behind another; it is there when Monaco has drawn it. */
const editor = (name: string) => page.getByRole('region', { name }).locator('.graphiql-editor:not(.hidden)');
/** What takes the keys. To click it would leave the mouse on the text, over which GraphQL's worker can fail for a comment. */
const keys = (name: string) => editor(name).locator('textarea');
const run = () => page.getByRole('button', { name: /^Execute query/ });
const panel = () => page.getByRole('region', { name: 'Request Cost' });
/** What the panel says of the last answer. */
const last = () => panel().locator('details').first();
const answer = () => page.getByRole('region', { name: 'Result Window' });

/** What the page asked of others than the gateway, and what the console and the content policy complain of. */
const harm = () => [...opened.foreign, ...opened.problems];

const originOf = (gateway: Gateway): string => new URL(gateway.http.get('/').url).origin;

/** Writes over what stands in the editor of the operation, or of the headers. */
async function write(name: string, text: string): Promise<void> {
  await keys(name).focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // Monaco closes what it takes for an opened bracket.
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

/** Writes an operation, and waits until GraphiQL knows its name. */
async function writeOperation(name: string, selection: string): Promise<void> {
  await write('Operation Editor', `query ${name} ${selection}`);
  await page.getByRole('tab', { name }).waitFor();
}

/** Monaco draws spaces that do not break. */
async function drawn(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll('\u00a0', ' ');
}

describe.skipIf(!hasChromium)('the explorer in a browser that reaches the gateway and nothing else', () => {
  beforeEach(() => visit(originOf(open)));

  afterEach(() => opened.close());

  it('runs the first operation by keyboard, and shows its answer and its requests to the FHIR server', async () => {
    await keys('Operation Editor').focus();
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(() => drawn(answer())).toContain('Camila Maria Lopez');
    expect(await last().locator('summary').innerText()).toMatch(/^Patients\s+success$/);
    expect(await last().locator('dl').innerText()).toMatch(
      /^FHIR requests\s+2\s+Estimated cost\s+2 requests\s+Response time\s+\d+ ms$/,
    );
    const rows = await last().getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').replace(/\d+ ms/, '… ms'))).toEqual([
      'Request Count Source Time',
      'List search 1 sent … ms',
      'Patient search 1 sent … ms',
    ]);
    expect(await page.getByRole('status').textContent()).toBe('Patients: success');
    expect(await panel().innerText()).not.toContain('Lopez');
    expect(harm()).toEqual([]);
  });

  it('opens an example with its variables in a tab of its own, which runs as it is', async () => {
    await page.getByLabel('Example').selectOption('lab trend');
    await page.getByRole('tab', { name: 'LabTrend' }).waitFor();
    await expect.poll(() => editor('Variables').innerText()).toContain('4548-4');
    await run().click();
    await expect.poll(() => last().locator('summary').innerText()).toMatch(/^LabTrend\s+success$/);
    expect(await last().getByRole('row').nth(1).innerText()).toMatch(/^Observation search\s+1\s+sent\s/);
    await expect.poll(() => page.getByRole('tab', { name: 'Patients' }).count()).toBe(1);
    expect(harm()).toEqual([]);
  });

  it('keeps what was written a moment before an example is opened', async () => {
    await write('Operation Editor', 'query Mine { patients(first: 1) { id } }');
    await page.getByLabel('Example').selectOption('lab trend');
    await page.getByRole('tab', { name: 'LabTrend' }).waitFor();
    // GraphiQL names a tab by its operation only a moment later.
    await page.getByRole('tab').first().click();
    await page.getByRole('tab', { name: 'Mine', selected: true }).waitFor();
    await expect.poll(() => drawn(editor('Operation Editor'))).toContain('patients(first: 1)');
    expect(harm()).toEqual([]);
  });

  it('returns to the tab of an example that is open as it was', async () => {
    const example = page.getByLabel('Example');
    for (const [choice, tab] of [
      ['lab trend', 'LabTrend'],
      ['allergy list', 'AllergyList'],
    ] as const) {
      await example.selectOption(choice);
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    }
    await example.selectOption('lab trend');
    await page.getByRole('tab', { name: 'LabTrend', selected: true }).waitFor();
    expect(await page.getByRole('tab').count()).toBe(3);
    expect(harm()).toEqual([]);
  });

  it('shows of a partial answer what failed and what it was warned of, by code', async () => {
    const lookups = `{ merged: patient(id: "${MERGED_BY_REDIRECT}") { id } closed: patient(id: "${RESTRICTED}") { id } }`;
    await writeOperation('Both', lookups);
    await run().click();
    await expect.poll(() => last().locator('summary').innerText()).toMatch(/^Both\s+partial$/);
    expect(await last().locator('ul.errors').innerText()).toMatch(/^RESTRICTED_RECORD closed\n/);
    expect(await last().locator('ul.warnings').innerText()).toMatch(/^4107 Patient$/m);
    expect(harm()).toEqual([]);
  });

  it('has the documentation of the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.getByRole('region', { name: 'Documentation Explorer' });
    await docs.getByRole('link', { name: 'Query' }).click();
    await expect.poll(() => docs.innerText()).toContain('patientsConnection');
    expect(harm()).toEqual([]);
  });

  it('has the schema as SDL, with the descriptions or without', async () => {
    await page.getByRole('button', { name: 'Show SDL' }).click();
    const sdl = page.getByRole('region', { name: 'SDL' });
    await expect.poll(() => sdl.innerText()).toMatch(/"""\ntype Patient /);
    await sdl.getByLabel('Include descriptions').uncheck();
    await expect.poll(() => sdl.innerText()).not.toContain('"""');
    await sdl.getByLabel('Sort by name').check();
    await expect.poll(() => sdl.innerText()).toMatch(/^type AllergyIntolerance [\s\S]*^type Patient /m);
    expect(harm()).toEqual([]);
  });

  it('completes a field from the schema, and marks one that the schema lacks', async () => {
    await writeOperation('Worker', '{ patients { noSuchField } }');
    await editor('Operation Editor').locator('.squiggly-error').first().waitFor();
    await writeOperation('Worker', '{ patientsC');
    await page.keyboard.press('Control+Space');
    await page
      .getByRole('option', { name: /^patientsConnection/ })
      .first()
      .waitFor();
    expect(harm()).toEqual([]);
  });

  it('marks a variable of another type than the operation names', async () => {
    await writeOperation('Typed', '($first: Int!) { patients(first: $first) { id } }');
    await write('Variables', '{ "first": "ten" }');
    await editor('Variables').locator('.squiggly-error').first().waitFor();
    expect(harm()).toEqual([]);
  });

  it('keeps operations and answers no longer than the tab is open', async () => {
    await run().click();
    await last().waitFor();
    const kept = await page.evaluate<string>('JSON.stringify({ ...localStorage })');
    expect(kept).not.toMatch(/patients|Lopez/);
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage })')).toContain('patients');
    expect(harm()).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has a panel that all can use, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await writeOperation('Partial', `{ patients { id } closed: patient(id: "${RESTRICTED}") { id } }`);
    await run().click();
    await last().locator('ul.errors').waitFor();
    expect(await accessibilityProblems(page, ['body > header', '#panel'])).toEqual([]);
    expect(harm()).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('the explorer, of an operation without data,', () => {
  beforeEach(() => visit(originOf(open)));

  afterEach(() => opened.close());

  it('shows of a refused operation why, and that nothing was sent', async () => {
    await writeOperation('Wrong', '{ patients(first: 10) { id noSuchField } }');
    await run().click();
    await expect.poll(() => last().locator('summary').innerText()).toMatch(/^Wrong\s+rejected$/);
    expect(await last().innerText()).toMatch(/FHIR requests\s+none/);
    expect(await last().locator('ul.errors').innerText()).toMatch(/^GRAPHQL_VALIDATION_FAILED/);
  });

  it('says so when the gateway has gone', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await run().click();
    await expect.poll(() => last().innerText()).toContain('The gateway does not respond.');
  });
});

describe.skipIf(!hasChromium)('the explorer of a gateway that callers sign in to', () => {
  it('says that a token is missing, has a header for it, and sends it', async () => {
    await visit(originOf(guarded));
    await expect.poll(() => last().locator('ul.errors').innerText()).toMatch(/^UNAUTHENTICATED/);
    await page.getByRole('button', { name: 'Headers' }).click();
    await expect.poll(() => drawn(editor('Headers'))).toContain('"authorization": "Bearer "');
    const authorization = await provider.bearer('user/Patient.rs user/List.rs');
    await write('Headers', JSON.stringify({ authorization }));
    await run().click();
    await expect.poll(() => drawn(answer())).toContain('Camila Maria Lopez');
    await page.getByLabel('Example').selectOption('patient list');
    await page.getByRole('tab', { name: 'PatientList' }).waitFor();
    await run().click();
    await expect.poll(() => last().locator('summary').innerText()).toMatch(/^PatientList\s+success$/);
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain(authorization);
    expect(opened.foreign).toEqual([]);
    await opened.close();
  });
});
