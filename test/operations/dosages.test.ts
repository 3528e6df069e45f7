/** Dosage instructions and abatements in shapes that vendors other than Epic send. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const subject = { reference: 'Patient/p1' };
const taper = (sequence: number, value: number, length: number) => ({
  sequence,
  doseAndRate: [{ doseQuantity: { value, unit: 'mg' } }],
  timing: {
    repeat: {
      frequency: 1,
      period: 1,
      periodUnit: 'd',
      boundsDuration: { value: length, unit: 'days', code: 'd' },
    },
  },
});
const RECORDS = [
  {
    resourceType: 'MedicationRequest',
    id: 'taper',
    subject,
    dosageInstruction: [taper(2, 20, 3), taper(1, 40, 5)],
  },
  {
    resourceType: 'MedicationRequest',
    id: 'vague',
    subject,
    dosageInstruction: [
      {
        text: 'Take as directed',
        asNeededCodeableConcept: {
          coding: [{ system: 'http://snomed.info/sct', code: '25064002', display: 'Headache' }],
        },
        doseAndRate: [
          { doseRange: { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } } },
        ],
        maxDosePerPeriod: {
          numerator: { value: 8, unit: 'tablet' },
          denominator: { value: 1, unit: 'd', code: 'd' },
        },
      },
    ],
  },
  { resourceType: 'MedicationRequest', id: 'none', subject },
  { resourceType: 'Condition', id: 'by-age', subject, abatementAge: { value: 35, unit: 'years', code: 'a' } },
  {
    resourceType: 'Condition',
    id: 'by-range',
    subject,
    abatementRange: { low: { value: 30, code: 'a' }, high: { value: 39, code: 'a' } },
  },
  { resourceType: 'Condition', id: 'by-text', subject, abatementString: 'in her teens' },
  { resourceType: 'Condition', id: 'by-period', subject, abatementPeriod: { end: '2024-03' } },
  { resourceType: 'Condition', id: 'by-date', subject, abatementDateTime: '2023' },
];

const VAGUE = 'Take as directed (1–2 tablet; as needed for headache; maximum 8 tablet in 1 day)';

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(RECORDS);
  gateway = await startGateway(server);
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

describe('the dosage text of a medication', () => {
  it.each([
    [
      'taper',
      '40 mg daily for 5 days, then 20 mg daily for 3 days',
      [
        { text: '20 mg daily for 3 days', fullText: '20 mg daily for 3 days' },
        { text: '40 mg daily for 5 days', fullText: '40 mg daily for 5 days' },
      ],
    ],
    ['vague', VAGUE, [{ text: 'Take as directed', fullText: VAGUE }]],
    ['none', null, []],
  ])('returns the full text of all dosage instructions: %s [CS-108]', async (id, dosageText, dosages) => {
    const { data, errors } = await gateway.query(
      'query ($id: ID!) { medicationRequest(id: $id) { dosageText dosages { text fullText } } }',
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ medicationRequest: { dosageText, dosages } });
  });
});

describe('the abatement of a condition', () => {
  it.each([
    ['by-age', null, '35 years'],
    ['by-range', null, '30–39 years'],
    ['by-text', null, 'in her teens'],
    ['by-period', '2024-03', null],
    ['by-date', '2023', null],
  ])(
    'returns the abatement of a condition as a date or a text: %s [CS-118]',
    async (id, abatement, abatementText) => {
      const { data, errors } = await gateway.query(
        'query ($id: ID!) { condition(id: $id) { abatement abatementText } }',
        { id },
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({ condition: { abatement, abatementText } });
    },
  );
});
