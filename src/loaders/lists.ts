/** Loads the lists of patients. All fields that select the same list share one search. */
import { withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { listNamed, PATIENT_LISTS, type PatientListName, recordListOf } from '../fhir/patient-lists.ts';
import type { AnyRecord } from '../fhir/record.ts';
import { isStored, type ResourceOf, type ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createCombinedLists } from './combined-lists.ts';
import {
  type ListArguments,
  type ListPage,
  type ListPageRequest,
  readListPage,
  type SelectedList,
  type UnansweredPage,
} from './list-page.ts';
import type { Operation } from './operation.ts';
import type { ConnectionEdge } from './pages.ts';
import type { Searches } from './searches.ts';

type ListedResource<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

/** A page, of which the caller receives only some records. */
export interface Candidates<N> {
  readonly page: ListPage<N>;
  /** Records in the audit that the caller received these records of the page. */
  readonly receive: (records: readonly N[]) => void;
}

export interface Lists {
  /**
   * Returns a page of a patient's list.
   * @param includes the `_include` values for the references that are selected below its resources
   * @param path of the field that returns the page, and so of its warnings
   * @throws GatewayError BAD_USER_INPUT, CURSOR_…
   */
  page<L extends PatientListName>(
    name: L,
    patientId: string,
    args: ListArguments,
    includes: readonly string[],
    path?: ResponsePath,
  ): Promise<ListPage<ListedResource<L>>>;
  /** Returns a page, of which the caller receives only some records. The field must pass them to `receive`, for the audit. */
  candidates<L extends PatientListName>(
    name: L,
    patientId: string,
    args: ListArguments,
    includes: readonly string[],
    path?: ResponsePath,
  ): Promise<Candidates<ListedResource<L>>>;
  /** Returns a page of a patient's records of any type, from the list that holds all of them. */
  records(
    type: ResourceType,
    patientId: string,
    args: ListArguments,
    path: ResponsePath,
  ): Promise<ListPage<AnyRecord>>;
  /**
   * Starts a patient's lists before the patient is read, unless the caller may not see the patient. Their fields then join these
   * searches. If the patient turns out to be absent or hidden, no field uses the results.
   */
  start(patientId: string, lists: readonly SelectedList[]): void;
}

/** @param markRequested receives each record of a search that also requested its provenances */
export function createLists(
  operation: Operation,
  searches: Searches,
  markRequested: (record: Stored<Resource>) => void = () => {},
): Lists {
  const { accessLog, authorize } = operation;
  const reading = { searches, combinedLists: createCombinedLists(operation) };

  const pages = new Map<string, IncludingPage[]>();
  const load = (request: ListPageRequest): Promise<UnansweredPage> => {
    const key = keyOf(request);
    const loaded = pages.get(key) ?? [];
    // A page with more includes than the field needs answers it too.
    const found = loaded.find(({ includes }) => request.includes.every((one) => includes.includes(one)));
    if (found !== undefined) return found.page;
    const page = readListPage(operation, reading, request);
    pages.set(key, [...loaded, { includes: request.includes, page }]);
    return page;
  };

  const startIfPermitted = async (patientId: string, lists: readonly SelectedList[]): Promise<void> => {
    const authorization = await authorize();
    const permitted = authorization.permittedPatients('Patient', 'r');
    if (permitted !== null && !permitted.has(patientId)) return;
    // The audit records a refusal only for a field that fails because of it.
    const searchable = lists.filter(({ name }) => {
      const { type } = listNamed(name);
      const searched = authorization.permittedPatients(type, 's');
      return authorization.hasScope(type, 's') && (searched === null || searched.has(patientId));
    });
    await Promise.allSettled(
      searchable.map((list) => load({ ...list, includes: includesOfAll(list, searchable), patientId })),
    );
  };

  const answer = async (
    request: ListPageRequest,
    path: ResponsePath | undefined,
  ): Promise<Candidates<Stored<Resource>>> => {
    const { page, search, hasProvenances, warnings } = await load(request);
    const budget = path === undefined ? operation.budget : withPath(operation.budget, path);
    warnings.forEach(budget.warn);
    if (hasProvenances) for (const { node } of page.edges) markRequested(node);
    if (search !== null) accessLog.addSearch(search);
    return {
      page,
      receive(records) {
        if (search === null) return;
        for (const resource of records)
          accessLog.addResource({ resource, interaction: 'search', search: search.text });
      },
    };
  };

  const answerWhole = async (
    request: ListPageRequest,
    path: ResponsePath | undefined,
  ): Promise<ListPage<Stored<Resource>>> => {
    const { page, receive } = await answer(request, path);
    receive(page.edges.map(({ node }) => node));
    return page;
  };

  return {
    async page<L extends PatientListName>(
      name: L,
      patientId: string,
      args: ListArguments,
      includes: readonly string[],
      path?: ResponsePath,
    ): Promise<ListPage<ListedResource<L>>> {
      const type: (typeof PATIENT_LISTS)[L]['type'] = PATIENT_LISTS[name].type;
      const { edges, ...rest } = await answerWhole({ name, patientId, args, includes }, path);
      return { ...rest, edges: edgesOf(edges, type) };
    },
    async candidates<L extends PatientListName>(
      name: L,
      patientId: string,
      args: ListArguments,
      includes: readonly string[],
      path?: ResponsePath,
    ): Promise<Candidates<ListedResource<L>>> {
      const type: (typeof PATIENT_LISTS)[L]['type'] = PATIENT_LISTS[name].type;
      const { page, receive } = await answer({ name, patientId, args, includes }, path);
      return { page: { ...page, edges: edgesOf(page.edges, type) }, receive };
    },
    async records(type, patientId, args, path) {
      const name = recordListOf(type);
      const { edges, ...rest } = await answerWhole({ name, patientId, args, includes: [] }, path);
      return { ...rest, edges: edgesOf(edges, type) };
    },
    start(patientId, lists) {
      if (lists.length === 0) return;
      // The field that selects the list loads the same page, and reports its error.
      startIfPermitted(patientId, lists).catch(() => {});
    },
  };
}

/** Narrows the type only: `pages` holds lists of all types, and each page has records of its list's type. */
function edgesOf<T extends ResourceType>(
  edges: readonly ConnectionEdge<Stored<Resource>>[],
  type: T,
): ConnectionEdge<Stored<ResourceOf<T>>>[] {
  return edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : []));
}

interface IncludingPage {
  readonly includes: readonly string[];
  readonly page: Promise<UnansweredPage>;
}

/** Returns the includes of all fields whose list is the same, so that they share its search. */
function includesOfAll({ name, args }: SelectedList, lists: readonly SelectedList[]): string[] {
  const filter = filterOf(args);
  const same = lists.filter((list) => list.name === name && filterOf(list.args) === filter);
  return [...new Set(same.flatMap(({ includes }) => includes))].toSorted();
}

/** Returns a key of the arguments that select the records of a list, whatever the page. */
function filterOf(args: ListArguments): string {
  return JSON.stringify(sortedEntries({ ...args, first: 0, after: null }));
}

/** Returns the same key for requests that one page answers if it has their includes. */
function keyOf({ name, patientId, args }: ListPageRequest): string {
  return JSON.stringify([name, patientId, sortedEntries(args)]);
}

function sortedEntries(args: object): [string, unknown][] {
  return Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
