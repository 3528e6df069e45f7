/** Opens the explorer of two gateways on one sandbox, with and without tokens, and finds its parts. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../../test/support/identity-provider.ts';
import { memoryStore } from '../../test/support/writing.ts';
import { hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';

if (!hasChromium) {
  process.stderr.write('Skipping the tests of the explorer, which need Chromium at /usr/bin/chromium.\n');
}

/** The most FHIR requests of an operation at the gateway that needs no token. */
const MAX_FHIR_REQUESTS = 150;

export interface Explorers {
  readonly sandbox: Sandbox;
  readonly provider: IdentityProvider;
  /** A gateway that needs no token, and that writes. */
  readonly gateway: Gateway;
  /** A gateway that requires a token. */
  readonly guarded: Gateway;
  readonly browser: Browser;
  /** Opens the explorer of the gateway, or of the site, at this address, and waits for its editor. */
  visit(address: string, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export async function startExplorers(): Promise<Explorers> {
  const sandbox = await startSandbox();
  const provider = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  const gateway = await startGateway(sandbox, {
    panel,
    store: memoryStore(),
    server: { explorer: { signsIn: false }, maxUpstreamCalls: MAX_FHIR_REQUESTS },
  });
  const guarded = await startGateway(sandbox, {
    panel,
    callers: provider.tokenVerification(),
    server: { explorer: { signsIn: true } },
  });
  const browser = await startBrowser();
  return {
    sandbox,
    provider,
    gateway,
    guarded,
    browser,
    async visit(address, options) {
      const opened = await openPage(browser, `${address}/explorer`, options);
      await showEditor(opened.page);
      return opened;
    },
    async close() {
      await browser.close();
      await Promise.all([gateway.close(), guarded.close(), provider.close()]);
      await sandbox.close();
    },
  };
}

export function originOf({ http }: Pick<Gateway, 'http'>): string {
  return new URL(http.get('/').url).origin;
}

/** Finds a visible editor of GraphiQL. It exists once Monaco has rendered it. */
export function getEditor(page: Page, name: string): Locator {
  return page.getByRole('region', { name }).locator('.graphiql-editor:not(.hidden)');
}

/** Finds an editor's input. Focus it instead of clicking: GraphQL's worker can fail when the mouse rests on a comment. */
export function getInput(page: Page, name: string): Locator {
  return getEditor(page, name).locator('textarea');
}

export function showEditor(page: Page): Promise<void> {
  return getEditor(page, 'Operation Editor').locator('.view-line').first().waitFor();
}

export function getRunButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Execute query/ });
}

/** Replaces the text of an editor. */
export async function write(page: Page, name: string, text: string): Promise<void> {
  await getInput(page, name).focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // Remove the closing brackets that Monaco adds.
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

export async function writeHeaders(page: Page, headers: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Headers' }).click();
  await write(page, 'Headers', JSON.stringify(headers));
}

/** Reads the price of the operation in the editor, as `Price 2 of 150 FHIR requests`. */
export async function readPrice(page: Page): Promise<string> {
  return (await page.locator('.price summary').innerText()).replaceAll(/\s+/g, ' ');
}

/** Copies the operation, and returns what the clipboard holds then. The page needs the permissions of the clipboard. */
export async function copyAs(
  page: Page,
  format: 'curl' | 'TypeScript' | 'Trusted document',
): Promise<string> {
  await getCopyButton(page).click();
  await page.getByRole('menuitem', { name: format }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** Closes the menu, and waits until its button has the focus again: an editor that gets it sooner loses it. */
export async function closeCopyMenu(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('button.copy:focus').waitFor();
}

export function getCopyButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Copy as|^Copied/ });
}
