import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const subject = { reference: 'Patient/p1' };
const order = (id: string, more: object = {}): object => ({
  resourceType: 'DeviceRequest',
  id,
  status: 'active',
  intent: 'order',
  subject,
  ...more,
});
const use = (id: string, more: object = {}): object => ({
  resourceType: 'DeviceUseStatement',
  id,
  status: 'active',
  subject,
  device: { display: 'Hearing aid' },
  ...more,
});

const allergy = (id: string, more: object): object => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient: { reference: 'Patient/p1' },
  ...more,
});

describe('device orders', () => {
  it('sorts orders newest first, and leaves out proposals and errors, with warnings', async () => {
    patient = await startHapiPatient([
      order('old', { status: 'revoked', authoredOn: '2025-01-01' }),
      order('new', { status: undefined, authoredOn: '2026-01-01' }),
      order('idea', { intent: 'option' }),
      order('mistake', { status: 'entered-in-error' }),
    ]);
    const { ids, searches, warnings } = await patient.list('deviceRequests(first: 10)');
    expect([ids, searches.length]).toEqual([['new', 'old'], 1]);
    expect(warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.deviceRequests',
      'PROPOSED_LEFT_OUT patient.deviceRequests',
    ]);
  });

  it('names the device, its properties and when to use it, and survives odd elements', async () => {
    patient = await startHapiPatient([
      order('a', {
        authoredOn: '2026-02-02',
        codeCodeableConcept: { text: 'Glasses' },
        parameter: [
          { code: { text: 'Sphere' }, valueQuantity: { value: -2.5, unit: 'diopter' } },
          { code: { text: 'Tinted' }, valueBoolean: false },
          null,
          {},
        ],
        occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
      }),
      order('b', {
        authoredOn: '2026-02-01',
        contained: [{ resourceType: 'Device', id: 'd', deviceName: [{ name: 'Walker 3' }] }],
        codeReference: { reference: '#d' },
        parameter: 'none',
      }),
    ]);
    const { data, errors } = await patient.gateway.query(
      '{ patient(id: "p1") { deviceRequests { name parameterTexts occurrenceText } } }',
    );
    expect([at(data, 'patient', 'deviceRequests'), errors]).toEqual([
      [
        {
          name: 'Glasses',
          parameterTexts: ['Sphere: -2.5 diopter', 'Tinted: No'],
          occurrenceText: 'daily',
        },
        { name: 'Walker 3', parameterTexts: [], occurrenceText: null },
      ],
      undefined,
    ]);
  });
});

describe('a filter by code', () => {
  const coded = { codeCodeableConcept: { coding: [{ code: '705406009' }] } };
  const referring = { codeReference: { reference: 'Device/d' } };

  it('keeps device orders that refer to a device, which can have any code, and is not sent', async () => {
    patient = await startHapiPatient([
      order('match', { ...coded, authoredOn: '2026-03-01' }),
      order('reference', { codeCodeableConcept: undefined, ...referring, authoredOn: '2026-02-01' }),
      order('other', { codeCodeableConcept: { coding: [{ code: '1' }] }, ...referring }),
      order('neither', { codeCodeableConcept: undefined }),
    ]);
    const { ids, searches } = await patient.list('deviceRequests(first: 9, code: ["705406009"])');
    expect(ids).toEqual(['match', 'reference']);
    expect(searches.filter((search) => search.includes('code='))).toEqual([]);
  });

  it('keeps allergies of which only a reaction names the substance', async () => {
    const substance = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980' }] };
    patient = await startHapiPatient([
      allergy('a', { code: substance, recordedDate: '2026-02-01' }),
      allergy('b', { reaction: { substance }, recordedDate: '2026-01-01' }),
      allergy('c', { code: { coding: [{ code: '1' }] } }),
    ]);
    expect((await patient.list('allergies(first: 9, code: ["7980"])')).ids).toEqual(['a', 'b']);
  });
});

describe('device uses', () => {
  it('shows past, paused and intended uses with their status, and leaves out errors', async () => {
    patient = await startHapiPatient([
      use('a', { timingPeriod: { start: '2026-01-01' } }),
      use('b', { status: 'stopped', timingPeriod: { start: '2025-01-01', end: '2025-06-01' } }),
      use('c', { status: 'intended', timingDateTime: '2026-09-01' }),
      use('d', { status: 'loaned', recordedOn: '2024-01-01' }),
      use('mistake', { status: 'entered-in-error' }),
    ]);
    const { data, extensions } = await patient.gateway.query(
      '{ patient(id: "p1") { deviceUses { id name status statusCode timing recordedOn } } }',
    );
    const shown = { name: 'Hearing aid', recordedOn: null };
    expect(at(data, 'patient', 'deviceUses')).toEqual([
      { ...shown, id: 'c', status: 'INTENDED', statusCode: 'intended', timing: '2026-09-01' },
      { ...shown, id: 'a', status: 'ACTIVE', statusCode: 'active', timing: '2026-01-01' },
      { ...shown, id: 'b', status: 'STOPPED', statusCode: 'stopped', timing: '2025-01-01' },
      {
        ...shown,
        id: 'd',
        status: 'UNRECOGNIZED',
        statusCode: 'loaned',
        timing: null,
        recordedOn: '2024-01-01',
      },
    ]);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['ENTERED_IN_ERROR_LEFT_OUT']);
  });
});
