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
import { sampled } from './support/sampled.ts';

interface Case {
  readonly file: string;
  readonly search: RecordedSearch;
  /** The name of the list among the fields of `Patient`. */
  readonly list: string;
  /** What the field is narrowed down by, as it stands in the document. */
  readonly args: string;
  /** Those that were found and belong into the list. */
  readonly expected: readonly string[];
}

/** Each search as every list that would ask for what was recorded, or for less. */
const CASES: readonly Case[] = SEARCHES.flatMap((search) =>
  Object.entries<PatientList>(PATIENT_LISTS)
    .filter(([, { type, always }]) => type === search.type && isWithin(always?.values, search.category))
    .map(([list, { always, byArgument = {} }]): Case => {
      const categories = always?.values ?? null;
      return {
        file: search.file,
        search,
        list,
        args:
          search.category !== null && 'category' in byArgument
            ? `, category: [${memberOf(search.category)}]`
            : '',
        expected: search.matches
          .filter((resource) => categories === null || categories.some((code) => isIn(resource, code)))
          .map(({ id }) => id),
      };
    }),
);

function isWithin(categories: readonly string[] | undefined, recorded: string | null): boolean {
  return categories === undefined || recorded === null || categories.includes(recorded);
}

/** `vital-signs` as a member of the graph’s enums. */
function memberOf(code: string): string {
  return code.toUpperCase().replaceAll('-', '_');
}

function isIn(resource: RecordedResource, category: string): boolean {
  return JSON.stringify(at(resource, 'category')).includes(`"code":"${category}"`);
}

/** An empty list says the same. */
const NOTHING_FOUND = '4101';
/** Epic withheld records, so that an empty list does not mean that nothing is on record. */
const WITHHELD: ReadonlySet<string> = new Set(['59204', '59205']);

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Listed {
  readonly ids: readonly string[];
  readonly hasMore: boolean;
  readonly warnings: readonly string[];
}

describe.skipIf(!areCapturesThere)(`what Epic’s sandbox has found for a patient ${SKIPS_WITHOUT}`, () => {
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

  /** Pages through the list, as far as it was recorded. */
  async function listed({ search, list, args, expected }: Case): Promise<Listed> {
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

  it('is of every type that a chart was recorded of', () => {
    expect(new Set(SEARCHES.map(({ type }) => type)).size).toBeGreaterThanOrEqual(9);
    expect(CASES.filter(({ expected }) => expected.length > 0).length).toBeGreaterThan(35);
  });

  it.each(sampled(CASES))('is in $list, each once: $file', async (recorded) => {
    server.replay(recorded.search);
    const { ids, hasMore, warnings } = await listed(recorded);
    const { search, expected } = recorded;
    expect(ids.toSorted()).toEqual(expected.toSorted());
    expect(hasMore).toBe(search.hasNext);
    const sent = search.outcomeCodes.filter((code) => code !== NOTHING_FOUND);
    const isDoubtful = expected.length === 0 && sent.some((code) => WITHHELD.has(code));
    // A recording of one page of several is in no certain order.
    expect(warnings.filter((code) => code !== 'ORDER_UNCERTAIN').toSorted()).toEqual(
      [...sent, ...(isDoubtful ? ['MAY_BE_INCOMPLETE'] : [])].toSorted(),
    );
  });
});
