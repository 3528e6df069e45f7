import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { issueAnyToken } from '../support/hapi-server.ts';
import { type HapiPatient, observation, results, startHapiPatient } from '../support/hapi-patient.ts';

const MANY = results(2_500);
const OLDEST = MANY.newest.toReversed();
const EPIC = { software: 'Epic', ignoresSort: true, maxCount: 999 };

let patient: HapiPatient;

afterEach(() => patient.close());

const visit = (id: string, start: string, end: string) => ({
  resourceType: 'Encounter',
  id,
  subject: { reference: 'Patient/p1' },
  status: 'finished',
  period: { start, end },
});

const allergy = (id: string, criticality: string, recordedDate: string) => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient: { reference: 'Patient/p1' },
  criticality,
  recordedDate,
});

describe('a list with the oldest records first', () => {
  it('reads all 2,500 results from Epic, in three requests', async () => {
    patient = await startHapiPatient(MANY.stored, EPIC);
    const { ids, searches, warnings } = await patient.list('labResults(first: 2, sort: OLDEST)');
    expect(ids).toEqual(['r2499', 'r2498']);
    expect(searches).toHaveLength(3);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('shows each result once in a connection, in order', async () => {
    patient = await startHapiPatient(MANY.stored, EPIC);
    const { ids, warnings } = await patient.readAll('labResults', 100, ', sort: OLDEST');
    expect(ids).toEqual(OLDEST);
    expect(warnings).toEqual([]);
  });

  it('reads all pages of a server that sorts, the oldest first [CS-8]', async () => {
    patient = await startHapiPatient(results(250).stored, { maxCount: 100 });
    const { ids, searches, warnings } = await patient.list('labResults(first: 2, sort: OLDEST)');
    expect(ids).toEqual(['r249', 'r248']);
    expect(searches[0]).toMatch(/_sort=date(?:&|$)/);
    expect(searches).toHaveLength(3);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('warns that the order is uncertain if a server that sorts has more than the gateway reads [CS-8]', async () => {
    patient = await startHapiPatient(MANY.stored, { maxCount: 100 });
    const { ids, searches, warnings } = await patient.list('labResults(first: 2, sort: OLDEST)');
    expect(ids).toEqual(['r2499', 'r2498']);
    expect(searches).toHaveLength(20);
    expect(warnings).toEqual(['ORDER_UNCERTAIN patient.labResults', 'LIST_CUT patient.labResults']);
  });

  it('warns that the order is uncertain if the budget is too small', async () => {
    patient = await startHapiPatient(MANY.stored, { ...EPIC, maxUpstreamCalls: 2 });
    const { warnings } = await patient.list('labResults(first: 2, sort: OLDEST)');
    expect(warnings).toEqual(['ORDER_UNCERTAIN patient.labResults', 'LIST_CUT patient.labResults']);
  });

  it('shows a stay that began first before a later one, although the server sorts by the end', async () => {
    const days = Array.from({ length: 120 }, (_, index) => {
      const day = new Date(Date.UTC(2020, 0, index + 1)).toISOString().slice(0, 10);
      return visit(`day${index}`, day, day);
    });
    patient = await startHapiPatient([...days, visit('long', '2010-01-01', '2025-01-01')], { maxCount: 20 });
    const { ids, warnings } = await patient.list('encounters(first: 2, sort: OLDEST)');
    expect(ids).toEqual(['long', 'day0']);
    expect(warnings).toEqual(['LIST_CUT patient.encounters']);
  });

  it('shows records without a date last, and a future typo with them [CS-8]', async () => {
    patient = await startHapiPatient([
      observation('none', {}),
      observation('typo', { effectiveDateTime: '2062-03-03' }),
      observation('new', { effectiveDateTime: '2026-05-01' }),
      observation('old', { effectiveDateTime: '1987' }),
    ]);
    const { ids } = await patient.list('labResults(sort: OLDEST)');
    expect(ids).toEqual(['old', 'new', 'none', 'typo']);
  });

  it('keeps allergies of high criticality first', async () => {
    patient = await startHapiPatient([
      allergy('low', 'low', '1990-01-01'),
      allergy('new', 'high', '2020-01-01'),
      allergy('old', 'high', '2010-01-01'),
    ]);
    expect((await patient.list('allergies(sort: OLDEST)')).ids).toEqual(['old', 'new', 'low']);
  });

  it('reads without sorting from a server that refuses to sort', async () => {
    patient = await startHapiPatient(results(30).stored, {
      intercept: (request) =>
        request.target.includes('_sort')
          ? {
              status: 400,
              body: {
                resourceType: 'OperationOutcome',
                issue: [{ severity: 'error', code: 'not-supported' }],
              },
            }
          : issueAnyToken(request),
    });
    const { ids } = await patient.list('labResults(first: 2, sort: OLDEST)');
    expect(ids).toEqual(['r29', 'r28']);
  });
});

const endCursor = async (args: string): Promise<unknown> => {
  const { data } = await patient.gateway.query(
    `{ patient(id: "p1") { labResultsConnection(first: 2 ${args}) { pageInfo { endCursor } } } }`,
  );
  return at(data, 'patient', 'labResultsConnection', 'pageInfo', 'endCursor');
};

describe('a cursor', () => {
  it('continues only the order in which it began, which is NEWEST by default', async () => {
    patient = await startHapiPatient(results(9).stored, EPIC);
    const newest = JSON.stringify(await endCursor(''));
    const document = `{ patient(id: "p1") {
      same: labResultsConnection(first: 2, after: ${newest}, sort: NEWEST) { nodes { id } }
      other: labResultsConnection(first: 2, after: ${newest}, sort: OLDEST) { nodes { id } } } }`;
    const { data, errors } = await patient.gateway.query(document);
    expect(at(data, 'patient', 'same', 'nodes')).toEqual([{ id: 'r2' }, { id: 'r3' }]);
    expect(errors?.map(({ extensions, path }) => [extensions?.['code'], path])).toEqual([
      ['CURSOR_INVALID', ['patient', 'other']],
    ]);
  });
});
