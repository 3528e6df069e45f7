import type { Sandbox } from 'epic-fhir-sandbox';
import { patientShapes } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everythingOf } from '../support/everything.ts';
import { including } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask, type Asked } from '../support/upstream.ts';

const EVERYTHING = `{ patient(id: "${patientShapes.ZOE}") ${everythingOf('Patient')} }`;

/** Elements that a Patient has, and one that FHIR does not know. */
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

/** What can stand in the place of any of them. */
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

/** Asks for everything, where the server sends this instead of what it has. */
async function everythingWith(elements: Record<string, unknown>): Promise<Asked<{ patient: unknown }>> {
  const patient = sandbox.patients.find(({ id }) => id === patientShapes.ZOE);
  sandbox.fault({ match: { operation: 'read' }, kind: 'json', body: { ...patient, ...elements } });
  return ask(gateway, sandbox, EVERYTHING);
}

describe('a patient of whom the server sends nonsense', () => {
  it.each(ELEMENTS)(
    'as %s is answered with values or nulls, and never with a defect of ours',
    async (element) => {
      const answers = [];
      for (const nonsense of NONSENSE) answers.push(await everythingWith({ [element]: nonsense }));
      expect(answers.map(({ data }) => data.patient).filter((patient) => patient === null)).toEqual([]);
      const errors = answers.flatMap((answer) => answer.errors ?? []);
      expect(errors.filter(({ extensions: { code } }) => code !== 'UPSTREAM_INVALID_RESPONSE')).toEqual([]);
      expect(errors.map(({ message }) => message).filter((message) => message.includes('XQZ'))).toEqual([]);
    },
  );

  it('in everything at once is answered too', async () => {
    for (const nonsense of NONSENSE) {
      const elements = Object.fromEntries(ELEMENTS.map((element) => [element, nonsense]));
      const { data, errors = [] } = await everythingWith(elements);
      expect(data.patient).toMatchObject({ id: patientShapes.ZOE, names: including() });
      expect(errors.filter(({ extensions: { code } }) => code !== 'UPSTREAM_INVALID_RESPONSE')).toEqual([]);
    }
  });

  it('as a date has that one field null, with its own error, and all others', async () => {
    const { data, errors } = await everythingWith({ birthDate: '25/12/1980', deceasedDateTime: 'last year' });
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

  it('as a code is told that its code is not known', async () => {
    const { data, errors } = await everythingWith({
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

describe('a patient who came for another', () => {
  it('of another type is refused', async () => {
    const { data, errors } = await everythingWith({ resourceType: 'Group' });
    expect(data).toEqual({ patient: null });
    expect(errors).toMatchObject([
      {
        message: 'Expected Patient from the FHIR server, but it sent Group.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
  });

  it('without an id is refused', async () => {
    const { data, errors } = await everythingWith({ id: undefined });
    expect(data).toEqual({ patient: null });
    expect(errors).toMatchObject([
      {
        message: 'Expected Patient from the FHIR server, but it sent Patient without an id.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
  });
});
