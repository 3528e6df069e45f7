/**
 * Sends one search for the lists of one patient and type that differ only in their categories, such as labs and vital signs. FHIR's list of
 * categories means "any of these", so each list finds its records on the one page. A list gets a search of its own if the server refuses the
 * combined one, if the page isn't the only one, or if its warnings may concern another list.
 */
import DataLoader from 'dataloader';
import { recordSearch } from '../audit/access-log.ts';
import { type SearchParameters, toCanonicalQuery } from '../epic/search-parameters.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
import { meansIncomplete, type Warning } from '../epic/warnings.ts';
import type { CategoryChoice } from './list-query.ts';
import type { ListSource } from './list-reading.ts';
import { EPIC_COUNT } from './list-search.ts';
import type { Operation } from './operation.ts';
import { inspectPage } from './page-facts.ts';
import type { ListCombinations } from './search-refusals.ts';
import type { SentPage } from './searches.ts';
import { inspectEach } from './time-slices.ts';

export interface CombinedLists {
  /** Returns the source from which to read the start of a list: a search for several lists that holds all of it, otherwise its own. */
  sourceFor(own: ListSource): Promise<ListSource>;
  /** Notes the warnings of a list's own search. @param isWhole whether it read the whole list, so that no warning is missing */
  noteWarnings(own: SearchedList, warnings: readonly Warning[], isWhole: boolean): void;
  /** Notes why a list's own search failed. */
  noteFailure(own: SearchedList, error: unknown): void;
}

type SearchedList = Pick<ListSource, 'type' | 'query' | 'parameters' | 'sort' | 'fitsOnePage'>;

/** A list that can share a search. */
interface CombinableList extends CategoryChoice {
  readonly source: ListSource;
}

/** The parameters of the combined search; null if the list needs its own. DataLoader would await a bare promise together with the other groups. */
interface Decision {
  readonly parameters: Promise<SearchParameters | null>;
}

/** Callers choose categories, and the grant remembers them. Servers and proxies also limit the length of a URL. */
const MAX_KEY_LENGTH = 200;

/** The server refuses the search, for whatever patient. Errors in neither list, such as a full queue, state nothing about the search. */
const REFUSALS = ['BAD_USER_INPUT', 'FORBIDDEN', 'UPSTREAM_REJECTED'] as const satisfies readonly ErrorCode[];

/** Errors that pass, or that one chart can cause: by a restricted record, its size or a malformed record. */
const ERRORS_OF_CHARTS = [
  'RESTRICTED_RECORD',
  'SEARCH_TOO_BROAD',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

const FULL_PAGE = Number(EPIC_COUNT[1]);

export function createCombinedLists({ accessLog, listCombinations }: Operation): CombinedLists {
  const { trials, refusals, unexplained } = listCombinations;
  const combine = async (lists: readonly CombinableList[]): Promise<SearchParameters | null> => {
    const [first] = lists;
    if (first === undefined || lists.length === 1) return null;
    const { type, searches, budget, query } = first.source;
    const categories = uniteCategories(lists);
    const parameters = { ...first.source.parameters, category: categories };
    const key = `${type} ${categories} ${namesOfOthers(first.source)}`;
    const keyOfPatient = `${key} ${query.patientId}`;
    if (keyOfPatient.length > MAX_KEY_LENGTH || refusals.isRefused(keyOfPatient)) return null;
    // A panel of patients tries the search with one of them, because a site that refuses it does so for all.
    if (trials.get(key) === 'running' || !isPromising(listCombinations, key, lists)) return null;
    // The price has the lists' own searches only, which may still be needed.
    if (!budget.reserveSpare()) return null;
    const text = toCanonicalQuery(parameters);
    if (trials.get(key) !== 'passed') trials.set(key, 'running');
    try {
      const search = { type, text, patientId: query.patientId, isUnused: true };
      const page = await recordSearch(accessLog, search, () => searches.attempt(type, parameters));
      // A list with all of the categories gets the page as its own, so its price pays for the page.
      const isOwn = lists.some(({ source }) => keyOf(source) === `${type}?${text}`);
      if (isOwn) budget.releaseSpare();
      const { hasForeign } = await inspectPage(first.source, page);
      if (!isWholePage(page) || hasForeign || (await hasAliases(first.source, page, lists)))
        refusals.remember(keyOfPatient);
      else if (isExplained(listCombinations, page, lists)) {
        if (!isOwn) budget.releaseSpare();
        trials.set(key, 'passed');
        return parameters;
      } else if (knownWithheld(listCombinations, lists) === null) unexplained.remember(key);
      else refusals.remember(key);
    } catch (error) {
      if (!(error instanceof GatewayError) || budget.signal?.aborted === true) throw error;
      if (hasCode(error, ...REFUSALS)) refusals.remember(key);
      if (hasCode(error, ...ERRORS_OF_CHARTS)) refusals.remember(keyOfPatient);
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
      const { categories } = own.query;
      if (categories === null || !mayShare(own)) return own;
      const { parameters } = await decisions.load({ source: own, ...categories });
      const combined = await parameters;
      return combined === null ? own : { ...own, parameters: combined };
    },
    noteWarnings(own, warnings, isWhole) {
      const { withheld } = listCombinations;
      const key = keyOfWithheld(own);
      const codes = withheldFrom(warnings);
      if (!mayShare(own) || key.length > MAX_KEY_LENGTH) return;
      // A search without the warning, such as one for a single code, leaves the warning of an earlier search until its time is over.
      if (codes !== '' || (isWhole && (withheld.get(key) ?? '') === '')) withheld.set(key, codes);
    },
    noteFailure(own, error) {
      const key = keyOfWithheld(own);
      if (!hasCode(error, 'FORBIDDEN') || !mayShare(own) || key.length > MAX_KEY_LENGTH) return;
      listCombinations.withheld.set(key, EVERYTHING);
    },
  };
}

/** Whether the search of a list names its categories, and requests all of the list on one page. */
function mayShare({ query, parameters, sort, fitsOnePage }: SearchedList): boolean {
  return query.categories !== null && parameters['category'] !== undefined && fitsOnePage && sort === null;
}

/** Whether the page has all records that the search found. Some servers leave out the rest without a link. */
function isWholePage({ searchset, warnings }: SentPage): boolean {
  const isShort = warnings.some((one) => meansIncomplete(one) && !WITHHELD_KINDS.has(one.code));
  return !isShort && searchset.next === null && searchset.matches.length < FULL_PAGE;
}

/** Whether a list can have a record only by an alias. Its own search, from which it reads its next page, may not find the record. */
async function hasAliases(
  operation: Pick<Operation, 'responseBudget'>,
  { searchset }: SentPage,
  lists: readonly CombinableList[],
): Promise<boolean> {
  let isFound = false;
  await inspectEach(operation, searchset.matches, (match) => {
    isFound ||= lists.some(({ isAlias }) => isAlias(match));
  });
  return isFound;
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

/** Returns the names of the parameters next to the categories, so that a refused include is not held against lists without it. */
function namesOfOthers({ parameters }: ListSource): string {
  const names = Object.keys(parameters).filter((name) => name !== 'category');
  return names.toSorted().join();
}

/** Returns the categories of all lists, in the order of a list that has all, if there is one. Equal searches are sent once. */
function uniteCategories(lists: readonly CombinableList[]): string {
  const united = [...new Set(lists.flatMap(({ tokens }) => tokens))].toSorted();
  const covering = lists.find(({ tokens }) => new Set(tokens).size === united.length);
  return (covering?.tokens ?? united).join(',');
}

/** Epic's codes for a kind of record that it withholds from this registration, for all patients. */
const WITHHELD_KINDS: ReadonlySet<string> = new Set(['59204', '59205']);

/** In place of codes: the server refused the list's own search. No page has this warning, so a shared one never counts. */
const EVERYTHING = 'everything';

/** Returns the codes of the warnings about withheld kinds of records, in one text. */
function withheldFrom(warnings: readonly Warning[]): string {
  const codes = warnings.map(({ code }) => code).filter((code) => WITHHELD_KINDS.has(code));
  return [...new Set(codes)].toSorted().join(' ');
}

/** The server withholds kinds of records from all patients, so the key names none. */
function keyOfWithheld({ type, query }: SearchedList): string {
  return `${type} ${query.categories?.tokens.join(',') ?? ''}`;
}

/** Returns what the server is known to withhold from each of the lists, without duplicates; undefined stands for lists of which it is unknown. */
function withheldFromEach(
  { withheld }: ListCombinations,
  lists: readonly CombinableList[],
): readonly (string | undefined)[] {
  return [...new Set(lists.map(({ source }) => withheld.get(keyOfWithheld(source))))];
}

/** Returns what the server withholds from each of the lists; null if that differs, or is not known of all. */
function knownWithheld(known: ListCombinations, lists: readonly CombinableList[]): string | null {
  const [first, ...others] = withheldFromEach(known, lists);
  return first === undefined || others.length > 0 ? null : first;
}

/** Whether a list has had a warning about withheld kinds that another list has not had. No shared page can have the warnings of both. */
function areWarningsMixed(known: ListCombinations, lists: readonly CombinableList[]): boolean {
  return withheldFromEach(known, lists).some(Boolean) && knownWithheld(known, lists) === null;
}

function isPromising(known: ListCombinations, key: string, lists: readonly CombinableList[]): boolean {
  if (known.refusals.isRefused(key) || areWarningsMixed(known, lists)) return false;
  return !known.unexplained.isRefused(key) || (knownWithheld(known, lists) ?? '') !== '';
}

/** Whether each of the lists would have the page's warnings about withheld kinds, and no others, if it had a search of its own. */
function isExplained(
  known: ListCombinations,
  { warnings }: SentPage,
  lists: readonly CombinableList[],
): boolean {
  if (warnings.length === 0) return !withheldFromEach(known, lists).some(Boolean);
  const areKnown = warnings.every(({ code }) => WITHHELD_KINDS.has(code));
  return areKnown && withheldFrom(warnings) === knownWithheld(known, lists);
}
