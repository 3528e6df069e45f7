/** Outside and unreconciled records, on Epic and on another server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const subject = { reference: 'Patient/p1' };
const verificationStatus = (code: string) => ({ coding: [{ code }] });
const RECORDS = [
  {
    resourceType: 'AllergyIntolerance',
    id: 'outside',
    patient: subject,
    code: { text: 'Latex' },
    verificationStatus: verificationStatus('unconfirmed'),
  },
  {
    resourceType: 'AllergyIntolerance',
    id: 'own',
    patient: subject,
    code: { text: 'Peanut' },
    verificationStatus: verificationStatus('confirmed'),
  },
  {
    resourceType: 'Condition',
    id: 'outside',
    subject,
    code: { text: 'Asthma' },
    verificationStatus: verificationStatus('unconfirmed'),
  },
  {
    resourceType: 'MedicationRequest',
    id: 'self-reported',
    subject,
    intent: 'plan',
    reportedReference: { reference: 'Patient/p1' },
    medicationCodeableConcept: { text: 'Turmeric' },
  },
  {
    resourceType: 'Immunization',
    id: 'old',
    patient: subject,
    primarySource: false,
    vaccineCode: { text: 'MMR' },
  },
  {
    resourceType: 'Observation',
    id: 'home',
    subject,
    code: { text: 'Weight' },
    meta: { source: 'https://phr.example#7' },
  },
];

describe.each([
  ['Epic', true],
  ['another server', false],
])('the source of records on %s', (software, isEpic) => {
  let server: RecordServer;
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startRecordServer(RECORDS, JSON.stringify, {}, software);
    gateway = await startGateway(server);
    await gateway.http.get('/readyz');
  });

  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  it('shows the source of each record, and whether the record is reconciled [CS-120]', async () => {
    const { data, errors } = await gateway.query(`{
      outside: allergyIntolerance(id: "outside") { name source isReconciled }
      own: allergyIntolerance(id: "own") { name source isReconciled }
      problem: condition(id: "outside") { name source isReconciled }
      selfReported: medicationRequest(id: "self-reported") { name source }
      old: immunization(id: "old") { name source }
      home: observation(id: "home") { name source }
    }`);
    expect(errors).toBeUndefined();
    const source = isEpic ? 'Outside record' : null;
    expect(data).toEqual({
      outside: { name: 'Latex', source, isReconciled: false },
      own: { name: 'Peanut', source: null, isReconciled: isEpic ? true : null },
      problem: { name: 'Asthma', source, isReconciled: false },
      selfReported: { name: 'Turmeric', source: 'Reported by the patient' },
      old: { name: 'MMR', source: 'Reported, not recorded by the administering provider' },
      home: { name: 'Weight', source: 'https://phr.example' },
    });
  });
});
