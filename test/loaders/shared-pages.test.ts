/** Lists of many orders, studies or documents share one page. Each record counts how often it is read. */
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../src/epic/warnings.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createDocumentRelations } from '../../src/loaders/document-relations.ts';
import { createLists, type Lists } from '../../src/loaders/lists.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createSearches, type Searches } from '../../src/loaders/searches.ts';
import { createStudyReports } from '../../src/loaders/study-reports.ts';
import { asSent } from '../support/as-sent.ts';
import { useOperations } from '../support/operation.ts';

const COUNT = 100;
const NUMBERS = Array.from({ length: COUNT }, (_, at) => at);
const PATH = ['field'];

const used = useOperations();

interface SharedPage {
  readonly operation: Operation;
  readonly lists: Lists;
  readonly searches: Searches;
  /** The included resources that were primed. */
  readonly primed: string[];
  readonly warnings: Warning[];
}

/** Answers every search with the same page. */
function startWith(matches: readonly object[], includes: readonly object[] = []): SharedPage {
  const { operation } = used.operations.begin();
  const page = { matches, includes, outcomes: [], next: null, foreignNext: null, withoutId: 0, memory: 0 };
  const client = { ...operation.client, search: () => Promise.resolve(page) };
  const warnings: Warning[] = [];
  const budget = { ...operation.budget, warn: (warning: Warning) => void warnings.push(warning) };
  const started: Operation = { ...operation, budget, client: asSent(client) };
  const primed: string[] = [];
  const searches = createSearches(started, { prime: ({ id }) => void primed.push(id) });
  return { operation: started, lists: createLists(started, searches), searches, primed, warnings };
}

/** Counts the reads of an element of records. */
function createCount(element: string): { readonly record: (record: object) => object; reads: number } {
  const count = {
    reads: 0,
    record(record: object) {
      const value: unknown = Object.entries(record).find(([name]) => name === element)?.[1];
      return Object.defineProperty({ ...record }, element, {
        enumerable: true,
        get: () => {
          count.reads += 1;
          return value;
        },
      });
    },
  };
  return count;
}

const idsOf = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id);
const subject = { reference: 'Patient/pat' };

const administrationAt = (at: number): object => ({
  resourceType: 'MedicationAdministration',
  id: `a${at}`,
  status: 'completed',
  subject,
  request: { reference: `MedicationRequest/r${at % COUNT}` },
  effectiveDateTime: `2026-01-0${1 + Math.floor(at / COUNT)}`,
});

const givenDuring = (encounter: string, id: string, effectiveDateTime: string): object => ({
  resourceType: 'MedicationAdministration',
  id,
  status: 'completed',
  subject,
  context: { reference: encounter },
  effectiveDateTime,
});

const ofOrder = async ({ lists }: SharedPage, order: string, first: number): Promise<string[]> => {
  const args = { first, order: `MedicationRequest/${order}` };
  const { edges } = await lists.page('medicationAdministrations', 'pat', args, [], PATH);
  return idsOf(edges.map(({ node }) => node));
};

const reportAt = (at: number): object => ({
  resourceType: 'DiagnosticReport',
  id: `d${at}`,
  status: 'final',
  subject,
  imagingStudy: [{ reference: `ImagingStudy/s${at}` }],
});

const studyAt = (at: number) => asSent<never>({ resourceType: 'ImagingStudy', id: `s${at}`, subject });

const documentAt = (at: number): Stored<Resource> =>
  asSent({
    resourceType: 'DocumentReference',
    id: `n${at}`,
    status: 'current',
    subject,
    relatesTo: [{ code: 'appends', target: { reference: `DocumentReference/n${at + 1}` } }],
  });

describe('lists of many orders that share one page', () => {
  it('read each record a few times, and not once for each order', async () => {
    const count = createCount('request');
    const records = Array.from({ length: 3 * COUNT }, (_, at) => count.record(administrationAt(at)));
    const shared = startWith(records);
    for (const first of [1, 2, 3]) {
      const found = await Promise.all(NUMBERS.map((at) => ofOrder(shared, `r${at}`, first)));
      expect(found).toEqual(
        NUMBERS.map((at) => [`a${2 * COUNT + at}`, `a${COUNT + at}`, `a${at}`].slice(0, first)),
      );
    }
    const scansOfEachOrder = count.reads / records.length / 3;
    expect(scansOfEachOrder).toBeGreaterThan(0);
    expect(scansOfEachOrder).toBeLessThan(5);
  });

  it('each warn of records of other patients, wherever these are on the page', async () => {
    const foreign = { ...administrationAt(0), id: 'foreign', subject: { reference: 'Patient/other' } };
    const shared = startWith([foreign, administrationAt(1)]);
    expect([await ofOrder(shared, 'r0', 9), await ofOrder(shared, 'r1', 9)]).toEqual([[], ['a1']]);
    expect(shared.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['FOREIGN_RECORDS', PATH],
      ['FOREIGN_RECORDS', PATH],
    ]);
  });

  it('find the records of several targets once each, in their order', async () => {
    const { lists } = startWith([
      givenDuring('Encounter/e1', 'first', '2026-01-01'),
      givenDuring('Encounter/e3', 'other', '2026-01-02'),
      givenDuring('Encounter/e2/_history/1', 'last', '2026-01-03'),
      givenDuring('EpisodeOfCare/e1', 'episode', '2026-01-04'),
    ]);
    const args = { first: 9, encounter: ['e1', 'e2', 'e1'] };
    const { edges } = await lists.page('medicationAdministrations', 'pat', args, [], PATH);
    expect(idsOf(edges.map(({ node }) => node))).toEqual(['last', 'first']);
  });

  it('prime the included resources once', async () => {
    const medication = { resourceType: 'Medication', id: 'm' };
    const shared = startWith(NUMBERS.map(administrationAt), [medication]);
    await Promise.all(NUMBERS.map((at) => ofOrder(shared, `r${at}`, 9)));
    expect(shared.primed).toEqual(['m']);
  });
});

describe('records that look for those that name them', () => {
  it('read the references of each report once for all studies', async () => {
    const count = createCount('imagingStudy');
    const { operation, lists } = startWith(NUMBERS.map((at) => count.record(reportAt(at))));
    const reports = createStudyReports(operation, lists);
    const found = await Promise.all(NUMBERS.map((at) => reports.of(studyAt(at), PATH)));
    expect(found.map(idsOf)).toEqual(NUMBERS.map((at) => [`d${at}`]));
    expect(count.reads).toBeLessThan(5 * COUNT);
  });

  it('read the relations of each document a few times, and name only the related ones in the audit', async () => {
    const count = createCount('relatesTo');
    const { operation, lists, searches } = startWith(NUMBERS.map((at) => count.record(documentAt(at))));
    const relations = createDocumentRelations(operation, searches, lists);
    const [addendum] = await relations.to(asSent(documentAt(1)), 'APPENDS', PATH);
    expect([addendum?.id, operation.accessLog.accessed.map(({ id }) => id)]).toEqual(['n0', ['n0']]);
    await Promise.all(NUMBERS.map((at) => relations.to(asSent(documentAt(at)), null, PATH)));
    expect(count.reads).toBeLessThan(10 * COUNT);
  });
});
