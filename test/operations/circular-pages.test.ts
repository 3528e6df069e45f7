import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import type { HapiAnswer, HapiRequest } from '../support/hapi-server.ts';
import { anyToken } from '../support/hapi-server.ts';
import { type ListedPatient, observation, startListedPatient } from '../support/listed-patient.ts';

const BASE = 'http://fhir.test';
let patient: ListedPatient;

afterEach(() => patient.close());

/** Answers searches of Observations by pages that are linked by name; `next` can lead back. */
function linked(
  pages: Readonly<Record<string, { readonly records: readonly object[]; readonly next: string | null }>>,
) {
  return (request: HapiRequest): HapiAnswer | null => {
    const early = anyToken(request);
    if (early !== null) return early;
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

function of(id: string, effectiveDateTime: string): object {
  return observation(id, { effectiveDateTime });
}

const OLD = of('old', '2011-03-04T05:06:07Z');
const NEWER = of('newer', '2019-08-09T10:11:12Z');

describe.each([
  ['that links its empty last page to itself', { records: [], next: 'b' }, ['old']],
  ['that links its last page to itself', { records: [NEWER], next: 'b' }, ['newer', 'old']],
])('a server %s', (_name, last, ids) => {
  const pages = { first: { records: [OLD], next: 'b' }, b: last };

  it.each([
    ['Epic', true],
    ['a server that filters by date', false],
  ])('ends the list with a warning, as on %s', async (software, ignoresSort) => {
    patient = await startListedPatient([], {
      software,
      ignoresSort,
      filtersByDate: true,
      front: linked(pages),
    });
    const { ids: found, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(found).toEqual(ids);
    expect(searches.length).toBeLessThan(5);
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });

  it('ends a connection', async () => {
    patient = await startListedPatient([], { software: 'Epic', front: linked(pages) });
    const all = await patient.readAll('labResults', 1);
    expect(all.ids.toSorted()).toEqual(ids.toSorted());
  });
});

describe('a server whose pages lead in a circle', () => {
  const pages = {
    first: { records: [OLD], next: 'b' },
    b: { records: [NEWER], next: 'c' },
    c: { records: [], next: 'b' },
  };

  it.each(['Epic', 'Circular FHIR'])(
    'ends a list of %s, and says that its order is uncertain',
    async (software) => {
      patient = await startListedPatient([], { software, front: linked(pages) });
      const { ids, warnings } = await patient.list('labResults(first: 5)');
      expect(ids).toEqual(['newer', 'old']);
      expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
    },
  );

  it('lets other operations through meanwhile', async () => {
    patient = await startListedPatient([], { software: 'Epic', front: linked(pages) });
    const [, other] = await Promise.all([
      patient.list('labResults(first: 5)'),
      patient.gateway.query('{ patient(id: "p1") { id } }'),
    ]);
    expect(at(other.data, 'patient', 'id')).toBe('p1');
  });
});

describe('a server that adds an empty page to each page', () => {
  it('is not read further than the limit of pages, by a window of dates either', async () => {
    let count = 0;
    const endless = (request: HapiRequest): HapiAnswer | null => {
      count += 1;
      const next = `n${count}`;
      const page = new URL(request.target, BASE).searchParams.get('page') ?? 'first';
      return linked({ [page]: { records: page === 'first' ? [OLD, NEWER] : [], next } })(request);
    };
    patient = await startListedPatient([], {
      ignoresSort: true,
      front: endless,
      maxUpstreamCalls: 5_000,
    });
    const { ids, searches, warnings } = await patient.list('labResults(first: 5)');
    expect(ids).toEqual(['newer', 'old']);
    expect(searches.length).toBeLessThan(100);
    expect(warnings).toContain('ORDER_UNCERTAIN patient.labResults');
  });
});
