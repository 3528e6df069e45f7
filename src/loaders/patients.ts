/** Loads lists of patients: from the panel, from ids, or from a search, which Epic offers only for known people. */
import { recordSearch, type AuditedSearch } from '../audit/access-log.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { listReadsOfField } from '../fhir/patient-lists.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import {
  toServerParameters,
  identifierToken,
  parsePatientCriteria,
  type PatientCriteria,
  hasIdentifier,
} from '../epic/patient-search.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import { type RequestBudget, withPath } from '../epic/request-budget.ts';
import type { ById } from './by-id.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import type { Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import { readPanelPatientIds } from './panel.ts';
import {
  collectPage,
  type ConnectionPage,
  hasCursor,
  toConnectionPage,
  parsePageSize,
  type SliceReader,
  createSearchReader,
  START_OF_SEARCH,
  warnIfPageShort,
} from './pages.ts';
import type { Arrangement, Searches } from './searches.ts';
import { requireScope } from '../access/authorization.ts';
import type { RequestedField } from './selection.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { canonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';

type PatientNode = Stored<Patient>;

interface PatientListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: PatientCriteria | null | undefined;
}

export interface Patients {
  /**
   * Returns a page of patients.
   * @param selected what is selected of each, so that their lists can start as soon as their ids are known
   * @param path of the field that answers with it: the path of its warnings
   * @throws GatewayError BAD_USER_INPUT, PANEL_UNAVAILABLE, SEARCH_TOO_BROAD, CURSOR_…
   */
  list(
    args: PatientListArguments,
    selected?: readonly RequestedField[],
    path?: ResponsePath,
  ): Promise<ConnectionPage<PatientNode>>;
  /** Returns one patient, and starts their lists. Where only lists are selected, the patient is not read at all. */
  load(id: string, selected: readonly RequestedField[], path?: ResponsePath): Promise<PatientNode | null>;
  /** Returns the one patient with this identifier, or null. @throws GatewayError BAD_USER_INPUT where there are several */
  byIdentifier(
    identifier: { readonly system: string; readonly value: string },
    path?: ResponsePath,
  ): Promise<PatientNode | null>;
}

const FIELD = 'Query.patientsConnection';
/** One patient, and the merged records that can still have the identifier. */
const MAX_WITH_ONE_IDENTIFIER = 10;
/** Where a list of patients starts, how to read it, and its search; null: its patients are known by their ids. */
interface PatientSource {
  readonly start: ListPosition;
  readonly readSlice: SliceReader<PatientNode>;
  readonly searched: SearchParameters | null;
}

/** A field, and the budget that its requests and warnings count for. */
interface Field {
  readonly path: ResponsePath | undefined;
  readonly budget: RequestBudget;
}

const START_OF_IDS = { kind: 'id', id: '', index: 0 } as const satisfies ListPosition;

export function createPatients(operation: Operation, byId: ById, searches: Searches, lists: Lists): Patients {
  const { caller, client, cursors, panel, accessLog } = operation;
  const budgetAt = (path: ResponsePath | undefined): RequestBudget =>
    path === undefined ? operation.budget : withPath(operation.budget, path);

  /** Returns the source of a list, for each way in which patients are found. */
  const sourceOf = async (
    criteria: PatientCriteria,
    first: number,
    selected: readonly RequestedField[],
    field: Field,
  ): Promise<PatientSource> => {
    const { budget } = field;
    const query = parsePatientCriteria(criteria, panel.kind === 'search');
    const authorization = await operation.authorize();
    if (!authorization.hasScope('Patient', 'r'))
      accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: null });
    requireScope(authorization, 'Patient', 'r');
    const permitted = authorization.permittedPatients('Patient', 'r');
    const begin = (id: string): void => lists.start(id, selected);
    const ofIds = (ids: readonly string[]): PatientSource => ({
      start: START_OF_IDS,
      searched: null,
      readSlice: createIdReader(field, byId, ids, begin),
    });
    if (query.kind === 'ids') return ofIds(query.ids);
    // The panel of a caller who may see only certain patients consists of these.
    if (query.kind === 'panel' && permitted !== null) return ofIds([...permitted]);
    if (query.kind === 'panel' && panel.kind !== 'search')
      return ofIds(await readPanelPatientIds(operation, byId, searches, false));
    const parameters = query.kind === 'search' ? query.parameters : {};
    const capabilities =
      'gender' in parameters ? await client.capabilities(operation.budget).catch(() => null) : null;
    return {
      start: START_OF_SEARCH,
      searched: parameters,
      readSlice: createSearchReader(searches.withBudget(budget), 'Patient', {
        parameters: toServerParameters(parameters, capabilities),
        pageSize: first,
        arrangement: keepingIdentifier(criteria.identifier, budget),
      }),
    };
  };

  /** Records the patients of a search whom the caller receives. */
  const recordFound = (search: string, found: readonly PatientNode[]): void => {
    for (const resource of found) accessLog.addResource({ resource, interaction: 'search', search });
  };

  return {
    async list({ first, after, filter }, selected = [], path) {
      const wanted = parsePageSize(first);
      const budget = budgetAt(path);
      const scope: CursorScope = { field: FIELD, filter: filter ?? {} };
      const from = hasCursor(after) ? await cursors.open(after, scope, caller) : null;
      const { start, searched, readSlice } = await sourceOf(filter ?? {}, wanted, selected, { path, budget });
      const find = () => collectPage(wanted, from ?? start, readSlice);
      // The loader of ids records the patients whom it reads.
      const query = searched === null ? null : queryOf(searched);
      const page = await (query === null ? find() : recordSearch(accessLog, query, find));
      if (query !== null)
        recordFound(
          query.text,
          page.items.map(({ node }) => node),
        );
      warnIfPageShort(budget, 'Patient', wanted, page);
      if (page.isCircular) budget.warn(NEXT_LINK_CIRCULAR);
      return toConnectionPage(operation, scope, after, page);
    },

    async load(id, selected, path) {
      lists.start(id, selected);
      const authorization = await operation.authorize();
      return authorization.isUnrestricted('Patient', 'r') && selectsOnlyLists(selected)
        ? { resourceType: 'Patient', id }
        : byId.load('Patient', id, path);
    },

    async byIdentifier(identifier, path) {
      const budget = budgetAt(path);
      const parameters = { identifier: identifierToken(identifier) };
      const query = queryOf(parameters);
      const { items } = await recordSearch(accessLog, query, () =>
        collectPage(
          MAX_WITH_ONE_IDENTIFIER,
          START_OF_SEARCH,
          createSearchReader(searches.withBudget(budget), 'Patient', {
            parameters,
            arrangement: keepingIdentifier(identifier, budget),
          }),
        ),
      );
      const found = items.map(({ node }) => node);
      const [patient, another] = withoutReplaced(found, client.urls);
      if (patient === undefined) return null;
      if (another === undefined) {
        recordFound(query.text, [patient]);
        return patient;
      }
      throw new GatewayError(
        'BAD_USER_INPUT',
        'More than one patient has this identifier. Use patients(filter: { identifier: … }) to see them.',
      );
    },
  };
}

/** Keeps the records that have the identifier; all of them where none was requested. */
function keepingIdentifier(identifier: PatientCriteria['identifier'], { warn }: RequestBudget): Arrangement {
  return {
    isWanted(record) {
      if (!identifier || hasIdentifier(record, identifier)) return true;
      warn(OTHERS);
      return false;
    },
  };
}

function queryOf(parameters: SearchParameters): AuditedSearch {
  return { type: 'Patient', text: canonicalQuery(parameters), patientId: null };
}

/** Whether the patient need not be read, because only lists and the id are selected. */
function selectsOnlyLists(selected: readonly RequestedField[]): boolean {
  const others = selected.filter(({ name }) => listReadsOfField(name).length === 0);
  return others.length < selected.length && others.every(({ name }) => name === 'id');
}

/**
 * Returns a reader of a list of ids. It leaves out patients whom the server does not release, with a warning. Only if all reads of the
 * first slices are forbidden does it throw that error, since further reads would fail alike.
 */
function createIdReader(
  { path, budget: { warn } }: Field,
  byId: ById,
  ids: readonly string[],
  begin: (id: string) => void,
): SliceReader<PatientNode> {
  let hasPermittedRead = false;
  return async (from, wanted) => {
    const start = startIndex(ids, from);
    const slice = ids.slice(start, start + wanted);
    slice.forEach(begin);
    const loaded = await Promise.all(slice.map((id) => loadForList(byId, id, path)));
    const forbidden = loaded.filter((result) => hasCode(result, 'FORBIDDEN'));
    hasPermittedRead ||= forbidden.length < slice.length;
    if (forbidden[0] !== undefined && !hasPermittedRead) throw forbidden[0];
    if (loaded.some((result) => result instanceof GatewayError)) warn(REFUSED);
    if (loaded.includes(null)) warn(NOT_FOUND);
    const items = loaded.flatMap((result, offset) =>
      result === null || result instanceof GatewayError
        ? []
        : [{ node: result, position: idPosition(ids, start + offset) }],
    );
    const next = start + slice.length;
    return {
      items,
      end: next < ids.length ? idPosition(ids, next - 1) : null,
      isWhole: true,
    };
  };
}

const NOT_FOUND = {
  code: 'PATIENTS_NOT_FOUND',
  resourceType: 'Patient',
  message:
    'One or more of the patients asked for do not exist, or are not for you to see, and were left out.',
};
const OTHERS = {
  code: 'FOREIGN_RECORDS',
  resourceType: 'Patient',
  message: 'The FHIR server sent patients who do not have the identifier asked for; they were left out.',
};
const REFUSED = {
  code: 'PATIENTS_REFUSED',
  resourceType: 'Patient',
  message: 'One or more of the patients asked for are not released by the FHIR server, and were left out.',
};

const NEXT_LINK_CIRCULAR = {
  code: 'NEXT_LINK_CIRCULAR',
  resourceType: 'Patient',
  message:
    'The FHIR server has more patients, but links back to a page that it sent before. The list ends here and can be incomplete.',
};

/** Returns the refusal of one patient, so that the list keeps the others. Throws any other error. */
async function loadForList(
  byId: ById,
  id: string,
  path: ResponsePath | undefined,
): Promise<PatientNode | null | GatewayError> {
  try {
    return await byId.load('Patient', id, path);
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return error;
    throw error;
  }
}

function idPosition(ids: readonly string[], index: number): ListPosition {
  return { kind: 'id', id: ids[index] ?? '', index };
}

/**
 * Returns the index after the last patient who was read. A panel can change between pages: if that patient has left it, the next one has
 * moved up to the same index.
 */
function startIndex(ids: readonly string[], from: ListPosition): number {
  if (from.kind !== 'id') return 0;
  const index = ids.indexOf(from.id);
  return index === -1 ? from.index : index + 1;
}
