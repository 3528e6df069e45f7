/** Every page that people see, and how to get there. */
import type { Page } from 'playwright-core';
import { signInAs } from '../browser/signed-in-viewer.ts';
import type { Programs } from './programs.ts';

export interface Shot {
  /** The name of the file, without its extension. */
  readonly name: string;
  /** Where the picture starts. */
  readonly from: (programs: Programs) => string;
  /** The steps of a person until the page shows the subject of the picture. */
  readonly until?: (page: Page, programs: Programs) => Promise<void>;
}

const CLINICIAN = 'Henrike Arnoldsen';
/** An ordinary chart. */
const PATIENT = 'Camila Maria Lopez';

export const SHOTS: readonly Shot[] = [
  {
    name: 'landing',
    from: ({ gateway }) => `${gateway}/`,
    async until(page) {
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText(/FHIR requests, \d+ ms/).waitFor();
    },
  },
  {
    name: 'landing-sites',
    from: ({ sites }) => `${sites}/`,
    until: (page) =>
      page
        .getByRole('link', { name: /^Explorer: / })
        .first()
        .waitFor(),
  },
  {
    name: 'apollo-offline',
    from: ({ gateway }) => `${gateway}/graphql`,
    until: (page) => page.getByText('Apollo Sandbox cannot load').waitFor(),
  },
  { name: 'explorer', from: ({ gateway }) => `${gateway}/explorer`, until: runInExplorer },
  {
    name: 'explorer-example',
    from: ({ gateway }) => `${gateway}/explorer?example=chart-header`,
    until: runInExplorer,
  },
  {
    name: 'explorer-docs',
    from: ({ gateway }) => `${gateway}/explorer`,
    async until(page) {
      await waitForEditor(page);
      await page
        .getByRole('button', { name: /Documentation/ })
        .first()
        .click();
    },
  },
  {
    name: 'chart-sign-in',
    from: ({ viewer }) => viewer.origin,
    until: (page) => page.getByRole('link', { name: 'Sign in as a clinician' }).waitFor(),
  },
  {
    name: 'sandbox-sign-in',
    from: ({ viewer }) => viewer.origin,
    async until(page) {
      await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
      await page.getByRole('radio', { name: CLINICIAN }).waitFor();
    },
  },
  {
    name: 'sandbox-consent',
    from: ({ viewer }) => viewer.origin,
    async until(page) {
      await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
      await page.getByRole('radio', { name: CLINICIAN }).check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Allow' }).waitFor();
    },
  },
  {
    name: 'sandbox-launcher',
    from: ({ viewer }) => viewer.sandbox.launcherUrl,
    until: (page) => page.getByRole('radio').first().waitFor(),
  },
  {
    name: 'sign-in-error',
    from: ({ viewer }) => `${viewer.origin}/auth/callback?code=unknown&state=unknown`,
    until: (page) => page.getByText('What to do').waitFor(),
  },
  { name: 'chart-patients', from: ({ viewer }) => viewer.origin, until: openPatients },
  {
    name: 'chart-no-match',
    from: ({ viewer }) => viewer.origin,
    async until(page) {
      await openPatients(page);
      await page.getByRole('radio', { name: 'MRN' }).check();
      await page.getByLabel('Medical record number').fill('0000000');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page
        .getByText(/No patient/)
        .first()
        .waitFor();
    },
  },
  { name: 'chart', from: ({ viewer }) => viewer.origin, until: openChart },
  {
    name: 'chart-note',
    from: ({ viewer }) => viewer.origin,
    async until(page) {
      await openChart(page);
      await page
        .getByRole('button', { name: /^Progress Notes/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await settle(page);
    },
  },
  {
    name: 'chart-session-ended',
    from: ({ viewer }) => viewer.origin,
    async until(page) {
      await openPatients(page);
      await page.context().clearCookies();
      await page.getByRole('button', { name: PATIENT }).click();
      await page
        .getByText(/session has ended/i)
        .first()
        .waitFor();
    },
  },
  {
    name: 'chart-sites',
    from: ({ sitesApp }) => sitesApp,
    until: (page) => page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor(),
  },
];

async function openPatients(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign in as a clinician' }).click();
  await signInAs(page, CLINICIAN);
  await page.getByRole('button', { name: PATIENT }).waitFor();
}

async function openChart(page: Page): Promise<void> {
  await openPatients(page);
  await page.getByRole('button', { name: PATIENT }).click();
  await page.getByRole('heading', { level: 1, name: PATIENT }).waitFor();
  await settle(page);
}

async function waitForEditor(page: Page): Promise<void> {
  await page.locator('.view-line').first().waitFor();
}

async function runInExplorer(page: Page): Promise<void> {
  await waitForEditor(page);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('#panel details, #panel table').first().waitFor();
  await settle(page);
}

/** Waits until nothing is loading, and layouts and plots are drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(300);
}
