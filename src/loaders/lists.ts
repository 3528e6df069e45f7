/** The lists of a patient: searched once however often they are asked for, and started as soon as the patient's id is known. */
import { recordSearch, type AuditedSearch } from '../audit/access-log.ts';
import { isRefusedSearch } from '../errors.ts';
import type { Capabilities } from '../epic/capabilities.ts';
import { isFhirId } from '../fhir/ids.ts';
import { type ListQuery, listQuery } from './list-query.ts';
import { listReadsOfField, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { factsOf, RESOURCES, type ResourceOf, type ResourceType, isStored } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { withScope, withHeldWarnings, withPath } from '../epic/request-budget.ts';
import { observeLoad } from '../observability/observer.ts';
import type { CursorScope } from './cursors.ts';
import { countExclusions } from './exclusion-count.ts';
import { type OrderedSlice, readInOrder } from './list-order.ts';
import { type ListSource, createPageReservation } from './list-reading.ts';
import { nameCategories, LIST_NOT_OFFERED, ORDER_UNCERTAIN } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import { hasCursor, type ConnectionPage, toConnectionPage, parsePageSize, warnIfPageShort } from './pages.ts';
import { searchOutOfScopeError, requireScope } from '../access/authorization.ts';
import type { Searches } from './searches.ts';
import { fieldsOfNodes, type RequestedField, isSelected } from './selection.ts';
import { canonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';
import { meansIncomplete, type ResponsePath, type Warning } from '../epic/warnings.ts';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

type ListedResource<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

export interface ListPage<N> extends ConnectionPage<N> {
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
   * Starts the lists that are selected below a patient, before the patient is there: not for one of whom it is known that the caller
   * will not have them. What was started is found again by the fields themselves, or dropped where the patient turns out to be absent
   * or hidden.
   */
  start(patientId: string, selected: readonly RequestedField[]): void;
}

export function createLists(operation: Operation, searches: Searches): Lists {
  const { caller, client, cursors, accessLog, sortRefusals, criterionRefusals, listCosts } = operation;

  /** Returns the search that the server understands; null where it does not list the type by patient. */
  const searchOf = (
    type: ResourceType,
    query: ListQuery,
    known: Capabilities | null,
    includes: readonly string[],
  ): OfferedSearch | null => {
    if (known !== null && !known.lists(type, PATIENT)) return null;
    const { sortedBy } = factsOf(type);
    const isListed = sortedBy !== undefined && known?.lists(type, sortedBy.parameter) === true;
    const sorts = isListed && known.sorts(type, sortedBy.parameter) && !sortRefusals.isRefused(type);
    const understood = query.optional.filter(([name]) => known === null || known.lists(type, name));
    const honoured = includes.filter((include) => known?.includes(type, include) === true);
    const parameters = grouped([
      ...query.required,
      ...understood,
      ...honoured.map((include) => ['_include', include] as const),
      ...(known?.isEpic === true ? [EPIC_COUNT] : []),
    ]);
    return {
      parameters,
      sort: sorts ? `-${sortedBy.parameter}` : null,
      // Epic's dates can mean something else than FHIR's.
      dateParameter: isListed && !known.isEpic ? sortedBy.parameter : null,
    };
  };

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
    // A patient who is contained in another record, and so has no id, has no records.
    const empty: ReadPage = {
      page: { ...toConnectionPage(operation, scope, after, EMPTY_SLICE), isComplete: false },
      query: null,
      warnings,
    };
    if (!isFhirId(patientId)) return empty;
    const type = PATIENT_LISTS[name].type;
    const authorization = await operation.authorize();
    const within = authorization.permittedPatients(type, 's');
    const isBeyond = within !== null && !within.has(patientId);
    if (isBeyond || !authorization.hasScope(type, 's'))
      accessLog.addRefusal({ type, interaction: 'search', id: null });
    requireScope(authorization, type, 's');
    if (isBeyond) throw searchOutOfScopeError(type);
    const known = await client.capabilities(operation.budget).catch(() => null);
    const isEpic = known?.isEpic ?? true;
    const queryFor = (needsCriterion: boolean): ListQuery =>
      listQuery(name, {
        patientId,
        server: client.urls,
        args: filter,
        categories: authorization.permittedCategories(type, patientId),
        needsCriterion,
        isEpic,
        now: operation.now(),
        zone: operation.siteTimeZone,
      });
    const usual = queryFor(isEpic || criterionRefusals.isRefused(type));
    if (usual.isEmpty) return empty;
    const includes = includesOf(RESOURCES[type], selected);
    const offered = searchOf(type, usual, known, includes);
    if (offered === null) {
      budget.warn({ ...LIST_NOT_OFFERED, resourceType: type });
      return empty;
    }
    const reservation = createPageReservation(budget, listCosts.estimate(type, operation.responseBudget) - 1);
    const read = async (query: ListQuery, search: OfferedSearch): Promise<ReadList> => {
      const { excludes, report } = countExclusions(type, query);
      const sent: AuditedSearch = { type, text: canonicalQuery(search.parameters), patientId };
      const slice = await recordSearch(accessLog, { ...sent, isUnused: true }, () =>
        observeLoad(operation.budget.scope, { loader: 'list', resourceType: type, size: first }, (group) => {
          const scoped = withScope(budget, group);
          const source = {
            ...search,
            type,
            query,
            excludes,
            budget: scoped,
            searches: searches.withBudget(scoped),
            reservePage: reservation.reservePage,
            now: operation.now(),
          };
          return readInOrder(source, { from, wanted, sortRefusals });
        }),
      );
      report(budget.warn);
      return { query, sent, slice };
    };
    const {
      query,
      sent,
      slice: stretch,
    } = await read(usual, offered).catch(async (error: unknown) => {
      const isCriterionMissing = usual.hasDefault && usual.defaulted === null;
      if (!isCriterionMissing || !isRefusedSearch(error)) throw nameCategories(error, usual);
      const narrowed = queryFor(true);
      const result = await read(narrowed, searchOf(type, narrowed, known, includes) ?? offered);
      criterionRefusals.remember(type);
      return result;
    });
    if (from === null) listCosts.record(type, 1 + reservation.count());
    const isWhole = stretch.isWhole && from === null;
    if (!isWhole && !stretch.isCertain) budget.warn({ ...ORDER_UNCERTAIN, resourceType: type });
    const isEmpty = isWhole && stretch.items.length === 0;
    if (query.defaulted !== null && (isEmpty || query.defaulted.warnsIfEmpty !== true))
      budget.warn({ ...query.defaulted.warning, resourceType: type });
    warnIfPageShort(budget, type, wanted, stretch);
    // Records that a label hides do not count, because that would reveal them.
    const isNarrowed =
      query.defaulted !== null || authorization.permittedCategories(type, patientId) !== null;
    const isComplete = isWhole && !isNarrowed && !warnings.some(meansIncomplete);
    return {
      page: { ...toConnectionPage(operation, scope, after, stretch), isComplete },
      query: sent,
      warnings,
    };
  };

  /** What was read, or is being read: by the list, the patient, the arguments and what comes along. */
  const pages = new Map<string, Promise<ReadPage>>();
  /** Equal pages are made once: a list that was started is not sorted out again for its field. */
  const load: typeof readPage = (name, patientId, args, selected) => {
    const type = PATIENT_LISTS[name].type;
    const given = Object.entries(args).toSorted(byName);
    const key = JSON.stringify([name, patientId, given, includesOf(RESOURCES[type], selected)]);
    const found = pages.get(key) ?? readPage(name, patientId, args, selected);
    pages.set(key, found);
    return found;
  };

  /** Only what a field answers with is a record that the caller was given. */
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
    // All of them are, which the map of all lists cannot tell.
    return {
      ...around,
      edges: edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : [])),
    };
  };

  const begin = async (patientId: string, selected: readonly RequestedField[]): Promise<void> => {
    const within = (await operation.authorize()).permittedPatients('Patient', 'r');
    if (within !== null && !within.has(patientId)) return;
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
      // The field asks for the same page again, and tells what went wrong with it.
      begin(patientId, selected).catch(() => {});
    },
  };
}

interface ReadPage {
  readonly page: ListPage<Stored<Resource>>;
  /** The search that it comes from; null: none was sent. */
  readonly query: AuditedSearch | null;
  /** The warnings of the list, for each field that answers with it. */
  readonly warnings: readonly Warning[];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

const PATIENT = 'patient';
/** A search, as far as the server says that it understands it. */
type OfferedSearch = Pick<ListSource, 'parameters' | 'sort' | 'dateParameter'>;

interface ReadList {
  readonly query: ListQuery;
  readonly sent: AuditedSearch;
  readonly slice: OrderedSlice;
}

/** Epic takes a `_count` from 1 to 999, and nearly every list fits on such a page (epic-behaviour §2). */
const EPIC_COUNT = ['_count', '999'] as const;

const EMPTY_SLICE = { items: [], end: null, isWhole: true } as const;

function grouped(pairs: readonly (readonly [name: string, value: string])[]): SearchParameters {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function hasFirst(
  args: Readonly<Record<string, unknown>>,
): args is Readonly<Record<string, unknown>> & ListArguments {
  return typeof args['first'] === 'number';
}

function includesOf({ includes = {} }: ResourceFacts, selected: readonly RequestedField[]): string[] {
  return Object.entries(includes).flatMap(([path, include]) => (isSelected(selected, path) ? [include] : []));
}
