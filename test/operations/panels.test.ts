import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import type { PatientPanel } from '../../src/config/values.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

interface Answer {
  patients: { id: string }[];
}

const THREE = '{ patients(first: 3) { id } }';
const NO_PANEL =
  'No panel of patients is configured (PATIENT_PANEL), and Epic has no list of all patients. Request known patients with a filter.';
const NOT_FOUND = {
  path: ['patients'],
  code: 'PATIENTS_NOT_FOUND',
  resourceType: 'Patient',
  message: 'One or more requested patients do not exist, or the caller may not see them. They were left out.',
};
const REFUSED = {
  path: ['patients'],
  code: 'PATIENTS_REFUSED',
  resourceType: 'Patient',
  message: 'The FHIR server does not release one or more requested patients. They were left out.',
};

let sandbox: Sandbox;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(
  panel: (sandbox: Sandbox) => PatientPanel,
  options: SandboxOptions = {},
  isPanelOnly = false,
): Promise<void> {
  sandbox = await startSandbox(options);
  gateway = await startGateway(sandbox, { panel: panel(sandbox), server: { isPanelOnly } });
}

const listPanel = ({ panels }: Sandbox): PatientPanel => ({ kind: 'list', identifier: panels.list });
const groupPanel = ({ panels }: Sandbox): PatientPanel => ({ kind: 'group', id: panels.group });
const idsPanel =
  (...ids: string[]) =>
  (): PatientPanel => ({ kind: 'ids', ids });

function firstIds(count: number): string[] {
  return sandbox.patients.slice(0, count).map(({ id }) => id);
}

describe('the panel of a list of ids', () => {
  it('is answered in its order with one search', async () => {
    await start(idsPanel(LINDA_ROSS, CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS));
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual([LINDA_ROSS, CAMILA_LOPEZ, DERRICK_LIN]);
    expect(calls).toEqual([`Patient?_count=3&_id=${LINDA_ROSS},${CAMILA_LOPEZ},${DERRICK_LIN}`]);
  });

  it('fills the place of ids that lead to nobody with the next ones, and tells of them', async () => {
    await start(idsPanel('eNobody', CAMILA_LOPEZ, RESTRICTED, DERRICK_LIN, LINDA_ROSS));
    const { data, errors, extensions } = await ask<Answer>(gateway, sandbox, THREE);
    expect(errors).toBeUndefined();
    expect(data.patients.map(({ id }) => id)).toEqual([CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS]);
    expect(extensions?.fhir.warnings).toEqual(expect.arrayContaining([NOT_FOUND, REFUSED]));
  });

  it('of ids that no server has is empty, with a warning and without a request for what is no id', async () => {
    await start(idsPanel('%2e%2e'));
    const { data, extensions, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect([data.patients, extensions?.fhir.warnings, calls]).toEqual([[], [NOT_FOUND], []]);
  });
});

function listOf(value: string, patient: string): unknown {
  const entry = [{ item: { reference: `Patient/${patient}` } }];
  return { resource: { resourceType: 'List', id: value, status: 'current', identifier: [{ value }], entry } };
}

describe('the panel of an Epic patient list', () => {
  it('is found by its identifier and answered in its order: two requests', async () => {
    await start(listPanel);
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual(firstIds(3));
    expect(calls).toEqual([
      'List?code=patients&identifier=urn:oid:1.2.840.114350.1.13.0.1.7.2.806567|4510',
      `Patient?_count=3&_id=${firstIds(3).join(',')}`,
    ]);
  });

  it('is asked for once, however many fields of an operation need it', async () => {
    await start(listPanel);
    const { calls } = await ask(
      gateway,
      sandbox,
      '{ a: patients(first: 2) { id } b: patients(first: 3) { id } c: patientsConnection(first: 3) { nodes { id } } }',
    );
    expect(calls.filter((call) => call.startsWith('List'))).toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  it('that is not there is unavailable', async () => {
    await start(() => ({ kind: 'list', identifier: 'urn:oid:1.2.3|nothing' }));
    const { data, errors, calls } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      {
        message:
          'The configured patient list was not found at the FHIR server, or is not in use. Request known patients with a filter.',
        path: ['patients'],
        extensions: { code: 'PANEL_UNAVAILABLE' },
      },
    ]);
    expect(calls).toEqual(['List?code=patients&identifier=urn:oid:1.2.3|nothing']);
  });

  it('is looked for on the pages that follow an empty one', async () => {
    await start(listPanel);
    sandbox.fault({
      match: { resourceType: 'List', query: /identifier/ },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        link: [{ relation: 'next', url: `${sandbox.baseUrl}/List?_id=eSbxList.AllPatients-003` }],
      },
    });
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients).toHaveLength(3);
    expect(calls.slice(0, 2)).toEqual([
      'List?code=patients&identifier=urn:oid:1.2.840.114350.1.13.0.1.7.2.806567|4510',
      'List?_id=eSbxList.AllPatients-003',
    ]);
  });

  it('is that list alone, where a server sends every list that it has', async () => {
    await start(listPanel);
    const everyList = (...values: string[]): void =>
      sandbox.fault({
        match: { resourceType: 'List' },
        kind: 'json',
        body: {
          resourceType: 'Bundle',
          entry: values.map((value) => listOf(value, value === '4510' ? CAMILA_LOPEZ : LINDA_ROSS)),
        },
      });
    everyList('4509', '4510', '4511');
    const { data } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
    everyList('4509', '4511');
    const { errors } = await ask(gateway, sandbox, THREE);
    expect(errors).toMatchObject([{ extensions: { code: 'PANEL_UNAVAILABLE' } }]);
  });

  it('that the gateway may not search for is forbidden', async () => {
    await start(listPanel, { notEntitled: ['List'] });
    const { errors } = await ask(gateway, sandbox, THREE);
    expect(errors).toMatchObject([{ path: ['patients'], extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('the panel of a group', () => {
  it('is read by its id and answered in its order: two requests', async () => {
    await start(groupPanel);
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual(firstIds(3));
    expect(calls).toEqual([`Group/${sandbox.panels.group}`, `Patient?_count=3&_id=${firstIds(3).join(',')}`]);
  });

  it.each(['eNoGroup', '..'])('that is not there is unavailable: %s', async (id) => {
    await start(() => ({ kind: 'group', id }));
    const { data, errors } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      {
        message:
          'The configured group was not found at the FHIR server, or is not in use. Request known patients with a filter.',
        path: ['patients'],
        extensions: { code: 'PANEL_UNAVAILABLE' },
      },
    ]);
  });

  it('is read once, however many fields of an operation need it', async () => {
    await start(groupPanel);
    const { calls } = await ask(
      gateway,
      sandbox,
      '{ a: patients(first: 2) { id } b: patients(first: 3) { id } }',
    );
    expect(calls.filter((call) => call.startsWith('Group'))).toHaveLength(1);
  });
});

describe('without a panel', () => {
  it('patients are unavailable, and no call is made to learn that', async () => {
    await start(() => ({ kind: 'none' }));
    const { data, errors, calls } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      { message: NO_PANEL, path: ['patients'], extensions: { code: 'PANEL_UNAVAILABLE' } },
    ]);
    expect(calls).toEqual([]);
  });

  it('known patients are found by a filter all the same', async () => {
    await start(() => ({ kind: 'none' }));
    const { data } = await ask(gateway, sandbox, `{ patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { id } }`);
    expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
  });
});

describe('the panel of a bare search', () => {
  it('is refused by Epic, in words that say what would be accepted', async () => {
    await start(() => ({ kind: 'search' }));
    const { data, errors, calls } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      {
        message:
          'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
          'gender + phone or email.',
        path: ['patients'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(calls).toEqual(['Patient?_count=3']);
  });
});

/** Answers every search for lists, and every read of a group, with a resource that is the panel but for some elements. */
function servePanel(kind: 'list' | 'group', content: object): void {
  const entity = { reference: `Patient/${CAMILA_LOPEZ}` };
  const list = { status: 'current', identifier: [{ value: '4510' }], entry: [{ item: entity }] };
  const group = { id: sandbox.panels.group, type: 'person', actual: true, member: [{ entity }] };
  const body =
    kind === 'list'
      ? {
          resourceType: 'Bundle',
          entry: [{ resource: { resourceType: 'List', id: 'l', ...list, ...content } }],
        }
      : { resourceType: 'Group', ...group, ...content };
  const resourceType = kind === 'list' ? 'List' : 'Group';
  sandbox.fault({ match: { resourceType }, times: Infinity, kind: 'json', body });
}

/** Camila on each path to a patient. */
const EVERY_PATH = `{
  patients { id fullName }
  patientsConnection { nodes { fullName } }
  patient(id: "${CAMILA_LOPEZ}") { fullName problems(first: 1) { id } }
  patientByIdentifier(system: "EPI", value: "203713") { fullName }
  named: patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { fullName }
  _entities(representations: [
    { __typename: "Patient", id: "${CAMILA_LOPEZ}" }, { __typename: "Patient", mrn: "1003713" }
  ]) { ... on Patient { fullName } }
}`;
const CAMILA_ON_EVERY_PATH = {
  patients: [{ id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' }],
  patient: { fullName: 'Camila Maria Lopez' },
  named: [{ fullName: 'Camila Maria Lopez' }],
  _entities: [{ fullName: 'Camila Maria Lopez' }, { fullName: 'Camila Maria Lopez' }],
};
const PANELS = { list: listPanel, group: groupPanel };
const memberWith = (content: object) => ({
  member: [{ entity: { reference: `Patient/${CAMILA_LOPEZ}` }, ...content }],
});

/** Panels to which Camila does not belong now, and whether they can be used at all. */
const WITHOUT_CAMILA: [what: string, kind: 'list' | 'group', content: object, isUsed: boolean][] = [
  ['a list without entries', 'list', { entry: [] }, true],
  ['a list whose entries are missing', 'list', { entry: undefined }, true],
  ['a list from which they were deleted', 'list', { entry: [{ deleted: true, item: {} }] }, true],
  ['a retired list', 'list', { status: 'retired' }, false],
  ['a list that was entered in error', 'list', { status: 'entered-in-error' }, false],
  ['a list without a status', 'list', { status: undefined }, false],
  ['a list with another code', 'list', { code: { coding: [{ code: 'problems' }] } }, false],
  ['a list with another identifier', 'list', { identifier: [{ value: '4511' }] }, false],
  ['a group without members', 'group', { member: [] }, true],
  ['a group that they have left', 'group', memberWith({ period: { end: '2001' } }), true],
  ['a group that they have not joined yet', 'group', memberWith({ period: { start: '2999-01' } }), true],
  ['a group in which they are inactive', 'group', memberWith({ inactive: true }), true],
  ['an inactive group', 'group', { active: false }, false],
  ['a group of possible members', 'group', { actual: false }, false],
];

describe('a panel that limits what callers reach', () => {
  it.each(['list', 'group'] as const)('reaches its present members on every path: %s', async (kind) => {
    await start(PANELS[kind], {}, true);
    servePanel(kind, {});
    const { data } = await gateway.query(EVERY_PATH);
    expect(data).toMatchObject(CAMILA_ON_EVERY_PATH);
  });

  it.each([
    ...WITHOUT_CAMILA,
    ['a list that is found by its code only', 'list', { identifier: undefined }, false],
    ['a list with a system only', 'list', { identifier: [{ system: 'urn:oid:1.2' }] }, false],
  ] satisfies typeof WITHOUT_CAMILA)(
    'reaches no patient on any path if it is %s',
    async (_what, kind, content, isUsed) => {
      await start(PANELS[kind], {}, true);
      servePanel(kind, content);
      const before = sandbox.requests.length;
      const { data, errors = [] } = await gateway.query(EVERY_PATH);
      const none = isUsed ? [] : null;
      expect(data).toEqual({
        patients: none,
        patientsConnection: isUsed ? { nodes: [] } : null,
        patient: null,
        patientByIdentifier: null,
        named: none,
        _entities: [null, null],
      });
      const codes = new Set(errors.map(({ extensions }) => extensions.code));
      // A caller with a limit may not search for patients by an identifier.
      expect([...codes]).toEqual([isUsed ? 'FORBIDDEN' : 'PANEL_UNAVAILABLE']);
      const read = sandbox.requests.slice(before).filter(({ path }) => /\/(Patient|Condition)/.test(path));
      expect(read).toEqual([]);
    },
  );

  it.each(['list', 'group'] as const)(
    'reaches no patient if the server fails to return it: %s',
    async (kind) => {
      await start(PANELS[kind], {}, true);
      const resourceType = kind === 'list' ? 'List' : 'Group';
      sandbox.fault({ match: { resourceType }, times: Infinity, kind: 'empty', status: 500 });
      const { data, errors } = await gateway.query(EVERY_PATH);
      expect(Object.values(data).flat().filter(Boolean)).toEqual([]);
      expect(errors?.length).toBeGreaterThan(0);
    },
  );
});

describe('a panel that only fills the list of patients', () => {
  it.each(WITHOUT_CAMILA)('shows no patient if it is %s', async (_what, kind, content, isUsed) => {
    await start(PANELS[kind]);
    servePanel(kind, content);
    const { data, errors } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: isUsed ? [] : null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(
      isUsed ? undefined : ['PANEL_UNAVAILABLE'],
    );
  });

  it('accepts a list that states no identifier', async () => {
    await start(listPanel);
    servePanel('list', { identifier: undefined });
    const { data } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
  });
});
