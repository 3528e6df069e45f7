import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LIST_NAMES } from '../../src/fhir/patient-lists.ts';
import { at, matching, namesIn } from '../support/expected.ts';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { causesOf, envOf, examined, outcomesOf } from './examined.ts';

let sandbox: Sandbox;
let panel: { readonly PATIENT_PANEL: string };

beforeAll(async () => {
  sandbox = await startSandbox();
  panel = { PATIENT_PANEL: `list:${sandbox.panels.list}` };
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.clearRequests());
afterEach(() => sandbox.clearFaults());

/** A sandbox with some APIs missing, examined. */
async function without(...notEntitled: string[]) {
  const poor = await startSandbox({ notEntitled });
  const found = await examined(envOf(poor, panel));
  await poor.close();
  return found;
}

/** A list of the server's by this identifier, with these patients. */
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

/** A statement by which nothing but these can be created. */
function creates(...types: readonly string[]): unknown {
  const resource = [
    { type: 'Patient', interaction: [{ code: 'read' }] },
    ...types.map((type) => ({ type, interaction: [{ code: 'create' }] })),
  ];
  return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [{ resource }] };
}

describe('the panel', () => {
  it.each([
    ['a list', () => `list:${sandbox.panels.list}`, '84 patients.'],
    ['a group', () => `group:${sandbox.panels.group}`, '84 patients.'],
    ['ids', () => 'ids:erXuFYUfucBZaryVksYEcMg3,eq081-VQEgP8drUUqCWzHfw3', '2 patients.'],
    ['one id', () => 'ids:erXuFYUfucBZaryVksYEcMg3', 'One patient.'],
  ])('of %s is counted', async (_what, value, gist) => {
    const { outcome, found } = (await examined(envOf(sandbox, { PATIENT_PANEL: value() }))).step('panel');
    expect([outcome, found]).toEqual(['passed', [gist]]);
  });

  it('of a list is that list alone, where a server sends every list that it has', async () => {
    const entry = [listOf('4509', 'eOne', 'eTwo'), listOf('4510', 'erXuFYUfucBZaryVksYEcMg3')];
    sandbox.fault({
      match: { resourceType: 'List' },
      kind: 'json',
      body: { resourceType: 'Bundle', type: 'searchset', entry },
    });
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: 'list:4510' }));
    expect(found.step('panel').found).toEqual(['One patient.']);
  });

  it('of a list without an identifier is enough to show patients, and not to limit access', async () => {
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
      causes: [{ cause: matching(/PANEL_ONLY needs one/) }],
    });
  });

  it('of a group counts the members who belong to it now', async () => {
    const member = ['2999', '2001'].map((end) => ({
      entity: { reference: 'Patient/erXuFYUfucBZaryVksYEcMg3' },
      period: { end },
    }));
    for (const [content, found] of [
      [{ member }, 'One patient.'],
      [{ member: member.slice(1) }, 'There is no patient on it.'],
      [{ member, active: false }, 'There is no patient on it.'],
    ] as const) {
      const body = { resourceType: 'Group', id: sandbox.panels.group, ...content };
      sandbox.fault({ match: { resourceType: 'Group' }, kind: 'json', body });
      const PATIENT_PANEL = `group:${sandbox.panels.group}`;
      expect((await examined(envOf(sandbox, { PATIENT_PANEL }))).step('panel').found).toEqual([found]);
    }
  });

  it('of a bare search is counted, where the server has one', async () => {
    const plain = await startPlainFhirServer();
    const env = envOf(plain, { PATIENT_PANEL: 'search', EPIC_SCOPE: 'system/Patient.rs' });
    const found = await examined(env);
    await plain.close();
    expect(found.step('panel')).toMatchObject({
      outcome: 'passed',
      found: ['3 patients looked at. The panel has more.'],
    });
  });

  it('of ids that are not all there is a warning, and the others go on', async () => {
    const ids = 'ids:eMARKED,erXuFYUfucBZaryVksYEcMg3';
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: ids }));
    expect(found.step('panel')).toMatchObject({
      outcome: 'warning',
      found: ['One patient, of whom 1 are not there (of the first 3).'],
      causes: [{ cause: matching(/of another system/) }],
    });
    expect(found.step('reads').outcome).toBe('passed');
    expect(found.said).not.toContain('eMARKED');
  });

  it.each([
    ['ids that nobody has', 'ids:eMARKED,eMARKED2', /of another system/],
    ['a list that is not there', 'list:MARKED', /identifier is of another system/],
    ['a group that is not there', 'group:eMARKED', /id is of another system/],
  ])('of %s is a failure', async (_what, value, cause) => {
    const found = await examined(envOf(sandbox, { PATIENT_PANEL: value }));
    const { outcome, found: told, causes } = found.step('panel');
    expect([outcome, told]).toEqual(['failed', ['There is no patient on it.']]);
    expect(causes[0]?.cause).toMatch(cause);
    expect(found.said).not.toContain('MARKED');
    expect(found.step('reads').found).toEqual(['Needs "Panel", which failed.']);
  });

  it('that is a search, which Epic refuses, is a failure with what to use instead', async () => {
    const { outcome, causes } = (await examined(envOf(sandbox, { PATIENT_PANEL: 'search' }))).step('panel');
    expect([outcome, causes.at(-1)?.remedy]).toEqual(['failed', 'Use a panel of ids, a list or a group.']);
  });

  it('that nobody configured is a warning, and there is nothing to read by', async () => {
    const found = await examined(envOf(sandbox));
    expect(found.step('panel')).toMatchObject({ outcome: 'warning', facts: { kind: 'none' } });
    expect(found.step('reads').found).toEqual(['Needs "Panel", which has nothing to go on with.']);
  });

  it.each([
    ['List', 'list', /^The API List\.Search/],
    ['Group', 'group', /^The API Group\.Read/],
  ] as const)('that needs %s without that API names it', async (type, kind, cause) => {
    const poor = await startSandbox({ notEntitled: [type] });
    const found = await examined(envOf(poor, { PATIENT_PANEL: `${kind}:${poor.panels[kind]}` }));
    await poor.close();
    expect(found.step('panel')).toMatchObject({ outcome: 'failed', facts: { code: 'FORBIDDEN' } });
    expect(found.step('panel').causes[0]?.cause).toMatch(cause);
  });
});

describe('the reads', () => {
  it('are one search of each list, and one read of each type that is met', async () => {
    const found = await examined(envOf(sandbox, panel));
    const { outcome, found: told, facts, causes } = found.step('reads');
    expect([outcome, causes]).toEqual(['passed', []]);
    const lists = LIST_NAMES.length;
    expect(told[0]).toMatch(
      new RegExp(
        String.raw`^${lists} of ${lists} lists of a patient answer; (\d+) of \1 types that were met can be read$`,
      ),
    );
    expect(namesIn(facts['lists'])).toEqual(LIST_NAMES);
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

  it('are no more than a few requests, and never a write', async () => {
    const found = await examined(envOf(sandbox, panel));
    const sent = sandbox.requests.filter(({ operation }) => ['read', 'search', 'page'].includes(operation));
    // What the panel took, two further patients for lists that were empty, and the reads themselves.
    expect(sent.length).toBeLessThan(80);
    // The paging sends some more, behind the reads.
    expect(sent.length - Number(found.step('reads').facts['requests'])).toBeLessThanOrEqual(6);
    expect(
      sandbox.requests.filter(({ method, operation }) => method !== 'GET' && operation !== 'token'),
    ).toEqual([]);
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toHaveLength(2);
  });

  it('that are not on the registration are named as Epic names its APIs', async () => {
    const found = await without('Observation.search', 'Goal', 'Binary');
    const { outcome, causes, facts } = found.step('reads');
    expect([outcome, causesOf(found.step('reads'))]).toEqual([
      'warning',
      [
        "Not on the app's registration, or not allowed to its background user: Goal.Search (for goals), " +
          'Observation.Search (for labResults, observations, vitalSigns), Goal.Read, Binary.Read.',
      ],
    ]);
    expect(causes[0]?.remedy).toMatch(/^fhir\.epic\.com/);
    expect(at(facts, 'lists', 'goals')).toBe('FORBIDDEN');
  });

  it('without the search by ids still go on', async () => {
    const found = await without('Patient.search');
    expect(causesOf(found.step('reads'))).toEqual([
      matching(/background user: Patient\.Search \(for _id\)\.$/),
    ]);
  });

  it('without Patient are a failure', async () => {
    expect(outcomesOf(await without('Patient.read'))).toMatchObject({ panel: 'passed', reads: 'failed' });
  });

  it('that fail otherwise are told in the words of the gateway', async () => {
    sandbox.fault({ match: { resourceType: 'Coverage' }, kind: 'html', times: Infinity });
    const { outcome, causes } = (await examined(envOf(sandbox, panel))).step('reads');
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(/^Coverage\.Search \(for coverages\): FHIR JSON was expected/);
  });

  it('tell what the server warned of', async () => {
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
      'Warning 59204 (Goal): Records of a kind that this gateway may not see',
    );
  });
});

describe('the writes', () => {
  it('are told by /metadata, and are no matter while mutations are off', async () => {
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'json', body: creates('Condition') });
    const { outcome, found, facts } = (await examined(envOf(sandbox))).step('writes');
    expect([outcome, found[0]]).toEqual(['passed', matching(/^1 of 5 kinds of records can be created/)]);
    expect(facts).toMatchObject({ enabled: false, offered: ['Condition'] });
  });

  it('that are lacking are a warning where mutations are on', async () => {
    sandbox.fault({
      match: { operation: 'metadata' },
      kind: 'json',
      body: creates('Condition', 'Observation'),
    });
    const { outcome, causes } = (await examined(envOf(sandbox, { WRITES_ENABLED: 'true' }))).step('writes');
    expect(outcome).toBe('warning');
    expect(causes[0]?.cause).toMatch(
      /: AllergyIntolerance\.Create \(Patient Chart\), DocumentReference\.Create \(Clinical Notes\), Patient\.Create \(Demographics\)\.$/,
    );
  });
});
