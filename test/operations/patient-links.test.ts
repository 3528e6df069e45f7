import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { ODD_NOW, ODD_PATIENTS } from '../support/odd-patients.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

let server: RecordServer;
let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(ODD_PATIENTS);
  provider = await startIdentityProvider();
  gateway = await startGateway(server, { now: () => ODD_NOW, server: { siteTimeZone: 'America/Chicago' } });
});

afterAll(async () => {
  await gateway.close();
  await provider.close();
  await server.close();
});

function warningsOf({ extensions }: GraphqlAnswer<unknown>): string[] {
  return (extensions?.fhir.warnings ?? []).map(({ code }) => code);
}

async function queryPatient(id: string, selection: string, through = gateway): Promise<unknown> {
  const { data, errors } = await through.query(`{ found: patient(id: "${id}") { ${selection} } }`);
  expect(errors).toBeUndefined();
  return data['found'];
}

const SHELL_AND_SURVIVOR = `{
  patients(filter: { ids: ["shell", "survivor"] }) {
    id fullName active isReplacedBy
    replacedBy { reference resource { fullName } }
    links { type other { type reference resource { __typename } } }
  }
}`;

describe('a record that another record has replaced', () => {
  it('marks a replaced record in a list, and references the current one, with a warning [CS-93]', async () => {
    const answer = await gateway.query(SHELL_AND_SURVIVOR);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      patients: [
        {
          id: 'shell',
          fullName: null,
          active: false,
          isReplacedBy: true,
          replacedBy: { reference: 'Patient/survivor', resource: { fullName: 'Orla Penhallow' } },
          links: [
            {
              type: 'SEE_ALSO',
              other: { type: 'RelatedPerson', reference: 'RelatedPerson/aunt', resource: null },
            },
            {
              type: 'REPLACED_BY',
              other: {
                type: 'Patient',
                reference: 'Patient/survivor',
                resource: { __typename: 'Patient' },
              },
            },
          ],
        },
        {
          id: 'survivor',
          fullName: 'Orla Penhallow',
          active: null,
          isReplacedBy: false,
          replacedBy: null,
          links: [
            {
              type: 'REPLACES',
              other: { type: 'Patient', reference: 'Patient/shell', resource: { __typename: 'Patient' } },
            },
            {
              type: 'REFER',
              other: { type: 'Patient', reference: 'Patient/elsewhere', resource: null },
            },
          ],
        },
      ],
    });
    expect(warningsOf(answer)).toContain('PATIENT_REPLACED');
  });

  it.each([
    ['in a lookup', '{ patient(id: "shell") { fullName names { text } } }', ['patient']],
    [
      'as an entity',
      '{ _entities(representations: [{ __typename: "Patient", id: "shell" }]) { ... on Patient { names { text } } } }',
      ['_entities', 0],
    ],
    [
      'in a page',
      '{ patientsConnection(filter: { ids: ["shell"] }) { nodes { name { text } } } }',
      ['patientsConnection', 'nodes', 0],
    ],
  ])('warns once about a replaced record, at its path %s', async (_what, query, path) => {
    const answer = await gateway.query(query);
    expect(answer.errors).toBeUndefined();
    const warnings = answer.extensions?.fhir.warnings ?? [];
    expect(warnings.map(({ code, path: at }) => [code, at])).toEqual([['PATIENT_REPLACED', path]]);
  });

  it('keeps a replaced record on the panel that names it, so that no patient is left out [CS-93]', async () => {
    const panel = { kind: 'ids', ids: ['survivor', 'shell'] } as const;
    const limited = await startGateway(server, { panel });
    const answer = await limited.query('{ patients { id isReplacedBy fullName } }');
    await limited.close();
    expect(answer.data).toEqual({
      patients: [
        { id: 'survivor', isReplacedBy: false, fullName: 'Orla Penhallow' },
        { id: 'shell', isReplacedBy: true, fullName: null },
      ],
    });
    expect(warningsOf(answer)).toEqual(['PATIENT_REPLACED']);
  });

  it('returns null for isReplacedBy if the links are unreadable', async () => {
    expect(await queryPatient('odd-link', 'isReplacedBy replacedBy { display } links { type }')).toEqual({
      isReplacedBy: null,
      replacedBy: null,
      links: [{ type: 'UNRECOGNIZED' }, { type: null }],
    });
  });
});

describe('the links of a patient, for a caller with access to only that patient', () => {
  it('shows a caller only the reference of a linked record that the caller may not see [CS-94]', async () => {
    const guarded = await startGateway(server, {
      callers: provider.tokenVerification(),
      now: () => Date.now(),
    });
    const authorization = await provider.bearer('patient/*.rs', { patient: 'survivor' });
    const { data, errors } = await guarded.query(
      '{ patient(id: "survivor") { links { type other { reference display resource { __typename } } } resource } }',
      {},
      { authorization },
    );
    await guarded.close();
    expect(errors).toBeUndefined();
    expect(data['patient']).toMatchObject({
      links: [
        { type: 'REPLACES', other: { reference: 'Patient/shell', display: null, resource: null } },
        { type: 'REFER', other: { reference: 'Patient/elsewhere', display: null, resource: null } },
      ],
    });
    expect(JSON.stringify(data)).not.toContain('Penhalow, 61');
  });
});

describe('the contacts, language and multiple birth of a patient', () => {
  it('shows the contacts of a patient, former ones last [CS-98]', async () => {
    const selection =
      'contacts { relationships { text } name { fullName } telecom { value } address { city } gender organization { display resource { name } } period { end } }';
    expect(await queryPatient('survivor', selection)).toEqual({
      contacts: [
        {
          relationships: [{ text: 'Emergency Contact' }, { text: 'Sister' }],
          name: { fullName: 'Tamsin Penhallow' },
          telecom: [{ value: '+1 312-555-0142' }],
          address: { city: 'Evanston' },
          gender: 'FEMALE',
          organization: { display: 'Lakeside Shelter', resource: { name: 'Lakeside Shelter' } },
          period: null,
        },
        {
          relationships: [{ text: 'Former guardian' }],
          name: { fullName: 'Ida Roe' },
          telecom: [],
          address: null,
          gender: null,
          organization: null,
          period: { end: '2020' },
        },
      ],
    });
  });

  it.each([
    ['survivor', true],
    ['speaks', true],
    ['understands', false],
    ['named', null],
  ])('shows whether a patient needs an interpreter: %s %s [CS-97]', async (id, interpreterRequired) => {
    expect(await queryPatient(id, 'interpreterRequired')).toEqual({ interpreterRequired });
  });

  it.each([
    ['newborn', true, 2],
    ['unborn', false, null],
    ['named', null, null],
  ])('shows whether a patient is a twin: %s', async (id, multipleBirth, birthOrder) => {
    expect(await queryPatient(id, 'multipleBirth birthOrder')).toEqual({ multipleBirth, birthOrder });
  });
});
