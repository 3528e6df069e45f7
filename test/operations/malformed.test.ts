import type { Sandbox } from 'epic-fhir-sandbox';
import { patientShapes } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFieldsOf } from '../support/all-fields.ts';
import { including } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';

const EVERYTHING = `{ patient(id: "${patientShapes.ZOE}") ${allFieldsOf('Patient')} }`;

/** Elements of a Patient, and one that FHIR does not define. */
const ELEMENTS = [
  'extension',
  'identifier',
  'active',
  'name',
  'telecom',
  'gender',
  'birthDate',
  'deceasedBoolean',
  'deceasedDateTime',
  'address',
  'maritalStatus',
  'communication',
  'generalPractitioner',
  'managingOrganization',
  'text',
  'meta',
  'x',
];

/** Values that can replace any of these elements. */
const NONSENSE = [
  null,
  true,
  7,
  1.5,
  '',
  'XQZ',
  [],
  {},
  [null],
  ['XQZ'],
  [[]],
  [{}],
  { value: 'XQZ' },
  [{ use: 7, system: {}, type: 'XQZ', value: [], coding: 'XQZ', period: 'XQZ', given: {}, extension: 7 }],
  [{ language: 'XQZ', reference: 7, display: {}, identifier: [], rank: 'XQZ', line: 'XQZ', url: 7 }],
  [{ type: { coding: [null, 'XQZ', { code: 7, display: [] }], text: {} }, period: { start: 7, end: {} } }],
];

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Queries every field of a patient in whom these elements replace the original ones. */
async function queryWith(elements: Record<string, unknown>): Promise<AnswerWithCalls<{ patient: unknown }>> {
  const patient = sandbox.patients.find(({ id }) => id === patientShapes.ZOE);
  sandbox.fault({ match: { operation: 'read' }, kind: 'json', body: { ...patient, ...elements } });
  return ask(gateway, sandbox, EVERYTHING);
}

describe('a patient with malformed elements', () => {
  it.each(ELEMENTS)(
    'returns values or nulls for a patient whose %s is malformed, without internal errors',
    async (element) => {
      const answers = [];
      for (const nonsense of NONSENSE) answers.push(await queryWith({ [element]: nonsense }));
      expect(answers.map(({ data }) => data.patient).filter((patient) => patient === null)).toEqual([]);
      const errors = answers.flatMap((answer) => answer.errors ?? []);
      expect(errors.filter(({ extensions: { code } }) => code !== 'UPSTREAM_INVALID_RESPONSE')).toEqual([]);
      expect(errors.map(({ message }) => message).filter((message) => message.includes('XQZ'))).toEqual([]);
    },
  );

  it('returns a patient all of whose elements are malformed', async () => {
    for (const nonsense of NONSENSE) {
      const elements = Object.fromEntries(ELEMENTS.map((element) => [element, nonsense]));
      const { data, errors = [] } = await queryWith(elements);
      expect(data.patient).toMatchObject({ id: patientShapes.ZOE, names: including() });
      expect(errors.filter(({ extensions: { code } }) => code !== 'UPSTREAM_INVALID_RESPONSE')).toEqual([]);
    }
  });

  it('returns null and an error for each malformed date, and all other fields', async () => {
    const { data, errors } = await queryWith({ birthDate: '25/12/1980', deceasedDateTime: 'last year' });
    expect(data.patient).toMatchObject({
      birthDate: null,
      age: null,
      deceased: true,
      fullName: 'Zoë Brontë-Hawkes',
    });
    expect(errors).toMatchObject([
      {
        message: 'The FHIR server sent an invalid FhirDate.',
        path: ['patient', 'birthDate'],
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
      {
        message: 'The FHIR server sent an invalid FhirDateTime.',
        path: ['patient', 'deceasedAt'],
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
  });

  it('returns UNRECOGNIZED for each unknown code', async () => {
    const { data, errors } = await queryWith({
      gender: 'XQZ',
      name: [{ use: 'stage', text: 'Zoë' }],
      telecom: [{ system: 'telex', use: 'boat', value: '1' }],
      address: [{ use: 'boat', type: 'tent' }],
    });
    expect(errors).toBeUndefined();
    expect(data.patient).toMatchObject({
      gender: 'UNRECOGNIZED',
      names: [{ use: 'UNRECOGNIZED', fullName: 'Zoë' }],
      telecom: [{ system: 'UNRECOGNIZED', use: 'UNRECOGNIZED', value: '1' }],
      addresses: [{ use: 'UNRECOGNIZED', type: 'UNRECOGNIZED', lines: [] }],
    });
  });
});

describe('a response with the wrong resource', () => {
  it('refuses a response whose resource is not a Patient', async () => {
    const { data, errors } = await queryWith({ resourceType: 'Group' });
    expect(data).toEqual({ patient: null });
    expect(errors).toMatchObject([
      {
        message: 'Expected Patient from the FHIR server, but it sent Group.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
  });

  it('refuses a Patient without an id', async () => {
    const { data, errors } = await queryWith({ id: undefined });
    expect(data).toEqual({ patient: null });
    expect(errors).toMatchObject([
      {
        message: 'Expected Patient from the FHIR server, but it sent Patient without an id.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
  });
});
