import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../../test/support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../../test/support/identity-provider.ts';
import { type SitesGateway, startSites } from '../../test/support/sites.ts';
import { findAccessibilityProblems, hasChromium, type OpenPage, openPage, startBrowser } from './browser.ts';

if (!hasChromium) {
  process.stderr.write('Skipping the tests of the page at /, which need Chromium at /usr/bin/chromium.\n');
}

const CDN = 'https://embeddable-sandbox.cdn.apollographql.com/**';
const FRAME = 'https://sandbox.embed.apollographql.com/**';
/** Does what Apollo's script does first: it shows a frame, which sends a message to the page when it has loaded. */
const STAND_IN = `window.EmbeddedSandbox = class {
  constructor({ target, initialEndpoint, initialState }) {
    const frame = document.createElement('iframe');
    frame.title = 'Apollo Sandbox';
    frame.src = 'https://sandbox.embed.apollographql.com/?endpoint=' + initialEndpoint + '&document=' + encodeURIComponent(initialState.document);
    document.querySelector(target).append(frame);
  }
}`;
const FRAME_PAGE = `<p id="shown"></p><script>
  shown.textContent = new URLSearchParams(location.search).get('endpoint');
  parent.postMessage({ name: 'ExplorerListeningForHandshake' }, '*');
</script>`;

const LANDING = { isSynthetic: () => true, metricsPort: null };
const WIDTHS = [1440, 768, 390];
const SCHEMES = ['light', 'dark'] as const;

function serverWith(hasTokens: boolean) {
  return {
    explorer: { signsIn: hasTokens },
    landing: { ...LANDING, signIn: { hasTokens, hasLocalIssuer: false, hasSessions: false } },
  };
}

let sandbox: Sandbox;
let provider: IdentityProvider;
let open: Gateway;
let guarded: Gateway;
let sites: SitesGateway;
let browser: Browser;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  sandbox = await startSandbox();
  provider = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  open = await startGateway(sandbox, { panel, server: serverWith(false) });
  guarded = await startGateway(sandbox, {
    panel,
    callers: provider.tokenVerification(),
    server: serverWith(true),
  });
  const site = { server: sandbox, panel: `list:${sandbox.panels.list}` };
  sites = await startSites({ north: { ...site, name: 'Northern Hospital' }, south: site });
  browser = await startBrowser();
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await Promise.all([open.close(), guarded.close(), sites.close(), provider.close()]);
  await sandbox.close();
});

afterEach(() => opened.close());

const originOf = ({ http }: Pick<Gateway, 'http'>): string => new URL(http.get('/').url).origin;

async function visit(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<void> {
  opened = await openPage(browser, address, options);
  page = opened.page;
}

const getRunButton = () => page.getByRole('button', { name: 'Run' });
const readOutcome = () => page.locator('#outcome').innerText();
const readTitle = () => page.getByRole('heading', { level: 1 }).innerText();
const hasOverflow = () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');

describe.skipIf(!hasChromium)('the page at / in a browser', () => {
  it('runs the first query by keyboard, and shows its answer and its FHIR requests', async () => {
    await visit(originOf(open));
    await getRunButton().focus();
    await page.keyboard.press('Enter');
    await expect.poll(readOutcome).toMatch(/^10 patients, 2 FHIR requests, \d+ ms$/);
    expect(await page.getByRole('region', { name: 'Answer' }).innerText()).toContain(
      '"fullName": "Camila Maria Lopez"',
    );
    expect(await page.getByRole('region', { name: 'Command' }).innerText()).toContain(
      `curl -s ${originOf(open)}/graphql`,
    );
    await expect.poll(() => page.locator('#health').innerText()).toBe('Ready');
    expect([...opened.foreignRequests, ...opened.problems]).toEqual([]);
  });

  it('sends the token that a person enters, and does not keep it [T1-I19]', async () => {
    await visit(originOf(guarded));
    await getRunButton().click();
    await expect.poll(readOutcome).toMatch(/^UNAUTHENTICATED: /);
    await page.getByLabel('Access token').fill(await provider.token({ scope: 'user/*.rs' }));
    await getRunButton().click();
    await expect.poll(readOutcome).toMatch(/^10 patients/);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([
      0,
      0,
      '',
    ]);
    await page.reload();
    expect(await page.getByLabel('Access token').inputValue()).toBe('');
  });

  it('lists the sites of the caller, and runs the query at the chosen one', async () => {
    await visit(originOf(sites));
    await page.getByRole('link', { name: 'Explorer: Northern Hospital' }).waitFor();
    await page.getByLabel('Site', { exact: true }).selectOption('south');
    await getRunButton().click();
    await expect.poll(readOutcome).toMatch(/^10 patients/);
    expect(await page.getByRole('region', { name: 'Command' }).innerText()).toContain('/sites/south/graphql');
    await page.getByRole('link', { name: 'Explorer: south' }).click();
    expect(new URL(page.url()).pathname).toBe('/sites/south/explorer');
  });

  it('shows no answer of one site below the name of another, also if it is late', async () => {
    await visit(originOf(sites));
    const choice = page.getByLabel('Site', { exact: true });
    const readAnswer = () => page.getByRole('region', { name: 'Answer' }).innerText();
    await choice.selectOption('north');
    await getRunButton().click();
    await expect.poll(readOutcome).toMatch(/^10 patients/);
    await choice.selectOption('south');
    expect([await readOutcome(), await readAnswer()]).toEqual([
      '',
      'The answer appears here, with the FHIR requests that it took.',
    ]);

    const held = Promise.withResolvers<void>();
    await page.route('**/sites/south/graphql', async (route) => {
      await held.promise;
      // The page can have canceled the request.
      await route.continue().catch(() => undefined);
    });
    await getRunButton().click();
    await choice.selectOption('north');
    held.resolve();
    await expect.poll(() => getRunButton().isEnabled()).toBe(true);
    expect([await readOutcome(), await readAnswer()]).toEqual([
      '',
      'The answer appears here, with the FHIR requests that it took.',
    ]);
  });

  it.each(WIDTHS.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const)))(
    'fits a screen of %i pixels, %s, without accessibility problems',
    async (width, colorScheme) => {
      await visit(originOf(guarded), { viewport: { width, height: 800 }, colorScheme });
      await getRunButton().click();
      await expect.poll(readOutcome).not.toBe('');
      expect(await hasOverflow()).toBe(false);
      expect(await findAccessibilityProblems(page)).toEqual([]);
    },
  );
});

describe.skipIf(!hasChromium)('the path of a graph in a browser', () => {
  it.each([
    ['a gateway', () => `${originOf(open)}/graphql`, '/explorer'],
    ['a site', () => `${originOf(sites)}/sites/north/graphql`, '/sites/north/explorer'],
  ])('links the explorer of %s if Apollo’s servers cannot be reached', async (_what, addressOf, explorer) => {
    await visit(addressOf());
    await expect.poll(readTitle).toBe('Apollo Sandbox cannot load');
    expect(new Set(opened.foreignRequests.map((url) => new URL(url).host))).toEqual(
      new Set(['embeddable-sandbox.cdn.apollographql.com']),
    );
    expect(await findAccessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${explorer}`);
  });

  it.each(SCHEMES)('fits a phone, %s', async (colorScheme) => {
    await visit(`${originOf(open)}/graphql`, { viewport: { width: 390, height: 700 }, colorScheme });
    await expect.poll(readTitle).toBe('Apollo Sandbox cannot load');
    expect(await hasOverflow()).toBe(false);
    expect(await findAccessibilityProblems(page)).toEqual([]);
  });

  it('shows the link to the explorer while it waits, and says so if Apollo’s servers do not answer', async () => {
    await visit(`${originOf(open)}/livez`);
    // Never answers, as behind some firewalls.
    await page.route(CDN, () => undefined);
    await page.goto(`${originOf(open)}/graphql`);
    expect(await readTitle()).toBe('Loading Apollo Sandbox…');
    expect(await page.getByRole('link', { name: 'Open the explorer' }).isVisible()).toBe(true);
    await expect.poll(readTitle).toBe('Apollo Sandbox cannot load');
  });

  it('shows only Apollo Sandbox, for this graph, once its frame answers', async () => {
    await visit(`${originOf(sites)}/livez`);
    await page.route(CDN, (route) => route.fulfill({ contentType: 'text/javascript', body: STAND_IN }));
    await page.route(FRAME, (route) => route.fulfill({ contentType: 'text/html', body: FRAME_PAGE }));
    const address = `${originOf(sites)}/sites/north/graphql`;
    await page.goto(address);
    expect(await page.frameLocator('iframe').locator('#shown').innerText()).toBe(address);
    await page.locator('.message').waitFor({ state: 'hidden' });
    expect(await page.locator('iframe').isVisible()).toBe(true);
    expect(opened.problems).toEqual([]);
  });
});
