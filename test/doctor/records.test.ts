import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROBED_LISTS } from '../../src/doctor/reads.ts';
import { at, including, matching, namesIn } from '../support/expected.ts';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { causesOf, envOf, examined, outcomesOf } from './examined.ts';

const IS_MISSING = 'The configured group was not found at the FHIR server, or is not in use.';

let sandbox: Sandbox;
let panel: { readonly PATIENT_PANEL: string };

beforeAll(async () => {
  sandbox = await startSandbox();
  panel = { PATIENT_PANEL: `list:${sandbox.panels.list}` };
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.clearRequests());
afterEach(() => sandbox.clearFaults());

/** Examines a sandbox that lacks some APIs. */
async function without(...notEntitled: string[]) {
  const poor = await startSandbox({ notEntitled });
  const found = await examined(envOf(poor, panel));
  await poor.close();
  return found;
}

/** Returns a patient list. */
function listOf(value: string, ...ids: readonly string[]) {
  return {
    resource: {
      resourceType: 'List',
      id: `list-${value}`,
      status: 'current',
      identifier: [{ value }],
      entry: ids.map((id) => ({ item: { reference: `Patient/${id}` } })),
    },
  };
}

/** Returns a CapabilityStatement that allows only these creates. */
function creates(...types: readonly string[]): unknown {
  const resource = [
    { type: 'Patient', interaction: [{ code: 'read' }] },
    ...types.map((type) => ({ type, interaction: [{ code: 'create' }] })),
  ];
  return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [{ resource }] };
}

describe('the step Panel', () => {
  it.each([
    ['a list', () => `list:${sandbox.panels.list}`, '84 patients.'],
    ['a group', () => `group:${sandbox.panels.group}`, '84 patients.'],
    ['ids', () => 'ids:erXuFYUfucBZaryVksYEcMg3,eq081-VQEgP8drUUqCWzHfw3', '2 patients.'],
    ['one id', () => 'ids:erXuFYUfucBZaryVksYEcMg3', 'One patient.'],
  ])('counts the patients of %s', async (_what, value, gist) => {
    const { outcome, found } = (await examined(envOf(sandbox, { PATIENT_PANEL: value() }))).step('panel');
    expect([outcome, found]).toEqual(['passed', [gist]]);
  });

  it('counts only the configured list if the server returns all of its lists', async () => {
    const entry = [listOf('4509', 'eOne', 'eTwo'), listOf('4510', 'erXuFYUfucBZaryVksYEcMg3')];
    sandbox.fault({
      match: { resourceType: 'List' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: 'list:4510' }));
    expect(found.step('panel').found).toEqual(['One patient.']);
  });

  it('says that patients may be missing if the search for the list goes on', async () => {
    for (let page = 1; page <= 12; page += 1) {
      const link = [{ relation: 'next', url: `${sandbox.baseUrl}/List?page=${page}` }];
      const entry = page === 1 ? [listOf('4510', 'erXuFYUfucBZaryVksYEcMg3')] : [];
      const body = { resourceType: 'Bundle', type: 'searchset', link, entry };
      sandbox.fault({ match: { resourceType: 'List' }, kind: 'json', body });
    }
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: 'list:4510' }));
    expect(found.step('panel').found).toEqual([
      'One patient.',
      'The gateway could not read all results of the search for the list of PATIENT_PANEL, so patients may be missing.',
    ]);
  });

  it('accepts a list without an identifier, unless PANEL_ONLY is set', async () => {
    const { resource } = listOf('4510', 'erXuFYUfucBZaryVksYEcMg3');
    sandbox.fault({
      match: { resourceType: 'List' },
      times: Infinity,
      kind: 'json',
      body: { resourceType: 'Bundle', entry: [{ resource: { ...resource, identifier: undefined } }] },
    });
    const PATIENT_PANEL = 'list:4510';
    const shown = await examined(envOf(sandbox, { PATIENT_PANEL }));
    expect(shown.step('panel').found).toEqual(['One patient.']);
    const limited = await examined(envOf(sandbox, { PATIENT_PANEL, PANEL_ONLY: 'true' }));
    expect(limited.step('panel')).toMatchObject({
      outcome: 'failed',
      causes: [{ cause: matching(/PANEL_ONLY needs it/) }],
    });
  });

  it('counts the current members of a group', async () => {
    const member = ['2999', '2001'].map((end) => ({
      entity: { reference: 'Patient/erXuFYUfucBZaryVksYEcMg3' },
      period: { end },
    }));
    for (const [content, found] of [
      [{ member }, 'One patient.'],
      [{ member: member.slice(1) }, 'The panel has no patients.'],
      [{ member, active: false }, IS_MISSING],
    ] as const) {
      const body = { resourceType: 'Group', id: sandbox.panels.group, ...content };
      sandbox.fault({ match: { resourceType: 'Group' }, kind: 'json', body });
      const PATIENT_PANEL = `group:${sandbox.panels.group}`;
      expect((await examined(envOf(sandbox, { PATIENT_PANEL }))).step('panel').found).toEqual([
        expect.stringContaining(found),
      ]);
    }
  });

  it('counts the first patients of a search without criteria', async () => {
    const plain = await startPlainFhirServer();
    const env = envOf(plain, { PATIENT_PANEL: 'search', EPIC_SCOPE: 'system/Patient.rs' });
    const found = await examined(env);
    await plain.close();
    expect(found.step('panel')).toMatchObject({
      outcome: 'passed',
      found: ['More than 3 patients.'],
    });
  });

  it('warns if some ids do not exist, and continues with the others', async () => {
    const ids = 'ids:eMARKED,erXuFYUfucBZaryVksYEcMg3';
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: ids }));
    expect(found.step('panel')).toMatchObject({
      outcome: 'warning',
      found: ['2 patients.', '1 of the first 2 do not exist.'],
      causes: [{ cause: matching(/from another system/) }],
    });
    expect(found.step('reads').outcome).toBe('passed');
    expect(found.output).not.toContain('eMARKED');
  });

  it.each([
    [
      'unknown ids',
      'ids:eMARKED,eMARKED2',
      /come from another system/,
      'The first patients of the panel do not exist.',
    ],
    [
      'an unknown list',
      'list:MARKED',
      /identifier is missing/,
      'The configured patient list was not found at the FHIR server',
    ],
    ['an unknown group', 'group:eMARKED', /id comes from another system/, IS_MISSING],
  ])('fails for %s, and does not repeat it', async (_what, value, cause, gist) => {
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: value }));
    const { outcome, found: lines, causes } = found.step('panel');
    expect([outcome, lines]).toEqual(['failed', [expect.stringContaining(gist)]]);
    expect(causes[0]?.cause).toMatch(cause);
    expect(found.output).not.toContain('MARKED');
    expect(found.step('reads').found).toEqual(['Needs "Panel", which failed.']);
  });

  it('fails for a search without criteria at Epic, and names alternatives', async () => {
    const { outcome, causes } = (await examined(envOf(sandbox, { PATIENT_PANEL: 'search' }))).step('panel');
    expect([outcome, causes.at(-1)?.remedy]).toEqual(['failed', 'Use a panel of ids, a list or a group.']);
  });

  it('warns if no panel is configured, and later steps are skipped', async () => {
    const found = await examined(envOf(sandbox));
    expect(found.step('panel')).toMatchObject({ outcome: 'warning', facts: { kind: 'none' } });
    expect(found.step('reads').found).toEqual(['Needs "Panel", which returned nothing to continue with.']);
  });

  it.each([
    ['List', 'list', /lacks the API List\.Search/],
    ['Group', 'group', /lacks the API Group\.Read/],
  ] as const)('names the missing API of %s', async (type, kind, cause) => {
    const poor = await startSandbox({ notEntitled: [type] });
    const found = await examined(envOf(poor, { PATIENT_PANEL: `${kind}:${poor.panels[kind]}` }));
    await poor.close();
    expect(found.step('panel')).toMatchObject({ outcome: 'failed', facts: { code: 'FORBIDDEN' } });
    expect(found.step('panel').causes[0]?.cause).toMatch(cause);
  });
});

describe('the step Reads', () => {
  it('searches each list, and reads each type that it finds', async () => {
    const found = await examined(envOf(sandbox, panel));
    const { outcome, found: lines, facts, causes } = found.step('reads');
    expect([outcome, causes]).toEqual(['passed', []]);
    const lists = PROBED_LISTS.length;
    expect(lines[0]).toMatch(
      new RegExp(String.raw`^The server returned ${lists} of ${lists} lists, and (\d+) of \1 records\.$`),
    );
    expect(namesIn(facts['lists'])).toEqual(PROBED_LISTS);
    expect(facts['lists']).toMatchObject({ allergies: 'found', labResults: 'found', clinicalNotes: 'found' });
    expect(facts['reads']).toMatchObject({
      Patient: 'found',
      Binary: 'found',
      Location: 'found',
      Organization: 'found',
      Practitioner: 'found',
      Provenance: 'found',
      Specimen: 'found',
    });
    expect(facts['batchByIds']).toBe('found');
  });

  it('sends fewer than 100 requests, and never writes', async () => {
    const found = await examined(envOf(sandbox, panel));
    const sent = sandbox.requests.filter(({ operation }) => ['read', 'search', 'page'].includes(operation));
    expect(sent.length).toBeLessThan(100);
    // The step Paging sends the others.
    expect(sent.length - Number(found.step('reads').facts['requests'])).toBeLessThanOrEqual(6);
    expect(
      sandbox.requests.filter(({ method, operation }) => method !== 'GET' && operation !== 'token'),
    ).toEqual([]);
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toHaveLength(2);
  });

  it('names missing APIs as Epic names them', async () => {
    const found = await without('Observation.search', 'Goal', 'Binary');
    const { outcome, causes, facts } = found.step('reads');
    expect([outcome, causesOf(found.step('reads'))]).toEqual([
      'warning',
      [
        "The app's registration lacks these APIs, or the background user may not use them: Goal.Search (for goals), " +
          'Observation.Search (for labResults, observations, vitalSigns), Goal.Read, Binary.Read.',
      ],
    ]);
    expect(causes[0]?.remedy).toMatch(/fhir\.epic\.com/);
    expect(at(facts, 'lists', 'goals')).toBe('FORBIDDEN');
  });

  it('continues without the search by ids', async () => {
    const found = await without('Patient.search');
    expect(causesOf(found.step('reads'))).toEqual([
      matching(/may not use them: Patient\.Search \(for _id\)\.$/),
    ]);
  });

  it('fails without Patient.Read, as the step Panel does', async () => {
    const found = await without('Patient.read');
    expect(outcomesOf(found)).toMatchObject({ panel: 'failed', reads: 'failed' });
    expect(found.step('panel').found).toEqual(
      including('84 patients.', '3 of the first 3 could not be read.'),
    );
    expect(causesOf(found.step('panel'))[0]).toMatch(/lacks the API Patient\.Read/);
  });

  it("repeats the gateway's errors", async () => {
    sandbox.fault({ match: { resourceType: 'Coverage' }, kind: 'html', times: Infinity });
    const { outcome, causes } = (await examined(envOf(sandbox, panel))).step('reads');
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(
      /^Coverage\.Search \(for coverages\)(?:, Coverage\.Read)?: Expected FHIR JSON/,
    );
  });

  it("repeats the gateway's warnings", async () => {
    const wary = await startSandbox({ defaultPageSize: 1000 });
    wary.fault({
      match: { resourceType: 'Goal', operation: 'search' },
      kind: 'json',
      body: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'warning', code: 'suppressed', details: { coding: [{ code: '59204' }] } }],
      },
    });
    const { found } = (await examined(envOf(wary, panel))).step('reads');
    await wary.close();
    expect(found.join('\n')).toContain(
      'Warning 59204 (Goal): The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see',
    );
  });
});

describe('the step Writes', () => {
  it('reads /metadata, and passes if mutations are off', async () => {
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'json', body: creates('Condition') });
    const { outcome, found, facts } = (await examined(envOf(sandbox))).step('writes');
    expect([outcome, found[0]]).toEqual(['passed', matching(/^\/metadata lists create for 1 of 6 types/)]);
    expect(facts).toMatchObject({ enabled: false, offered: ['Condition'] });
  });

  it('warns of missing APIs if mutations are on', async () => {
    sandbox.fault({
      match: { operation: 'metadata' },
      kind: 'json',
      body: creates('Condition', 'Observation'),
    });
    const { outcome, causes } = (await examined(envOf(sandbox, { WRITES_ENABLED: 'true' }))).step('writes');
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(
      /: AllergyIntolerance\.Create \(Patient Chart\), DocumentReference\.Create \(Clinical Notes\), Patient\.Create \(Demographics\), QuestionnaireResponse\.Create\.$/,
    );
  });
});
