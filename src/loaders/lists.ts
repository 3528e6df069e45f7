/** The lists of a patient: searched once however often they are asked for, and started as soon as the patient's id is known. */
import { noted, type Query } from '../audit/accesses.ts';
import { isRefusedSearch } from '../errors.ts';
import type { Capabilities } from '../fhir/capabilities.ts';
import { isFhirId } from '../fhir/ids.ts';
import { type ListQuery, listQuery } from '../fhir/list-query.ts';
import { listReadsBehind, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { factsOf, RESOURCES, type ResourceOf, type ResourceType, isStored } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { withinScope, withoutWarnings, withPath } from '../fhir/usage.ts';
import { inGroup } from '../observer.ts';
import type { CursorScope } from './cursors.ts';
import { countLeftOut } from './left-out.ts';
import { type OrderedSlice, readInOrder } from './list-order.ts';
import { type ListSource, reserving } from './list-source.ts';
import { namingCategories, NOT_OFFERED, ORDER_UNCERTAIN } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import { isContinued, type Page, pageOf, readFirst, warnIfShort } from './pages.ts';
import { beyondReach, demand } from './reach.ts';
import type { Searches } from './searches.ts';
import { nodeFields, type SelectedField, selects } from './selection.ts';
import { canonicalQuery, type SearchParameters } from '../fhir/search-parameters.ts';
import { meansIncomplete, type ResponsePath, type Warning } from '../fhir/warnings.ts';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

type Listed<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

export interface ListPage<N> extends Page<N> {
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
    selected: readonly SelectedField[],
    path?: ResponsePath,
  ): Promise<ListPage<Listed<L>>>;
  /**
   * Starts the lists that are selected below a patient, before the patient is there: not for one of whom it is known that the caller
   * will not have them. What was started is found again by the fields themselves, or dropped where the patient turns out to be absent
   * or hidden.
   */
  start(patientId: string, selected: readonly SelectedField[]): void;
}

export function createLists(operation: Operation, searches: Searches): Lists {
  const { caller, client, cursors, accesses, sortRefusals, criterionRefusals, listCosts } = operation;

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
    selected: readonly SelectedField[],
  ): Promise<ReadPage> => {
    const wanted = readFirst(first);
    const scope: CursorScope = { field: `Patient.${name}Connection`, filter: { patientId, ...filter } };
    const from = isContinued(after) ? await cursors.open(after, scope, caller) : null;
    const warnings: Warning[] = [];
    const usage = withoutWarnings(operation.usage, warnings);
    // A patient who is contained in another record, and so has no id, has no records.
    const empty: ReadPage = {
      page: { ...pageOf(operation, scope, after, NOTHING), isComplete: false },
      query: null,
      warnings,
    };
    if (!isFhirId(patientId)) return empty;
    const type = PATIENT_LISTS[name].type;
    const reach = await operation.reach();
    const within = reach.patients(type, 's');
    const isBeyond = within !== null && !within.has(patientId);
    if (isBeyond || !reach.grants(type, 's')) accesses.refuse({ type, interaction: 'search', id: null });
    demand(reach, type, 's');
    if (isBeyond) throw beyondReach(type);
    const known = await client.capabilities(operation.usage).catch(() => null);
    const isEpic = known?.isEpic ?? true;
    const queryFor = (needsCriterion: boolean): ListQuery =>
      listQuery(name, {
        patientId,
        server: client.urls,
        args: filter,
        categories: reach.categories(type, patientId),
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
      usage.warn({ ...NOT_OFFERED, resourceType: type });
      return empty;
    }
    const reservation = reserving(usage, listCosts.usual(type, operation.size) - 1);
    const read = async (query: ListQuery, search: OfferedSearch): Promise<ReadList> => {
      const { leavesOut, report } = countLeftOut(type, query);
      const sent: Query = { type, text: canonicalQuery(search.parameters), patientId };
      const slice = await noted(accesses, { ...sent, isUnused: true }, () =>
        inGroup(operation.usage.scope, { loader: 'list', resourceType: type, size: first }, (group) => {
          const scoped = withinScope(usage, group);
          const source = {
            ...search,
            type,
            query,
            leavesOut,
            usage: scoped,
            searches: searches.by(scoped),
            mayRead: reservation.mayRead,
            now: operation.now(),
          };
          return readInOrder(source, { from, wanted, sortRefusals });
        }),
      );
      report(usage.warn);
      return { query, sent, slice };
    };
    const {
      query,
      sent,
      slice: stretch,
    } = await read(usual, offered).catch(async (error: unknown) => {
      const isCriterionMissing = usual.hasDefault && usual.defaulted === null;
      if (!isCriterionMissing || !isRefusedSearch(error)) throw namingCategories(error, usual);
      const narrowed = queryFor(true);
      const result = await read(narrowed, searchOf(type, narrowed, known, includes) ?? offered);
      criterionRefusals.note(type);
      return result;
    });
    if (from === null) listCosts.note(type, 1 + reservation.count());
    const isWhole = stretch.isWhole && from === null;
    if (!isWhole && !stretch.isCertain) usage.warn({ ...ORDER_UNCERTAIN, resourceType: type });
    const isEmpty = isWhole && stretch.steps.length === 0;
    if (query.defaulted !== null && (isEmpty || query.defaulted.warnsIfEmpty !== true))
      usage.warn({ ...query.defaulted.warning, resourceType: type });
    warnIfShort(usage, type, wanted, stretch);
    // Records that a label hides do not count, because that would reveal them.
    const isNarrowed = query.defaulted !== null || reach.categories(type, patientId) !== null;
    const isComplete = isWhole && !isNarrowed && !warnings.some(meansIncomplete);
    return { page: { ...pageOf(operation, scope, after, stretch), isComplete }, query: sent, warnings };
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
    selected: readonly SelectedField[],
    path?: ResponsePath,
  ): Promise<ListPage<Listed<L>>> => {
    const type: (typeof PATIENT_LISTS)[L]['type'] = PATIENT_LISTS[name].type;
    const {
      page: { edges, ...around },
      query,
      warnings,
    } = await load(name, patientId, args, selected);
    const usage = path === undefined ? operation.usage : withPath(operation.usage, path);
    warnings.forEach(usage.warn);
    if (query !== null) {
      accesses.query(query);
      for (const { node } of edges)
        accesses.record({ resource: node, interaction: 'search', search: query.text });
    }
    // All of them are, which the map of all lists cannot tell.
    return {
      ...around,
      edges: edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : [])),
    };
  };

  const begin = async (patientId: string, selected: readonly SelectedField[]): Promise<void> => {
    const within = (await operation.reach()).patients('Patient', 'r');
    if (within !== null && !within.has(patientId)) return;
    const started = selected.flatMap(({ name, args, fields }) =>
      listReadsBehind(name).flatMap(({ list, args: fixed }) => {
        const wanted = { ...fixed, ...args };
        return hasFirst(wanted) ? [load(list, patientId, wanted, nodeFields(name, fields))] : [];
      }),
    );
    await Promise.allSettled(started);
  };

  return {
    page,
    start(patientId, selected) {
      if (!selected.some(({ name }) => listReadsBehind(name).length > 0)) return;
      // The field asks for the same page again, and tells what went wrong with it.
      begin(patientId, selected).catch(() => {});
    },
  };
}

interface ReadPage {
  readonly page: ListPage<Stored<Resource>>;
  /** The search that it comes from; null: none was sent. */
  readonly query: Query | null;
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
  readonly sent: Query;
  readonly slice: OrderedSlice;
}

/** Epic takes a `_count` from 1 to 999, and nearly every list fits on such a page (epic-behaviour §2). */
const EPIC_COUNT = ['_count', '999'] as const;

const NOTHING = { steps: [], end: null, isWhole: true } as const;

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

function includesOf({ includes = {} }: ResourceFacts, selected: readonly SelectedField[]): string[] {
  return Object.entries(includes).flatMap(([path, include]) => (selects(selected, path) ? [include] : []));
}
