import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PatientList } from '../src/fhir/list-definition.ts';
import { PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import {
  areCapturesThere,
  readCapture,
  type RecordedResource,
  type RecordedSearch,
  SEARCHES,
  SKIPS_WITHOUT,
} from './support/captures.ts';
import { at } from './support/expected.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { type RecordedServer, startRecordedServer } from './support/recorded-server.ts';

interface ListCase {
  readonly file: string;
  readonly search: RecordedSearch;
  /** The field of `Patient`. */
  readonly list: string;
  /** Further arguments of the field, as GraphQL text. */
  readonly args: string;
  /** The ids of the recorded matches that belong to the list. */
  readonly expected: readonly string[];
}

/** Each recorded search with every list that would send this search or a narrower one. */
const LIST_CASES: readonly ListCase[] = SEARCHES.flatMap((search) =>
  Object.entries<PatientList>(PATIENT_LISTS)
    .filter(([, { type, always }]) => type === search.type && isWithin(always?.values, search.category))
    .map(([list, { always, byArgument = {} }]): ListCase => {
      const categories = always?.values ?? null;
      return {
        file: search.file,
        search,
        list,
        args:
          search.category !== null && 'category' in byArgument
            ? `, category: [${enumMemberOf(search.category)}]`
            : '',
        expected: search.matches
          .filter((resource) => categories === null || categories.some((code) => hasCategory(resource, code)))
          .map(({ id }) => id),
      };
    }),
);

function isWithin(categories: readonly string[] | undefined, recorded: string | null): boolean {
  return categories === undefined || recorded === null || categories.includes(recorded);
}

/** `vital-signs` as a member of the graph’s enums. */
function enumMemberOf(code: string): string {
  return code.toUpperCase().replaceAll('-', '_');
}

function hasCategory(resource: RecordedResource, category: string): boolean {
  return JSON.stringify(at(resource, 'category')).includes(`"code":"${category}"`);
}

/** Epic's issue code for an empty result; the gateway does not repeat it as a warning. */
const NOTHING_FOUND = '4101';
/** Epic's issue codes for withheld records: an empty list does not mean that the patient has no records. */
const WITHHELD: ReadonlySet<string> = new Set(['59204', '59205']);

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface ListResult {
  readonly ids: readonly string[];
  readonly hasMore: boolean;
  readonly warnings: readonly string[];
}

describe.skipIf(!areCapturesThere)(`the recorded searches of Epic’s sandbox ${SKIPS_WITHOUT}`, () => {
  let server: RecordedServer;
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startRecordedServer(readCapture('CapabilityStatement-2026-05-11.json'));
    gateway = await startGateway(server);
  });

  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  /** Reads the recorded pages of the list. */
  async function queryList({ search, list, args, expected }: ListCase): Promise<ListResult> {
    const field = `${list}Connection(first: 100, after: $after${args})`;
    const document = `query ($id: ID!, $after: String) { patient(id: $id) {
      ${field} { nodes { id } pageInfo { hasNextPage endCursor } }
    } }`;
    const ids: string[] = [];
    const warnings = new Set<string>();
    let page: Page | undefined;
    do {
      const variables: Record<string, unknown> = { id: search.patientId, after: page?.pageInfo.endCursor };
      const { data, errors, extensions } = await gateway.query<{ patient: Record<string, Page> }>(
        document,
        variables,
      );
      expect(errors).toBeUndefined();
      page = data.patient[`${list}Connection`];
      ids.push(...(page?.nodes.map(({ id }) => id) ?? []));
      for (const { code } of extensions?.fhir.warnings ?? []) warnings.add(code);
    } while (page?.pageInfo.hasNextPage === true && ids.length < expected.length);
    return { ids, hasMore: page?.pageInfo.hasNextPage ?? false, warnings: [...warnings] };
  }

  it('cover nine types and more than 35 filled lists', () => {
    expect(new Set(SEARCHES.map(({ type }) => type)).size).toBeGreaterThanOrEqual(9);
    expect(LIST_CASES.filter(({ expected }) => expected.length > 0).length).toBeGreaterThan(35);
  });

  it.each(LIST_CASES)('return each match once in $list: $file', async (recorded) => {
    server.replay(recorded.search);
    const { ids, hasMore, warnings } = await queryList(recorded);
    const { search, expected } = recorded;
    expect(ids.toSorted()).toEqual(expected.toSorted());
    expect(hasMore).toBe(search.hasNext);
    const sent = search.outcomeCodes.filter((code) => code !== NOTHING_FOUND);
    const isDoubtful = expected.length === 0 && sent.some((code) => WITHHELD.has(code));
    // A recording with one page of several has an uncertain order.
    expect(warnings.filter((code) => code !== 'ORDER_UNCERTAIN').toSorted()).toEqual(
      [...sent, ...(isDoubtful ? ['MAY_BE_INCOMPLETE'] : [])].toSorted(),
    );
  });
});
