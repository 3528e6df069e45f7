/** Loads the lists of patients. All fields that select the same list share one search. */
import { withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isStored, PROVENANCE_INCLUDE, type ResourceOf } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import {
  type ListArguments,
  type ListPage,
  type ListPageRequest,
  readListPage,
  type SelectedList,
  type UnansweredPage,
} from './list-page.ts';
import type { Operation } from './operation.ts';
import { hasCursor } from './pages.ts';
import type { Searches } from './searches.ts';

type ListedResource<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

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

  const pages = new Map<string, Promise<UnansweredPage>>();
  const load = (request: ListPageRequest): Promise<UnansweredPage> => {
    const key = keyOf(request);
    const page = pages.get(key) ?? readListPage(operation, searches, request);
    pages.set(key, page);
    return page;
  };

  const startIfPermitted = async (patientId: string, lists: readonly SelectedList[]): Promise<void> => {
    const authorization = await authorize();
    const permitted = authorization.permittedPatients('Patient', 'r');
    if (permitted !== null && !permitted.has(patientId)) return;
    // The audit records a refusal only for a field that fails because of it.
    const searchable = lists.filter(({ name }) => authorization.hasScope(PATIENT_LISTS[name].type, 's'));
    await Promise.allSettled(searchable.map((list) => load({ ...list, patientId })));
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
      const { page, search, warnings } = await load({ name, patientId, args, includes });
      const budget = path === undefined ? operation.budget : withPath(operation.budget, path);
      warnings.forEach(budget.warn);
      const { edges, ...rest } = page;
      // The link to a further page may come from a search without the provenances.
      if (includes.includes(PROVENANCE_INCLUDE) && !hasCursor(args.after))
        for (const { node } of edges) markRequested(node);
      if (search !== null) {
        accessLog.addSearch(search);
        for (const { node } of edges)
          accessLog.addResource({ resource: node, interaction: 'search', search: search.text });
      }
      // Narrows the type only: `pages` holds lists of all types, and each page has records of its list's type.
      return {
        ...rest,
        edges: edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : [])),
      };
    },
    start(patientId, lists) {
      if (lists.length === 0) return;
      // The field that selects the list loads the same page, and reports its error.
      startIfPermitted(patientId, lists).catch(() => {});
    },
  };
}

/** Returns the same key for requests that one page answers. */
function keyOf({ name, patientId, args, includes }: ListPageRequest): string {
  const sortedArgs = Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([name, patientId, sortedArgs, includes]);
}
