import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import type { PatientPanel } from '../../src/config/values.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { skipPauses } from '../support/time.ts';
import { ask } from '../support/upstream.ts';

skipPauses();

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

describe('a panel of patient ids', () => {
  it('returns a panel of ids in its order with one search', async () => {
    await start(idsPanel(LINDA_ROSS, CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS));
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual([LINDA_ROSS, CAMILA_LOPEZ, DERRICK_LIN]);
    expect(calls).toEqual([`Patient?_count=3&_id=${LINDA_ROSS},${CAMILA_LOPEZ},${DERRICK_LIN}`]);
  });

  it('replaces missing and restricted patients of a panel with the next ones, with warnings', async () => {
    await start(idsPanel('eNobody', CAMILA_LOPEZ, RESTRICTED, DERRICK_LIN, LINDA_ROSS));
    const { data, errors, extensions } = await ask<Answer>(gateway, sandbox, THREE);
    expect(errors).toBeUndefined();
    expect(data.patients.map(({ id }) => id)).toEqual([CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS]);
    expect(extensions?.fhir.warnings).toEqual(expect.arrayContaining([NOT_FOUND, REFUSED]));
  });

  it('returns an empty panel with a warning if no id is valid, without a request', async () => {
    await start(idsPanel('%2e%2e'));
    const { data, extensions, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect([data.patients, extensions?.fhir.warnings, calls]).toEqual([[], [NOT_FOUND], []]);
  });
});

function listOf(value: string, patient: string): unknown {
  const entry = [{ item: { reference: `Patient/${patient}` } }];
  return { resource: { resourceType: 'List', id: value, status: 'current', identifier: [{ value }], entry } };
}

describe('a panel from an Epic patient list', () => {
  it('finds an Epic patient list by its identifier, and returns it in its order, with two requests', async () => {
    await start(listPanel);
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual(firstIds(3));
    expect(calls).toEqual([
      'List?code=patients&identifier=urn:oid:1.2.840.114350.1.13.0.1.7.2.806567|4510',
      `Patient?_count=3&_id=${firstIds(3).join(',')}`,
    ]);
  });

  it('requests an Epic patient list once, however many fields of an operation need it', async () => {
    await start(listPanel);
    const { calls } = await ask(
      gateway,
      sandbox,
      '{ a: patients(first: 2) { id } b: patients(first: 3) { id } c: patientsConnection(first: 3) { nodes { id } } }',
    );
    expect(calls.filter((call) => call.startsWith('List'))).toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  it('returns PANEL_UNAVAILABLE if the Epic patient list does not exist', async () => {
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

  it('reads the page after an empty one to find the Epic patient list', async () => {
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

  it('uses only the configured list, even if the server returns every list', async () => {
    await start(listPanel);
    const everyList = (...values: string[]) =>
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
    await gateway.close();
    gateway = await startGateway(sandbox, { panel: listPanel(sandbox) });
    everyList('4509', '4511');
    const { errors } = await ask(gateway, sandbox, THREE);
    expect(errors).toMatchObject([{ extensions: { code: 'PANEL_UNAVAILABLE' } }]);
  });

  it('returns FORBIDDEN if the gateway may not search for lists', async () => {
    await start(listPanel, { notEntitled: ['List'] });
    const { errors } = await ask(gateway, sandbox, THREE);
    expect(errors).toMatchObject([{ path: ['patients'], extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a panel from a Group', () => {
  it('reads a Group by its id, and returns it in its order, with two requests', async () => {
    await start(groupPanel);
    const { data, calls } = await ask<Answer>(gateway, sandbox, THREE);
    expect(data.patients.map(({ id }) => id)).toEqual(firstIds(3));
    expect(calls).toEqual([`Group/${sandbox.panels.group}`, `Patient?_count=3&_id=${firstIds(3).join(',')}`]);
  });

  it.each(['eNoGroup', '..'])('returns PANEL_UNAVAILABLE if the Group does not exist: %s', async (id) => {
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

  it('reads a Group once, however many fields of an operation need it', async () => {
    await start(groupPanel);
    const { calls } = await ask(
      gateway,
      sandbox,
      '{ a: patients(first: 2) { id } b: patients(first: 3) { id } }',
    );
    expect(calls.filter((call) => call.startsWith('Group'))).toHaveLength(1);
  });
});

describe('a gateway without a panel', () => {
  it('returns PANEL_UNAVAILABLE without a FHIR request if no panel is configured', async () => {
    await start(() => ({ kind: 'none' }));
    const { data, errors, calls } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: null });
    expect(errors).toMatchObject([
      { message: NO_PANEL, path: ['patients'], extensions: { code: 'PANEL_UNAVAILABLE' } },
    ]);
    expect(calls).toEqual([]);
  });

  it('finds known patients by a filter if no panel is configured', async () => {
    await start(() => ({ kind: 'none' }));
    const { data } = await ask(gateway, sandbox, `{ patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { id } }`);
    expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
  });
});

describe('a panel from a search without criteria', () => {
  it('names the accepted criteria if Epic refuses a search without criteria', async () => {
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

/** Answers every search for Lists, and every read of a Group, with a panel, some of whose elements are replaced. */
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

/** Reads Camila on each path to a patient. */
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

/** Panels to which Camila does not belong now, and whether the gateway can use them at all. */
const WITHOUT_CAMILA: [what: string, kind: 'list' | 'group', content: object, isUsed: boolean][] = [
  ['a list without entries', 'list', { entry: [] }, true],
  ['a list whose entries are missing', 'list', { entry: undefined }, true],
  ['a list from which the patient was deleted', 'list', { entry: [{ deleted: true, item: {} }] }, true],
  ['a retired list', 'list', { status: 'retired' }, false],
  ['a list that was entered in error', 'list', { status: 'entered-in-error' }, false],
  ['a list without a status', 'list', { status: undefined }, false],
  ['a list with another code', 'list', { code: { coding: [{ code: 'problems' }] } }, false],
  ['a list with another identifier', 'list', { identifier: [{ value: '4511' }] }, false],
  ['a group without members', 'group', { member: [] }, true],
  ['a group that the patient has left', 'group', memberWith({ period: { end: '2001' } }), true],
  [
    'a group that the patient has not joined yet',
    'group',
    memberWith({ period: { start: '2999-01' } }),
    true,
  ],
  ['a group in which the patient is inactive', 'group', memberWith({ inactive: true }), true],
  ['an inactive group', 'group', { active: false }, false],
  ['a group of possible members', 'group', { actual: false }, false],
];

describe('a panel that limits access [T1-E8]', () => {
  it.each(['list', 'group'] as const)(
    'gives access to the current members of a limiting panel on every path: %s',
    async (kind) => {
      await start(PANELS[kind], {}, true);
      servePanel(kind, {});
      const { data } = await gateway.query(EVERY_PATH);
      expect(data).toMatchObject(CAMILA_ON_EVERY_PATH);
    },
  );

  it.each([
    ...WITHOUT_CAMILA,
    ['a list that is found by its code only', 'list', { identifier: undefined }, false],
    ['a list with a system only', 'list', { identifier: [{ system: 'urn:oid:1.2' }] }, false],
  ] satisfies typeof WITHOUT_CAMILA)(
    'gives access to no patient on any path if the panel is %s',
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
      // If the panel limits access, callers may not search for patients by identifier.
      expect([...codes]).toEqual([isUsed ? 'FORBIDDEN' : 'PANEL_UNAVAILABLE']);
      const read = sandbox.requests.slice(before).filter(({ path }) => /\/(Patient|Condition)/.test(path));
      expect(read).toEqual([]);
    },
  );

  it.each(['list', 'group'] as const)(
    'gives access to no patient if the server fails to return the %s',
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

describe('a panel that does not limit access', () => {
  it.each(WITHOUT_CAMILA)(
    'shows no patient from a panel that is %s',
    async (_what, kind, content, isUsed) => {
      await start(PANELS[kind]);
      servePanel(kind, content);
      const { data, errors } = await ask(gateway, sandbox, THREE);
      expect(data).toEqual({ patients: isUsed ? [] : null });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(
        isUsed ? undefined : ['PANEL_UNAVAILABLE'],
      );
    },
  );

  it('accepts a panel from a list without an identifier', async () => {
    await start(listPanel);
    servePanel('list', { identifier: undefined });
    const { data } = await ask(gateway, sandbox, THREE);
    expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
  });
});
