/** Reads lists from a FHIR server that answers searches by category in various ways. */
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { EMPTY_SEARCHSET, type Searchset } from '../../src/epic/searchset.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import type { PatientListName } from '../../src/fhir/patient-lists.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import type { ListArguments } from '../../src/loaders/list-page.ts';
import { createLists } from '../../src/loaders/lists.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createListCombinations, type ListCombinations } from '../../src/loaders/search-refusals.ts';
import { createSearches } from '../../src/loaders/searches.ts';
import { asSent } from './as-sent.ts';
import { callerWith } from './callers.ts';
import type { Operations } from './operation.ts';

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
  /** The codes of categories of which it withholds records, with a warning. */
  readonly withheld: readonly string[];
  /** Whether it warns only if a search names a single category. */
  readonly warnsOfSingles: boolean;
  /** The codes of categories for which it refuses a search. */
  readonly refused: readonly string[];
  /** The error of a refused search; FORBIDDEN by default. */
  readonly refusal?: ErrorCode;
}

type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Answers as a FHIR server: any of the categories, and any of the codes. */
function search(server: CategoryServer, type: string, parameters: Parameters, offset: number): Searchset {
  const tokens = valuesOf(parameters, 'category');
  const isNamed = (codes: readonly string[]): boolean =>
    tokens.some((token) => codes.includes(codeOfToken(token)));
  if (isNamed(server.refused))
    throw new GatewayError(server.refusal ?? 'FORBIDDEN', 'The server refuses a category.');
  const found = server.records.filter(
    (record) =>
      record.resourceType === type &&
      hasToken(record, 'category', tokens, server.matching) &&
      hasToken(record, 'code', valuesOf(parameters, 'code'), server.matching),
  );
  const end = offset + server.pageSize;
  const next = end < found.length ? JSON.stringify({ parameters, offset: end }) : null;
  return { ...EMPTY_SEARCHSET, matches: found.slice(offset, end), next };
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

export interface ReadLists {
  /** The records of each list, whether there are more, its warnings and its error. */
  readonly lists: readonly unknown[];
  readonly searches: readonly string[];
  readonly audited: readonly string[];
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
  readonly listCombinations?: ListCombinations;
}

/** Reads lists that start together. */
export async function readTogether(
  operations: Operations,
  server: CategoryServer,
  lists: readonly SelectedList[],
  { caller = CALLERS[0], listCombinations = createListCombinations(Date.now) }: ReadOptions = {},
): Promise<ReadLists> {
  const { operation, budget } = operations.begin(caller);
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
    const mayWarn = found.next === null && (tokens.length === 1 || !server.warnsOfSingles);
    if (mayWarn && tokens.some((token) => server.withheld.includes(token)))
      warn({ code: '59204', resourceType: type, message: 'Some are withheld.' });
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
  };
  const started: Operation = { ...operation, client: asSent(client), listCombinations };
  const loader = createLists(started, createSearches(started, { prime: () => {} }));
  const pages = await Promise.allSettled(
    lists.map(({ name, args }, index) => loader.page(name, OWN_PATIENT, args, [], [`${index}`])),
  );
  const accessed = started.accessLog.accessed.map(({ type, id }) => `${type}/${id}`);
  return {
    lists: pages.map((page, index) => ({
      page:
        page.status === 'rejected'
          ? String(page.reason)
          : {
              ids: page.value.edges.map(({ node }) => node.id),
              hasNextPage: page.value.hasNextPage,
              isComplete: page.value.isComplete,
            },
      warnings: budget.usage.warnings
        .filter(({ path }) => path?.[0] === `${index}`)
        .map(({ code, message }) => `${code} ${message}`)
        .toSorted(),
    })),
    searches,
    audited: [...new Set(accessed)].toSorted(),
  };
}
