import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { patientShapes as shapes } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { having } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => NOW });
  gateway = await startGateway(sandbox, { now: () => NOW });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

async function queryPatient(id: string, selection: string): Promise<Record<string, unknown> | null> {
  const { data, errors } = await ask<{ patient: Record<string, unknown> | null }>(
    gateway,
    sandbox,
    `query ($id: ID!) { patient(id: $id) { ${selection} } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.patient;
}

describe('the full name of a patient', () => {
  it.each([
    ['with one name for all', shapes.SINGLE_NAME, 'Sukarnawati'],
    ['without a name', shapes.NO_NAME, null],
    ['with an empty name', shapes.EMPTY_NAME, null],
    ['with only a text', shapes.TEXT_ONLY_NAME, 'Baby Girl Thistlewood'],
    ['with only name parts', shapes.PREFIX_AND_SUFFIX, 'Dr. Augustus Peregrine Hallworth Jr. PhD'],
    ['whose usual name differs', shapes.USUAL_NAME_DIFFERS, 'Sasha Whitlock'],
    ['with former names before the current ones', shapes.FORMER_NAMES, 'Ingrid Quillfeather'],
    ['with diacritics', shapes.HUONG, 'Thị Hương Nguyễn'],
    ['with other diacritics', shapes.SARKA, 'Šárka Žižková'],
    ['with Icelandic letters', shapes.OLAFUR, 'Ólafur Þórðarson'],
    ['with an accent', shapes.JOSE, 'José María Muñoz'],
    ['with a hyphen', shapes.ZOE, 'Zoë Brontë-Hawkes'],
    ['with no elements', shapes.BARE, null],
  ])('returns the full name of a patient %s', async (_what, id, fullName) => {
    await expect(queryPatient(id, 'fullName')).resolves.toEqual({ fullName });
  });
});

describe('the names of a patient', () => {
  it('selects a name by its use', async () => {
    const selection = `
      official: name(use: OFFICIAL) { text } usual: name(use: USUAL) { text } nickname: name(use: NICKNAME) { text }
      any: name { text } same: name(use: null) { text } unrecognized: name(use: UNRECOGNIZED) { text }`;
    await expect(queryPatient(shapes.USUAL_NAME_DIFFERS, selection)).resolves.toEqual({
      official: { text: 'Aleksandra Whitlock' },
      usual: { text: 'Sasha Whitlock' },
      nickname: null,
      any: { text: 'Sasha Whitlock' },
      same: { text: 'Sasha Whitlock' },
      unrecognized: null,
    });
  });

  it('returns the parts of a name', async () => {
    const selection = 'names { use text prefix given family suffix fullName period { start end } }';
    await expect(queryPatient(shapes.PREFIX_AND_SUFFIX, selection)).resolves.toEqual({
      names: [
        {
          use: 'OFFICIAL',
          text: null,
          prefix: ['Dr.'],
          given: ['Augustus', 'Peregrine'],
          family: 'Hallworth',
          suffix: ['Jr.', 'PhD'],
          fullName: 'Dr. Augustus Peregrine Hallworth Jr. PhD',
          period: null,
        },
      ],
    });
  });

  it('returns former names with their periods', async () => {
    const { names } =
      (await queryPatient(shapes.FORMER_NAMES, 'names { use fullName period { start end } }')) ?? {};
    expect(names).toEqual([
      { use: 'OLD', fullName: 'Ingrid Eastwick', period: { start: '1991-06-01', end: '1999-05-01' } },
      { use: 'MAIDEN', fullName: 'Ingrid Lindqvist', period: null },
      { use: 'OFFICIAL', fullName: 'Ingrid Quillfeather', period: null },
      { use: 'USUAL', fullName: 'Ingrid Quillfeather', period: null },
    ]);
  });

  it('returns an empty name, and null if there is no name', async () => {
    const empty = { use: 'USUAL', fullName: null };
    const selection = 'name { use fullName } names { use fullName }';
    await expect(queryPatient(shapes.EMPTY_NAME, selection)).resolves.toEqual({
      name: empty,
      names: [empty],
    });
    await expect(queryPatient(shapes.NO_NAME, selection)).resolves.toEqual({ name: null, names: [] });
  });
});

describe('the dates of a patient', () => {
  const selection = 'birthDate age deceased deceasedAt';

  it.each([
    [
      'a year of birth',
      shapes.BIRTH_YEAR,
      { birthDate: '1948', age: null, deceased: false, deceasedAt: null },
    ],
    [
      'a month of birth',
      shapes.BIRTH_MONTH,
      { birthDate: '1966-02', age: 60, deceased: false, deceasedAt: null },
    ],
    [
      'no birth date',
      shapes.NO_BIRTH_DATE,
      { birthDate: null, age: null, deceased: false, deceasedAt: null },
    ],
    [
      'a date of death, at which the age ends',
      shapes.DECEASED,
      { birthDate: '1963-04-05', age: 61, deceased: true, deceasedAt: '2024-11-03T04:05:00Z' },
    ],
  ])('returns the dates of a patient with %s', async (_what, id, expected) => {
    await expect(queryPatient(id, selection)).resolves.toEqual(expected);
  });
});

describe('the identifiers of a patient', () => {
  it('selects identifiers by system, and removes padding', async () => {
    const system = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.698084';
    const { identifiers } =
      (await queryPatient(shapes.LONG_ID, `identifiers(system: "${system}") { type { text } value }`)) ?? {};
    const value = sandbox.patients
      .find(({ id }) => id === shapes.LONG_ID)
      ?.identifier?.find(({ type }) => type?.text === 'EXTERNAL')?.value;
    expect(identifiers).toEqual([
      { type: { text: 'EXTERNAL' }, value },
      { type: { text: 'INTERNAL' }, value },
    ]);
    await expect(
      queryPatient(shapes.LONG_ID, 'identifiers(system: "urn:oid:1.2") { value }'),
    ).resolves.toEqual({
      identifiers: [],
    });
  });

  it('returns no SSN, even if its system is selected', async () => {
    const selection = 'identifiers(system: "urn:oid:2.16.840.1.113883.4.1") { value }';
    await expect(queryPatient(shapes.UNMASKED_SSN, selection)).resolves.toEqual({ identifiers: [] });
  });

  it('prefers the MRN of the site’s system to one with an HL7 type', async () => {
    await expect(queryPatient(shapes.CODED_MRN, 'mrn')).resolves.toEqual({ mrn: '1200022' });
    await expect(queryPatient(shapes.LONG_ID, 'mrn')).resolves.toEqual({ mrn: '1200001' });
    await expect(queryPatient(shapes.BARE, 'mrn')).resolves.toEqual({ mrn: null });
  });
});

describe('the race, sex and gender of a patient', () => {
  const demographic = '{ text ombCategories { code display } detailed { code } }';

  it('returns a race with only a text', async () => {
    await expect(
      queryPatient(shapes.RACE_IN_TEXT_ONLY, `race ${demographic} ethnicity ${demographic}`),
    ).resolves.toEqual({
      race: { text: 'Other Pacific Islander', ombCategories: [], detailed: [] },
      ethnicity: { text: 'Patient declined', ombCategories: [], detailed: [] },
    });
  });

  it('returns two races', async () => {
    await expect(
      queryPatient(shapes.TWO_RACES, `race ${demographic} ethnicity ${demographic}`),
    ).resolves.toEqual({
      race: {
        text: 'White, Japanese',
        ombCategories: [
          { code: '2106-3', display: 'White' },
          { code: '2028-9', display: 'Asian' },
        ],
        detailed: [],
      },
      ethnicity: null,
    });
  });

  it('returns the same values from older and current versions of the demographic profiles', async () => {
    const selection =
      'gender birthSex { text } genderIdentity { text } legalSex { text } sex { text } pronouns { text }';
    const older = { legalSex: null, sex: null, pronouns: null };
    await expect(queryPatient(shapes.OLDER_VERSION_FEMALE, selection)).resolves.toEqual({
      gender: 'FEMALE',
      birthSex: { text: 'Female' },
      genderIdentity: { text: 'Female' },
      ...older,
    });
    await expect(queryPatient(shapes.OLDER_VERSION_OTHER, selection)).resolves.toEqual({
      gender: 'OTHER',
      birthSex: { text: 'Unknown' },
      genderIdentity: { text: 'Nonbinary' },
      ...older,
    });
    await expect(queryPatient(shapes.ZOE, selection)).resolves.toEqual({
      gender: 'FEMALE',
      birthSex: null,
      genderIdentity: null,
      legalSex: { text: 'Female' },
      sex: { text: 'Female' },
      pronouns: { text: 'she/her/her/hers/herself' },
    });
  });

  it('returns UNKNOWN for an unknown gender', async () => {
    const selection = 'gender legalSex { text } sex { text } pronouns { text }';
    await expect(queryPatient(shapes.UNKNOWN_GENDER, selection)).resolves.toEqual({
      gender: 'UNKNOWN',
      legalSex: { text: 'Unknown' },
      sex: null,
      pronouns: null,
    });
  });
});

describe('the references of a patient', () => {
  const reference = '{ reference type display identifier { system value type { text } } }';
  const selection = `generalPractitioners ${reference} managingOrganization ${reference}`;

  it('returns a reference with only a display', async () => {
    const { generalPractitioners } = (await queryPatient(shapes.PRACTITIONER_DISPLAY_ONLY, selection)) ?? {};
    expect(generalPractitioners).toEqual([
      { reference: null, type: 'Practitioner', display: 'Outside Physician, MD', identifier: null },
    ]);
  });

  it('returns a reference with only an identifier', async () => {
    const npi = { system: 'http://hl7.org/fhir/sid/us-npi', type: { text: 'NPI' } };
    await expect(queryPatient(shapes.REFERENCES_BY_IDENTIFIER, selection)).resolves.toEqual({
      generalPractitioners: [
        { reference: null, type: 'Practitioner', display: null, identifier: { ...npi, value: '1990000058' } },
      ],
      managingOrganization: {
        reference: null,
        type: null,
        display: null,
        identifier: { ...npi, value: '1990000066' },
      },
    });
  });

  it('returns the type of a reference even if the server omits it, without a request', async () => {
    const { data, calls } = await ask(
      gateway,
      sandbox,
      `{ patient(id: "${shapes.LONG_ID}") { managingOrganization { type display } } }`,
    );
    expect(data).toEqual({ patient: { managingOrganization: having({ type: 'Organization' }) } });
    expect(calls).toEqual([`Patient/${shapes.LONG_ID}`]);
  });
});

describe('the record of a patient', () => {
  it('returns whether a patient record is active', async () => {
    await expect(queryPatient(shapes.INACTIVE, 'active')).resolves.toEqual({ active: false });
    await expect(queryPatient(shapes.ZOE, 'active')).resolves.toEqual({ active: true });
  });

  it('accepts an id of 130 characters', async () => {
    expect(shapes.LONG_ID).toHaveLength(130);
    await expect(queryPatient(shapes.LONG_ID, 'id')).resolves.toEqual({ id: shapes.LONG_ID });
  });
});
