import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const PATIENT = 'patient-of-odd-lists';
const UCUM = 'http://unitsofmeasure.org';

const result = (id: string, category: string, elements: object): RecordOfServer => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category }] },
  ],
  code: { text: id },
  subject: { reference: `Patient/${PATIENT}` },
  effectiveDateTime: '2026-03-01T08:00:00Z',
  ...elements,
});
const weight = (unit: string, code: string) => ({
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  valueQuantity: { value: 70, unit, code, system: UCUM },
});
const grams = (value: unknown) => ({ value, unit: 'g/dL', code: 'g/dL', system: UCUM });
const bySex = (code: string) => ({ appliesTo: [{ coding: [{ system: 'http://snomed.info/sct', code }] }] });

const RECORDS: readonly RecordOfServer[] = [
  {
    resourceType: 'Patient',
    id: PATIENT,
    birthDate: '1980-01-01',
    extension: [{ url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode: 'F' }],
  },
  result('weight-metric', 'vital-signs', weight('kg', 'kg')),
  result('weight-pounds', 'vital-signs', weight('lb', '[lb_av]')),
  result('hemoglobin', 'laboratory', {
    valueQuantity: grams('12.5'),
    interpretation: [{ text: 'normal' }],
    referenceRange: [
      { low: grams(12), high: grams(15), ...bySex('248152002') },
      { low: grams(13.5), high: grams(17.5), ...bySex('248153007') },
    ],
  }),
  result('ferritin', 'laboratory', {
    valueQuantity: grams(9),
    interpretation: [{ text: 'normal' }],
    referenceRange: [
      { low: grams(10), high: grams(20), age: { low: { value: 18, code: 'a', system: UCUM } } },
    ],
  }),
  result('plain', 'laboratory', { valueQuantity: grams(9), referenceRange: [{ high: grams(8) }] }),
  result('phq-9', 'survey', {
    hasMember: [
      { reference: 'Observation/interest' },
      { reference: `Observation/mood` },
      { reference: '#sleep' },
      { reference: 'https://elsewhere.example.org/fhir/Observation/mood', display: 'Elsewhere' },
      { reference: 'Observation/lost' },
    ],
    contained: [{ resourceType: 'Observation', id: 'sleep', code: { text: 'Sleep' }, valueInteger: 3 }],
  }),
  {
    ...result('questionnaires', 'survey', { result: [{ reference: 'Observation/phq-9' }] }),
    resourceType: 'DiagnosticReport',
  },
  result('gad-7', 'survey', { hasMember: [{ reference: 'Observation/worry' }] }),
  result('worry', 'survey', { status: 'entered-in-error', valueInteger: 9 }),
  result('interest', 'survey', { valueInteger: 2 }),
  result('mood', 'survey', { valueCodeableConcept: { text: 'Several days' } }),
];

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(RECORDS);
  gateway = await startGateway(server);
});

beforeEach(() => {
  server.requests.length = 0;
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

const warningsOf = ({ extensions }: GraphqlAnswer<unknown>, code: string) =>
  (extensions?.fhir.warnings ?? []).filter((warning) => warning.code === code);

describe('a list with mixed units [CS-85]', () => {
  it('warns about mixed units in a list of vital signs, names the path, and converts nothing', async () => {
    const answer = await gateway.query<{ patient: { weights: { valueText: string }[] } }>(
      `{ patient(id: "${PATIENT}") { weights: vitalSigns(first: 10) { valueText } } }`,
    );
    expect(answer.data.patient.weights.map(({ valueText }) => valueText).toSorted()).toEqual([
      '70 kg',
      '70 lb',
    ]);
    expect(warningsOf(answer, 'MIXED_UNITS')).toEqual([
      expect.objectContaining({ resourceType: 'Observation', path: ['patient', 'weights'] }),
    ]);
  });

  it('warns about mixed units in a connection of vital signs', async () => {
    const answer = await gateway.query(
      `{ patient(id: "${PATIENT}") { observationsConnection(first: 50, category: VITAL_SIGNS) { nodes { id } } } }`,
    );
    expect(warningsOf(answer, 'MIXED_UNITS')).toEqual([
      expect.objectContaining({ path: ['patient', 'observationsConnection'] }),
    ]);
  });

  it('does not warn about units if all results of a list have the same unit', async () => {
    const answer = await gateway.query<{ patient: { labResults: object[] } }>(
      `{ patient(id: "${PATIENT}") { labResults(first: 10) { id } } }`,
    );
    expect(answer.data.patient.labResults).toHaveLength(3);
    expect(warningsOf(answer, 'MIXED_UNITS')).toEqual([]);
  });
});

const readRangeById = async (id: string) => {
  server.requests.length = 0;
  const answer = await gateway.query(`{ observation(id: "${id}") { isOutsideReferenceRange } }`);
  expect(answer.extensions?.fhir.estimatedRequests).toBe(2);
  return [answer.data, server.requests.length];
};

describe('isOutsideReferenceRange', () => {
  it('compares a value with the range for the age and sex of the patient, without another request', async () => {
    const answer = await gateway.query<{ patient: { labResults: object[] } }>(
      `{ patient(id: "${PATIENT}") { labResults(first: 10) {
        id isAbnormal isOutsideReferenceRange referenceRange { age { text } }
      } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.patient.labResults).toEqual(
      expect.arrayContaining([
        {
          id: 'hemoglobin',
          isAbnormal: false,
          isOutsideReferenceRange: false,
          referenceRange: [{ age: null }, { age: null }],
        },
        {
          id: 'ferritin',
          isAbnormal: false,
          isOutsideReferenceRange: true,
          referenceRange: [{ age: { text: '≥18 years' } }],
        },
        { id: 'plain', isAbnormal: null, isOutsideReferenceRange: true, referenceRange: [{ age: null }] },
      ]),
    );
    expect(server.requests).toHaveLength(2);
    expect(answer.extensions?.fhir.estimatedRequests).toBe(2);
  });

  it('reads the patient for isOutsideReferenceRange only if the range depends on age or sex', async () => {
    await expect(readRangeById('ferritin')).resolves.toEqual([
      { observation: { isOutsideReferenceRange: true } },
      2,
    ]);
    await expect(readRangeById('plain')).resolves.toEqual([
      { observation: { isOutsideReferenceRange: true } },
      1,
    ]);
  });
});

describe('the valueText of a panel [CS-86]', () => {
  it('shows the members of a panel that the list returned or the panel contains, and counts the others', async () => {
    const answer = await gateway.query<{ patient: { observations: { id: string; valueText: string }[] } }>(
      `{ patient(id: "${PATIENT}") { observations(first: 50, category: SURVEY) { id valueText } } }`,
    );
    expect(answer.errors).toBeUndefined();
    const panel = answer.data.patient.observations.find(({ id }) => id === 'phq-9');
    expect(panel?.valueText).toBe(
      'interest 2, mood Several days, Sleep 3, and 2 more results listed separately: Elsewhere',
    );
    expect(server.requests).toHaveLength(1);
  });

  it('reads the members of a panel by id, and includes that batch in the estimate', async () => {
    const answer = await gateway.query('{ observation(id: "phq-9") { valueText } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      observation: {
        valueText: 'interest 2, mood Several days, Sleep 3, and 2 more results listed separately: Elsewhere',
      },
    });
    expect(answer.extensions?.fhir.estimatedRequests).toBe(2);
    // The estimate does not include the extra read for the missing member.
    expect(server.requests).toEqual([
      'Observation/phq-9',
      expect.stringMatching(/^Observation\?(?=.*_id=interest%2Cmood%2Clost)/),
      'Observation/lost',
    ]);
  });

  it('shows a text for a panel that a report references', async () => {
    const { data } = await gateway.query(
      '{ diagnosticReport(id: "questionnaires") { results { resource { valueText } } } }',
    );
    expect(data).toEqual({
      diagnosticReport: {
        results: [{ resource: { valueText: 'Sleep 3, and 4 more results listed separately: Elsewhere' } }],
      },
    });
  });

  it('does not show the value of a panel member that was entered in error', async () => {
    const { data } = await gateway.query('{ observation(id: "gad-7") { valueText } }');
    expect(data).toEqual({ observation: { valueText: 'worry entered in error' } });
  });
});
