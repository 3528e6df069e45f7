/**
 * Sends one search for the lists of one patient and type that differ only in their categories, such as labs and vital signs. FHIR's list of
 * categories means "any of these", so each list finds its records on the one page. A list gets a search of its own if the server refuses the
 * combined one, if the page isn't the only one, or if its warnings may concern another list.
 */
import DataLoader from 'dataloader';
import { recordSearch } from '../audit/access-log.ts';
import { type SearchParameters, toCanonicalQuery } from '../epic/search-parameters.ts';
import { GatewayError } from '../errors.ts';
import type { Warning } from '../epic/warnings.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ListQuery } from './list-query.ts';
import type { ListSource } from './list-reading.ts';
import type { Operation } from './operation.ts';
import { inspectPage } from './page-facts.ts';
import type { ListCombinations } from './search-refusals.ts';
import type { SentPage } from './searches.ts';

export interface CombinedLists {
  /** Returns the source from which to read the start of a list: a search for several lists that holds all of it, otherwise its own. */
  sourceFor(own: ListSource): Promise<ListSource>;
  /** Notes the warnings of a list that was read whole by its own search. */
  noteWarnings(own: ListSource, warnings: readonly Warning[]): void;
}

/** A list that can share a search. */
interface CombinableList {
  readonly source: ListSource;
  readonly tokens: readonly string[];
}

/** The parameters of the combined search; null if the list needs its own. DataLoader would await a bare promise together with the other groups. */
interface Decision {
  readonly parameters: Promise<SearchParameters | null>;
}

/** Servers and proxies limit the length of a URL, often to 2,048 characters. */
const MAX_CATEGORIES_LENGTH = 1_000;

export function createCombinedLists({ accessLog, listCombinations }: Operation): CombinedLists {
  const { trials, refusals, unexplained } = listCombinations;
  const combine = async (lists: readonly CombinableList[]): Promise<SearchParameters | null> => {
    const [first] = lists;
    if (first === undefined || lists.length === 1) return null;
    const { type, searches, budget, query } = first.source;
    const categories = uniteCategories(lists);
    const parameters = { ...first.source.parameters, category: categories };
    const key = `${type} ${categories}`;
    const keyOfPatient = `${key} ${query.patientId}`;
    if (categories.length > MAX_CATEGORIES_LENGTH || refusals.isRefused(keyOfPatient)) return null;
    // A panel of patients tries the search with one of them, because a site that refuses it does so for all.
    if (trials.get(key) === 'running' || !isPromising(listCombinations, key, lists)) return null;
    // The price has the lists' own searches only, which may still be needed.
    if (!budget.reserveSpare()) return null;
    const text = toCanonicalQuery(parameters);
    if (trials.get(key) !== 'passed') trials.set(key, 'running');
    try {
      const search = { type, text, patientId: query.patientId, isUnused: true };
      const page = await recordSearch(accessLog, search, () => searches.attempt(type, parameters));
      const { hasForeign } = await inspectPage(first.source, page);
      const concernsPatient = page.warnings.some(({ code }) => !WITHHELD_KINDS.has(code));
      if (page.searchset.next !== null || hasForeign || concernsPatient) refusals.remember(keyOfPatient);
      else if (isExplained(listCombinations, page, lists)) {
        budget.releaseSpare();
        trials.set(key, 'passed');
        return parameters;
      } else if (knownWithheld(listCombinations, lists) === null) unexplained.remember(key);
      else refusals.remember(key);
    } catch (error) {
      if (!(error instanceof GatewayError) || budget.signal?.aborted === true) throw error;
      refusals.remember(key);
    } finally {
      if (trials.get(key) === 'running') trials.set(key, 'open');
    }
    return null;
  };

  const decide = (lists: readonly CombinableList[]): Decision[] => {
    const decisions = new Map<string, Decision>();
    for (const [key, group] of Map.groupBy(lists, commonKeyOf))
      decisions.set(key, { parameters: combine(group) });
    return lists.map((list) => decisions.get(commonKeyOf(list)) ?? OWN_SEARCH);
  };

  // It gathers the lists that start in the same tick.
  const decisions = new DataLoader<CombinableList, Decision, string>(
    (lists) => Promise.resolve(decide(lists)),
    { cacheKeyFn: ({ source }) => keyOf(source) },
  );

  return {
    async sourceFor(own) {
      const { fitsOnePage, sort, query } = own;
      if (query.categories === null || !fitsOnePage || sort !== null) return own;
      const { tokens, isIn } = query.categories;
      const { parameters } = await decisions.load({ source: own, tokens });
      const combined = await parameters;
      if (combined === null) return own;
      return { ...own, parameters: combined, query: narrowToCategories(query, isIn) };
    },
    noteWarnings(own, warnings) {
      if (own.fitsOnePage && own.query.categories !== null)
        listCombinations.withheld.set(keyOfWithheld(own), withheldFrom(warnings));
    },
  };
}

function narrowToCategories(
  query: ListQuery,
  hasCategory: (resource: Stored<Resource>) => boolean,
): ListQuery {
  return { ...query, isIn: (resource) => query.isIn(resource) && hasCategory(resource) };
}

const OWN_SEARCH: Decision = { parameters: Promise.resolve(null) };

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

/** Epic's codes for a kind of record that it withholds from this registration, for all patients. */
const WITHHELD_KINDS: ReadonlySet<string> = new Set(['59204', '59205']);

/** Returns the codes of the warnings about withheld kinds of records, in one text. */
function withheldFrom(warnings: readonly Warning[]): string {
  const codes = warnings.map(({ code }) => code).filter((code) => WITHHELD_KINDS.has(code));
  return [...new Set(codes)].toSorted().join(' ');
}

/** The server withholds kinds of records from all patients, so the key names none. */
function keyOfWithheld({ type, query }: ListSource): string {
  return `${type} ${query.categories?.tokens.join(',') ?? ''}`;
}

/** Returns what the server withholds from each of the lists; null if that differs, or is not known of all. */
function knownWithheld({ withheld }: ListCombinations, lists: readonly CombinableList[]): string | null {
  const [first, ...others] = new Set(lists.map(({ source }) => withheld.get(keyOfWithheld(source))));
  return first === undefined || others.length > 0 ? null : first;
}

function isPromising(known: ListCombinations, key: string, lists: readonly CombinableList[]): boolean {
  if (known.refusals.isRefused(key)) return false;
  return !known.unexplained.isRefused(key) || (knownWithheld(known, lists) ?? '') !== '';
}

/** Whether each of the lists would have the warnings about withheld kinds too, if it had a search of its own. */
function isExplained(
  known: ListCombinations,
  { warnings }: SentPage,
  lists: readonly CombinableList[],
): boolean {
  return warnings.length === 0 || withheldFrom(warnings) === knownWithheld(known, lists);
}
