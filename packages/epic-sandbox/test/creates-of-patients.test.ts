import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SITE_MRN_SYSTEM } from '../src/data/epic-patient.ts';
import { ALLERGY, NEW_PATIENT } from '../src/data/new-resources.ts';
import { CAMILA_LOPEZ } from '../src/data/patients.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { type Get, having, listing, type Post } from './support/client.ts';
import { locatedId, REPRESENTATION, startWriteSession, type WriteSession } from './support/write-session.ts';

let sandbox: Sandbox;
let get: Get;
let post: Post;
let found: WriteSession['found'];

beforeEach(async () => {
  ({ sandbox, get, post, found } = await startWriteSession());
});

afterEach(() => sandbox.close());

describe('a patient', () => {
  it('a patient without a match is new: found by id and demographics, with an empty chart', async () => {
    const answer = await post('Patient', NEW_PATIENT, REPRESENTATION);
    const id = locatedId(answer);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: [
          { use: 'official', family: 'Tennfjord', given: ['Solveig', 'Marie'] },
          { use: 'usual', text: 'Solveig Marie Tennfjord' },
        ],
        birthDate: '1979-02-28',
        gender: 'female',
        deceasedBoolean: false,
        address: [{ use: 'home', city: 'Madison' }],
      },
    });
    expect(await get(`/Patient/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await found('/Patient?family=Tennfjord&given=Solveig&birthdate=1979-02-28')).toEqual([id]);
    expect(await get(`/Observation?patient=${id}&category=vital-signs`)).toMatchObject({ status: 200 });
    expect(await found(`/Goal?patient=${id}`)).toEqual([]);
  });

  it('a new patient has new identifiers and the submitted ones, but no Social Security number', async () => {
    const mine = { system: 'urn:oid:1.2.3.4', value: 'X-1' };
    const ssn = { system: 'urn:oid:2.16.840.1.113883.4.1', value: '927-80-3287' };
    const { body, text } = await post(
      'Patient',
      { ...NEW_PATIENT, identifier: [mine, ssn], telecom: [{ system: 'phone', value: '555-0100' }] },
      REPRESENTATION,
    );
    expect(text).not.toContain('927-80-3287');
    expect(text).not.toContain('555-0100');
    expect(body).toMatchObject({
      identifier: listing([mine, having({ type: { text: 'SBXMRN' } })]),
    });
    expect(await found('/Patient?identifier=urn:oid:1.2.3.4|X-1')).toEqual([sandbox.created[0]?.id]);
  });

  it.each([
    ['identical', NEW_PATIENT],
    [
      'in another case',
      { ...NEW_PATIENT, name: [{ use: 'official', family: 'TENNFJORD', given: ['Solveig'] }] },
    ],
  ])('an existing patient is returned with 200, and none is created: %s', async (_name, again) => {
    const id = locatedId(await post('Patient', NEW_PATIENT));
    const answer = await post('Patient', again, REPRESENTATION);
    expect(answer).toMatchObject({ status: 200, body: { id } });
    expect(locatedId(answer)).toBe(id);
    expect(sandbox.created).toHaveLength(1);
  });

  it('a seeded patient also matches, by name, birth date and gender, or by an identifier', async () => {
    const camila = { ...NEW_PATIENT, name: [{ use: 'official', family: 'Lopez', given: ['Camila'] }] };
    const byName = await post('Patient', { ...camila, birthDate: '1987-09-12' });
    const mrn = { system: SITE_MRN_SYSTEM, value: '1003713' };
    const byNumber = await post('Patient', { ...NEW_PATIENT, identifier: [mrn] });
    expect([byName, byNumber].map((answer) => [answer.status, locatedId(answer)])).toEqual([
      [200, CAMILA_LOPEZ],
      [200, CAMILA_LOPEZ],
    ]);
    expect(sandbox.created).toEqual([]);
  });

  it.each([
    ['with another birth date', { birthDate: '1979-03-01' }],
    ['with another gender', { gender: 'male' }],
    ['with another name', { name: [{ use: 'official', family: 'Tennfjord', given: ['Ane'] }] }],
  ])('a patient %s is a new one', async (_name, change) => {
    await post('Patient', NEW_PATIENT);
    expect(await post('Patient', { ...NEW_PATIENT, ...change })).toMatchObject({ status: 201 });
    expect(new Set(sandbox.created.map(({ id }) => id)).size).toBe(2);
  });

  it('resources can be created for a new patient', async () => {
    const id = locatedId(await post('Patient', NEW_PATIENT));
    expect(
      await post('AllergyIntolerance', { ...ALLERGY, patient: { reference: `Patient/${id}` } }),
    ).toMatchObject({ status: 201 });
    sandbox.reconcile();
    expect(await found(`/AllergyIntolerance?patient=${id}`)).toEqual([sandbox.created[1]?.id]);
  });
});
