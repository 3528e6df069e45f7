/** The explorer's price, its chart of waves, and the texts that it copies, which run outside of the browser. */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTrustedDocuments } from '../../src/config/trusted-documents.ts';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../../test/support/identity-provider.ts';
import { startSites } from '../../test/support/sites.ts';
import { inputFor, memoryStore, MUTATIONS, newKey } from '../../test/support/writing.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';
import { isInstalled } from './chart-app.ts';

const runFile = promisify(execFile);

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
/** A gateway that requires a token. */
let guarded: Gateway;
let browser: Browser;
let opened: OpenPage;
let page: Page;
let folder: string;

beforeAll(async () => {
  if (!hasChromium) return;
  folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, {
    panel,
    store: memoryStore(),
    server: { explorer: { signsIn: false }, maxUpstreamCalls: 150 },
  });
  guarded = await startGateway(sandbox, {
    panel,
    callers: issuer.tokenVerification(),
    server: { explorer: { signsIn: true } },
  });
  browser = await startBrowser();
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await Promise.all([gateway.close(), guarded.close(), issuer.close()]);
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

afterEach(() => opened.close());

const originOf = (of: Pick<Gateway, 'http'>): string => new URL(of.http.get('/').url).origin;

async function visit(origin: string, options: BrowserContextOptions = {}): Promise<void> {
  const permissions = ['clipboard-read', 'clipboard-write'];
  opened = await openPage(browser, `${origin}/explorer`, { permissions, ...options });
  page = opened.page;
  await getEditor('Operation Editor').locator('.view-line').first().waitFor();
}

const getEditor = (name: string): Locator =>
  page.getByRole('region', { name }).locator('.graphiql-editor:not(.hidden)');
const getPrice = (): Locator => page.locator('.price');
const readPrice = async (): Promise<string> =>
  (await getPrice().locator('summary').innerText()).replaceAll(/\s+/g, ' ');
const getCopyButton = (): Locator => page.getByRole('button', { name: /^Copy as|^Copied/ });

/** Replaces the text of an editor. */
async function write(name: string, text: string): Promise<void> {
  await getEditor(name).locator('textarea').focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // Remove the closing brackets that Monaco adds.
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

async function writeHeaders(headers: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Headers' }).click();
  await write('Headers', JSON.stringify(headers));
}

async function copyAs(format: 'curl' | 'TypeScript' | 'Trusted document'): Promise<string> {
  await getCopyButton().click();
  await page.getByRole('menuitem', { name: format }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

describe.skipIf(!hasChromium)('the price in the explorer', () => {
  it('follows the operation and its variables, and sends no FHIR request', async () => {
    await visit(originOf(gateway));
    await expect.poll(readPrice).toBe('Price 2 of 150 FHIR requests');
    const before = sandbox.requests.length;
    await write(
      'Operation Editor',
      'query Labs($first: Int!) { patients(first: $first) { labResults { name } } }',
    );
    await expect.poll(() => getPrice().innerText()).toBe('Price –');
    await write('Variables', '{ "first": 5 }');
    await expect.poll(readPrice).toBe('Price 7 of 150 FHIR requests');
    await write('Variables', '{ "first": 7 }');
    await expect.poll(readPrice).toBe('Price 9 of 150 FHIR requests');
    await getPrice().locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await getPrice().getByRole('row').allInnerTexts()).toEqual([
      'patients.labResults\t7',
      'patients\t2',
    ]);
    await page.keyboard.press('Escape');
    await expect.poll(() => getPrice().getByRole('row').count()).toBe(0);
    for (const text of ['{ patients(', '{ patients { noSuchField } }', '']) {
      await write('Operation Editor', text);
      await expect.poll(() => getPrice().innerText()).toBe('Price –');
    }
    expect(sandbox.requests.length).toBe(before);
    expect([...opened.problems, ...opened.foreignRequests]).toEqual([]);
  });

  it('says that an operation would be refused', async () => {
    await visit(originOf(gateway));
    await write('Operation Editor', '{ patients(first: 100) { labResults { name } problems { name } } }');
    await expect.poll(readPrice).toMatch(/^Price 211 of 150 FHIR requests Too many$/);
    await getPrice().locator('summary').click();
    expect(await getPrice().innerText()).toContain('The gateway would refuse this operation.');
  });

  it('is stated for a mutation, which is not executed', async () => {
    await visit(originOf(gateway));
    await expect.poll(readPrice).toContain('Price 2');
    const before = sandbox.requests.length;
    await write('Variables', JSON.stringify({ input: inputFor('createPatient', sandbox), key: newKey() }));
    await write('Operation Editor', MUTATIONS.createPatient);
    await expect.poll(readPrice).toMatch(/^Price \d+ of 150 FHIR requests$/);
    expect(sandbox.requests.length).toBe(before);
  });

  it('is not requested for a mutation if the header for prices gets lost on the way', async () => {
    await visit(originOf(gateway));
    await expect.poll(readPrice).toContain('Price 2');
    const before = sandbox.requests.length;
    const seen: string[] = [];
    await page.route('**/graphql', async (route) => {
      const { 'x-explain': _lost, ...headers } = route.request().headers();
      seen.push(route.request().postData() ?? '');
      await route.continue({ headers });
    });
    await write('Variables', JSON.stringify({ input: inputFor('createPatient', sandbox), key: newKey() }));
    await write('Operation Editor', MUTATIONS.createPatient);
    await expect.poll(() => seen.join()).toContain('__typename');
    await expect.poll(() => getPrice().innerText()).toBe('Price –');
    expect(seen.join()).not.toContain('mutation');
    expect(sandbox.requests.length).toBe(before);
  });

  it('is requested only with a token if the gateway requires one', async () => {
    await visit(originOf(guarded));
    const tokens: (string | undefined)[] = [];
    page.on('request', (request) => {
      const headers = request.headers();
      if (headers['x-explain'] === 'price') tokens.push(headers['authorization']);
    });
    await write('Operation Editor', '{ patients(first: 3) { id } }');
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.locator('#panel ul.errors').first().waitFor();
    expect(await getPrice().innerText()).toBe('Price –');
    const authorization = await issuer.bearer('user/*.rs');
    await writeHeaders({ authorization });
    await expect.poll(readPrice).toContain('Price 2 of');
    expect(new Set(tokens)).toEqual(new Set([authorization]));
  });
});

describe.skipIf(!hasChromium)('the chart of waves', () => {
  it('groups the FHIR requests by wave, and says what each wave waited for', async () => {
    await visit(originOf(gateway));
    await write('Operation Editor', '{ patients(first: 2) { fullName labResults { name } } }');
    await page.getByRole('button', { name: /^Execute query/ }).click();
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
      await visit(originOf(gateway), { colorScheme, viewport: { width, height: 844 } });
      await write('Operation Editor', '{ patients(first: 2) { fullName labResults { name } } }');
      await expect.poll(readPrice).toContain('Price 4 of');
      await getPrice().locator('summary').click();
      expect(await findAccessibilityProblems(page, ['.price'])).toEqual([]);
      const popover = await getPrice().locator('.popover').boundingBox();
      expect(popover?.x).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Execute query/ }).click();
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

/** Two operations, of which the second uses a fragment, and texts that shells and TypeScript could misread. */
const TWO_OPERATIONS = `query First { patients(first: 1) { id } }
fragment Named on Patient { fullName }
query Second($id: ID!, $family: String) { patient(id: $id) { ...Named } patients(filter: { family: $family, given: "\\"\`\${a}'" }) { id } }`;
const VARIABLES = { id: CAMILA_LOPEZ, family: `O'Hara "$HOME" \`id\` \\n`, ofAnother: 1 };

/** Writes the operations, and puts the cursor into the second one. */
async function writeTwoOperations(text = TWO_OPERATIONS): Promise<void> {
  await write('Variables', JSON.stringify(VARIABLES));
  await write('Operation Editor', text);
  // Long lines wrap, so ArrowDown can stay in a line.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(readPrice).toContain('Price');
}

/** The locations of errors are positions in the text, which differs. */
const withoutLocations = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (name, value: unknown) => (name === 'locations' ? undefined : value)));

/** Runs a copied command in a shell. */
async function runInShell(command: string, token = ''): Promise<unknown> {
  const { stdout } = await runFile('bash', ['-c', `${command.trimEnd()} --silent`], {
    env: { ...process.env, TOKEN: token },
  });
  return JSON.parse(stdout);
}

describe.skipIf(!hasChromium)('an operation that is copied as curl', () => {
  it('runs in a shell: the operation at the cursor, its fragments and its variables', async () => {
    await visit(originOf(gateway));
    await writeTwoOperations();
    const command = await copyAs('curl');
    const answer = await runInShell(command);
    const sent = await gateway.http
      .post('/graphql')
      .send({ query: TWO_OPERATIONS, variables: VARIABLES, operationName: 'Second' });
    expect(withoutLocations(answer)).toEqual(withoutLocations(sent.body));
    expect(answer).toHaveProperty('data.patient.fullName', 'Camila Maria Lopez');
    expect(command).not.toMatch(/First|ofAnother/);
  });

  it('contains no secret: the shell adds the token', async () => {
    await visit(originOf(guarded));
    const authorization = await issuer.bearer('user/*.rs');
    await writeHeaders({ Authorization: authorization, 'x-api-key': 'k-123', 'x-purpose-of-use': 'TREAT' });
    await expect.poll(readPrice).toContain('Price 2 of');
    const command = await copyAs('curl');
    expect(command).not.toMatch(/k-123|eyJ/);
    expect(command).toContain(`--header "Authorization: Bearer $TOKEN"`);
    expect(command).toContain(`--header "x-api-key: $X_API_KEY"`);
    expect(command).toContain(`--header 'x-purpose-of-use: TREAT'`);
    const token = authorization.replace('Bearer ', '');
    expect(await runInShell(command, token)).toHaveProperty('data.patients.0.fullName');
    expect(await runInShell(command, 'nonsense')).toHaveProperty(
      'errors.0.extensions.code',
      'UNAUTHENTICATED',
    );
  });

  it('reaches the graph of its site', async () => {
    const site = { server: sandbox, panel: `list:${sandbox.panels.list}` };
    const sites = await startSites({ north: site, south: site });
    try {
      await visit(`${originOf(sites)}/sites/north`);
      await write('Operation Editor', '{ site { id } }');
      await expect.poll(readPrice).toContain('Price 0 of');
      expect(await runInShell(await copyAs('curl'))).toMatchObject({ data: { site: { id: 'north' } } });
    } finally {
      await sites.close();
    }
  });
});

describe.skipIf(!hasChromium || !isInstalled)('an operation that is copied as TypeScript', () => {
  it('type checks with the configuration of the example app: a query with fragments and odd texts', async () => {
    await visit(originOf(gateway));
    await writeTwoOperations();
    await getCopyButton().click();
    // The menu follows the editor after a moment.
    await expect
      .poll(() => page.getByRole('menuitem', { name: 'TypeScript' }).innerText())
      .toContain('Move texts with \\ or ${ into variables first');
    await page.keyboard.press('Escape');
    await writeTwoOperations(TWO_OPERATIONS.replace(/given: .*?'"/, 'given: "`\'$"'));
    expect(await checkTypes(await copyAs('TypeScript'))).toEqual(CHECKED_TYPES);
  });

  it('type checks with the configuration of the example app: a mutation', async () => {
    await visit(originOf(gateway));
    await write('Variables', JSON.stringify({ input: inputFor('addProblem', sandbox), key: newKey() }));
    await write('Operation Editor', MUTATIONS.addProblem);
    await expect.poll(readPrice).toContain('Price');
    expect(await checkTypes(await copyAs('TypeScript'))).toEqual(CHECKED_TYPES);
  });
});

const CHECKED_TYPES = { copied: 'no errors', withUnknownVariable: 'errors' };

/** Type checks a module as it was copied, and with a variable that the operation does not declare. */
async function checkTypes(copied: string): Promise<typeof CHECKED_TYPES> {
  const project = createProject(copied);
  const run = (program: string, ...args: readonly string[]) =>
    runFile(process.execPath, [join(project, 'node_modules', program), ...args], { cwd: project });
  const check = () =>
    run('typescript/bin/tsc', '--noEmit').then(
      () => 'no errors',
      () => 'errors',
    );
  await run('@graphql-codegen/cli/esm/bin.js', '--silent');
  const asCopied = await check();
  const wrong = copied.replace('variables: {', 'variables: { noSuchVariable: 1,');
  writeFileSync(join(project, 'src/copied.ts'), wrong);
  return { copied: asCopied, withUnknownVariable: await check() };
}

/** Creates a project with the packages and the configuration of the example app, and this module. */
function createProject(copied: string): string {
  const project = mkdtempSync(join(folder, 'project-'));
  const example = resolve('examples/chart');
  mkdirSync(join(project, 'src'));
  symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
  copyFileSync(join(example, 'package.json'), join(project, 'package.json'));
  const config = readFileSync(join(example, 'codegen.ts'), 'utf8');
  writeFileSync(join(project, 'codegen.ts'), config.replace('../../sdl/', resolve('sdl') + '/'));
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        skipLibCheck: true,
        types: [],
      },
      include: ['src'],
    }),
  );
  writeFileSync(join(project, 'src/copied.ts'), copied);
  return project;
}

describe.skipIf(!hasChromium)('an operation that is copied as a trusted document', () => {
  it('is accepted by a gateway that is started with it, by its id and by its text', async () => {
    await visit(originOf(gateway));
    await writeTwoOperations();
    const file = join(folder, 'manifest.json');
    writeFileSync(file, await copyAs('Trusted document'));
    const trustedDocuments = readTrustedDocuments(file);
    const [document] = trustedDocuments;
    expect(document?.body).toContain('fullName\n  __typename\n}');
    const { id, family } = VARIABLES;
    const strict = await startGateway(sandbox, { server: { trustedDocuments } });
    try {
      const byId = await strict.http.post('/graphql').send({
        extensions: { persistedQuery: { version: 1, sha256Hash: document?.id } },
        variables: { id, family },
      });
      expect(byId.body).toMatchObject({ data: { patient: { fullName: 'Camila Maria Lopez' } } });
      const byText = await strict.query(document?.body ?? '', { id, family });
      expect(byText.data).toMatchObject({ patient: { fullName: 'Camila Maria Lopez' } });
      const other = await strict.query('{ patients { id } }');
      expect(other.errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
    } finally {
      await strict.close();
    }
  });
});

describe.skipIf(!hasChromium)('the menu that copies', () => {
  it('works by keyboard, says what it did, and follows the current tab', async () => {
    await visit(originOf(gateway));
    await expect.poll(readPrice).toContain('Price 2');
    const copyByKeyboard = async (): Promise<string> => {
      await getCopyButton().focus();
      await page.keyboard.press('Enter');
      await page.locator('[role=menuitem]:focus', { hasText: 'curl' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.locator('[role=menuitem]:focus', { hasText: 'TypeScript' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    expect(await copyByKeyboard()).toContain('const PATIENTS = graphql(`');
    expect(await page.locator('#announcement').textContent()).toBe('Copied as TypeScript');
    await page.getByRole('button', { name: 'Copy as…' }).waitFor();
    await page.getByRole('button', { name: 'New tab' }).click();
    await write('Operation Editor', 'query Other { patients { id } }');
    await expect.poll(readPrice).toContain('Price');
    expect(await copyByKeyboard()).toContain('const OTHER = graphql(`');
    await page.getByRole('tab', { name: 'Patients' }).click();
    await expect.poll(() => getEditor('Operation Editor').innerText()).toContain('fullName');
    expect(await copyByKeyboard()).toContain('const PATIENTS = graphql(`');
    expect(await findAccessibilityProblems(page, ['#toolbar'])).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  it('offers only curl for an operation without a name, and nothing for a text that is no operation', async () => {
    await visit(originOf(gateway));
    await write('Operation Editor', '{ patients(first: 1) { id } }');
    await expect.poll(readPrice).toContain('Price');
    await getCopyButton().click();
    const items = page.getByRole('menuitem');
    expect(await items.allInnerTexts()).toEqual([
      expect.stringContaining('curl'),
      'TypeScript\nName the operation first',
      'Trusted document\nName the operation first',
    ]);
    expect(await items.nth(1).getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await write('Operation Editor', '{ patients(');
    await expect.poll(() => getCopyButton().isDisabled()).toBe(true);
  });
});
