import { afterEach, describe, expect, it } from 'vitest';
import type { PatientPanel } from '../../src/config/values.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS } from '../../src/sandbox/data/patients.ts';
import { RESTRICTED } from '../../src/sandbox/data/special-patients.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

interface Answer {
  patients: { id: string }[];
}

const THREE = '{ patients(first: 3) { id } }';
const NO_PANEL =
  'No panel of patients is configured (PATIENT_PANEL), and Epic has no list of all patients. Ask for known patients with a filter.';
const NOT_FOUND = {
  code: 'PATIENTS_NOT_FOUND',
  resourceType: 'Patient',
  message:
    'One or more of the patients asked for do not exist, or are not for you to see, and were left out.',
};
const REFUSED = {
  code: 'PATIENTS_REFUSED',
  resourceType: 'Patient',
  message: 'One or more of the patients asked for are not released by the FHIR server, and were left out.',
};

let sandbox: Sandbox;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(panel: (sandbox: Sandbox) => PatientPanel, options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  gateway = await startGateway(sandbox, { panel: panel(sandbox) });
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
  return { resource: { resourceType: 'List', id: value, identifier: [{ value }], entry } };
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
          'The configured patient list was not found at the FHIR server. Ask for known patients with a filter.',
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
          'The configured group was not found at the FHIR server. Ask for known patients with a filter.',
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
