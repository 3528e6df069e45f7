import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startHapiPatient } from '../support/hapi-patient.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const list = (id: string, more: object = {}): object => ({
  resourceType: 'List',
  id,
  status: 'current',
  mode: 'working',
  subject: { reference: 'Patient/p1' },
  ...more,
});
const entry = (display: string, more: object = {}): object => ({ item: { display }, ...more });

describe('the lists compiled for a patient', () => {
  it('come newest first, without retired ones, errors and lists about no patient [CS-40]', async () => {
    const patient = await startHapiPatient([
      list('old', { date: '2026-01-01' }),
      list('new', { date: '2026-05-01' }),
      list('retired', { status: 'retired' }),
      list('mistake', { status: 'entered-in-error' }),
      list('panel', { subject: undefined }),
    ]);
    const { ids, warnings } = await patient.list('lists(first: 10)');
    expect(ids).toEqual(['new', 'old']);
    expect(warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.lists',
      'SUPERSEDED_LEFT_OUT patient.lists',
    ]);
    await patient.close();
  });

  it('show deleted entries apart from the others, also if the flag is unreadable [CS-40]', async () => {
    const patient = await startHapiPatient([
      list('l', {
        mode: 'changes',
        entry: [
          entry('Aspirin', { flag: { text: 'New' }, date: '2026-05-01' }),
          entry('Warfarin', { deleted: true }),
          entry('Heparin', { deleted: 'true' }),
          entry('Metformin', { deleted: false }),
        ],
      }),
      list('none', { emptyReason: { text: 'Nil Known' } }),
    ]);
    const { data } = await patient.gateway.query(
      `{ patient(id: "p1") { lists { mode entries { item { display } flag { text } date } deletedEntries { item { display } } emptyReason { text } } } }`,
    );
    expect(at(data, 'patient', 'lists')).toEqual(
      expect.arrayContaining([
        {
          mode: 'CHANGES',
          entries: [
            { item: { display: 'Aspirin' }, flag: { text: 'New' }, date: '2026-05-01' },
            { item: { display: 'Metformin' }, flag: null, date: null },
          ],
          deletedEntries: [{ item: { display: 'Warfarin' } }, { item: { display: 'Heparin' } }],
          emptyReason: null,
        },
        { mode: 'WORKING', entries: [], deletedEntries: [], emptyReason: { text: 'Nil Known' } },
      ]),
    );
    await patient.close();
  });
});

describe('a list of patients', () => {
  const PANEL_LIST = 'eSbxList.AllPatients-003';
  const READ = `{ list(id: "${PANEL_LIST}") { id entries { item { reference display } } } }`;

  let sandbox: Sandbox;
  let provider: IdentityProvider;
  let gateway: Gateway;
  let limited: Gateway;

  beforeAll(async () => {
    sandbox = await borrowSandbox();
    provider = await startIdentityProvider();
    const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
    const callers = provider.tokenVerification();
    gateway = await startGateway(sandbox, { callers, panel });
    limited = await startGateway(sandbox, { callers, panel, server: { isPanelOnly: true } });
  });

  afterAll(async () => {
    await gateway.close();
    await limited.close();
    await provider.close();
    await sandbox.close();
  });

  const readAs = async (scopes: string, through: Gateway, document = READ) => {
    const authorization = await provider.bearer(scopes, { patient: CAMILA_LOPEZ });
    const { data, errors } = await through.query(document, {}, { authorization });
    return { data, codes: errors?.map(({ extensions }) => extensions.code) };
  };

  it('looks absent to patients, and to callers who may see only the panel', async () => {
    expect(await readAs('patient/*.rs', gateway)).toEqual({ data: { list: null }, codes: undefined });
    expect(await readAs('user/List.rs', limited)).toEqual({ data: { list: null }, codes: undefined });
  });

  it('needs a scope for lists, and names patients only to callers who may read patients', async () => {
    expect((await readAs('user/Patient.rs', gateway)).codes).toEqual(['FORBIDDEN']);
    const unnamed = await readAs('user/List.rs', gateway);
    expect(at(unnamed.data, 'list', 'entries', 0, 'item')).toEqual({
      reference: `Patient/${sandbox.patients[0]?.id}`,
      display: null,
    });
    const named = await readAs('user/List.rs user/Patient.rs', gateway);
    expect(at(named.data, 'list', 'entries', 0, 'item', 'display')).toEqual(expect.any(String));
  });

  it('is the panel of callers without a scope for lists', async () => {
    const { data, codes } = await readAs('user/Patient.rs', gateway, '{ patients(first: 2) { id } }');
    expect(codes).toBeUndefined();
    expect(data).toEqual({ patients: sandbox.patients.slice(0, 2).map(({ id }) => ({ id })) });
  });
});
