import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { issueAnyToken, type HapiAnswer, type HapiRequest } from '../support/hapi-server.ts';
import { type HapiPatient, observation, results, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const PAGES_OF_20 = { maxCount: 20 };
const MANY = results(90);

/** Returns twenty results of one time, which fill a page. */
function simultaneousResults(effectiveDateTime: string): object[] {
  return Array.from({ length: 20 }, (_, index) => observation(`panel-${index}`, { effectiveDateTime }));
}

describe('a page whose results all have the same time', () => {
  it('does not conclude from a page of simultaneous results that the server sorts [CS-6]', async () => {
    const stored = [
      ...simultaneousResults('2010-03-04T05:06:07Z'),
      observation('new', { effectiveDateTime: '2026-06-01T01:02:03Z' }),
    ];
    patient = await startHapiPatient(stored, { ...PAGES_OF_20, ignoresSort: true });
    const { ids, warnings } = await patient.list('labResults(first: 1)');
    expect(ids).toEqual(['new']);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('reads another page after a page of simultaneous results where the server does sort', async () => {
    patient = await startHapiPatient(
      [...MANY.stored, ...simultaneousResults('2026-06-14T23:06:07Z')],
      PAGES_OF_20,
    );
    const { ids, warnings } = await patient.list('labResults(first: 5)');
    expect(ids.every((id) => id.startsWith('panel'))).toBe(true);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });
});

describe('a result that has only the time at which it was issued', () => {
  const ISSUED = observation('issued', { issued: '2026-06-15T10:09:08Z' });
  /** In the order of the search parameter, with undated results last. */
  const stored = [...MANY.stored.toSorted(byNumber), ISSUED];
  const sortedAlready = { ...PAGES_OF_20, ignoresSort: true };

  it('shows a result with only an issued time first, although the server sorts it last', async () => {
    patient = await startHapiPatient(stored, sortedAlready);
    const { ids, warnings } = await patient.list('labResults(first: 3)');
    expect(ids).toEqual(['issued', 'r0', 'r1']);
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('warns that the order is uncertain where the budget does not reach a result with only an issued time [CS-6]', async () => {
    patient = await startHapiPatient(stored, { ...sortedAlready, maxUpstreamCalls: 4 });
    const { warnings } = await patient.list('labResults(first: 3)');
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });

  it('shows a result with only an issued time in a list with `since`, although the server sends it last', async () => {
    patient = await startHapiPatient(stored, sortedAlready);
    const { ids } = await patient.readAll('labResults', 2, ', since: "2026-06-14"');
    expect(ids).toContain('issued');
  });

  it('warns that the order of a long list is uncertain where the server does not support `:missing`', async () => {
    patient = await startHapiPatient(stored, {
      ...sortedAlready,
      maxUpstreamCalls: 5,
      intercept: refuseMissing,
    });
    const { warnings } = await patient.list('labResults(first: 3)');
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });
});

describe('an ordinary chart on a server that sorts in pages of 20', () => {
  it('sends one request after the first page to prove that no undated result is newer', async () => {
    patient = await startHapiPatient(MANY.stored, PAGES_OF_20);
    const { ids, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(MANY.newest.slice(0, 5));
    expect(searches).toHaveLength(2);
    expect(searches[1]).toContain('date:missing=true');
    expect(warnings).toEqual(['LIST_CUT patient.labResults']);
  });

  it('sends one request for a list that fits on a page', async () => {
    patient = await startHapiPatient(results(19).stored, PAGES_OF_20);
    const { searches, warnings } = await patient.list('labResults(first: 30)');
    expect(searches).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('dates whose order depends on the time zone of the server', () => {
  const days = [
    ['a', '2024-05-01'],
    ['b', '2024-05-01T03:00:00Z'],
  ].map(([id = '', effectiveDateTime]) => observation(id, { effectiveDateTime }));
  const stored = [...MANY.stored.toSorted(byNumber), ...days];

  it('sends `_sort` again after dates whose order depends on the time zone of the server', async () => {
    patient = await startHapiPatient(stored, { maxCount: 95, ignoresSort: true });
    await patient.list('labResults(first: 5)');
    const { searches, ids } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(MANY.newest.slice(0, 5));
    expect(searches[0]).toContain('_sort=-date');
  });
});

/** Answers as a server that does not support the modifier `:missing`. */
function refuseMissing(request: HapiRequest): HapiAnswer | null {
  return decodeURIComponent(request.target).includes(':missing')
    ? { status: 400, body: { resourceType: 'OperationOutcome', issue: [] } }
    : issueAnyToken(request);
}

function byNumber(one: object, other: object): number {
  return numberOf(one) - numberOf(other);
}

function numberOf(record: object): number {
  return Number(String(at(record, 'id')).slice(1));
}
