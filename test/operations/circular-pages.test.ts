import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import type { HapiAnswer, HapiRequest } from '../support/hapi-server.ts';
import { issueAnyToken } from '../support/hapi-server.ts';
import { type HapiPatient, observation, startHapiPatient } from '../support/hapi-patient.ts';

const BASE = 'http://fhir.test';
let patient: HapiPatient;

afterEach(() => patient.close());

/** Serves searches of Observations as linked pages; `next` names a page, which can be an earlier one. */
function servePages(
  pages: Readonly<Record<string, { readonly records: readonly object[]; readonly next: string | null }>>,
) {
  return (request: HapiRequest): HapiAnswer | null => {
    const tokenAnswer = issueAnyToken(request);
    if (tokenAnswer !== null) return tokenAnswer;
    const { target, headers } = request;
    if (!target.startsWith('/Observation')) return null;
    const name = new URL(target, BASE).searchParams.get('page') ?? 'first';
    const { records, next } = pages[name] ?? { records: [], next: null };
    const url = `http://${String(headers['host'])}/fhir/Observation?patient=p1&page=${next}`;
    return {
      status: 200,
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        link: next === null ? [] : [{ relation: 'next', url }],
        ...(records.length > 0 && {
          entry: records.map((resource) => ({ resource, search: { mode: 'match' } })),
        }),
      },
    };
  };
}

function observedAt(id: string, effectiveDateTime: string): object {
  return observation(id, { effectiveDateTime });
}

const OLD = observedAt('old', '2011-03-04T05:06:07Z');
const NEWER = observedAt('newer', '2019-08-09T10:11:12Z');

describe.each([
  ['that links its empty last page to itself', { records: [], next: 'b' }, ['old']],
  ['that links its last page to itself', { records: [NEWER], next: 'b' }, ['newer', 'old']],
])('a server %s', (_name, last, ids) => {
  const pages = { first: { records: [OLD], next: 'b' }, b: last };

  it.each([
    ['Epic', true],
    ['a server that filters by date', false],
  ])('ends a list with a warning if a page links to itself: %s [CS-10]', async (software, ignoresSort) => {
    patient = await startHapiPatient([], {
      software,
      ignoresSort,
      filtersByDate: true,
      intercept: servePages(pages),
    });
    const { ids: found, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(found).toEqual(ids);
    expect(searches.length).toBeLessThan(5);
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });

  it('ends a connection if a page links to itself', async () => {
    patient = await startHapiPatient([], { software: 'Epic', intercept: servePages(pages) });
    const all = await patient.readAll('labResults', 1);
    expect(all.ids.toSorted()).toEqual(ids.toSorted());
  });
});

describe('a server whose pages form a cycle', () => {
  const pages = {
    first: { records: [OLD], next: 'b' },
    b: { records: [NEWER], next: 'c' },
    c: { records: [], next: 'b' },
  };

  it.each(['Epic', 'Circular FHIR'])(
    'ends a list whose pages form a cycle, and warns that its order is uncertain: %s [CS-10]',
    async (software) => {
      patient = await startHapiPatient([], { software, intercept: servePages(pages) });
      const { ids, warnings } = await patient.list('labResults(first: 5)');
      expect(ids).toEqual(['newer', 'old']);
      expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
    },
  );

  it('completes other operations while it reads pages that form a cycle', async () => {
    patient = await startHapiPatient([], { software: 'Epic', intercept: servePages(pages) });
    const [, other] = await Promise.all([
      patient.list('labResults(first: 5)'),
      patient.gateway.query('{ patient(id: "p1") { id } }'),
    ]);
    expect(at(other.data, 'patient', 'id')).toBe('p1');
  });
});

describe('a server that adds an empty page to each page', () => {
  it('reads a list of endless empty pages only up to the page limit, even by a window of dates', async () => {
    let count = 0;
    const endless = (request: HapiRequest): HapiAnswer | null => {
      count += 1;
      const next = `n${count}`;
      const page = new URL(request.target, BASE).searchParams.get('page') ?? 'first';
      return servePages({ [page]: { records: page === 'first' ? [OLD, NEWER] : [], next } })(request);
    };
    patient = await startHapiPatient([], {
      ignoresSort: true,
      intercept: endless,
      maxUpstreamCalls: 5_000,
    });
    const { ids, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(['newer', 'old']);
    expect(searches.length).toBeLessThan(100);
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });
});
