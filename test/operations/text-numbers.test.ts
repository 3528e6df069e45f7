import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const PATIENT = 'patient-of-strings';
const subject = { reference: `Patient/${PATIENT}` };
const amount = (value: string, unit: string) => ({ value, unit });
const result = (id: string, valueQuantity: object): RecordOfServer => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
    },
  ],
  code: { text: id },
  subject,
  effectiveDateTime: '2026-03-01T08:00:00Z',
  valueQuantity,
});

const RECORDS: readonly RecordOfServer[] = [
  {
    resourceType: 'Patient',
    id: PATIENT,
    identifier: [{ system: 'urn:oid:1.2.3', value: '203713' }],
    multipleBirthInteger: '2',
  },
  result('hemoglobin', amount('12.5', 'g/dL')),
  result('hematocrit', amount('38', '%')),
  { ...result('sodium', {}), valueQuantity: { value: 140, unit: 'mmol/L' } },
  {
    resourceType: 'MedicationRequest',
    id: 'order',
    status: 'active',
    intent: 'order',
    subject,
    medicationCodeableConcept: { text: 'Amoxicillin' },
    dosageInstruction: [
      {
        timing: { repeat: { frequency: '3', period: '1', periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: amount('500', 'mg') }],
      },
    ],
    dispenseRequest: { numberOfRepeatsAllowed: '2' },
  },
  {
    resourceType: 'Immunization',
    id: 'vaccine',
    status: 'completed',
    patient: subject,
    vaccineCode: { text: 'Influenza' },
    doseQuantity: amount('0.5', 'mL'),
    protocolApplied: [{ doseNumberPositiveInt: '2' }],
  },
  {
    resourceType: 'Goal',
    id: 'goal',
    lifecycleStatus: 'active',
    description: { text: 'A1c' },
    subject,
    target: [{ detailRange: { high: amount('7', '%') } }],
  },
  {
    resourceType: 'Condition',
    id: 'asthma',
    code: { text: 'Asthma' },
    subject,
    onsetAge: { value: '8', code: 'a', system: 'http://unitsofmeasure.org' },
  },
];

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

const warningsOf = ({ extensions }: GraphqlAnswer<unknown>) =>
  (extensions?.fhir.warnings ?? []).filter(({ code }) => code === 'NUMBER_IN_TEXT');

describe('the warning about a number that was sent as a string', () => {
  it.each<[field: string, shown: string, resourceType: string, path: string]>([
    ['observation(id: "hemoglobin") { valueText }', '12.5 g/dL', 'Observation', 'observation.valueText'],
    [
      'observation(id: "hemoglobin") { value { ... on Quantity { value } } }',
      '12.5',
      'Observation',
      'observation.value.value',
    ],
    [
      'observation(id: "hemoglobin") { value { ... on Quantity { decimal } } }',
      '12.5',
      'Observation',
      'observation.value.decimal',
    ],
    [
      `patient(id: "${PATIENT}") { labs: labResults(first: 9) { valueText } }`,
      '38 %',
      'Observation',
      'patient.labs',
    ],
    [
      'medicationRequest(id: "order") { dosageText }',
      '500 mg',
      'MedicationRequest',
      'medicationRequest.dosageText',
    ],
    [
      'medicationRequest(id: "order") { dosages { doseText } }',
      '500 mg',
      'MedicationRequest',
      'medicationRequest.dosages',
    ],
    [
      'medicationRequest(id: "order") { dosages { timingText } }',
      '3 times a day',
      'MedicationRequest',
      'medicationRequest.dosages',
    ],
    [
      'medicationRequest(id: "order") { dosages { fullText } }',
      '500 mg',
      'MedicationRequest',
      'medicationRequest.dosages',
    ],
    [`patient(id: "${PATIENT}") { birthOrder }`, '2', 'Patient', 'patient.birthOrder'],
    [
      'medicationRequest(id: "order") { dispense { refills } }',
      '2',
      'MedicationRequest',
      'medicationRequest.dispense.refills',
    ],
    ['immunization(id: "vaccine") { doseText }', '0.5 mL', 'Immunization', 'immunization.doseText'],
    [
      'immunization(id: "vaccine") { protocols { doseNumber } }',
      '"2"',
      'Immunization',
      'immunization.protocols',
    ],
    ['goal(id: "goal") { targets { detailText } }', '≤7 %', 'Goal', 'goal.targets'],
    ['condition(id: "asthma") { onsetText }', '8 years', 'Condition', 'condition.onsetText'],
  ])(
    'warns once about a number that was sent as a string: %s [CS-87]',
    async (field, shown, resourceType, path) => {
      const answer = await gateway.query(`{ ${field} }`);
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(answer.data)).toContain(shown);
      expect(warningsOf(answer).map((warning) => [warning.resourceType, warning.path?.join('.')])).toEqual([
        [resourceType, path],
      ]);
      expect(JSON.stringify(answer.extensions)).not.toMatch(/12\.5|500|38/);
    },
  );

  it.each([
    ['observation(id: "sodium") { valueText unit value { ... on Quantity { value text } } }', '140'],
    [`patient(id: "${PATIENT}") { identifiers { value } }`, '203713'],
    ['observation(id: "hemoglobin") { name status }', 'hemoglobin'],
  ])(
    'does not warn where the response shows no number that was sent as a string: %s',
    async (field, shown) => {
      const answer = await gateway.query(`{ ${field} }`);
      expect(JSON.stringify(answer.data)).toContain(shown);
      expect(warningsOf(answer)).toEqual([]);
    },
  );
});
