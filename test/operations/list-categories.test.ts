import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { issueAnyToken, type HapiAnswer, type HapiRequest } from '../support/hapi-server.ts';
import { type HapiPatient, observation, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const DATE = { effectiveDateTime: '2026-05-05T05:05:05Z' };
const PLAN = {
  resourceType: 'CarePlan',
  id: 'wound',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/p1' },
  category: [{ coding: [{ code: 'wound-care' }] }],
};

function refusal(code: string): HapiAnswer {
  const issue = [{ severity: 'fatal', code: 'processing', details: { coding: [{ code }] } }];
  return { status: 400, body: { resourceType: 'OperationOutcome', issue } };
}

const refusing =
  (code: string, isRefused: (target: string) => boolean) =>
  (request: HapiRequest): HapiAnswer | null =>
    isRefused(request.target) ? refusal(code) : issueAnyToken(request);

describe('observations without a category filter', () => {
  const odd = observation('odd', DATE, 'wound-photography');
  const bare = observation('bare', DATE, null);

  it('lists observations of every category on a server that lists by patient only [CS-17]', async () => {
    patient = await startHapiPatient([odd, bare]);
    const { ids, warnings, searches } = await patient.list('observations');
    expect(ids).toEqual(['bare', 'odd']);
    expect(warnings).toEqual([]);
    expect(searches.join()).not.toContain('category=');
  });

  it('lists observations of only the documented categories on Epic, with a warning [CS-17]', async () => {
    const device = observation('line', DATE, 'LDA');
    const wish = observation('wish', DATE, 'treatment-intervention-preference');
    patient = await startHapiPatient([odd, device, wish], { software: 'Epic' });
    const { ids, warnings, searches } = await patient.list('observations');
    expect(ids).toEqual(['line', 'wish']);
    expect(warnings).toEqual(['NOT_ALL_CATEGORIES patient.observations']);
    expect(searches).toHaveLength(1);
    for (const category of ['core-characteristics', 'obstetrics-gynecology', 'observation-adi-documentation'])
      expect(searches[0]).toContain(category);
  });

  it('lists only the documented categories, with a warning, if the server refuses a search by patient only', async () => {
    const intercept = refusing(
      '59108',
      (target) => target.startsWith('/Observation') && !target.includes('category='),
    );
    patient = await startHapiPatient([observation('line', DATE, 'LDA')], { intercept });
    const { ids, warnings } = await patient.list('observations');
    expect(ids).toEqual(['line']);
    expect(warnings).toEqual(['NOT_ALL_CATEGORIES patient.observations']);
  });
});

describe('laboratory results', () => {
  it('recognizes LAB of HL7 v2 table 0074 as the category of laboratory results [CS-17]', async () => {
    patient = await startHapiPatient([observation('v2', DATE, 'LAB')]);
    expect((await patient.list('labResults')).ids).toEqual(['v2']);
    expect((await patient.list('observations(category: [LABORATORY])')).ids).toEqual(['v2']);
  });
});

describe('care plans without a category filter', () => {
  it('lists care plans of every category on a server that lists by patient only', async () => {
    patient = await startHapiPatient([PLAN]);
    const { ids, warnings } = await patient.list('carePlans');
    expect([ids, warnings]).toEqual([['wound'], []]);
  });

  it('warns on Epic if the default category leaves the whole list of care plans empty [CS-18]', async () => {
    patient = await startHapiPatient([PLAN], { software: 'Epic' });
    const { ids, warnings } = await patient.list('carePlans');
    expect(ids).toEqual([]);
    expect(warnings).toContain('NOT_ALL_CATEGORIES patient.carePlans');
  });
});

describe('a category that Epic does not release to the gateway', () => {
  it('returns FORBIDDEN with the name of a category that Epic does not release to the gateway [CS-18]', async () => {
    const intercept = refusing('59022', (target) => target.includes('vital-signs'));
    patient = await startHapiPatient([], { software: 'Epic', intercept });
    const { data, errors } = await patient.gateway.query('{ patient(id: "p1") { vitalSigns { id } } }');
    expect(at(data, 'patient', 'vitalSigns')).toBeNull();
    expect(errors).toMatchObject([
      {
        message: 'The FHIR server does not let the gateway see records of category vital-signs.',
        path: ['patient', 'vitalSigns'],
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
  });
});
