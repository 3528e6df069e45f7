/** Reads the lists of patients: each is searched once, however many fields request it, and starts as soon as the patient's id is known. */
import { withPath } from '../epic/request-budget.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { listReadsOfField, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isStored, type ResourceOf } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import {
  type ListArguments,
  type ListPage,
  type ListPageRequest,
  readListPage,
  type UnansweredPage,
} from './list-page.ts';
import { includesFor } from './list-search.ts';
import type { Operation } from './operation.ts';
import type { Searches } from './searches.ts';
import { fieldsOfNodes, type RequestedField } from './selection.ts';

type ListedResource<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

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
  const { accessLog, authorize } = operation;

  /** The pages that were read, or are being read, so that a list that was started is not read again for its field. */
  const pages = new Map<string, Promise<UnansweredPage>>();
  const load = (request: ListPageRequest): Promise<UnansweredPage> => {
    const key = keyOf(request);
    const page = pages.get(key) ?? readListPage(operation, searches, request);
    pages.set(key, page);
    return page;
  };

  const begin = async (patientId: string, selected: readonly RequestedField[]): Promise<void> => {
    const permitted = (await authorize()).permittedPatients('Patient', 'r');
    if (permitted !== null && !permitted.has(patientId)) return;
    await Promise.allSettled(requestsBelow(patientId, selected).map(load));
  };

  return {
    async page<L extends PatientListName>(
      name: L,
      patientId: string,
      args: ListArguments,
      selected: readonly RequestedField[],
      path?: ResponsePath,
    ): Promise<ListPage<ListedResource<L>>> {
      const type: (typeof PATIENT_LISTS)[L]['type'] = PATIENT_LISTS[name].type;
      const { page, search, warnings } = await load({ name, patientId, args, selected });
      const budget = path === undefined ? operation.budget : withPath(operation.budget, path);
      warnings.forEach(budget.warn);
      const { edges, ...rest } = page;
      if (search !== null) {
        accessLog.addSearch(search);
        for (const { node } of edges)
          accessLog.addResource({ resource: node, interaction: 'search', search: search.text });
      }
      // All records are of the type of the list, but the map of all lists does not say so.
      return {
        ...rest,
        edges: edges.flatMap(({ node, cursor }) => (isStored(node, type) ? [{ node, cursor }] : [])),
      };
    },
    start(patientId, selected) {
      if (!selected.some(({ name }) => listReadsOfField(name).length > 0)) return;
      // The field requests the same page again, and reports what went wrong with it.
      begin(patientId, selected).catch(() => {});
    },
  };
}

/** Equal for requests that the same page answers. */
function keyOf({ name, patientId, args, selected }: ListPageRequest): string {
  const given = Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([name, patientId, given, includesFor(PATIENT_LISTS[name].type, selected)]);
}

/** Returns the pages that the fields below a patient will request. */
function requestsBelow(patientId: string, selected: readonly RequestedField[]): ListPageRequest[] {
  return selected.flatMap(({ name: field, args, fields }) =>
    listReadsOfField(field).flatMap(({ list, args: fixed }) => {
      const given = { ...fixed, ...args };
      if (!hasFirst(given)) return [];
      return [{ name: list, patientId, args: given, selected: fieldsOfNodes(field, fields) }];
    }),
  );
}

function hasFirst(
  args: Readonly<Record<string, unknown>>,
): args is Readonly<Record<string, unknown>> & ListArguments {
  return typeof args['first'] === 'number';
}
