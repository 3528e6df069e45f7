/** Reads the lists of patients: each is searched once per operation, and started as soon as the patient's id is known. */
import { recordSearch, type AuditedSearch } from '../audit/access-log.ts';
import { isRefusedSearch } from '../errors.ts';
import { isFhirId } from '../fhir/ids.ts';
import { type ListQuery, listQuery } from './list-query.ts';
import { listReadsOfField, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { RESOURCES, type ResourceOf, isStored } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { withScope, withHeldWarnings, withPath } from '../epic/request-budget.ts';
import { observeLoad, type ObserverScope } from '../observability/observer.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import { countExclusions } from './exclusion-count.ts';
import { type OrderedSlice, readInOrder } from './list-order.ts';
import { type ListSource, createPageReservation } from './list-reading.ts';
import { createListSearch, includesOf, type ListSearch } from './list-search.ts';
import { nameCategories, LIST_NOT_OFFERED, ORDER_UNCERTAIN } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import { hasCursor, type ConnectionPage, toConnectionPage, parsePageSize, warnIfPageShort } from './pages.ts';
import { searchOutOfScopeError, requireScope } from '../access/authorization.ts';
import type { Searches } from './searches.ts';
import { fieldsOfNodes, type RequestedField } from './selection.ts';
import { canonicalQuery } from '../epic/search-parameters.ts';
import { meansIncomplete, type ResponsePath, type Warning } from '../epic/warnings.ts';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

type ListedResource<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

interface ListPage<N> extends ConnectionPage<N> {
  /**
   * Whether all records of the list were read and the server withheld none (Epic: 59204, 59205), so that what is not there is not on
   * record. The page itself can still hold fewer than the list: see `hasNextPage`.
   */
  readonly isComplete: boolean;
}

export interface Lists {
  /**
   * Returns a page of a patient's list.
   * @param selected what is selected of each of its resources, so that what they refer to can come along
   * @param path of the field that answers with the page: the path of its warnings
   * @throws GatewayError BAD_USER_INPUT, CURSOR_…
   */
  page<L extends PatientListName>(
    name: L,
    patientId: string,
    args: ListArguments,
    selected: readonly RequestedField[],
    path?: ResponsePath,
  ): Promise<ListPage<ListedResource<L>>>;
  /**
   * Starts the lists that are selected below a patient before the patient is read, unless the caller may not see the patient. The
   * fields find the started lists later; where the patient turns out to be absent or hidden, nothing uses them.
   */
  start(patientId: string, selected: readonly RequestedField[]): void;
}

export function createLists(operation: Operation, searches: Searches): Lists {
  const { caller, client, cursors, accessLog, sortRefusals, criterionRefusals, listCosts } = operation;

  const readPage = async (
    name: PatientListName,
    patientId: string,
    { first, after, ...filter }: ListArguments,
    selected: readonly RequestedField[],
  ): Promise<ReadPage> => {
    const wanted = parsePageSize(first);
    const scope: CursorScope = { field: `Patient.${name}Connection`, filter: { patientId, ...filter } };
    const from = hasCursor(after) ? await cursors.open(after, scope, caller) : null;
    const warnings: Warning[] = [];
    const budget = withHeldWarnings(operation.budget, warnings);
    const empty: ReadPage = {
      page: { ...toConnectionPage(operation, scope, after, EMPTY_SLICE), isComplete: false },
      query: null,
      warnings,
    };
    // A contained patient has no id, and so no records.
    if (!isFhirId(patientId)) return empty;
    const type = PATIENT_LISTS[name].type;
    const authorization = await operation.authorize();
    const permitted = authorization.permittedPatients(type, 's');
    const isOutOfScope = permitted !== null && !permitted.has(patientId);
    if (isOutOfScope || !authorization.hasScope(type, 's'))
      accessLog.addRefusal({ type, interaction: 'search', id: null });
    requireScope(authorization, type, 's');
    if (isOutOfScope) throw searchOutOfScopeError(type);
    const capabilities = await client.capabilities(operation.budget).catch(() => null);
    const isEpic = capabilities?.isEpic ?? true;
    const categories = authorization.permittedCategories(type, patientId);
    const queryFor = (needsCriterion: boolean): ListQuery =>
      listQuery(name, {
        patientId,
        server: client.urls,
        args: filter,
        categories,
        needsCriterion,
        isEpic,
        now: operation.now(),
        zone: operation.siteTimeZone,
      });
    const usual = queryFor(isEpic || criterionRefusals.isRefused(type));
    if (usual.isEmpty) return empty;
    const includes = includesOf(RESOURCES[type], selected);
    const searchFor = (listed: ListQuery): ListSearch | null =>
      createListSearch({ type, query: listed, capabilities, includes, sortRefusals });
    const search = searchFor(usual);
    if (search === null) {
      budget.warn({ ...LIST_NOT_OFFERED, resourceType: type });
      return empty;
    }
    const { reservePage, count } = createPageReservation(
      budget,
      listCosts.estimate(type, operation.responseBudget) - 1,
    );
    const reading = { operation, searches, type, patientId, from, wanted, budget, reservePage };
    const { query, sent, slice } = await readList(reading, usual, search).catch(async (error: unknown) => {
      const isCriterionMissing = usual.hasDefault && usual.defaulted === null;
      if (!isCriterionMissing || !isRefusedSearch(error)) throw nameCategories(error, usual);
      const narrowed = queryFor(true);
      const result = await readList(reading, narrowed, searchFor(narrowed) ?? search);
      criterionRefusals.remember(type);
      return result;
    });
    if (from === null) listCosts.record(type, 1 + count());
    const isWhole = slice.isWhole && from === null;
    if (!isWhole && !slice.isCertain) budget.warn({ ...ORDER_UNCERTAIN, resourceType: type });
    const isEmpty = isWhole && slice.items.length === 0;
    if (query.defaulted !== null && (isEmpty || query.defaulted.warnsIfEmpty !== true))
      budget.warn({ ...query.defaulted.warning, resourceType: type });
    warnIfPageShort(budget, type, wanted, slice);
    // Records that a label hides do not count, because that would reveal them.
    const isNarrowed = query.defaulted !== null || categories !== null;
    const isComplete = isWhole && !isNarrowed && !warnings.some(meansIncomplete);
    return {
      page: { ...toConnectionPage(operation, scope, after, slice), isComplete },
      query: sent,
      warnings,
    };
  };

  /** The pages of the operation, by the list, the patient, the arguments and the includes. */
  const pages = new Map<string, Promise<ReadPage>>();
  /** Reads equal pages once, so that a list that was started is not read again for its field. */
  const load: typeof readPage = (name, patientId, args, selected) => {
    const type = PATIENT_LISTS[name].type;
    const given = Object.entries(args).toSorted(byName);
    const key = JSON.stringify([name, patientId, given, includesOf(RESOURCES[type], selected)]);
    const found = pages.get(key) ?? readPage(name, patientId, args, selected);
    pages.set(key, found);
    return found;
  };

  /** Records in the audit only what a field returns, since a list that was only started shows the caller nothing. */
  const page: Lists['page'] = async <L extends PatientListName>(
    name: L,
    patientId: string,
    args: ListArguments,
    selected: readonly RequestedField[],
    path?: ResponsePath,
  ): Promise<ListPage<ListedResource<L>>> => {
    const type: (typeof PATIENT_LISTS)[L]['type'] = PATIENT_LISTS[name].type;
    const {
      page: { edges, ...around },
      query,
      warnings,
    } = await load(name, patientId, args, selected);
    const budget = path === undefined ? operation.budget : withPath(operation.budget, path);
    warnings.forEach(budget.warn);
    if (query !== null) {
      accessLog.addSearch(query);
      for (const { node } of edges)
        accessLog.addResource({ resource: node, interaction: 'search', search: query.text });
    }
    // All nodes are of the type, but the map of all lists does not say so.
    return {
      ...around,
      edges: edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : [])),
    };
  };

  const begin = async (patientId: string, selected: readonly RequestedField[]): Promise<void> => {
    const permitted = (await operation.authorize()).permittedPatients('Patient', 'r');
    if (permitted !== null && !permitted.has(patientId)) return;
    const started = selected.flatMap(({ name, args, fields }) =>
      listReadsOfField(name).flatMap(({ list, args: fixed }) => {
        const wanted = { ...fixed, ...args };
        return hasFirst(wanted) ? [load(list, patientId, wanted, fieldsOfNodes(name, fields))] : [];
      }),
    );
    await Promise.allSettled(started);
  };

  return {
    page,
    start(patientId, selected) {
      if (!selected.some(({ name }) => listReadsOfField(name).length > 0)) return;
      // The field loads the same page again, and reports its error.
      begin(patientId, selected).catch(() => {});
    },
  };
}

interface ReadPage {
  readonly page: ListPage<Stored<Resource>>;
  /** The search that the page comes from; null: none was sent. */
  readonly query: AuditedSearch | null;
  /** The warnings of the list, for each field that returns it. */
  readonly warnings: readonly Warning[];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** The reading of one page, whichever query it takes. */
interface ListReading extends Pick<ListSource, 'type' | 'searches' | 'budget' | 'reservePage'> {
  readonly operation: Operation;
  readonly patientId: string;
  /** Null: the start of the list. */
  readonly from: ListPosition | null;
  readonly wanted: number;
}

interface ReadList {
  readonly query: ListQuery;
  readonly sent: AuditedSearch;
  readonly slice: OrderedSlice;
}

async function readList(
  { operation, type, searches, budget, reservePage, patientId, from, wanted }: ListReading,
  query: ListQuery,
  search: ListSearch,
): Promise<ReadList> {
  const { accessLog, sortRefusals } = operation;
  const { excludes, report } = countExclusions(type, query);
  const sent: AuditedSearch = { type, text: canonicalQuery(search.parameters), patientId };
  const readIn = (scope: ObserverScope): Promise<OrderedSlice> => {
    const scoped = withScope(budget, scope);
    const source = {
      ...search,
      type,
      query,
      excludes,
      budget: scoped,
      searches: searches.withBudget(scoped),
      reservePage,
      now: operation.now(),
    };
    return readInOrder(source, { from, wanted, sortRefusals });
  };
  const facts = { loader: 'list', resourceType: type, size: wanted } as const;
  const slice = await recordSearch(accessLog, { ...sent, isUnused: true }, () =>
    observeLoad(operation.budget.scope, facts, readIn),
  );
  report(budget.warn);
  return { query, sent, slice };
}

const EMPTY_SLICE = { items: [], end: null, isWhole: true } as const;

function hasFirst(
  args: Readonly<Record<string, unknown>>,
): args is Readonly<Record<string, unknown>> & ListArguments {
  return typeof args['first'] === 'number';
}
