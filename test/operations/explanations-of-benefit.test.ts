import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const benefit = (id: string, more: object = {}): object => ({
  resourceType: 'ExplanationOfBenefit',
  id,
  status: 'active',
  use: 'claim',
  outcome: 'complete',
  type: { text: 'Professional' },
  patient: { reference: 'Patient/p1' },
  ...more,
});

const money = (value: unknown): object => ({ value, currency: 'USD' });

describe('the list of explanations of benefit', () => {
  it('comes newest first, with estimates named as such, and filters by use itself [CS-39]', async () => {
    patient = await startHapiPatient([
      benefit('old', { created: '2026-01-01' }),
      benefit('estimate', { created: '2026-05-01', use: 'predetermination' }),
      benefit('withdrawn', { created: '2026-04-01', status: 'cancelled' }),
      benefit('mistake', { status: 'entered-in-error' }),
      benefit('unsaid', { created: '2026-02-01', use: undefined }),
      benefit('odd', { created: '2026-03-01', use: 'quote', type: undefined }),
    ]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { explanationsOfBenefit { id name use status } } }',
    );
    expect(at(data, 'patient', 'explanationsOfBenefit')).toEqual([
      { id: 'estimate', name: 'Predetermination: Professional', use: 'PREDETERMINATION', status: 'ACTIVE' },
      { id: 'withdrawn', name: 'Claim: Professional', use: 'CLAIM', status: 'CANCELLED' },
      { id: 'odd', name: 'Quote', use: 'UNRECOGNIZED', status: 'ACTIVE' },
      { id: 'unsaid', name: 'Claim or estimate: Professional', use: null, status: 'ACTIVE' },
      { id: 'old', name: 'Claim: Professional', use: 'CLAIM', status: 'ACTIVE' },
    ]);
    const { ids, searches } = await patient.list('explanationsOfBenefit(use: [PREDETERMINATION])');
    expect(ids).toEqual(['estimate']);
    expect(searches.filter((search) => search.includes('use='))).toEqual([]);
  });
});

describe('an explanation of benefit', () => {
  it('shows amounts with the digits that were sent, and never rounds them [CS-39]', async () => {
    patient = await startHapiPatient([
      benefit('b', {
        item: [
          {
            sequence: 1,
            productOrService: { text: 'Office visit' },
            servicedPeriod: { start: '2026-05-01' },
            net: money(0.1),
            adjudication: [
              { category: { text: 'Benefit' }, amount: money('125.50') },
              { category: { text: 'Eligible' }, value: 80 },
            ],
          },
        ],
        addItem: [{ itemSequence: [1], productOrService: { text: 'Fee' }, net: { value: 3 } }],
        total: [{ category: { text: 'Submitted' }, amount: money(1234567.89) }],
        payment: { date: '2026-06-01', amount: money(100), adjustment: money(-2.5) },
      }),
    ]);
    const { data, extensions } = await patient.gateway.query(
      `{ patient(id: "p1") { explanationsOfBenefit {
        items { sequence service { text } serviced net { text } adjudications { category { text } value amount { text amount } } }
        addedItems { sequence service { text } net { text currency } }
        totals { category { text } amount { text amount currency } }
        payment { date amount { text } adjustment { text } }
      } } }`,
    );
    expect(at(data, 'patient', 'explanationsOfBenefit', 0)).toEqual({
      items: [
        {
          sequence: 1,
          service: { text: 'Office visit' },
          serviced: '2026-05-01',
          net: { text: '0.1 USD' },
          adjudications: [
            { category: { text: 'Benefit' }, value: null, amount: { text: '125.50 USD', amount: '125.50' } },
            { category: { text: 'Eligible' }, value: '80', amount: null },
          ],
        },
      ],
      addedItems: [{ sequence: null, service: { text: 'Fee' }, net: { text: '3', currency: null } }],
      totals: [
        {
          category: { text: 'Submitted' },
          amount: { text: '1234567.89 USD', amount: '1234567.89', currency: 'USD' },
        },
      ],
      payment: { date: '2026-06-01', amount: { text: '100 USD' }, adjustment: { text: '-2.5 USD' } },
    });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NUMBER_IN_TEXT']);
  });

  it('shows its diagnoses, coverages, outcome and the notes of the payer', async () => {
    patient = await startHapiPatient([
      benefit('b', {
        outcome: 'error',
        disposition: 'Denied',
        diagnosis: [
          { sequence: 1, diagnosisCodeableConcept: { text: 'Gout' }, type: [{ text: 'Principal' }] },
          { sequence: 2, diagnosisReference: { reference: 'Condition/c' } },
        ],
        insurance: [{ focal: true, coverage: { display: 'Medicare' } }],
        insurer: { display: 'Payer' },
        provider: { display: 'Clinic' },
        processNote: [{ text: 'Missing referral' }],
      }),
      { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p1' }, code: { text: 'Fever' } },
    ]);
    const { data } = await patient.gateway.query(
      `{ explanationOfBenefit(id: "b") {
        outcome disposition insurer { display } provider { display } processNotes patient { reference }
        diagnoses { sequence concept { text } types { text } condition { resource { name } } } coverages { display }
      } }`,
    );
    expect(at(data, 'explanationOfBenefit')).toEqual({
      outcome: 'ERROR',
      disposition: 'Denied',
      insurer: { display: 'Payer' },
      provider: { display: 'Clinic' },
      processNotes: ['Missing referral'],
      patient: { reference: 'Patient/p1' },
      diagnoses: [
        { sequence: 1, concept: { text: 'Gout' }, types: [{ text: 'Principal' }], condition: null },
        { sequence: 2, concept: null, types: [], condition: { resource: { name: 'Fever' } } },
      ],
      coverages: [{ display: 'Medicare' }],
    });
  });
});
