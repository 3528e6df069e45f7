/** Compares lists that start together with the same lists in operations of their own, for random records and servers. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PatientListName } from '../../src/fhir/patient-lists.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import {
  CALLERS,
  type CategoryServer,
  inCategories,
  LABS_AND_VITALS,
  OWN_PATIENT,
  type ReadLists,
  type ReadOptions,
  type SelectedList,
  serverWith,
  useLists,
} from '../support/category-server.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem/observation-category';

const { read } = useLists();

/** Reads each list in an operation of its own. */
async function readSeparately(
  server: CategoryServer,
  lists: readonly SelectedList[],
  options: ReadOptions,
): Promise<ReadLists> {
  const each = await Promise.all(lists.map((list) => read(server, [list], options)));
  return {
    lists: each.flatMap((one) => one.lists),
    searches: each.flatMap((one) => one.searches),
    audited: [...new Set(each.flatMap((one) => one.audited))].toSorted(),
    unused: each.flatMap((one) => one.unused),
  };
}

const CATEGORIES = ['laboratory', 'vital-signs', 'social-history', 'imaging'] as const;
const CONDITION_CATEGORIES = ['problem-list-item', 'encounter-diagnosis', 'health-concern'] as const;

const codingsOfType = (codes: readonly string[]) =>
  fc.record(
    {
      code: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...codes) },
        fc.constantFrom('LAB', 'LAB', 'Laboratory', 'Lab', 'b', ''),
      ),
      system: fc.constantFrom(HL7, HL7, 'urn:oid:1.2.3', ''),
    },
    { requiredKeys: [] },
  );
const categoriesOf = (codes: readonly string[]) => {
  const concepts = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ coding: fc.array(codingsOfType(codes), { minLength: 1, maxLength: 3 }) }),
    },
    fc.constant({ text: 'Laboratory' }),
    fc.constant(null),
  );
  return fc.oneof({ weight: 6, arbitrary: fc.array(concepts, { minLength: 1, maxLength: 3 }) }, concepts);
};
const recordsOf = (resourceType: string, codes: readonly string[]) =>
  fc.record(
    {
      resourceType: fc.constant(resourceType),
      category: categoriesOf(codes),
      code: fc.constantFrom({ coding: [{ code: '718-7' }] }, { text: 'Hemoglobin' }),
      status: fc.constantFrom('final', 'final', 'final', 'entered-in-error', 'odd'),
      verificationStatus: fc.constantFrom(undefined, { coding: [{ code: 'entered-in-error' }] }),
      subject: fc.oneof(
        { weight: 60, arbitrary: fc.constant({ reference: `Patient/${OWN_PATIENT}` }) },
        fc.constant({ reference: 'Patient/p2' }),
        fc.constant(undefined),
      ),
      effectiveDateTime: fc.constantFrom('2026-01-01', '2026-02-02T02:02:02Z', '2019', 'soon'),
    },
    { requiredKeys: ['resourceType', 'category', 'subject'] },
  );
const charts = fc.array(
  fc.oneof(
    recordsOf('Observation', CATEGORIES),
    recordsOf('Condition', CONDITION_CATEGORIES),
    recordsOf('DiagnosticReport', CATEGORIES),
  ),
  { minLength: 8, maxLength: 30 },
);
const servers: fc.Arbitrary<CategoryServer> = fc.record({
  records: charts.map((all) =>
    asSent<Stored<Resource>[]>(all.map((one, index) => ({ ...one, id: `r${index}` }))),
  ),
  matching: fc.constantFrom('by system', 'by code', 'in any case'),
  pageSize: fc.constantFrom(1_000, 1_000, 4),
  hasLinks: fc.constant(true),
  offersCategory: fc.constantFrom(true, true, true, false),
  note: fc.constantFrom(...Array.from({ length: 6 }, () => null), '59100', '59133', 'INFORMATION'),
  withheld: fc.oneof(
    fc.constant([...CATEGORIES, ...CONDITION_CATEGORIES]),
    fc.constant([]),
    fc.subarray([...CATEGORIES]),
  ),
  refused: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.subarray<string>([...CATEGORIES, ...CONDITION_CATEGORIES], { maxLength: 2 }),
  ),
  refusesSingles: fc.boolean(),
});

const byMember = (members: readonly string[]) =>
  fc.subarray([...members], { minLength: 1 }).map((category) => ({ category }));
type Selection = readonly [name: PatientListName, byCategory: object];
const named = (name: PatientListName, byCategory: fc.Arbitrary<object> = fc.constant({})) =>
  byCategory.map((args): Selection => [name, args]);
/** Lists of one type each. */
const FAMILIES: readonly fc.Arbitrary<Selection>[] = [
  fc.oneof(
    named('labResults'),
    named('vitalSigns'),
    named('observations', byMember(['LABORATORY', 'VITAL_SIGNS', 'SOCIAL_HISTORY', 'IMAGING'])),
    named('observations'),
  ),
  fc.oneof(
    named('problems'),
    named('conditions', byMember(['PROBLEM_LIST_ITEM', 'ENCOUNTER_DIAGNOSIS', 'HEALTH_CONCERN'])),
    named('conditions'),
  ),
  named(
    'diagnosticReports',
    byMember(['laboratory', `${HL7}|laboratory`, '|imaging', 'vital-signs', 'Lab', 'a,b']),
  ),
];
const moreArguments = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record(
    {
      code: fc.constant(['718-7']),
      sort: fc.constant('OLDEST' as const),
      include: fc.constant(['ENTERED_IN_ERROR']),
    },
    { requiredKeys: [] },
  ),
);
const lists: fc.Arbitrary<readonly SelectedList[]> = fc.constantFrom(...FAMILIES).chain((family) =>
  fc.array(
    fc
      .tuple(family, moreArguments, fc.constantFrom(100, 2))
      .map(([[name, byCategory], more, first]) => ({ name, args: { first, ...byCategory, ...more } })),
    { minLength: 2, maxLength: 5 },
  ),
);

function isOwnWithoutAlias(record: object): boolean {
  const text = JSON.stringify(record);
  return text.includes(`/${OWN_PATIENT}"`) && !text.includes('"LAB"');
}

const WITHHELD = '59204 Some are withheld.';

describe('lists that start together', () => {
  it('have the same records and errors as in separate operations, and no fewer warnings, whatever the server does', async () => {
    await fc.assert(
      fc.asyncProperty(servers, lists, fc.constantFrom(...CALLERS), async (server, selected, caller) => {
        const alone = await readSeparately(server, selected, { caller });
        const together = await read(server, selected, { caller });
        const mayBeWithheld = (index: number): boolean =>
          together.lists[index]?.warnings.includes(WITHHELD) === true &&
          alone.lists[index]?.warnings.includes(WITHHELD) === false;
        // A shared page does not show from which of the lists the server withholds records.
        const expected = alone.lists.map((list, index) =>
          mayBeWithheld(index) && typeof list.page !== 'string'
            ? { page: { ...list.page, isComplete: false }, warnings: [...list.warnings, WITHHELD].toSorted() }
            : list,
        );
        expect(together.lists).toEqual(expected);
        expect(together.audited).toEqual(alone.audited);
      }),
      { numRuns: 200 },
    );
  });

  it('need one search if the server sends all of their records on one page', async () => {
    await fc.assert(
      fc.asyncProperty(
        servers,
        fc.subarray([...CATEGORIES], { minLength: 2 }),
        async (server, categories) => {
          const own = server.records.filter(isOwnWithoutAlias);
          const whole: CategoryServer = {
            ...server,
            records: [...own, ...serverWith(...categories.map((one) => inCategories(one))).records],
            pageSize: 1_000,
            offersCategory: true,
            note: null,
            withheld: [],
            refused: [],
          };
          const members = categories.map((one) => one.toUpperCase().replace('-', '_'));
          const selected = members.map((one): SelectedList => ({
            name: 'observations',
            args: { first: 100, category: [one] },
          }));
          expect((await read(whole, selected)).searches).toEqual([categories.toSorted().join()]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('search on their own if the caller may not see all categories of one', async () => {
    const server = serverWith(inCategories('social-history', 'vital-signs'), inCategories('laboratory'));
    const { searches, lists: found } = await read(
      server,
      [
        { name: 'vitalSigns', args: { first: 100 } },
        { name: 'observations', args: { first: 100, category: ['LABORATORY', 'SOCIAL_HISTORY'] } },
      ],
      { caller: CALLERS[1] },
    );
    expect(searches.toSorted()).toEqual(['laboratory', 'vital-signs']);
    expect(found).toMatchObject([
      { page: { ids: ['social-history-vital-signs'] } },
      { page: { ids: ['laboratory'] } },
    ]);
  });

  it('share a search that names only categories that the caller may see', async () => {
    const records = ['social-history', 'laboratory', 'vital-signs'].map((one) => inCategories(one));
    const { searches, lists: found } = await read(serverWith(...records), LABS_AND_VITALS, {
      caller: CALLERS[1],
    });
    expect(searches).toEqual(['laboratory,vital-signs']);
    expect(found).toMatchObject([{ page: { ids: ['laboratory'] } }, { page: { ids: ['vital-signs'] } }]);
  });
});
