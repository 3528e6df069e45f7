/** Reads one page of a patient's list: checks the caller's scopes, searches, sorts and warns. */
import { type Authorization, requireScope, searchOutOfScopeError } from '../access/authorization.ts';
import { type AuditedSearch, recordSearch } from '../audit/access-log.ts';
import { badUserInputError, escapeSearchValue } from '../epic/patient-search.ts';
import { type RequestBudget, withHeldWarnings, withScope } from '../epic/request-budget.ts';
import { toCanonicalQuery } from '../epic/search-parameters.ts';
import { meansIncomplete, type Warning } from '../epic/warnings.ts';
import { isFhirId } from '../fhir/ids.ts';
import { endsBefore } from '../fhir/intervals.ts';
import { listNamed, type ListName } from '../fhir/patient-lists.ts';
import { PROVENANCE_INCLUDE, type ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { observeLoad } from '../observability/observer.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import { type OrderedSlice, readInOrder } from './list-order.ts';
import { type ListQuery, createListQuery } from './list-query.ts';
import { createPageReservation, type ListSource } from './list-reading.ts';
import { createListSearch, type ListSearch } from './list-search.ts';
import { includesFrom, searchWithIncludes } from './includes.ts';
import {
  countExclusions,
  createArgumentNeededWarning,
  createOrderWarning,
  LIST_NOT_OFFERED,
  nameCategories,
} from './list-warnings.ts';
import type { CombinedLists } from './combined-lists.ts';
import type { Operation } from './operation.ts';
import { type ConnectionPage, hasCursor, parsePageSize, toConnectionPage, warnIfPageShort } from './pages.ts';
import type { Searches } from './searches.ts';
import { preferUnlessRefused } from './trials.ts';

/** The order of dates in a list; a GraphQL enum. */
type ListSort = 'NEWEST' | 'OLDEST';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly sort?: ListSort | null | undefined;
}

export interface ListPage<N> extends ConnectionPage<N> {
  /**
   * Whether the gateway read the whole list and the server withheld nothing (Epic: 59204, 59205), so that an absent record is not on file.
   * The page itself can still be shorter than the list: see `hasNextPage`.
   */
  readonly isComplete: boolean;
}

/** A list that an operation selects below a patient. */
export interface SelectedList {
  readonly name: ListName;
  readonly args: ListArguments;
  /** The `_include` values for the references that are selected below its resources. */
  readonly includes: readonly string[];
}

export interface ListPageRequest extends SelectedList {
  readonly patientId: string;
}

/** A page that no field has returned yet. */
export interface UnansweredPage {
  readonly page: ListPage<Stored<Resource>>;
  /** The search behind the page; null if none was sent. */
  readonly search: AuditedSearch | null;
  /** Whether the search also requested the provenances of its records. */
  readonly hasProvenances: boolean;
  /** The warnings to report for each field that returns the page. */
  readonly warnings: readonly Warning[];
}

/** The gateway compares each record with each value. */
const MAX_VALUES = 100;
/** As long as an id. */
const MAX_VALUE_LENGTH = 256;
/** The largest sum over the arguments, as they are escaped in a URL. The rest of a search takes less than a URL has left. */
const MAX_ESCAPED_LENGTH = 8_000;

/** Refuses values that no record can match, because the list would look like one without records, and values that no URL can hold. */
function requireUsableValues(args: Readonly<Record<string, unknown>>): void {
  const searched: [name: string, value: string][] = [];
  for (const [name, values] of Object.entries(args)) {
    if (!Array.isArray(values)) continue;
    if (values.length > MAX_VALUES)
      throw badUserInputError(`${name} expects at most ${MAX_VALUES} values; it has ${values.length}.`);
    if (values.some((value) => typeof value === 'string' && value.trim() === ''))
      throw badUserInputError(`${name} expects values that are not blank.`);
    if (values.some((value) => typeof value === 'string' && value.length > MAX_VALUE_LENGTH))
      throw badUserInputError(`${name} expects values of at most ${MAX_VALUE_LENGTH} characters.`);
    searched.push([name, values.map((value) => escapeSearchValue(String(value))).join(',')]);
  }
  if (toCanonicalQuery(Object.fromEntries(searched)).length > MAX_ESCAPED_LENGTH)
    throw badUserInputError(
      `The values of a list expect at most ${MAX_ESCAPED_LENGTH} characters in a URL. Pass fewer or shorter ones.`,
    );
  if (endsBefore(args['until'], args['since']))
    throw badUserInputError('until expects a date or time that is not before since.');
}

interface ListReaders {
  readonly searches: Searches;
  readonly combinedLists: CombinedLists;
}

/** @throws GatewayError BAD_USER_INPUT, CURSOR_…, FORBIDDEN, or the reason why the search failed */
export async function readListPage(
  operation: Operation,
  { searches, combinedLists }: ListReaders,
  { name, patientId, args, includes }: ListPageRequest,
): Promise<UnansweredPage> {
  const { caller, client, cursors } = operation;
  const { first, after, sort, ...others } = args;
  // NEWEST is the default, so its cursors also continue the list without `sort`.
  const filter = sort === 'OLDEST' ? { ...others, sort } : others;
  const limit = parsePageSize(first);
  requireUsableValues(others);
  const scope: CursorScope = { field: `Patient.${name}Connection`, filter: { patientId, ...filter } };
  const from = hasCursor(after) ? await cursors.open(after, scope, caller) : null;
  const warnings: Warning[] = [];
  const budget = withHeldWarnings(operation.budget, warnings);
  const toPage = (slice: Pick<OrderedSlice, 'items' | 'end' | 'isWhole'>, isComplete: boolean) => ({
    ...toConnectionPage(operation, scope, after, slice),
    isComplete,
  });
  const emptyPage = toPage(EMPTY_SLICE, false);
  const empty: UnansweredPage = { page: emptyPage, search: null, hasProvenances: false, warnings };
  // A contained patient has no id, and so no records.
  if (!isFhirId(patientId)) return empty;
  const type = listNamed(name).type;
  const authorization = await authorizeSearch(operation, type, patientId);
  const categories = authorization.permittedCategories(type, patientId);
  const capabilities = await client.capabilities(operation.budget).catch(() => null);
  const isEpic = capabilities?.isEpic ?? true;
  const queryWith = (needsCriterion: boolean): ListQuery =>
    createListQuery(name, {
      patientId,
      server: client.urls,
      args: filter,
      categories,
      needsCriterion,
      isEpic,
      now: operation.now(),
      zone: operation.siteTimeZone,
    });
  const searchFor = (query: ListQuery, offered: readonly string[] = []): ListSearch | null =>
    createListSearch(type, query, { capabilities, includes: offered });

  const usual = queryWith(isEpic);
  if (usual.isEmpty) return empty;
  if (capabilities?.isEpic === true && usual.lacksArgument !== null) {
    budget.warn(createArgumentNeededWarning(type, usual.lacksArgument));
    return empty;
  }
  const search = searchFor(usual);
  if (search === null) {
    budget.warn({ ...LIST_NOT_OFFERED, resourceType: type });
    return empty;
  }
  const reservePage = createPageReservation(budget);
  const reading = { type, patientId, from, limit, budget, searches, combinedLists, reservePage };
  const readWithIncludes = (query: ListQuery) =>
    searchWithIncludes(operation, {
      type,
      includes: includesFrom(from, includes),
      budget,
      async search(offered, attempt) {
        const reads = { ...reading, budget: attempt };
        return { ...(await readList(operation, reads, query, searchFor(query, offered) ?? search)), offered };
      },
    });
  const readUsual = () =>
    readWithIncludes(usual).catch((error: unknown) => {
      throw nameCategories(error, usual);
    });
  const list = await (usual.hasDefault && usual.defaulted === null
    ? preferUnlessRefused(operation.trials, {
        key: name,
        budget,
        preferred: readUsual,
        otherwise: () => readWithIncludes(queryWith(true)),
      })
    : readUsual());
  const isWhole = list.slice.isWhole && from === null;
  warnOfList(reading, list, isWhole);
  // Records hidden by a label do not make the list incomplete, because that would reveal them.
  const isNarrowed = list.query.defaulted !== null || categories !== null;
  const isComplete = isWhole && !isNarrowed && !warnings.some(meansIncomplete);
  // The link to a further page may come from a search without the provenances.
  const hasProvenances = from === null && list.offered.includes(PROVENANCE_INCLUDE);
  return { page: toPage(list.slice, isComplete), search: list.search, hasProvenances, warnings };
}

const EMPTY_SLICE = { items: [], end: null, isWhole: true } as const;

/** @throws GatewayError FORBIDDEN if the caller's scopes do not cover a search of this patient's records of the type */
async function authorizeSearch(
  { authorize, accessLog }: Operation,
  type: ResourceType,
  patientId: string,
): Promise<Authorization> {
  const authorization = await authorize();
  const permitted = authorization.permittedPatients(type, 's');
  const isOutOfScope = permitted !== null && !permitted.has(patientId);
  if (isOutOfScope || !authorization.hasScope(type, 's'))
    accessLog.addRefusal({ type, interaction: 'search', id: null });
  requireScope(authorization, type, 's');
  if (isOutOfScope) throw searchOutOfScopeError(type);
  return authorization;
}

interface ListReading extends Pick<ListSource, 'type' | 'searches' | 'reservePage'>, ListReaders {
  readonly patientId: string;
  /** Null at the start of the list. */
  readonly from: ListPosition | null;
  readonly limit: number;
  readonly budget: RequestBudget;
}

interface ReadList {
  readonly query: ListQuery;
  readonly search: AuditedSearch;
  readonly slice: OrderedSlice;
}

async function readList(
  { accessLog, budget: { scope }, responseBudget, trials, now }: Operation,
  { type, patientId, from, limit, budget, searches, combinedLists, reservePage }: ListReading,
  query: ListQuery,
  listSearch: ListSearch,
): Promise<ReadList> {
  const { excludes, report } = countExclusions(type, query);
  const sourceOf = (scoped: RequestBudget): ListSource => ({
    ...listSearch,
    type,
    query,
    excludes,
    budget: scoped,
    searches: searches.withBudget(scoped),
    responseBudget,
    reservePage,
    trials,
    now: now(),
  });
  const load = { loader: 'list', resourceType: type, size: limit } as const;
  const list = await observeLoad(scope, load, async (group) => {
    const own = sourceOf(withScope(budget, group));
    const source = from === null ? await combinedLists.sourceFor(own) : own;
    const search: AuditedSearch = { type, text: toCanonicalQuery(source.parameters), patientId };
    const slice = await recordSearch(accessLog, { ...search, isUnused: true }, () =>
      readInOrder(source, { from, limit }),
    );
    return { query, search, slice };
  });
  report(budget.warn);
  return list;
}

function warnOfList(
  { type, limit, budget }: ListReading,
  { query, slice }: ReadList,
  isWhole: boolean,
): void {
  if (!isWhole && !slice.isCertain) budget.warn(createOrderWarning(type, query));
  const isEmpty = isWhole && slice.items.length === 0;
  if (query.defaulted !== null && (isEmpty || query.defaulted.warnsIfEmpty !== true))
    budget.warn({ ...query.defaulted.warning, resourceType: type });
  warnIfPageShort(budget, type, limit, slice);
}
