import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { AUDIENCE, startIdentityProvider } from '../../test/support/identity-provider.ts';
import { findAccessibilityProblems, type OpenPage, openPage, startBrowser } from './browser.ts';
import { buildChartApp, type ChartApp, startChartApp } from './chart-app.ts';
import { canRun, closeWithoutProblems, listPatients, NOT_OFFERED, readFocused } from './chart-viewer.ts';

const NORTHLIGHT = 'Northlight Sandbox Hospital';
const CEDAR_GROVE = 'Cedar Grove Sandbox Hospital';
/** Different patients of the first two sites have this record number and the same FHIR id. */
const SHARED_MRN = '1100048';

interface Served {
  readonly app: ChartApp;
  close(): Promise<void>;
}

/** Serves the app in front of a gateway with examples/sites/sites.yaml. */
async function serveSites(variables: Readonly<Record<string, string>> = {}): Promise<Served> {
  const env = { SITES_FILE: 'examples/sites/sites.yaml', PORT: '0', AUDIT_LOG: 'none', ...variables };
  const gateway: Gateway = await createGateway(
    loadConfig(env),
    createLog('error', { write: () => undefined }),
  );
  const port = await gateway.listen();
  const app = await startChartApp(`http://127.0.0.1:${port}`);
  return {
    app,
    async close() {
      await app.close();
      await gateway.stop();
    },
  };
}

async function chooseSite(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
}

/** Opens the chart of the patient with a record number. */
async function openByRecordNumber(page: Page, mrn: string): Promise<void> {
  await page.getByRole('radio', { name: 'MRN' }).check();
  await page.getByLabel('Medical record number').fill(mrn);
  await page.getByRole('button', { name: 'Search' }).click();
  await listPatients(page).first().click();
  await page.getByText('Born', { exact: true }).waitFor();
}

describe.runIf(canRun)('the chart viewer of a gateway with several sites', () => {
  let served: Served;
  let browser: Browser;
  let opened: OpenPage;
  let page: Page;
  /** Part of a console message that a test provokes. */
  let expectedProblem: string | null = null;

  beforeAll(async () => {
    await buildChartApp();
    [served, browser] = await Promise.all([serveSites(), startBrowser()]);
  });

  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  const openAddress = async (query = ''): Promise<void> => {
    opened = await openPage(browser, `${served.app.origin}/${query}`);
    ({ page } = opened);
  };

  afterEach(async () => {
    await closeWithoutProblems(opened, expectedProblem);
    expectedProblem = null;
  });

  it('lets the user choose a site, and names it in the address, the title, the page head and the chart', async () => {
    await openAddress();
    await page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor();
    await expect(page.getByRole('list', { name: 'Sites' }).getByRole('button').count()).resolves.toBe(3);
    await expect(page.title()).resolves.toBe('Sites');
    const graphs: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith('/graphql')) graphs.push(pathname);
    });
    await chooseSite(page, CEDAR_GROVE);
    await listPatients(page).first().click();
    await page.getByRole('definition').filter({ hasText: CEDAR_GROVE }).waitFor();
    expect(page.url()).toBe(`${served.app.origin}/?site=cedar-grove`);
    await expect(page.title()).resolves.toBe(`Chart – ${CEDAR_GROVE}`);
    await page.getByRole('banner').getByText(CEDAR_GROVE).waitFor();
    expect(new Set(graphs)).toEqual(new Set(['/sites/cedar-grove/graphql']));
  });

  it('shows the other person at another site whose FHIR id and record number are the same [T1-I26]', async () => {
    const names: string[] = [];
    const heading = (name: string | undefined): Locator =>
      page.getByRole('heading', { level: 1, ...(name !== undefined && { name }) });
    const ids: unknown[] = [];
    await openAddress();
    page.on('request', (request) => {
      const [, id] = /"variables":\{"id":"([^"]+)"/.exec(request.postData() ?? '') ?? [];
      if (id !== undefined) ids.push(id);
    });
    for (const site of [NORTHLIGHT, CEDAR_GROVE]) {
      await chooseSite(page, site);
      await openByRecordNumber(page, SHARED_MRN);
      names.push((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
      await page.getByRole('button', { name: 'Change site' }).click();
    }
    expect(new Set(ids).size).toBe(1);
    expect(new Set(names).size).toBe(2);
    // Back to the chart at the second site, and then to the chart at the first.
    await page.goBack();
    await heading(names[1]).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Search Results' }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor();
    await page.goBack();
    await heading(names[0]).waitFor();
    expect(page.url()).toContain('?site=northlight');
    await expect(page.getByText(names[1] ?? '').count()).resolves.toBe(0);
  });

  it('shows no late response of one site at the next [T1-I26]', async () => {
    await openAddress('?site=northlight');
    const patient = page.getByRole('button', { name: 'Camila Maria Lopez' });
    await patient.waitFor();
    const held = Promise.withResolvers<undefined>();
    await page.route('**/sites/northlight/graphql', async (route) => {
      await held.promise;
      await route.continue().catch(() => undefined);
    });
    await patient.click();
    await page.getByRole('button', { name: 'Change site' }).click();
    await chooseSite(page, CEDAR_GROVE);
    held.resolve(undefined);
    await page
      .getByRole('contentinfo')
      .getByText(/Patients, [12] FHIR requests?/)
      .waitFor();
    await expect(page.getByText('Camila').count()).resolves.toBe(0);
  });

  it('opens the site that the address names, and keeps it after a reload', async () => {
    await openAddress('?site=lakeview');
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
    await page.reload();
    await page
      .getByRole('contentinfo')
      .getByText(/FHIR requests?/)
      .waitFor();
    await expect(page.getByRole('banner').textContent()).resolves.toContain(
      "Lakeview Sandbox Children's Hospital",
    );
  });

  it('says that the site of the address is unknown, and offers the others', async () => {
    await openAddress('?site=st-marys');
    await page.getByRole('alert').getByText('You have no access to a site with the id “st-marys”').waitFor();
    await chooseSite(page, NORTHLIGHT);
    const first = page.getByRole('button', { name: 'Camila Maria Lopez' });
    await first.waitFor();
    await expect(first.count()).resolves.toBe(1);
  });

  it('says what to do about a site that is gone, and then lists the sites again', async () => {
    expectedProblem = 'status of 404';
    opened = await openPage(browser, 'about:blank');
    ({ page } = opened);
    const gone = { id: 'gone', name: 'Closed Hospital', graph: '/sites/gone/graphql' };
    const other = { ...gone, id: 'other', name: 'Other Hospital' };
    await page.route('**/sites', (route) => route.fulfill({ json: { sites: [gone, other] } }));
    await page.goto(served.app.origin);
    await chooseSite(page, 'Closed Hospital');
    await page.getByRole('alert').getByText('You do not have access to this site').waitFor();
    await page.getByText('SITE_UNKNOWN').waitFor();
    await page.unroute('**/sites');
    await page.getByRole('button', { name: 'Change site' }).click();
    await page.getByRole('button', { name: NORTHLIGHT }).waitFor();
    await expect(page.getByRole('button', { name: 'Closed Hospital' }).count()).resolves.toBe(0);
  });

  it('chooses and changes the site with the keyboard', async () => {
    await openAddress();
    const site = page.getByRole('button', { name: NORTHLIGHT });
    await site.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
    await expect(readFocused(page, 'id')).resolves.toBe('main');
    await page.getByRole('button', { name: 'Change site' }).focus();
    await page.keyboard.press('Enter');
    await site.waitFor();
    await expect(readFocused(page, 'id')).resolves.toBe('main');
  });

  it('has a filter for a long list of sites', async () => {
    opened = await openPage(browser, 'about:blank');
    ({ page } = opened);
    const sites = Array.from({ length: 200 }, (_, index) => ({
      id: `site-${index}`,
      name: `Hospital ${index}`,
      graph: `/sites/site-${index}/graphql`,
    }));
    await page.route('**/sites', (route) => route.fulfill({ json: { sites } }));
    await page.goto(served.app.origin);
    await page.getByLabel('Filter by name or id').fill('hospital 17');
    await page.getByText('11 sites', { exact: true }).waitFor();
    await expect(page.getByRole('list', { name: 'Sites' }).getByRole('button').count()).resolves.toBe(11);
    await page.getByLabel('Filter by name or id').fill('site-5');
    await page.getByText('11 sites', { exact: true }).waitFor();
  });

  it.each([390, 1440])('fits a screen of %i pixels, without a problem that axe finds', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await openAddress();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole('button', { name: NORTHLIGHT }).waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await chooseSite(page, "Lakeview Sandbox Children's Hospital");
      await listPatients(page).first().waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await listPatients(page).first().click();
      await page.getByText('Born', { exact: true }).waitFor();
      await expect(findAccessibilityProblems(page)).resolves.toEqual([]);
      await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(width);
      if (colorScheme === 'light') await closeWithoutProblems(opened);
    }
  });
});

describe.runIf(canRun)('the chart viewer of several sites whose callers sign in', () => {
  it('offers the sites of the token, and forgets them on sign-out', async () => {
    await buildChartApp();
    const issuer = await startIdentityProvider();
    const served = await serveSites({
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: issuer.issuer,
      AUTH_AUDIENCE: AUDIENCE,
    });
    const browser = await startBrowser();
    try {
      const { page, problems } = await openPage(browser, served.app.origin);
      const signIn = async (sites: string): Promise<void> => {
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByLabel('Access token').fill(await issuer.token({ scope: 'user/*.rs', sites }));
        await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      };
      await page.getByText('You are not signed in.').waitFor();
      await signIn('northlight lakeview');
      await page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor();
      await expect(page.getByRole('list', { name: 'Sites' }).getByRole('button').count()).resolves.toBe(2);
      await chooseSite(page, NORTHLIGHT);
      await page.getByRole('button', { name: 'Camila Maria Lopez' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are not signed in.').waitFor();
      await expect(page.getByText(/Camila|Northlight/).count()).resolves.toBe(0);
      // The address still names northlight, which the next user cannot use.
      await signIn('cedar-grove lakeview');
      await page.getByRole('alert').getByText('no access to a site with the id “northlight”').waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are not signed in.').waitFor();
      await page.goto(served.app.origin);
      // One site: the app shows it without a choice.
      await signIn('cedar-grove');
      await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
      await listPatients(page).first().waitFor();
      await expect(page.getByRole('button', { name: 'Change site' }).count()).resolves.toBe(0);
      // Chromium logs every 401 response.
      expect(
        problems.filter((problem) => !problem.includes('status of 401') && !NOT_OFFERED.test(problem)),
      ).toEqual([]);
    } finally {
      await browser.close();
      await served.close();
      await issuer.close();
    }
  });
});
