import { describe, expect, it } from 'vitest';
import type { Identifier, Patient } from '../src/types.ts';
import { createEpicPatient, type Person, SSN_SYSTEM } from '../src/data/epic-patient.ts';
import { PANEL_PATIENTS } from '../src/data/panels.ts';
import {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  DESIREE_POWELL,
  ELIJAH_DAVIS,
  LINDA_ROSS,
  OLIVIA_ROBERTS,
  PUBLIC_PATIENTS,
  WARREN_MCGINNIS,
} from '../src/data/patients.ts';
import { createRandom } from '../src/data/random.ts';
import * as shapes from '../src/data/shapes.ts';
import { SYNTHETIC_PATIENTS } from '../src/data/synthetic.ts';

function patient(id: string): Patient {
  const found = PANEL_PATIENTS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`Expected a patient under ${id}, got none`);
  return found;
}

function identifiers(): Identifier[] {
  return PANEL_PATIENTS.flatMap(({ identifier = [] }) => identifier);
}

function valueOf({ identifier = [] }: Patient, type: string): string | undefined {
  return identifier.find((each) => each.type?.text === type)?.value;
}

function extensionParts({ extension: outer = [] }: Patient): (string | undefined)[][] {
  return outer.map(({ extension = [] }) => extension.map(({ url }) => url));
}

function extensions({ extension = [] }: Patient): string[] {
  return extension.map(({ url }) => url.split('/').at(-1) ?? '');
}

describe('patients', () => {
  it('the seven public patients come first, with their public ids and numbers', () => {
    expect(
      PUBLIC_PATIENTS.map((one) => [
        one.id,
        one.name?.[0]?.text,
        one.gender,
        one.birthDate,
        valueOf(one, 'EPI'),
      ]),
    ).toEqual([
      ['erXuFYUfucBZaryVksYEcMg3', 'Camila Maria Lopez', 'female', '1987-09-12', '203713'],
      ['eq081-VQEgP8drUUqCWzHfw3', 'Derrick Lin', 'male', '1973-06-03', '203711'],
      ['eAB3mDIBBcyUKviyzrxsnAw3', 'Desiree Caroline Powell', 'female', '2014-11-14', '203714'],
      ['egqBHVfQlt4Bw3XGXoxVxHg3', 'Elijah Davis', 'male', '1993-08-18', '203709'],
      ['eIXesllypH3M9tAA5WdJftQ3', 'Linda Jane Ross', 'female', '1969-04-27', '203712'],
      ['eh2xYHuzl9nkSFVvV3osUHg3', 'Olivia Roberts', 'female', '2003-01-07', '203715'],
      ['e0w0LEDCYtfckT6N.CkJKCw3', 'Warren James McGinnis', 'male', '1952-05-24', '203710'],
    ]);
  });

  it('constants name the ids of the public patients', () => {
    expect(PUBLIC_PATIENTS.map(({ id }) => id)).toEqual([
      CAMILA_LOPEZ,
      DERRICK_LIN,
      DESIREE_POWELL,
      ELIJAH_DAVIS,
      LINDA_ROSS,
      OLIVIA_ROBERTS,
      WARREN_MCGINNIS,
    ]);
  });

  it('the patients are the same on every run', () => {
    expect(SYNTHETIC_PATIENTS[0]).toMatchObject({
      id: 'el2rECQjQRmTQHHuqzs1pkB3',
      name: [{ text: 'Cedric Zelaya' }, {}],
    });
  });

  it('there are at least 45 more patients, each with a unique id', () => {
    expect(SYNTHETIC_PATIENTS.length).toBeGreaterThanOrEqual(45);
    expect(new Set(PANEL_PATIENTS.map(({ id }) => id)).size).toBe(PANEL_PATIENTS.length);
  });

  it('ids contain dots and hyphens', () => {
    const ids = SYNTHETIC_PATIENTS.map(({ id }) => id);
    expect(ids.some((id) => id.includes('.'))).toBe(true);
    expect(ids.some((id) => id.includes('-'))).toBe(true);
    expect(ids.every((id) => /^e[\w.-]{22}3$/.test(id))).toBe(true);
  });

  it('patients have neither a version nor an update time', () => {
    expect(PANEL_PATIENTS.filter(({ meta }) => meta !== undefined)).toEqual([]);
  });

  it('patients have identical official and usual names', () => {
    for (const { name = [] } of [...PUBLIC_PATIENTS, ...SYNTHETIC_PATIENTS]) {
      const [official, usual] = name;
      expect(name).toHaveLength(2);
      expect(official?.use).toBe('official');
      expect({ ...usual, use: 'official' }).toEqual(official);
    }
  });

  it('identifiers have type.text, mostly without a coding', () => {
    const types = new Set(identifiers().map(({ type }) => type?.text));
    expect(types).toEqual(
      new Set([
        'CEID',
        'EPIC',
        'EXTERNAL',
        'FHIR',
        'FHIR STU3',
        'INTERNAL',
        'EPI',
        'MYCHARTLOGIN',
        'WPRINTERNAL',
        'SBXMRN',
        'SSN',
        'Medical Record Number',
        undefined,
      ]),
    );
    const internal = identifiers().filter(({ type }) => type?.text === 'INTERNAL');
    expect(internal.every(({ value }) => /^ {5}S\d{4}$/.test(value ?? ''))).toBe(true);
  });

  it('several patients have an unmasked Social Security number', () => {
    const numbers = identifiers().filter(({ system }) => system === SSN_SYSTEM);
    expect(numbers.length).toBeGreaterThan(3);
    expect(numbers.every(({ value }) => /^9\d\d-\d\d-\d{4}$/.test(value ?? ''))).toBe(true);
    expect(patient(shapes.UNMASKED_SSN).identifier?.at(-1)).not.toHaveProperty('type');
    expect(patient(shapes.TYPED_SSN).identifier?.at(-1)).toMatchObject({ type: { text: 'SSN' } });
  });

  it('phone numbers and addresses are reserved for fiction', () => {
    const contacts = PANEL_PATIENTS.flatMap(({ telecom = [] }) => telecom).map(({ value = '' }) => value);
    expect(contacts.filter((value) => !/^\+1 \d{3}-555-01\d\d$|@example\.com$/.test(value))).toEqual([]);
  });

  it('patients have the extensions of a current Epic version', () => {
    expect(extensions(PUBLIC_PATIENTS[0] ?? { resourceType: 'Patient' })).toEqual([
      'legal-sex',
      'sex-for-clinical-use',
      'us-core-sex',
      'calculated-pronouns-to-use-for-text',
      'us-core-race',
      'us-core-ethnicity',
    ]);
  });

  it("patients prefer a language, with Epic's extension of the primitive", () => {
    expect(PUBLIC_PATIENTS[0]?.communication?.[0]).toMatchObject({
      language: { coding: [{ system: 'urn:ietf:bcp:47' }] },
      preferred: true,
      _preferred: { extension: [{ valueCoding: { code: 'verbal' } }] },
    });
  });
});

describe('patient shapes', () => {
  it.each<[shape: string, id: string, expected: Record<string, unknown>]>([
    [
      'a single name',
      shapes.SINGLE_NAME,
      { name: [{ use: 'official', text: 'Sukarnawati', family: 'Sukarnawati' }] },
    ],
    ['a name without parts or text', shapes.EMPTY_NAME, { name: [{ use: 'usual' }] }],
    [
      'a name with only a text',
      shapes.TEXT_ONLY_NAME,
      { name: [{ use: 'usual', text: 'Baby Girl Thistlewood' }] },
    ],
    [
      'prefix and suffix without a text',
      shapes.PREFIX_AND_SUFFIX,
      {
        name: [
          {
            use: 'official',
            family: 'Hallworth',
            given: ['Augustus', 'Peregrine'],
            prefix: ['Dr.'],
            suffix: ['Jr.', 'PhD'],
          },
        ],
      },
    ],
    [
      'a usual name that differs',
      shapes.USUAL_NAME_DIFFERS,
      { name: [{ use: 'official' }, { text: 'Sasha Whitlock' }] },
    ],
    [
      'former names before the current one',
      shapes.FORMER_NAMES,
      { name: [{ use: 'old' }, { use: 'maiden' }, { use: 'official' }, { use: 'usual' }] },
    ],
    ['a year of birth', shapes.BIRTH_YEAR, { birthDate: '1948' }],
    ['a month of birth', shapes.BIRTH_MONTH, { birthDate: '1966-02' }],
    ['a time of death', shapes.DECEASED, { deceasedDateTime: '2024-11-03T04:05:00Z' }],
    ['an unknown gender', shapes.UNKNOWN_GENDER, { gender: 'unknown' }],
    [
      'a practitioner with only a display',
      shapes.PRACTITIONER_DISPLAY_ONLY,
      { generalPractitioner: [{ type: 'Practitioner', display: 'Outside Physician, MD' }] },
    ],
    [
      'references by identifier',
      shapes.REFERENCES_BY_IDENTIFIER,
      {
        generalPractitioner: [{ identifier: { value: '1990000058' } }],
        managingOrganization: { identifier: {} },
      },
    ],
    ['an inactive patient', shapes.INACTIVE, { active: false }],
    ['José', shapes.JOSE, { name: [{ text: 'José María Muñoz' }, {}] }],
    ['Zoë', shapes.ZOE, { name: [{ text: 'Zoë Brontë-Hawkes' }, {}] }],
    ['Hương', shapes.HUONG, { name: [{ text: 'Thị Hương Nguyễn' }, {}] }],
    ['Šárka', shapes.SARKA, { name: [{ text: 'Šárka Žižková' }, {}] }],
    ['Ólafur', shapes.OLAFUR, { name: [{ text: 'Ólafur Þórðarson' }, {}] }],
  ])('one patient has %s', (_shape, id, expected) => {
    expect(patient(id)).toMatchObject(expected);
  });

  it.each<[element: keyof Patient, id: string]>([
    ['name', shapes.NO_NAME],
    ['birthDate', shapes.NO_BIRTH_DATE],
    ['deceasedBoolean', shapes.DECEASED],
  ])('one patient has no %s', (element, id) => {
    expect(patient(id)).not.toHaveProperty(element);
  });

  it('one patient has an id of 130 characters', () => {
    expect(patient(shapes.LONG_ID).id).toHaveLength(130);
  });

  it('one patient has only the required elements', () => {
    expect(patient(shapes.BARE)).toEqual({
      resourceType: 'Patient',
      id: shapes.BARE,
      active: true,
      deceasedBoolean: false,
    });
  });

  it('one patient has the extensions of older Epic versions', () => {
    for (const id of [shapes.OLDER_VERSION_FEMALE, shapes.OLDER_VERSION_OTHER]) {
      expect(extensions(patient(id))).toEqual(['us-core-birthsex', 'us-core-genderIdentity']);
    }
  });

  it("a patient of unknown gender has neither US Core's sex nor pronouns", () => {
    expect(extensions(patient(shapes.UNKNOWN_GENDER)).slice(0, 3)).toEqual([
      'legal-sex',
      'sex-for-clinical-use',
      'us-core-race',
    ]);
  });

  it('some patients have a race and an ethnicity with only a text, and one has two races', () => {
    expect(extensionParts(patient(shapes.RACE_IN_TEXT_ONLY))).toEqual([['text'], ['text']]);
    expect(extensionParts(patient(shapes.TWO_RACES))).toEqual([['ombCategory', 'ombCategory', 'text']]);
  });
});

describe('the generator', () => {
  it('equal seeds draw equal values, and different seeds different ones', () => {
    const [first, again, other] = ['a', 'a', 'b'].map((seed) =>
      createRandom(seed).characters('abcdefghij', 20),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('integers are drawn between the limits, both included', () => {
    const random = createRandom('bounds');
    expect(new Set(Array.from({ length: 100 }, () => random.integer(1, 3)))).toEqual(new Set([1, 2, 3]));
  });

  it('epicPatient returns equal Patients for equal persons', () => {
    const person: Person = { id: 'x', epi: '1', gender: 'other', names: [], birthDate: null };
    expect(createEpicPatient(person)).toEqual(createEpicPatient(person));
  });
});
