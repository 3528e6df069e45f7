/** Reads lists from a FHIR server that answers searches by category in various ways. */
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { EMPTY_SEARCHSET, type Searchset } from '../../src/epic/searchset.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import type { PatientListName } from '../../src/fhir/patient-lists.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import type { ListArguments, ListPage } from '../../src/loaders/list-page.ts';
import { createLists, type Lists } from '../../src/loaders/lists.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createSearches } from '../../src/loaders/searches.ts';
import { asSent } from './as-sent.ts';
import { callerWith } from './callers.ts';
import { type Operations, useOperations } from './operation.ts';

/** The patient whose lists are read. */
export const OWN_PATIENT = 'p1';

export interface SelectedList {
  readonly name: PatientListName;
  readonly args: ListArguments & Readonly<Record<string, unknown>>;
}

export interface CategoryServer {
  readonly records: readonly Stored<Resource>[];
  /** How it compares a token with a coding. */
  readonly matching: 'by system' | 'by code' | 'in any case';
  readonly pageSize: number;
  /** Whether a page names the next one. */
  readonly hasLinks: boolean;
  /** Whether its CapabilityStatement has the parameter. */
  readonly offersCategory: boolean;
  /** The code of a note that it adds to each answer; null for none. */
  readonly note: '59100' | '59133' | 'INFORMATION' | null;
  /** The codes of categories of which it withholds records, with a warning. */
  readonly withheld: readonly string[];
  /** The codes of categories for which it refuses a search. */
  readonly refused: readonly string[];
  /** Whether it refuses only searches for a single one of these, and leaves their records out of all others without a warning. */
  readonly refusesSingles: boolean;
  /** The error of a refused search; FORBIDDEN by default. */
  readonly refusal?: ErrorCode;
}

export const inCategories = (...codes: readonly string[]) => ({
  resourceType: 'Observation',
  id: codes.join('-'),
  subject: { reference: `Patient/${OWN_PATIENT}` },
  category: codes.map((code) => ({ coding: [{ code }] })),
});

/** Returns a server that sends all records on one page. */
export const serverWith = (...records: readonly object[]): CategoryServer => ({
  records: asSent<Stored<Resource>[]>(records),
  matching: 'by system',
  pageSize: 1_000,
  hasLinks: true,
  offersCategory: true,
  note: null,
  withheld: [],
  refused: [],
  refusesSingles: false,
});

export const LABS_AND_VITALS: readonly SelectedList[] = [
  { name: 'labResults', args: { first: 100 } },
  { name: 'vitalSigns', args: { first: 100 } },
];

type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Answers as a FHIR server: any of the categories, and any of the codes. */
function search(server: CategoryServer, type: string, parameters: Parameters, offset: number): Searchset {
  const tokens = valuesOf(parameters, 'category');
  const isRefused = (token: string): boolean => server.refused.includes(codeOfToken(token));
  if (tokens.some(isRefused) && (tokens.length === 1 || !server.refusesSingles))
    throw new GatewayError(server.refusal ?? 'FORBIDDEN', 'The server refuses a category.');
  const found = server.records.filter(
    (record) =>
      record.resourceType === type &&
      !isWithheld(record, server) &&
      hasToken(record, 'category', tokens, server.matching) &&
      hasToken(record, 'code', valuesOf(parameters, 'code'), server.matching),
  );
  const end = offset + server.pageSize;
  const next = server.hasLinks && end < found.length ? JSON.stringify({ parameters, offset: end }) : null;
  return { ...EMPTY_SEARCHSET, matches: found.slice(offset, end), next };
}

function isWithheld(record: object, { refused, refusesSingles }: CategoryServer): boolean {
  return (
    refusesSingles &&
    codingsOf(record, 'category').some(({ code = '' }) => refused.includes(code.toLowerCase()))
  );
}

function valuesOf(parameters: Parameters, name: string): string[] {
  return [parameters[name] ?? []].flat().flatMap((value) => value.split(','));
}

function codeOfToken(token: string): string {
  return token.slice(token.indexOf('|') + 1);
}

function hasToken(
  record: object,
  element: string,
  tokens: readonly string[],
  matching: CategoryServer['matching'],
): boolean {
  if (tokens.length === 0) return true;
  return codingsOf(record, element).some(({ code, system = '' }) =>
    tokens.some((token) => {
      if (matching === 'in any case') return code?.toLowerCase() === codeOfToken(token).toLowerCase();
      const isOfSystem = !token.includes('|') || token.slice(0, token.indexOf('|')) === system;
      return code === codeOfToken(token) && (matching === 'by code' || isOfSystem);
    }),
  );
}

interface SentCoding {
  readonly code?: string;
  readonly system?: string;
}

function codingsOf(record: object, element: string): readonly SentCoding[] {
  const value: unknown = Object.entries(record).find(([name]) => name === element)?.[1];
  const concepts = asSent<({ coding?: SentCoding[] } | null)[]>([value].flat());
  return concepts.flatMap((concept) => concept?.coding ?? []);
}

interface ReadList {
  /** The error of a list that failed, as text. */
  readonly page: string | object;
  readonly warnings: readonly string[];
}

export interface ReadLists {
  /** The records of each list, whether there are more, its warnings and its error. */
  readonly lists: readonly ReadList[];
  readonly searches: readonly string[];
  readonly audited: readonly string[];
  /** The categories of the searches in the audit of which the caller received nothing. */
  readonly unused: readonly string[];
}

/** Callers who may see everything, and some categories only. */
export const CALLERS = [
  ANONYMOUS_CALLER,
  callerWith(
    'user/Observation.rs?category=laboratory,vital-signs user/Condition.rs?category=health-concern,problem-list-item',
  ),
] as const;

export interface ReadOptions {
  readonly caller?: Caller;
  readonly patientId?: string;
  /** How many FHIR requests the operation may send. */
  readonly limit?: number;
}

interface StartedLists {
  readonly loader: Lists;
  readonly operation: Operation;
  readonly searches: readonly string[];
}

/** Begins an operation at the server. */
function startLists(
  operations: Operations,
  server: CategoryServer,
  { caller = CALLERS[0], limit }: ReadOptions = {},
): StartedLists {
  const { operation } = operations.begin(caller);
  const searches: string[] = [];
  const answer = async (
    type: string,
    parameters: Parameters,
    offset: number,
    { warn }: Operation['budget'],
  ): Promise<Searchset> => {
    const tokens = valuesOf(parameters, 'category').map(codeOfToken);
    searches.push(tokens.join());
    const found = search(server, type, parameters, offset);
    if (found.next === null && tokens.some((token) => server.withheld.includes(token)))
      warn({ code: '59204', resourceType: type, message: 'Some are withheld.' });
    if (server.note !== null) warn({ code: server.note, resourceType: type, message: 'A note.' });
    return found;
  };
  const client = {
    ...operation.client,
    search: (type: string, parameters: Parameters, held: Operation['budget']) =>
      answer(type, parameters, 0, held),
    nextPage: (type: string, link: string, held: Operation['budget']) => {
      const { parameters, offset } = asSent<{ parameters: Parameters; offset: number }>(JSON.parse(link));
      return answer(type, parameters, offset, held);
    },
    capabilities: async () => {
      const known = await operation.client.capabilities();
      const hasSearchParameter: typeof known.hasSearchParameter = (type, name) =>
        (server.offersCategory || name !== 'category') && known.hasSearchParameter(type, name);
      return { ...known, hasSearchParameter };
    },
  };
  const budget = limit === undefined ? operation.budget : createRequestBudget(undefined, limit);
  const started: Operation = { ...operation, client: asSent(client), budget };
  const loader = createLists(started, createSearches(started, { prime: () => {} }));
  return { loader, operation: started, searches };
}

/** Reads lists that start together, and the next page of each in an operation of its own. */
async function readTogether(
  operations: Operations,
  server: CategoryServer,
  lists: readonly SelectedList[],
  options: ReadOptions = {},
): Promise<ReadLists> {
  const { patientId = OWN_PATIENT } = options;
  const { loader, operation, searches } = startLists(operations, server, options);
  const pages = await Promise.allSettled(
    lists.map(({ name, args }, index) => loader.page(name, patientId, args, [], [`${index}`])),
  );
  const { accessed, searches: audited } = operation.accessLog;
  const readNext = async (page: ListPage<Stored<Resource>>, { name, args }: SelectedList) => {
    if (!page.hasNextPage) return [];
    const next = startLists(operations, server, options).loader;
    return idsOf(await next.page(name, patientId, { ...args, after: await page.endCursor() }, []));
  };
  const shown = pages.map(async (page, index) => {
    const list = lists[index];
    if (page.status === 'rejected') return String(page.reason);
    if (list === undefined) throw new Error('There is a page for each list.');
    const { hasNextPage, isComplete } = page.value;
    const next = await readNext(page.value, list).catch(String);
    return { ids: idsOf(page.value), hasNextPage, isComplete, next };
  });
  const unused = audited.filter(({ isUnused }) => isUnused === true);
  return {
    lists: await Promise.all(
      shown.map(async (page, index) => ({
        page: await page,
        warnings: operation.budget.usage.warnings
          .filter(({ path }) => path?.[0] === `${index}`)
          .map(({ code, message }) => `${code} ${message}`)
          .toSorted(),
      })),
    ),
    searches,
    audited: [...new Set(accessed.map(({ type, id }) => `${type}/${id}`))].toSorted(),
    unused: unused.map(({ text }) => /category=([^&]*)/.exec(decodeURIComponent(text))?.[1] ?? ''),
  };
}

function idsOf({ edges }: ListPage<Stored<Resource>>): string[] {
  return edges.map(({ node }) => node.id);
}

interface UsedLists {
  readonly start: (server: CategoryServer, options?: ReadOptions) => ReturnType<typeof startLists>;
  /** Reads the lists in one operation. */
  readonly read: (
    server: CategoryServer,
    lists?: readonly SelectedList[],
    options?: ReadOptions,
  ) => Promise<ReadLists>;
}

/** Returns functions that read lists. Call it while the tests are collected. */
export function useLists(): UsedLists {
  const started = useOperations();
  return {
    start: (server, options) => startLists(started.operations, server, options),
    read: (server, lists = LABS_AND_VITALS, options = {}) =>
      readTogether(started.operations, server, lists, options),
  };
}
