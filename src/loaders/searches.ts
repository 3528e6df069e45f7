/** Runs the searches of an operation. Sends equal searches once, and returns only records that the caller may see. */
import DataLoader from 'dataloader';
import { type ResourceOf, type ResourceType, isStored, patientParameterOf } from '../fhir/resources.ts';
import { isEnteredInError } from '../fhir/modifiers.ts';
import type { Searchset } from '../epic/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { type RequestBudget, withHeldWarnings, withOneRequest } from '../epic/request-budget.ts';
import type { ById } from './by-id.ts';
import { currentIncludes } from './named-targets.ts';
import { type RetainedPage, retainPage } from './retained-page.ts';
import { inspectEach, redactInTurn, waitToSort } from './time-slices.ts';
import type { Operation } from './operation.ts';
import { type Authorization, requireScope, searchOutOfScopeError } from '../access/authorization.ts';
import type { Warning } from '../epic/warnings.ts';
import { toCanonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';

/** A match with its sort keys. */
export interface OrderedMatch {
  readonly id: string;
  readonly precedence: number;
  readonly rank: number;
}

export interface VisibleMatch<T extends ResourceType> extends OrderedMatch {
  /** Redacts the match for the caller; null if that fails. */
  readonly redact: () => Promise<Stored<ResourceOf<T>> | null>;
  /** Its index on the page: as arranged, or as the server sent it if matches are not sorted. */
  readonly at: number;
}

export interface VisiblePage<T extends ResourceType> {
  readonly matches: readonly VisibleMatch<T>[];
  /** How many matches the page has, with the hidden ones, counted as for `at`. */
  readonly size: number;
  /** The link of the next page; null on the last one. */
  readonly next: string | null;
  /** Counts the page's memory until the returned function is called. */
  readonly pin: () => () => void;
}

export interface Searches {
  /** Returns the first page of a search. */
  firstPage<T extends ResourceType>(
    type: T,
    parameters: SearchParameters,
    arrangement?: Arrangement,
  ): Promise<VisiblePage<T>>;
  /**
   * Sends a search once, without retries, and returns its page as the server sent it. `firstPage` then returns the same page. After an error, the
   * search counts as not sent.
   */
  attempt(type: ResourceType, parameters: SearchParameters): Promise<SentPage>;
  /** Returns the page at a `next` link. */
  nextPage<T extends ResourceType>(type: T, link: string, arrangement?: Arrangement): Promise<VisiblePage<T>>;
  /** Returns the same searches, with another budget for their requests and warnings. */
  withBudget(budget: RequestBudget): Searches;
}

/** Selects and sorts the matches of a page. */
export interface Arrangement {
  /** Returns the positions of the matches that the page can keep, in ascending order. By default, it can keep all. */
  readonly candidates?: (page: RetainedPage) => Promise<readonly number[]>;
  /** Whether the page keeps a match. */
  readonly isWanted: (resource: Stored<Resource>) => boolean;
  /** Whether a record entered in error is what the caller requested, as far as the caller may see the record. */
  readonly isRequested?: (shown: Stored<Resource>) => boolean;
  /** Whether the page excludes a match although the caller may see it. */
  readonly excludes?: (resource: Stored<Resource>) => boolean;
  /** The first sort key, highest first. */
  readonly precedence?: (resource: Stored<Resource>) => number;
  /** The second sort key, highest first. Without it, matches keep the server's order. */
  readonly rank?: (resource: Stored<Resource>) => number;
}

interface PageKey {
  readonly type: ResourceType;
  /** The canonical query of the search, or the link of a further page. */
  readonly text: string;
  readonly budget: RequestBudget;
  readonly fetch: (budget: RequestBudget) => Promise<Searchset>;
}

function textOf({ type, text }: PageKey): string {
  return `${type} ${text}`;
}

/** A page before the caller's authorization selects its matches. */
export interface SentPage extends RetainedPage {
  /** The warnings about the page, which nothing has reported yet. */
  readonly warnings: readonly Warning[];
}

/**
 * @param byId is primed with included resources, so they are not read again
 * @param indexIncludes receives each page that is read
 */
export function createSearches(
  operation: Operation,
  byId: Pick<ById, 'prime'>,
  indexIncludes: (found: Searchset, authorization: Authorization) => Promise<void> = async () => {},
): Searches {
  const { client, responseBudget } = operation;
  const fetchPage = async (key: PageKey): Promise<SentPage> => {
    const warnings: Warning[] = [];
    const searchset = await key.fetch(withHeldWarnings(key.budget, warnings));
    const page = retainPage(searchset, responseBudget, () => pages.clear(key));
    const authorization = await operation.authorize();
    const current = await currentIncludes(operation, searchset);
    // Hidden resources are never primed, so that they look absent.
    await inspectEach(operation, current, (included) => {
      if (authorization.permits(included, 'r')) byId.prime(included);
    });
    await indexIncludes(searchset, authorization);
    return { ...page, warnings };
  };
  const pages: DataLoader<PageKey, SentPage, string> = new DataLoader(
    (keys) => Promise.all(keys.map(fetchPage)),
    { batch: false, cacheKeyFn: textOf },
  );
  /** The attempts in flight. */
  const attempts = new Map<string, Promise<SentPage>>();
  const attemptPage = (key: PageKey): Promise<SentPage> => {
    const text = textOf(key);
    const clearPage = (error: unknown): never => {
      pages.clear(key);
      throw error;
    };
    const attempt = pages
      .load(key)
      .catch(clearPage)
      .finally(() => attempts.delete(text));
    attempts.set(text, attempt);
    return attempt;
  };
  const loadPage = async (key: PageKey): Promise<SentPage> => {
    // An attempt fails without retries, and this search may be retried.
    await attempts.get(textOf(key))?.catch(() => null);
    return pages.load(key);
  };
  const load = async <T extends ResourceType>(
    type: T,
    key: Omit<PageKey, 'type'>,
    arrangement: Arrangement = UNARRANGED,
  ): Promise<VisiblePage<T>> => {
    const authorization = await operation.authorize();
    requireScope(authorization, type, 's');
    const page = await loadPage({ type, ...key });
    // Each list that shares the page reports its warnings.
    page.warnings.forEach(key.budget.warn);
    return toVisiblePage({ ...operation, budget: key.budget }, authorization, type, page, arrangement);
  };
  const firstPageKey = async (
    type: ResourceType,
    parameters: SearchParameters,
    budget: RequestBudget,
  ): Promise<PageKey> => {
    const permitted = (await operation.authorize()).permittedPatients(type, 's');
    const named = parameters[patientParameterOf(type)] ?? [];
    if (permitted !== null && !concernsOnly(named, permitted)) throw searchOutOfScopeError(type);
    const text = `?${toCanonicalQuery(parameters)}`;
    return { type, text, budget, fetch: (held) => client.search(type, parameters, held) };
  };
  const searchesWith = (budget: RequestBudget): Searches => ({
    async firstPage(type, parameters, arrangement) {
      return load(type, await firstPageKey(type, parameters, budget), arrangement);
    },
    async attempt(type, parameters) {
      requireScope(await operation.authorize(), type, 's');
      return attemptPage(await firstPageKey(type, parameters, withOneRequest(budget)));
    },
    nextPage: (type, link, arrangement) =>
      load(type, { text: link, budget, fetch: (held) => client.nextPage(type, link, held) }, arrangement),
    withBudget: searchesWith,
  });
  return searchesWith(operation.budget);
}

const UNARRANGED: Arrangement = { isWanted: () => true };

async function toVisiblePage<T extends ResourceType>(
  operation: Operation,
  authorization: Authorization,
  type: T,
  page: SentPage,
  arrangement: Arrangement,
): Promise<VisiblePage<T>> {
  const { matches, next } = page.searchset;
  const isRanked = arrangement.rank !== undefined;
  const kept = await keepMatches(operation, authorization, type, page, arrangement);
  await waitToSort(operation, kept.length);
  if (isRanked) kept.sort(compareMatches);
  const redact = async (match: Stored<ResourceOf<T>>): Promise<Stored<ResourceOf<T>> | null> => {
    // The server's page has more matches than the list returns, so it may be dropped.
    page.retain(match);
    const shown = await redactInTurn(operation, authorization, match, operation.budget.warn);
    return isStored(shown, type) ? shown : null;
  };
  const visible = kept.flatMap(({ visible: match, at: sentAt, ...ordered }, arrangedAt) =>
    match === null ? [] : [{ ...ordered, at: isRanked ? arrangedAt : sentAt, redact: () => redact(match) }],
  );
  // The caller indexes the page and sorts it with others. On a page of 50,000 records, that takes a turn of its own.
  await waitToSort(operation, visible.length);
  return { matches: visible, size: isRanked ? kept.length : matches.length, next, pin: page.pin };
}

interface KeptMatch<T extends ResourceType> extends OrderedMatch {
  /** Its index on the page as the server sent it. */
  readonly at: number;
  /** Null if the caller may not see it. */
  readonly visible: Stored<ResourceOf<T>> | null;
}

/** Returns the matches that the arrangement keeps, in the server's order. */
async function keepMatches<T extends ResourceType>(
  operation: Operation,
  authorization: Authorization,
  type: T,
  page: RetainedPage,
  { candidates, isWanted, isRequested = () => true, excludes, precedence, rank }: Arrangement,
): Promise<KeptMatch<T>[]> {
  const kept: KeptMatch<T>[] = [];
  const { matches } = page.searchset;
  const positions = (await candidates?.(page)) ?? [...matches.keys()];
  await inspectEach(operation, positions, (at) => {
    const match = matches[at];
    if (match === undefined || !isWanted(match)) return;
    const visible = isStored(match, type) && authorization.permits(match, 's') ? match : null;
    if (visible !== null && isEnteredInError(visible) && !isRequested(authorization.redact(visible))) return;
    if (visible !== null && excludes?.(visible) === true) return;
    kept.push({ id: match.id, precedence: precedence?.(match) ?? 0, rank: rank?.(match) ?? 0, at, visible });
  });
  return kept;
}

/** Compares matches in the order of a list. Sorts equal ranks by id, so that a page read again is the same page. */
export function compareMatches(one: OrderedMatch, other: OrderedMatch): number {
  return other.precedence - one.precedence || other.rank - one.rank || (one.id < other.id ? -1 : 1);
}

/** Whether a search is limited to records of these patients. */
function concernsOnly(named: string | readonly string[], patients: ReadonlySet<string>): boolean {
  // An id contains no comma.
  const ids = [named].flat().flatMap((value) => value.split(','));
  return ids.length > 0 && ids.every((id) => patients.has(id));
}
