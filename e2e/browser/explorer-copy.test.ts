/** The texts that the explorer copies. They run outside of the browser. */
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
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTrustedDocuments } from '../../src/config/trusted-documents.ts';
import { startGateway } from '../../test/support/gateway.ts';
import { startSites } from '../../test/support/sites.ts';
import { inputFor, MUTATIONS, newKey } from '../../test/support/writing.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage } from './browser.ts';
import { isInstalled } from './chart-app.ts';
import {
  type Explorers,
  closeCopyMenu,
  copyAs,
  getCopyButton,
  getEditor,
  originOf,
  readPrice,
  startExplorers,
  write,
  writeHeaders,
} from './explorer-pages.ts';

const runFile = promisify(execFile);

let explorers: Explorers;
let opened: OpenPage;
let page: Page;
let folder: string;

beforeAll(async () => {
  if (!hasChromium) return;
  explorers = await startExplorers();
  folder = mkdtempSync(join(tmpdir(), 'explorer-'));
});

afterAll(async () => {
  if (!hasChromium) return;
  await explorers.close();
  rmSync(folder, { recursive: true });
});

afterEach(() => opened.close());

async function visit(address: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await explorers.visit(address, {
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  ({ page } = opened);
}

/** Two operations, of which the second uses a fragment, and texts that shells and TypeScript could misread. */
const TWO_OPERATIONS = `query First { patients(first: 1) { id } }
fragment Named on Patient { fullName }
query Second($id: ID!, $family: String) { patient(id: $id) { ...Named } patients(filter: { family: $family, given: "\\"\`\${a}'" }) { id } }`;
const VARIABLES = { id: CAMILA_LOPEZ, family: `O'Hara "$HOME" \`id\` \\n`, ofAnother: 1 };

/** Writes the operations, and puts the cursor into the second one. */
async function writeTwoOperations(text = TWO_OPERATIONS): Promise<void> {
  await write(page, 'Variables', JSON.stringify(VARIABLES));
  await write(page, 'Operation Editor', text);
  // Long lines wrap, so ArrowDown can stay in a line.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => readPrice(page)).toContain('Price');
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
    await visit(originOf(explorers.gateway));
    await writeTwoOperations();
    const command = await copyAs(page, 'curl');
    const answer = await runInShell(command);
    const sent = await explorers.gateway.http
      .post('/graphql')
      .send({ query: TWO_OPERATIONS, variables: VARIABLES, operationName: 'Second' });
    expect(withoutLocations(answer)).toEqual(withoutLocations(sent.body));
    expect(answer).toHaveProperty('data.patient.fullName', 'Camila Maria Lopez');
    expect(command).not.toMatch(/First|ofAnother/);
  });

  it('contains no secret: the shell adds the token', async () => {
    await visit(originOf(explorers.guarded));
    const authorization = await explorers.provider.bearer('user/*.rs');
    await writeHeaders(page, {
      Authorization: authorization,
      'x-api-key': 'k-123',
      'x-purpose-of-use': 'TREAT',
    });
    await expect.poll(() => readPrice(page)).toContain('Price 2 of');
    const command = await copyAs(page, 'curl');
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
    const site = { server: explorers.sandbox, panel: `list:${explorers.sandbox.panels.list}` };
    const sites = await startSites({ north: site, south: site });
    try {
      await visit(`${originOf(sites)}/sites/north`);
      await write(page, 'Operation Editor', '{ site { id } }');
      await expect.poll(() => readPrice(page)).toContain('Price 0 of');
      expect(await runInShell(await copyAs(page, 'curl'))).toMatchObject({ data: { site: { id: 'north' } } });
    } finally {
      await sites.close();
    }
  });
});

describe.skipIf(!hasChromium || !isInstalled)('an operation that is copied as TypeScript', () => {
  it('type checks with the configuration of the example app: a query with fragments and odd texts', async () => {
    await visit(originOf(explorers.gateway));
    await writeTwoOperations();
    await getCopyButton(page).click();
    // The menu follows the editor after a moment.
    await expect
      .poll(() => page.getByRole('menuitem', { name: 'TypeScript' }).innerText())
      .toContain('Move texts with \\ or ${ into variables first');
    await closeCopyMenu(page);
    await writeTwoOperations(TWO_OPERATIONS.replace(/given: .*?'"/, 'given: "`\'$"'));
    expect(await checkTypes(await copyAs(page, 'TypeScript'))).toEqual(CHECKED_TYPES);
  });

  it('type checks with the configuration of the example app: a mutation', async () => {
    await visit(originOf(explorers.gateway));
    await write(
      page,
      'Variables',
      JSON.stringify({ input: inputFor('addProblem', explorers.sandbox), key: newKey() }),
    );
    await write(page, 'Operation Editor', MUTATIONS.addProblem);
    await expect.poll(() => readPrice(page)).toContain('Price');
    expect(await checkTypes(await copyAs(page, 'TypeScript'))).toEqual(CHECKED_TYPES);
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
    await visit(originOf(explorers.gateway));
    await writeTwoOperations();
    const file = join(folder, 'manifest.json');
    writeFileSync(file, await copyAs(page, 'Trusted document'));
    const trustedDocuments = readTrustedDocuments([file]);
    const [document] = trustedDocuments;
    expect(document?.body).toContain('fullName\n  __typename\n}');
    const { id, family } = VARIABLES;
    const strict = await startGateway(explorers.sandbox, { server: { trustedDocuments } });
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
    await visit(originOf(explorers.gateway));
    await expect.poll(() => readPrice(page)).toContain('Price 2');
    const copyByKeyboard = async (): Promise<string> => {
      await getCopyButton(page).focus();
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
    await write(page, 'Operation Editor', 'query Other { patients { id } }');
    await expect.poll(() => readPrice(page)).toContain('Price');
    expect(await copyByKeyboard()).toContain('const OTHER = graphql(`');
    await page.getByRole('tab', { name: 'Patients' }).click();
    await expect.poll(() => getEditor(page, 'Operation Editor').innerText()).toContain('fullName');
    expect(await copyByKeyboard()).toContain('const PATIENTS = graphql(`');
    expect(await findAccessibilityProblems(page, ['#toolbar'])).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  it('offers only curl for an operation without a name, and nothing for a text that is no operation', async () => {
    await visit(originOf(explorers.gateway));
    await write(page, 'Operation Editor', '{ patients(first: 1) { id } }');
    await expect.poll(() => readPrice(page)).toContain('Price');
    await getCopyButton(page).click();
    const items = page.getByRole('menuitem');
    expect(await items.allInnerTexts()).toEqual([
      expect.stringContaining('curl'),
      'TypeScript\nName the operation first',
      'Trusted document\nName the operation first',
    ]);
    expect(await items.nth(1).getAttribute('aria-disabled')).toBe('true');
    await closeCopyMenu(page);
    await write(page, 'Operation Editor', '{ patients(');
    await expect.poll(() => getCopyButton(page).isDisabled()).toBe(true);
  });
});
