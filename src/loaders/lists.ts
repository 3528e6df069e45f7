/** The lists of a patient: searched once however often they are asked for, and started as soon as the patient's id is known. */
import { noted, type Query } from '../audit/accesses.ts';
import { hasCode } from '../errors.ts';
import { canonicalQuery, type SearchParameters } from '../fhir/client.ts';
import { isFhirId } from '../fhir/ids.ts';
import {
  type ListQuery,
  listQuery,
  listReadsBehind,
  PATIENT_LISTS,
  type PatientListName,
} from '../fhir/patient-lists.ts';
import {
  factsOf,
  RESOURCES,
  type ResourceFacts,
  type ResourceOf,
  type ResourceType,
} from '../fhir/resources.ts';
import { isStored } from '../fhir/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import {
  meansIncomplete,
  type ResponsePath,
  type Warning,
  withinScope,
  withoutWarnings,
  withPath,
} from '../fhir/usage.ts';
import { inGroup, type Scope } from '../observer.ts';
import type { CursorScope, Position } from './cursors.ts';
import { countLeftOut } from './left-out.ts';
import { FOREIGN, NOT_OFFERED, ORDER_UNCERTAIN } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import {
  fill,
  type Page,
  isContinued,
  pageOf,
  readFirst,
  searchRound,
  type SearchPlan,
  START_OF_SEARCH,
  warnIfShort,
} from './pages.ts';
import { beyondReach, demand } from './reach.ts';
import type { Searches } from './searches.ts';
import { nodeFields, type SelectedField, selects } from './selection.ts';

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
  const { caller, client, cursors, accesses, sortRefusals } = operation;

  /** What to ask for, of what the server says that it understands; all of it where the server does not say. */
  const parametersFor = async (
    type: ResourceType,
    { required, optional }: ListQuery,
    includes: readonly string[],
  ): Promise<OfferedSearch | null> => {
    const known = await client.capabilities(operation.usage).catch(() => null);
    if (known !== null && !known.lists(type, PATIENT)) return null;
    const { sortedBy } = factsOf(type);
    const sort = sortedBy === undefined ? null : `-${sortedBy.parameter}`;
    const isSorted = sortedBy !== undefined && known?.sorts(type, sortedBy.parameter) === true;
    const understood = optional.filter(([name]) => known === null || known.lists(type, name));
    const honoured = includes.filter((include) => known?.includes(type, include) === true);
    const parameters = grouped([
      ...required,
      ...understood,
      ...honoured.map((include) => ['_include', include] as const),
    ]);
    return { parameters, sort, isSorted: isSorted && !sortRefusals.isRefused(type) };
  };

  const readPage = async (
    name: PatientListName,
    patientId: string,
    { first, after, ...filter }: ListArguments,
    selected: readonly SelectedField[],
  ): Promise<ReadPage> => {
    const wanted = readFirst(first);
    const scope: CursorScope = { field: `Patient.${name}Connection`, filter: { patientId, ...filter } };
    const from: Position = isContinued(after) ? await cursors.open(after, scope, caller) : START_OF_SEARCH;
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
    const query = listQuery(name, {
      patientId,
      server: client.urls,
      args: filter,
      categories: reach.categories(type, patientId),
    });
    if (query.isEmpty) return empty;
    const offered = await parametersFor(type, query, includesOf(RESOURCES[type], selected));
    if (offered === null) {
      usage.warn({ ...NOT_OFFERED, resourceType: type });
      return empty;
    }
    const { parameters, sort } = offered;
    const isStart = !isContinued(after);
    // A list goes on in the mode in which it began: the other has other pages.
    const isSortedFrom = isStart ? offered.isSorted : from.kind === 'page' && from.isSorted === true;
    const sent: Query = { type, text: canonicalQuery(parameters), patientId };
    let inOrder = true;
    let last = Infinity;
    const keeps = (resource: Stored<Resource>): boolean => {
      if (query.isForeign(resource)) {
        usage.warn({ ...FOREIGN, resourceType: type });
        return false;
      }
      const rank = query.serverRank(resource);
      // Those without a date can be anywhere.
      if (rank !== -Infinity) {
        inOrder &&= rank <= last;
        last = rank;
      }
      return query.isIn(resource);
    };
    const leftOut = countLeftOut(type, query);
    const { rank, precedence } = query;
    const arrangement = { keeps, leavesOut: leftOut.leavesOut, precedence, rank };
    const read = (group: Scope, plan: Omit<SearchPlan, 'arrangement'>) =>
      fill(wanted, from, searchRound(searches.by(withinScope(usage, group)), type, { ...plan, arrangement }));
    const readSorted = (group: Scope) =>
      read(group, {
        parameters: { ...parameters, ...(sort === null ? {} : { _sort: sort }), _count: SORTED_COUNT },
        isSorted: true,
      });
    const readInOrder = async (group: Scope) => {
      if (!isSortedFrom) return { ...(await read(group, { parameters })), isSorted: false };
      try {
        const sorted = await readSorted(group);
        if (inOrder || !isStart) return { ...sorted, isSorted: inOrder };
      } catch (error) {
        if (!isStart || !hasCode(error, 'UPSTREAM_REJECTED', 'BAD_USER_INPUT')) throw error;
      }
      // A short page in any order hides newer records, so the server decides how long its pages are.
      sortRefusals.note(type);
      return { ...(await read(group, { parameters })), isSorted: false };
    };
    const stretch = await noted(accesses, { ...sent, isUnused: true }, () =>
      inGroup(operation.usage.scope, { loader: 'list', resourceType: type, size: first }, readInOrder),
    );
    const isWhole = stretch.isWhole && from.kind === 'page' && from.link === null;
    if (!isWhole && !stretch.isSorted) usage.warn({ ...ORDER_UNCERTAIN, resourceType: type });
    warnIfShort(usage, type, wanted, stretch);
    leftOut.report(usage.warn);
    // Records that a label hides do not count, because that would reveal them.
    const isRestricted = reach.categories(type, patientId) !== null;
    const isComplete = isWhole && !isRestricted && !warnings.some(meansIncomplete);
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
interface OfferedSearch {
  readonly parameters: SearchParameters;
  /** The value of `_sort`, newest first; null where the type has none. */
  readonly sort: string | null;
  /** Whether the server is expected to sort. */
  readonly isSorted: boolean;
}

/** The length of a sorted page: the same for each list, so that a page that is read again is the same page. */
const SORTED_COUNT = '100';

const NOTHING = { steps: [], end: null, isWhole: true, hidesSome: false } as const;

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
