import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { causesOf, envOf, examined, type Variables } from './examined.ts';

const HIDDEN = 'http://fhir-hidden.example:8080/fhir/r4';

const MISLEADING = /^vitalSigns: records do not arrive newest first, and the list is longer/;

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

/** A list that has the patient's observations in two pages of one, dated as given. */
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

describe('the paging', () => {
  it('is all right where links stay below the base URL', async () => {
    const { outcome, found } = (
      await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}` }))
    ).step('paging');
    expect([outcome, found[0]]).toEqual([
      'passed',
      expect.stringMatching(/^Links to a next page, of \d lists, lead below/),
    ]);
  });

  it('that leads elsewhere is a failure, with the setting and its value, and without an id', async () => {
    const found = await stepsOf({ linkBaseUrl: HIDDEN, defaultPageSize: 5 });
    const paging = found.step('paging');
    expect(paging).toMatchObject({ outcome: 'failed', certain: true });
    expect(paging.causes).toEqual([
      {
        cause: `Links point to ${HIDDEN}. The gateway never sends its token there, so each longer list ends with its first page.`,
        remedy: `If that is the same server behind a proxy, set EPIC_LINK_BASE_URL=${HIDDEN}. If it is not, ask the site.`,
      },
    ]);
    expect(found.step('reads').outcome).toBe('passed');
    expect(found.said).not.toContain('sessionID');
  });

  it('is all right behind a proxy with that setting', async () => {
    const found = await stepsOf({ linkBaseUrl: HIDDEN }, { EPIC_LINK_BASE_URL: HIDDEN });
    expect(found.step('paging').outcome).toBe('passed');
    expect(found.step('configuration').found.join('\n')).toContain(`${HIDDEN} (EPIC_LINK_BASE_URL)`);
  });

  it.each<[order: string, dates: string[], outcome: string, said: string, cause: RegExp]>([
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
      'the newest on page two',
      ['2026-02-01', '2026-01-01', '2026-03-01'],
      'warning',
      'do not arrive newest first',
      MISLEADING,
    ],
  ])('of a list longer than a page that arrives %s', async (_order, dates, outcome, said, cause) => {
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
    expect([paging.outcome, paging.found.join('\n')]).toEqual([outcome, expect.stringContaining(said)]);
    expect(causesOf(paging).join('\n')).toMatch(cause);
  });

  it('whose next page does not come is a failure', async () => {
    sandbox.fault({ match: { operation: 'page' }, kind: 'empty', status: 404, times: Infinity });
    const paging = (await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}` }))).step('paging');
    expect(paging.outcome).toBe('failed');
    expect(paging.causes[0]?.cause).toMatch(/^A next page did not come\. The paging session has ended/);
  });
});

async function mrnStep(variables: Variables = {}) {
  return (await examined(envOf(sandbox, { PATIENT_PANEL: `ids:${CAMILA_LOPEZ}`, ...variables }))).step('mrn');
}

describe('the medical record number', () => {
  it('finds the patient back by the system of the site', async () => {
    expect(await mrnStep()).toMatchObject({
      outcome: 'passed',
      found: ['One patient, and no other, was found by medical record number.'],
      facts: { system: SITE_MRN_SYSTEM },
    });
  });

  it('is not found by the default setting, since no identifier of Epic is of type MRN', async () => {
    const { outcome, causes } = await mrnStep({ MRN_SYSTEM: '' });
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/^MRN_SYSTEM, MRN, is neither/);
    expect(causes[0]?.remedy).toContain(SITE_MRN_SYSTEM);
  });

  it('of which a patient has two is a warning that names the setting', async () => {
    const identifier = ['71', '72'].map((value) => ({ system: SITE_MRN_SYSTEM, value }));
    sandbox.fault({
      match: { operation: 'read', resourceType: 'Patient' },
      kind: 'json',
      times: Infinity,
      body: { resourceType: 'Patient', id: CAMILA_LOPEZ, identifier },
    });
    const { outcome, causes } = await mrnStep();
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/^A patient has several numbers of MRN_SYSTEM/);
  });

  it('of a setting that names no identifier says which systems there are', async () => {
    const { outcome, causes } = await mrnStep({ MRN_SYSTEM: 'urn:oid:1.2.3' });
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/^MRN_SYSTEM, urn:oid:1\.2\.3, is neither/);
    expect(causes[0]?.remedy).toMatch(/^Set MRN_SYSTEM to .* urn:oid:1\.2\.840\.114350\./);
  });

  it.each<[what: string, ids: string[], outcome: string, cause: RegExp]>([
    ['that the server does not find', [], 'warning', /^The server does not search by urn:oid:/],
    ['of somebody else', ['eOther'], 'warning', /^The server does not search by urn:oid:/],
    ['of two patients', [CAMILA_LOPEZ, 'eOther'], 'warning', /^Two numberings share a number/],
  ])('%s is a warning', async (_what, ids, outcome, cause) => {
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

  it('whose search is refused is a warning in the words of the gateway', async () => {
    sandbox.fault({
      match: { operation: 'search', resourceType: 'Patient', query: /identifier=/ },
      kind: 'empty',
      status: 403,
      times: Infinity,
    });
    const { outcome, found, causes } = await mrnStep();
    expect([outcome, found[0]]).toEqual(['warning', 'The search is refused.']);
    expect(causes[0]?.cause).toMatch(/^The FHIR server does not let the gateway/);
  });

  it('of another server needs its system', async () => {
    const plain = await startPlainFhirServer();
    const env = envOf(plain, { PATIENT_PANEL: 'search', EPIC_SCOPE: 'system/Patient.rs' });
    const byText = (await examined(env)).step('mrn');
    const bySystem = (await examined({ ...env, MRN_SYSTEM: 'http://hospital.example.org/mrn' })).step('mrn');
    await plain.close();
    expect([byText.outcome, bySystem.outcome]).toEqual(['warning', 'passed']);
  });
});
