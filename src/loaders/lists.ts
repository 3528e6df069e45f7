/** The lists of a patient: searched once however often they are asked for, and started as soon as the patient's id is known. */
import { isPatientList, listQuery, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { RESOURCES, type ResourceFacts, type ResourceOf } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import { type CursorScope } from './cursors.ts';
import type { Operation } from './operation.ts';
import { fill, type Page, pageOf, readFirst, searchRound, START_OF_SEARCH, warnIfShort } from './pages.ts';
import type { Searches } from './searches.ts';
import { nodeFields, type SelectedField, selects } from './selection.ts';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

type Listed<L extends PatientListName> = Stored<ResourceOf<(typeof PATIENT_LISTS)[L]['type']>>;

export interface Lists {
  /**
   * A page of a patient's list.
   * @param selected what is selected of each of its resources, so that what they refer to can come along
   * @throws GatewayError BAD_USER_INPUT, CURSOR_…
   */
  page<L extends PatientListName>(
    name: L,
    patientId: string,
    args: ListArguments,
    selected: readonly SelectedField[],
  ): Promise<Page<Listed<L>>>;
  /**
   * Starts the lists that are selected below a patient, before the patient is there. Whether the patient turns out to be absent or
   * hidden, what was started is found again by the fields themselves, or dropped.
   */
  start(patientId: string, selected: readonly SelectedField[]): void;
}

export function createLists(operation: Operation, searches: Searches): Lists {
  const { caller, client, cursors, usage } = operation;

  const page: Lists['page'] = async (name, patientId, args, selected) => {
    const { first, after, ...filter } = args;
    const wanted = readFirst(first);
    const scope: CursorScope = { field: `Patient.${name}Connection`, filter: { patientId, ...filter } };
    const from =
      after === null || after === undefined ? START_OF_SEARCH : await cursors.open(after, scope, caller);
    const { type } = PATIENT_LISTS[name];
    const query = listQuery(name, patientId, filter);
    if (!(await client.offers(type, 'patient'))) {
      usage.warn({ code: 'LIST_NOT_OFFERED', resourceType: type, message: NOT_OFFERED });
      return pageOf(operation, scope, { steps: [], end: null });
    }
    const stretch = await fill(
      wanted,
      from,
      searchRound(searches, type, { ...query, includes: includesOf(RESOURCES[type], selected) }),
    );
    warnIfShort(operation, type, wanted, stretch);
    return pageOf(operation, scope, stretch);
  };

  return {
    page,
    start(patientId, selected) {
      for (const { name, args, fields } of selected) {
        const list = name.replace(/Connection$/, '');
        if (!isPatientList(list) || !hasFirst(args)) continue;
        // The field asks for the same page again and tells what went wrong with it.
        page(list, patientId, args, nodeFields(name, fields)).catch(() => {});
      }
    },
  };
}

const NOT_OFFERED =
  'The FHIR server does not list this type by patient, so the list is empty whatever is on record.';

function hasFirst(
  args: Readonly<Record<string, unknown>>,
): args is Readonly<Record<string, unknown>> & ListArguments {
  return typeof args['first'] === 'number';
}

function includesOf({ includes = {} }: ResourceFacts, selected: readonly SelectedField[]): string[] {
  return Object.entries(includes).flatMap(([path, include]) => (selects(selected, path) ? [include] : []));
}
