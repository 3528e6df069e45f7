import { describe, expect, it } from 'vitest';
import { type InputProblem, InvalidInput } from '../../src/errors.ts';
import { type AllergyInput, checkAllergy } from '../../src/writes/allergy-input.ts';
import { CODE_FORMATS, type WritableCodeSystem } from '../../src/writes/code-formats.ts';
import type { InputContext } from '../../src/writes/input-checks.ts';
import { checkNote, type NoteInput } from '../../src/writes/note-input.ts';
import { checkPatient, type PatientInput } from '../../src/writes/patient-input.ts';
import { checkProblem } from '../../src/writes/problem-input.ts';
import { checkVitalSigns, type VitalSignsInput } from '../../src/writes/vital-signs-input.ts';

const CONTEXT: InputContext = {
  idempotencyKey: 'a-key-of-sixteen-characters',
  now: Date.parse('2026-05-01T12:00:00Z'),
};

const VITALS: VitalSignsInput = {
  patientId: 'ePatient',
  encounterId: 'eVisit',
  takenAt: '2026-05-01T06:30:00-05:00',
  heartRate: { value: 72, unit: 'PER_MINUTE' },
};
const NOTE: NoteInput = {
  patientId: 'ePatient',
  encounterId: 'eVisit',
  type: 'PROGRESS',
  status: 'FINAL',
  text: 'Better.',
};
const ALLERGY: AllergyInput = {
  patientId: 'ePatient',
  substance: { system: 'RXNORM', code: '7980', name: 'Penicillin G' },
  reactions: [{ manifestation: { system: 'SNOMED', code: '247472004', name: 'Hives' }, severity: 'MILD' }],
};
const PATIENT: PatientInput = {
  name: { family: 'Doe', given: ['Jane', 'Q'] },
  birthDate: '1990-02-28',
  gender: 'FEMALE',
  address: { lines: ['1 First Street'], city: 'Madison' },
  identifiers: [],
};

function problemsOf(check: () => unknown): readonly InputProblem[] {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
  return [];
}

const pathsOf = (check: () => unknown): string[] => problemsOf(check).map(({ path }) => path);
const createVitalsCheck =
  (changes: Partial<VitalSignsInput>, at = CONTEXT) =>
  () =>
    checkVitalSigns({ ...VITALS, ...changes }, at);
const createNoteCheck = (changes: Partial<NoteInput>) => () => checkNote({ ...NOTE, ...changes }, CONTEXT);
const createAllergyCheck = (changes: Partial<AllergyInput>) => () =>
  checkAllergy({ ...ALLERGY, ...changes }, CONTEXT);
const createPatientCheck = (changes: Partial<PatientInput>) => () =>
  checkPatient({ ...PATIENT, ...changes }, CONTEXT);

describe('a valid input', () => {
  it('reports no problem in valid inputs', () => {
    expect(
      [createVitalsCheck({}), createNoteCheck({}), createAllergyCheck({}), createPatientCheck({})].flatMap(
        pathsOf,
      ),
    ).toEqual([]);
  });
});

describe('the message of an invalid input', () => {
  it('counts the problems, and names the path and the expectation of each', () => {
    const check = createVitalsCheck({ patientId: '', heartRate: { value: -1, unit: 'PER_MINUTE' } });
    expect(check).toThrow(
      'The input has 2 problem(s), and nothing was sent. input.patientId expects a FHIR id: at most 256 letters, digits, ".", "-", "_" ' +
        'and "~", with no "_" first. input.heartRate.value expects a value from 0 to 500 /min, or the equivalent in another unit. Other values are impossible.',
    );
  });
});

describe('a text with a hidden character', () => {
  it('reports one problem per hidden text, with the path and the character’s position, even if other rules are broken', () => {
    const problems = problemsOf(
      createPatientCheck({ name: { family: ' \u202E'.repeat(201), given: ['Ja\u00ADne'] } }),
    );
    expect(problems).toEqual([
      {
        path: 'input.name.family',
        message: 'expects only visible characters, but character 2 is a control for the direction of text.',
      },
      {
        path: 'input.name.given.0',
        message: 'expects only visible characters, but character 3 is an invisible character.',
      },
    ]);
  });

  it('finds hidden characters in fields that no other check covers', () => {
    const input = { ...PATIENT, unknown: [{ deeper: 'a\u200Bb' }] };
    expect(pathsOf(() => checkPatient(input, CONTEXT))).toEqual(['input.unknown.0.deeper']);
  });
});

describe('an idempotency key', () => {
  it.each([
    '',
    'short',
    'x'.repeat(15),
    'x'.repeat(129),
    'with a space in it',
    'with-a-\u0000-control',
    'naïve-naïve-naïve',
  ])('rejects the idempotency key %j', (idempotencyKey) => {
    expect(pathsOf(createVitalsCheck({}, { ...CONTEXT, idempotencyKey }))).toEqual(['idempotencyKey']);
  });

  it.each(['x'.repeat(16), 'x'.repeat(128), '0b0f3c1e-5a0e-4a3e-9a5b-1f0f3c1e5a0e', '!"#$%&/()=?{[]}\\~'])(
    'accepts the idempotency key %j',
    (idempotencyKey) => {
      expect(pathsOf(createVitalsCheck({}, { ...CONTEXT, idempotencyKey }))).toEqual([]);
    },
  );
});

describe('takenAt', () => {
  it.each<[given: string, sent: string]>([
    ['2026-05-01T06:30:00-05:00', '2026-05-01T06:30:00-05:00'],
    ['2026-05-01T06:30:00.999Z', '2026-05-01T06:30:00Z'],
    ['2026-05-01T06:30+00:00', '2026-05-01T06:30:00+00:00'],
    ['2026-05-01T06:30:00+13:59', '2026-05-01T06:30:00+13:59'],
    ['2026-05-01T06:30:00+14:00', '2026-05-01T06:30:00+14:00'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['2026-05-01T12:04:59Z', '2026-05-01T12:04:59Z'],
  ])('sends the time %s as %s', (takenAt, instant) => {
    expect(createVitalsCheck({ takenAt })().taken.instant).toBe(instant);
  });

  it.each([
    '2026-05-01',
    '2026-05-01T06:30:00',
    '2026-05-01T06:30:00-5',
    '2026-02-29T06:30:00Z',
    '2026-05-01T24:00:00Z',
    '2026-05-01T06:30:60Z',
    '2026-13-01T06:30:00Z',
    '2026-05-01T06:30:00+99:00',
    '2026-04-30T06:30:00+15:00',
    '2026-04-30T06:30:00+14:30',
    '2026-04-30T06:30:00-23:30',
    '2026-05-01T12:05:01Z',
    '2126-05-01T06:30:00Z',
    '1899-12-31T06:30:00Z',
    'yesterday',
    '',
  ])('rejects the time %j', (takenAt) => {
    expect(pathsOf(createVitalsCheck({ takenAt }))).toEqual(['input.takenAt']);
  });
});

describe('a vital sign', () => {
  it.each<[name: string, changes: Partial<VitalSignsInput>]>([
    ['a heart rate above the maximum', { heartRate: { value: 501, unit: 'PER_MINUTE' } }],
    ['a fractional heart rate', { heartRate: { value: 72.5, unit: 'PER_MINUTE' } }],
    ['NaN', { heartRate: { value: Number.NaN, unit: 'PER_MINUTE' } }],
    ['infinity', { heartRate: { value: Number.POSITIVE_INFINITY, unit: 'PER_MINUTE' } }],
    ['a value too small to display', { heartRate: { value: 1e-7, unit: 'PER_MINUTE' } }],
    ['Fahrenheit given as Celsius', { bodyTemperature: { value: 98.6, unit: 'CELSIUS' } }],
    ['Celsius given as Fahrenheit', { bodyTemperature: { value: 37, unit: 'FAHRENHEIT' } }],
    ['too many decimals', { bodyTemperature: { value: 37.123, unit: 'CELSIUS' } }],
    ['more than 100 percent oxygen', { oxygenSaturation: { value: 100.5, unit: 'PERCENT' } }],
    ['meters given as centimeters', { bodyHeight: { value: 1.8, unit: 'CENTIMETER' } }],
    ['centimeters given as inches', { bodyHeight: { value: 180, unit: 'INCH' } }],
    ['grams given as kilograms', { bodyWeight: { value: 3_400, unit: 'KILOGRAM' } }],
    ['an unknown unit', { bodyWeight: { value: 70, unit: 'STONE' } }],
    ['a blood pressure above the maximum', { bloodPressure: { systolic: 401, diastolic: 80, unit: 'MMHG' } }],
    [
      'a systolic pressure below the diastolic',
      { bloodPressure: { systolic: 80, diastolic: 120, unit: 'MMHG' } },
    ],
  ])('rejects %s', (_name, changes) => {
    expect(problemsOf(createVitalsCheck({ heartRate: null, ...changes }))).toHaveLength(1);
  });

  it.each<[name: string, warning: 'no warning' | 'a warning', changes: Partial<VitalSignsInput>]>([
    ['a resting heart rate', 'no warning', { heartRate: { value: 60, unit: 'PER_MINUTE' } }],
    ['a heart rate of zero', 'a warning', { heartRate: { value: 0, unit: 'PER_MINUTE' } }],
    ['a newborn’s heart rate', 'no warning', { heartRate: { value: 160, unit: 'PER_MINUTE' } }],
    ['a very fast heart rate', 'a warning', { heartRate: { value: 221, unit: 'PER_MINUTE' } }],
    ['a fever in Fahrenheit', 'no warning', { bodyTemperature: { value: 104, unit: 'FAHRENHEIT' } }],
    ['a heat stroke in Fahrenheit', 'a warning', { bodyTemperature: { value: 109, unit: 'FAHRENHEIT' } }],
    ['a newborn’s weight in grams', 'no warning', { bodyWeight: { value: 3_400, unit: 'GRAM' } }],
    ['an extreme weight in pounds', 'a warning', { bodyWeight: { value: 1_400, unit: 'POUND' } }],
    [
      'a high diastolic pressure',
      'a warning',
      { bloodPressure: { systolic: 180, diastolic: 160, unit: 'MMHG' } },
    ],
    [
      'a normal blood pressure',
      'no warning',
      { bloodPressure: { systolic: 118, diastolic: 76, unit: 'MMHG' } },
    ],
  ])('sends %s with %s', (_name, warning, changes) => {
    const [reading] = createVitalsCheck({ heartRate: null, ...changes })().readings;
    expect(reading?.warning !== null).toBe(warning === 'a warning');
  });

  it('requires at least one vital sign', () => {
    expect(pathsOf(createVitalsCheck({ heartRate: null }))).toEqual(['input']);
  });
});

describe('the text of a note', () => {
  it.each(['S: better.\r\n\tO: 37,2 °C – 🙂', 'x'.repeat(60_000), ' a '])(
    'sends the text of a note unchanged (case %#)',
    (text) => {
      expect(createNoteCheck({ text })().text).toBe(text);
    },
  );

  it.each<[text: string, sent: string]>([
    ['one\u2028two', 'one\ntwo'],
    ['one\u2029two', 'one\ntwo'],
  ])('sends the line separator in %j as a newline', (text, sent) => {
    expect(createNoteCheck({ text })().text).toBe(sent);
  });

  it.each([
    '',
    ' \n\t',
    '\u2028',
    'x'.repeat(60_001),
    'a\u0000b',
    'a\u001b[31m',
    'half \ud83d',
    'right to \u202e left',
    '\u009f',
  ])('rejects the note text %j', (text) => {
    expect(pathsOf(createNoteCheck({ text }))).toEqual(['input.text']);
  });
});

describe('codes', () => {
  it.each<[system: WritableCodeSystem, code: string, isValid: boolean]>([
    ['SNOMED', '41652007', true],
    ['SNOMED', '247472004', true],
    ['SNOMED', '1631000175102', true],
    ['SNOMED', '41652008', false],
    ['SNOMED', '46152007', false],
    ['SNOMED', '041652007', false],
    // The id of a description, not of the concept.
    ['SNOMED', '69546016', false],
    ['SNOMED', 'T-41652', false],
    ['RXNORM', '7980', true],
    ['RXNORM', '07980', false],
    ['RXNORM', '123456789', false],
    ['RXNORM', '7980 ', false],
    ['ICD10CM', 'E11.9', true],
    ['ICD10CM', 'I10', true],
    ['ICD10CM', 'S52.521A', true],
    ['ICD10CM', 'C4A.9', true],
    ['ICD10CM', 'E119', false],
    ['ICD10CM', 'e11.9', false],
    ['ICD10CM', 'E11.', false],
    ['ICD10CM', '250.00', false],
  ])('says whether the %s code %j is valid: %s', (system, code, isValid) => {
    expect(CODE_FORMATS[system].isCode(code)).toBe(isValid);
  });

  it('reports invalid codes and names with their paths', () => {
    const problem = { system: 'SNOMED', code: '1', name: ' ' } as const;
    expect(pathsOf(() => checkProblem({ patientId: '.', problem }, CONTEXT))).toEqual([
      'input.patientId',
      'input.problem.code',
      'input.problem.name',
    ]);
  });
});

describe('an allergy', () => {
  it('reports each problem of each reaction', () => {
    const reactions = [
      { manifestation: { system: 'SNOMED', code: '247472004', name: 'Hives' }, severity: 'UNRECOGNIZED' },
      { manifestation: { system: 'SNOMED', code: 'x', name: 'two\nlines' } },
    ] as const;
    const paths = pathsOf(
      createAllergyCheck({ category: 'UNRECOGNIZED', criticality: 'UNRECOGNIZED', onset: '2027', reactions }),
    );
    expect(paths).toEqual([
      'input.category',
      'input.criticality',
      'input.onset',
      'input.reactions.0.severity',
      'input.reactions.1.manifestation.code',
      'input.reactions.1.manifestation.name',
    ]);
  });

  it.each(['2026', '2026-05', '2026-05-01', '2026-05-02'])(
    'accepts the onset %s, which has begun in some time zone',
    (onset) => {
      expect(createAllergyCheck({ onset })().onset).toBe(onset);
    },
  );

  it('rejects an allergy with more than ten reactions', () => {
    const [reaction] = ALLERGY.reactions;
    const reactions = Array.from({ length: 11 }, () => reaction).filter((each) => each !== undefined);
    expect(pathsOf(createAllergyCheck({ reactions }))).toEqual(['input.reactions']);
  });
});

describe('a patient', () => {
  it('reports each problem of each part of a patient', () => {
    const paths = pathsOf(
      createPatientCheck({
        name: { family: '', given: [] },
        birthDate: '1990-02',
        gender: 'UNRECOGNIZED',
        address: {
          lines: ['a', 'b', 'c', 'd', ''],
          city: ' ',
          state: '',
          postalCode: 'x'.repeat(201),
          country: 'a\u0007',
        },
        identifiers: [
          { system: 'MRN', value: '' },
          { system: '2.16.840.1.113883.4.1', value: '000-12-3456' },
        ],
      }),
    );
    expect(paths.toSorted()).toEqual(
      [
        'input.name.given',
        'input.name.family',
        'input.birthDate',
        'input.gender',
        'input.address.lines',
        'input.address.lines.4',
        'input.address.city',
        'input.address.state',
        'input.address.postalCode',
        'input.address.country',
        'input.identifiers.0.system',
        'input.identifiers.0.value',
        'input.identifiers.1.value',
      ].toSorted(),
    );
  });

  it('sends identifiers under the URI of their system', () => {
    const identifiers = [
      { system: '1.2.840.114350.1.13', value: ' A-1 ' },
      { system: 'https://example.org/ids', value: 'B' },
    ];
    expect(createPatientCheck({ identifiers })().identifiers).toEqual([
      { system: 'urn:oid:1.2.840.114350.1.13', value: 'A-1' },
      { system: 'https://example.org/ids', value: 'B' },
    ]);
  });

  it.each([
    'urn:oid:1.02.3',
    'urn:oid:3.1',
    'urn:oid:',
    '1.02.3',
    'URN:OID:1.2.3',
    'urn:uuid:xyz',
    'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
    'urn:',
    'urn:x',
    'http:example.org',
    'http://',
    'https:///ids',
    'http://example.org/a b',
    'http://example.org/<ids>',
    'http://example.org/%zz',
    'http://exämple.org',
    '//example.org/ids',
    '/ids',
    'MRN',
    'MRN:1',
    ':x',
    '',
  ])('rejects an identifier in the system %j', (system) => {
    expect(pathsOf(createPatientCheck({ identifiers: [{ system, value: 'A' }] }))).toEqual([
      'input.identifiers.0.system',
    ]);
  });

  it.each([
    'urn:oid:2.16.840.1.113883.4.1',
    'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    'urn:ietf:rfc:3986',
    'http://hl7.org/fhir/sid/us-npi',
    'https://example.org:8443/ids?of=staff#mrn',
    'http://ex%C3%A4mple.org/ids',
    'tag:example.org,2026:ids',
  ])('accepts an identifier in the system %s', (system) => {
    const value = system.endsWith('4.1') ? '900-12-3456' : 'A';
    expect(createPatientCheck({ identifiers: [{ system, value }] })().identifiers).toEqual([
      { system, value },
    ]);
  });

  it('rejects a birth date in the future', () => {
    expect(pathsOf(createPatientCheck({ birthDate: '2026-05-03' }))).toEqual(['input.birthDate']);
  });
});
