import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const flag = (id: string, more: object = {}): object => ({
  resourceType: 'Flag',
  id,
  status: 'active',
  subject: { reference: 'Patient/p1' },
  code: { text: 'Fall risk' },
  ...more,
});

describe('the list of flags', () => {
  it('sends one search, and shows inactive flags after all that may still apply [CS-37]', async () => {
    patient = await startHapiPatient([
      flag('over', { status: 'inactive', period: { start: '2026-05-01', end: '2026-05-09' } }),
      flag('old', { period: { start: '2019-03-01' } }),
      flag('statusless', { status: undefined, period: { start: '2018-03-01' } }),
      flag('mistake', { status: 'entered-in-error' }),
    ]);
    const { ids, searches, warnings } = await patient.list('flags(first: 10)');
    expect(ids).toEqual(['old', 'statusless', 'over']);
    expect(searches).toHaveLength(1);
    expect(warnings).toEqual(['ENTERED_IN_ERROR_LEFT_OUT patient.flags']);
  });

  it('keeps flags that may apply when the query selects active ones, and does not send the status [CS-37]', async () => {
    patient = await startHapiPatient([
      flag('over', { status: 'inactive' }),
      flag('applies', { status: 'ACTIVE' }),
      flag('statusless', { status: undefined }),
      flag('mistake', { status: 'entered-in-error' }),
    ]);
    const active = await patient.list('flags(status: [ACTIVE])');
    expect(active.ids.toSorted()).toEqual(['applies', 'statusless']);
    expect(active.searches.filter((search) => search.includes('status='))).toEqual([]);
    expect((await patient.list('flags(status: [INACTIVE])')).ids).toEqual(['over']);
    expect((await patient.list('flags(status: [ENTERED_IN_ERROR])')).ids).toEqual(['mistake']);
  });

  it('says which flags apply, and leaves open what a record leaves open [CS-37]', async () => {
    patient = await startHapiPatient([
      flag('f1', { period: { start: '2026-06-01' } }),
      flag('f2', { status: 'Inactive' }),
      flag('f3', { status: undefined }),
      flag('f4', { status: 'suspended' }),
      flag('f5', { period: { start: '2019-01-01', end: '2019-02-01' } }),
      flag('f6', { period: 'since Monday', status: 7 }),
    ]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { flags { id status statusCode isActive } } }',
    );
    const flags = at(data, 'patient', 'flags');
    expect(
      Array.isArray(flags) &&
        Object.fromEntries(flags.map((one) => [at(one, 'id'), [at(one, 'status'), at(one, 'isActive')]])),
    ).toEqual({
      f1: ['ACTIVE', true],
      f2: ['INACTIVE', false],
      f3: [null, null],
      f4: ['UNRECOGNIZED', null],
      f5: ['ACTIVE', null],
      f6: [null, null],
    });
  });
});
