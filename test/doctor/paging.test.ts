import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { causesOf, envOf, examined, type Variables } from './examined.ts';

const HIDDEN = 'http://fhir-hidden.example:8080/fhir/r4';

const MISLEADING = /^vitalSigns: records do not arrive newest first, and the list is longer than one page\./;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.clearFaults());
afterAll(() => sandbox.close());

async function stepsOf(options: SandboxOptions, variables: Variables = {}) {
  const server = await startSandbox(options);
  const found = await examined(envOf(server, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}`, ...variables }));
  await server.close();
  return found;
}

/** Serves the patient's vital signs in two pages, with these dates. */
function serveInPages(server: Sandbox, dates: readonly string[], times = 1): void {
  server.fault({
    match: { operation: 'search', resourceType: 'Observation', query: /vital-signs/ },
    times,
    kind: 'json',
    body: pageOf(dates.slice(0, -1), [{ relation: 'next', url: 'Observation?sessionID=second' }]),
  });
  server.fault({
    match: { operation: 'page', resourceType: 'Observation', query: /second/ },
    kind: 'json',
    body: pageOf(dates.slice(-1), []),
  });
}

function pageOf(dates: readonly string[], link: unknown[]): unknown {
  const entry = dates.map((effectiveDateTime) => ({
    resource: {
      resourceType: 'Observation',
      id: `o${effectiveDateTime}`,
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      effectiveDateTime,
    },
    search: { mode: 'match' },
  }));
  return { resourceType: 'Bundle', type: 'searchset', link, entry };
}

describe('the step Paging', () => {
  it('passes if links stay below the base URL', async () => {
    const { outcome, found } = (
      await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}` }))
    ).step('paging');
    expect([outcome, found[0]]).toEqual([
      'passed',
      expect.stringMatching(/^The next-page links of \d lists point to EPIC_BASE_URL\.$/),
    ]);
  });

  it('fails if links leave the base URL, and proposes the setting without showing an id', async () => {
    const found = await stepsOf({ linkBaseUrl: HIDDEN, defaultPageSize: 5 });
    const paging = found.step('paging');
    expect(paging).toMatchObject({ outcome: 'failed', certain: true });
    expect(paging.causes).toEqual([
      {
        cause: `The links point to ${HIDDEN}. The gateway never sends its token there, so longer lists end with their first page.`,
        remedy: `If that is the same server behind a proxy, set EPIC_LINK_BASE_URL=${HIDDEN}. Otherwise ask the site.`,
      },
    ]);
    expect(found.step('reads').outcome).toBe('passed');
    expect(found.output).not.toContain('sessionID');
  });

  it('passes behind a proxy with EPIC_LINK_BASE_URL', async () => {
    const found = await stepsOf({ linkBaseUrl: HIDDEN }, { EPIC_LINK_BASE_URL: HIDDEN });
    expect(found.step('paging').outcome).toBe('passed');
    expect(found.step('configuration').found.join('\n')).toContain(`${HIDDEN} (EPIC_LINK_BASE_URL)`);
  });

  it.each<[order: string, dates: string[], outcome: string, text: string, cause: RegExp]>([
    [
      'newest first',
      ['2026-03-01', '2026-02-01', '2026-01-01'],
      'passed',
      'Records arrive newest first.',
      /^$/,
    ],
    [
      'oldest first',
      ['2026-01-01', '2026-02-01', '2026-03-01'],
      'warning',
      'do not arrive newest first',
      MISLEADING,
    ],
    [
      'with the newest on page two',
      ['2026-02-01', '2026-01-01', '2026-03-01'],
      'warning',
      'do not arrive newest first',
      MISLEADING,
    ],
  ])('checks the order of a list that arrives %s', async (_order, dates, outcome, text, cause) => {
    const server = await startSandbox({ notEntitled: ['DocumentReference'] });
    server.fault({
      match: { operation: 'search', resourceType: 'Observation', query: /laboratory/ },
      times: Infinity,
      kind: 'json',
      body: pageOf([], []),
    });
    serveInPages(server, dates, Infinity);
    const paging = (await examined(envOf(server, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}` }))).step('paging');
    await server.close();
    expect([paging.outcome, paging.found.join('\n')]).toEqual([outcome, expect.stringContaining(text)]);
    expect(causesOf(paging).join('\n')).toMatch(cause);
  });

  it('fails if a second page does not arrive', async () => {
    sandbox.fault({ match: { operation: 'page' }, kind: 'empty', status: 404, times: Infinity });
    const paging = (await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}` }))).step('paging');
    expect(paging.outcome).toBe('failed');
    expect(paging.causes[0]?.cause).toMatch(/^A second page did not arrive\. The paging session has ended/);
  });
});

async function mrnStep(variables: Variables = {}) {
  return (await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}`, ...variables }))).step('mrn');
}

describe('the step MRN', () => {
  it('finds the patient by the system of the site', async () => {
    expect(await mrnStep()).toMatchObject({
      outcome: 'passed',
      found: ['The search found exactly that patient.'],
      facts: { system: SITE_MRN_SYSTEM },
    });
  });

  it('warns of the default setting, because no identifier of the sandbox has the type MRN [CS-92]', async () => {
    const { outcome, causes } = await mrnStep({ MRN_SYSTEM: '' });
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/has the system or type MRN \(MRN_SYSTEM\)/);
    expect(causes[0]?.remedy).toContain(SITE_MRN_SYSTEM);
  });

  it('warns if a patient has two numbers', async () => {
    const identifier = ['71', '72'].map((value) => ({ system: SITE_MRN_SYSTEM, value }));
    sandbox.fault({
      match: { operation: 'read', resourceType: 'Patient' },
      kind: 'json',
      times: Infinity,
      body: { resourceType: 'Patient', id: CAMILA_LOPEZ, identifier },
    });
    const { outcome, causes } = await mrnStep();
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/^A patient has several current numbers of MRN_SYSTEM/);
  });

  it('lists the systems of the identifiers if the setting matches none', async () => {
    const { outcome, causes } = await mrnStep({ MRN_SYSTEM: 'urn:oid:1.2.3' });
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/has the system or type urn:oid:1\.2\.3 \(MRN_SYSTEM\)/);
    expect(causes[0]?.remedy).toMatch(/^Set MRN_SYSTEM to .* urn:oid:1\.2\.840\.114350\./);
  });

  it.each<[what: string, ids: string[], outcome: string, cause: RegExp]>([
    ['finds nobody', [], 'warning', /^The server does not search by urn:oid:/],
    ['finds another patient', ['eOther'], 'warning', /^The server does not search by urn:oid:/],
    ['finds two patients', [CAMILA_LOPEZ, 'eOther'], 'warning', /^Two numbering systems share a number/],
  ])('warns if the search %s', async (_what, ids, outcome, cause) => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient', query: /identifier=/ },
      kind: 'json',
      times: Infinity,
      body: {
        resourceType: 'Bundle',
        entry: ids.map((id) => ({
          resource: {
            resourceType: 'Patient',
            id,
            identifier: [{ system: SITE_MRN_SYSTEM, value: '1003713' }],
          },
        })),
      },
    });
    const mrn = await mrnStep();
    expect(mrn.outcome).toBe(outcome);
    expect(mrn.causes[0]?.cause).toMatch(cause);
    expect(JSON.stringify(mrn)).not.toContain('1003713');
  });

  it("repeats the gateway's error if the search is refused", async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient', query: /identifier=/ },
      kind: 'empty',
      status: 403,
      times: Infinity,
    });
    const { outcome, found, causes } = await mrnStep();
    expect([outcome, found[0]]).toEqual(['warning', 'The server refused the search.']);
    expect(causes[0]?.cause).toMatch(/^The FHIR server does not permit this/);
  });

  it('needs the system of a server other than Epic', async () => {
    const plain = await startPlainFhirServer();
    const env = envOf(plain, { PATIENT_PANEL: 'search', EPIC_SCOPE: 'system/Patient.rs' });
    const byText = (await examined(env)).step('mrn');
    const bySystem = (await examined({ ...env, MRN_SYSTEM: 'http://hospital.example.org/mrn' })).step('mrn');
    await plain.close();
    expect([byText.outcome, bySystem.outcome]).toEqual(['warning', 'passed']);
  });
});
