import { afterEach, describe, expect, it } from 'vitest';
import { issueAnyToken } from '../support/hapi-server.ts';
import { type HapiPatient, observation, results, startHapiPatient } from '../support/hapi-patient.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

const MANY = results(2_500);
const EPIC = { software: 'Epic', ignoresSort: true, maxCount: 999 };

let patient: HapiPatient;

afterEach(() => patient.close());

function failure(status: number) {
  return {
    status,
    body: { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'exception' }] },
  };
}

describe('2,500 results on Epic, which does not sort', () => {
  it('reads 2,500 results from Epic in pages of 999, so that a list shows the newest first [CS-2]', async () => {
    patient = await startHapiPatient(MANY.stored, EPIC);
    const { ids, searches, warnings } = await patient.list('labResults(first: 2)');
    expect(ids).toEqual(['r0', 'r1']);
    expect(searches).toHaveLength(3);
    expect(searches[0]).toContain('_count=999');
    expect(searches.join()).not.toContain('_sort');
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('shows 2,500 results from Epic once each in a connection, in order [CS-5]', async () => {
    patient = await startHapiPatient(MANY.stored, EPIC);
    const { ids, warnings } = await patient.readAll('labResults', 100);
    expect(ids).toEqual(MANY.newest);
    expect(warnings).toEqual([]);
  });

  it('warns with the path of the list that its order is uncertain if the budget is too small [CS-4]', async () => {
    patient = await startHapiPatient(MANY.stored, { ...EPIC, maxUpstreamCalls: 2 });
    const { ids, warnings } = await patient.list('labResults(first: 2)');
    expect(ids).toHaveLength(2);
    expect(warnings).toEqual(['ORDER_UNCERTAIN patient.labResults', 'LIST_CUT patient.labResults']);
  });

  it('shows each result once in a connection whose order is uncertain', async () => {
    patient = await startHapiPatient(MANY.stored, { ...EPIC, maxUpstreamCalls: 3 });
    const { ids, warnings } = await patient.readAll('labResults', 100);
    expect(ids.toSorted()).toEqual(MANY.newest.toSorted());
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResultsConnection');
  });
});

describe('a list whose second page cannot be read', () => {
  it.each([410, 500])(
    'shows the first page of a list if the second fails with %i, and warns that its order is uncertain',
    async (status) => {
      patient = await startHapiPatient(MANY.stored, {
        ...EPIC,
        intercept: (request) =>
          request.target.includes('_getpages') ? failure(status) : issueAnyToken(request),
      });
      const { ids, warnings } = await patient.list('labResults(first: 2)');
      expect(ids).toHaveLength(2);
      expect(warnings).toEqual(['ORDER_UNCERTAIN patient.labResults', 'LIST_CUT patient.labResults']);
    },
  );
});

describe('a list from a server that sorts, but fails to search for undated records', () => {
  it('shows the newest records if a server that sorts fails to search for undated records', async () => {
    patient = await startHapiPatient(results(250).stored, {
      maxCount: 20,
      intercept: (request) => (request.target.includes('missing') ? failure(500) : issueAnyToken(request)),
    });
    const { ids, warnings } = await patient.list('labResults(first: 2)');
    expect(ids).toEqual(['r0', 'r1']);
    expect(warnings).toContain('LIST_CUT patient.labResults');
  });
});

describe('an ordinary chart on Epic', () => {
  it('sends one request for each list of an ordinary chart on Epic, without a warning', async () => {
    patient = await startHapiPatient(results(40).stored, EPIC);
    const { ids, searches, warnings } = await patient.list('labResults(first: 50)');
    expect(ids).toEqual(results(40).newest);
    expect(searches).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

const PAGES_OF_20 = { ignoresSort: true, maxCount: 20 };

describe('a server with pages of 20 that does not sort', () => {
  it('sends one request for each page of a list of 60, and one that shows that the server does not sort', async () => {
    patient = await startHapiPatient(results(60).stored, PAGES_OF_20);
    const { ids, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    expect(searches).toHaveLength(4);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('has the same price however long its lists are', async () => {
    patient = await startHapiPatient(results(60).stored, PAGES_OF_20);
    for (let round = 0; round < 12; round += 1) {
      const { extensions } = await patient.gateway.query(
        '{ patient(id: "p1") { labResults(first: 5) { id } } }',
      );
      expect(extensions?.fhir.estimatedRequests).toBe(2);
    }
  });

  it('searches by windows of dates if a list is long [CS-2]', async () => {
    patient = await startHapiPatient(MANY.stored, { ...PAGES_OF_20, filtersByDate: true });
    const { ids, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    expect(searches.filter((search) => search.includes('date=ge')).length).toBeGreaterThan(0);
    expect(searches.join()).toMatch(/date=ge[^&]*Z/);
    // Four pages, two windows, and one search for results without a date.
    expect(searches).toHaveLength(7);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('shows each record once in a connection that is read by windows of dates, in order [CS-5]', async () => {
    const some = results(400);
    patient = await startHapiPatient(some.stored, { ...PAGES_OF_20, filtersByDate: true });
    const { ids, warnings } = await patient.readAll('labResults', 30);
    expect(ids).toEqual(some.newest);
    expect(warnings.filter((warning) => warning.startsWith('ORDER_UNCERTAIN'))).toEqual([]);
  });

  it('does not trust windows of dates that the server ignores [CS-3]', async () => {
    patient = await startHapiPatient(MANY.stored, PAGES_OF_20);
    const { ids, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toHaveLength(5);
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });

  it('does not trust windows of dates if a result lacks the date that the server filters by [CS-3]', async () => {
    const issued = observation('only-issued', { issued: '2026-06-15T11:00:00Z' });
    patient = await startHapiPatient([issued, ...MANY.stored], { ...PAGES_OF_20, filtersByDate: true });
    const { ids, warnings } = await patient.list('labResults(first: 5)');
    expect(ids[0]).toBe('only-issued');
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });

  it('shows a result without a date after the windows of dates, once', async () => {
    const [bare, ...others] = [observation('undated', {}), ...results(150).stored].toReversed();
    patient = await startHapiPatient([bare ?? {}, ...others], { ...PAGES_OF_20, filtersByDate: true });
    const { ids } = await patient.readAll('labResults', 40);
    expect(ids).toEqual([...results(150).newest, 'undated']);
  });
});

describe('the lists of six patients from a server that refuses _sort', () => {
  it('are all read, because only as many try _sort as the budget allows', async () => {
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
    const records = ids.flatMap((id) => [
      { resourceType: 'Patient', id },
      {
        ...observation(`${id}-r`, { effectiveDateTime: '2026-06-14' }),
        subject: { reference: `Patient/${id}` },
      },
    ]);
    patient = await startHapiPatient(records, {
      intercept: (request) => (request.target.includes('_sort') ? failure(400) : issueAnyToken(request)),
      maxUpstreamCalls: 10,
    });
    const { data, errors, extensions } = await patient.gateway.query(
      `{ patients(filter: { ids: ${JSON.stringify(ids)} }) { labResults(first: 2) { id } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ patients: ids.map((id) => ({ labResults: [{ id: `${id}-r` }] })) });
    expect(extensions?.fhir.estimatedRequests).toBe(7);
    expect(extensions?.fhir.requests).toBe(10);
  });
});
