/**
 * Sends one search for the lists of one patient and type that differ only in their categories, such as labs and vital signs. FHIR's list of
 * categories means "any of these", so each list finds its records on the one page. A list gets a search of its own if the server refuses the
 * combined one, if the page isn't the only one, or if its warnings may concern another list.
 */
import DataLoader from 'dataloader';
import { recordSearch } from '../audit/access-log.ts';
import { type SearchParameters, toCanonicalQuery } from '../epic/search-parameters.ts';
import { type ErrorCode, GatewayError, hasCode } from '../errors.ts';
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
  /** Notes the warnings of a list's own search. @param isWhole whether it read the whole list, so that no warning is missing */
  noteWarnings(own: ListSource, warnings: readonly Warning[], isWhole: boolean): void;
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

/** Callers choose categories, and the grant remembers them. Servers and proxies also limit the length of a URL. */
const MAX_KEY_LENGTH = 200;

/** Errors of the gateway's own limits, which state nothing about the search. */
const OWN_LIMITS = [
  'GATEWAY_OVERLOADED',
  'OPERATION_ABORTED',
  'OPERATION_TIMEOUT',
  'OPERATION_TOO_EXPENSIVE',
  'RATE_LIMITED',
  'RESPONSE_TOO_LARGE',
  'UPSTREAM_OVERLOADED',
] as const satisfies readonly ErrorCode[];

/** Errors that one chart can cause: by a restricted record, its size or a malformed record. */
const ERRORS_OF_CHARTS = [
  'RESTRICTED_RECORD',
  'SEARCH_TOO_BROAD',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_TIMEOUT',
] as const satisfies readonly ErrorCode[];

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
      if (!hasCode(error, ...OWN_LIMITS))
        refusals.remember(hasCode(error, ...ERRORS_OF_CHARTS) ? keyOfPatient : key);
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
    noteWarnings(own, warnings, isWhole) {
      const { withheld } = listCombinations;
      const key = keyOfWithheld(own);
      const codes = withheldFrom(warnings);
      if (!own.fitsOnePage || own.query.categories === null || key.length > MAX_KEY_LENGTH) return;
      // A search without the warning, such as one for a single code, leaves the warning of an earlier search until its time is over.
      if (codes !== '' || (isWhole && (withheld.get(key) ?? '') === '')) withheld.set(key, codes);
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

/** Returns the codes of the warnings about withheld kinds of records, in one text. */
function withheldFrom(warnings: readonly Warning[]): string {
  const codes = warnings.map(({ code }) => code).filter((code) => WITHHELD_KINDS.has(code));
  return [...new Set(codes)].toSorted().join(' ');
}

/** The server withholds kinds of records from all patients, so the key names none. */
function keyOfWithheld({ type, query }: ListSource): string {
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
  return withheldFrom(warnings) === knownWithheld(known, lists);
}
