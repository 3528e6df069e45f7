/**
 * Sends one search for the lists of one patient and type that differ only in their categories, such as labs and vital signs. FHIR's list of
 * categories means "any of these", so each list finds its records on the one page. A list gets a search of its own if the server refuses the
 * combined one, if the page isn't the only one, or if its warnings may concern another list.
 */
import DataLoader from 'dataloader';
import { recordSearch } from '../audit/access-log.ts';
import { type SearchParameters, toCanonicalQuery } from '../epic/search-parameters.ts';
import { GatewayError } from '../errors.ts';
import type { CategoryChoice } from './list-query.ts';
import type { ListSource } from './list-reading.ts';
import { EPIC_COUNT } from './list-search.ts';
import type { Operation } from './operation.ts';
import { inspectPage } from './page-facts.ts';
import type { SentPage } from './searches.ts';
import { inspectEach } from './time-slices.ts';

export interface CombinedLists {
  /** Returns the source from which to read the start of a list: a search for several lists that holds all of it, otherwise its own. */
  sourceFor(own: ListSource): Promise<ListSource>;
}

/** A list that can share a search. */
interface CombinableList extends CategoryChoice {
  readonly source: ListSource;
  /** Its own search. */
  readonly key: string;
}

/** A search for several lists. */
interface Combined {
  readonly parameters: SearchParameters;
  /** The own searches of the lists of which its page has records. Others send them, because a server could leave out a category. */
  readonly holders: readonly string[];
}

/** Null if each list needs its own search. DataLoader would await a bare promise together with the other groups. */
interface Decision {
  readonly combined: Promise<Combined | null>;
}

const FULL_PAGE = Number(EPIC_COUNT[1]);

export function createCombinedLists({ accessLog }: Operation): CombinedLists {
  const combine = async (lists: readonly CombinableList[]): Promise<Combined | null> => {
    const [first] = lists;
    if (first === undefined || lists.length === 1) return null;
    const { type, searches, budget, query } = first.source;
    const parameters: SearchParameters = { ...first.source.parameters, category: uniteCategories(lists) };
    const text = toCanonicalQuery(parameters);
    // The price has the lists' own searches only, which may still be needed.
    if (!budget.reserveSpare()) return null;
    try {
      const search = { type, text, patientId: query.patientId, isUnused: true };
      const page = await recordSearch(accessLog, search, () => searches.attempt(type, parameters));
      // A list with all of the categories gets the page as its own, so its price pays for the page.
      const isOwn = lists.some(({ key }) => key === `${type}?${text}`);
      if (isOwn) budget.releaseSpare();
      const { hasForeign } = await inspectPage(first.source, page);
      const holders = isWholePage(page) && !hasForeign ? await findHolders(first.source, page, lists) : [];
      if (holders.length === 0) return null;
      if (!isOwn) budget.releaseSpare();
      return { parameters, holders };
    } catch (error) {
      if (!(error instanceof GatewayError) || budget.signal?.aborted === true) throw error;
      return null;
    }
  };

  const decide = (lists: readonly CombinableList[]): Decision[] => {
    const decisions = new Map<string, Decision>();
    for (const [key, group] of Map.groupBy(lists, commonKeyOf))
      decisions.set(key, { combined: combine(group) });
    return lists.map((list) => decisions.get(commonKeyOf(list)) ?? OWN_SEARCH);
  };

  // It gathers the lists that start in the same tick.
  const decisions = new DataLoader<CombinableList, Decision, string>(
    (lists) => Promise.resolve(decide(lists)),
    { cacheKeyFn: ({ key }) => key },
  );

  return {
    async sourceFor(own) {
      const { categories } = own.query;
      if (categories === null || !mayShare(own)) return own;
      const list = { source: own, key: keyOf(own), ...categories };
      const combined = await (await decisions.load(list)).combined;
      return combined?.holders.includes(list.key) === true
        ? { ...own, parameters: combined.parameters }
        : own;
    },
  };
}

/** Whether the search of a list names its categories, and requests all of the list on one page. */
function mayShare({ query, parameters, sort, fitsOnePage }: ListSource): boolean {
  return query.categories !== null && parameters['category'] !== undefined && fitsOnePage && sort === null;
}

/** Epic's codes for a kind of record that it withholds from this registration. Each of the lists then counts as incomplete. */
const WITHHELD_KINDS: ReadonlySet<string> = new Set(['59204', '59205']);

/** Whether the page has all records that the search found, and no warning that may concern only one list. Some servers leave out the rest without a link. */
function isWholePage({ searchset, warnings }: SentPage): boolean {
  const isExplained = warnings.every(({ code }) => WITHHELD_KINDS.has(code));
  return isExplained && searchset.next === null && searchset.matches.length < FULL_PAGE;
}

/**
 * Returns the own searches of the lists of which the page has records. Returns none if a list can have a record only by an alias: its own search,
 * from which it reads its next page, may not find the record.
 */
async function findHolders(
  operation: Pick<Operation, 'responseBudget'>,
  { searchset }: SentPage,
  lists: readonly CombinableList[],
): Promise<string[]> {
  const holders = new Set<string>();
  let hasAlias = false;
  await inspectEach(operation, searchset.matches, (match) => {
    hasAlias ||= lists.some(({ isAlias }) => isAlias(match));
    for (const { key, source } of lists) if (!holders.has(key) && source.query.isIn(match)) holders.add(key);
  });
  return hasAlias ? [] : [...holders];
}

const OWN_SEARCH: Decision = { combined: Promise.resolve(null) };

function keyOf({ type, parameters }: ListSource): string {
  return `${type}?${toCanonicalQuery(parameters)}`;
}

/** Returns the same key for lists whose searches differ only in their categories. */
function commonKeyOf({ source: { type, parameters } }: CombinableList): string {
  const { category: _, ...others } = parameters;
  return `${type}?${toCanonicalQuery(others)}`;
}

/** Returns the categories of all lists, in the order of a list that has all, if there is one. Equal searches are sent once. */
function uniteCategories(lists: readonly CombinableList[]): string {
  const united = [...new Set(lists.flatMap(({ tokens }) => tokens))].toSorted();
  const covering = lists.find(({ tokens }) => new Set(tokens).size === united.length);
  return (covering?.tokens ?? united).join(',');
}
