/** Loads lists of patients from the panel, from ids or by a search, which Epic supports only for known people. */
import { requireScope } from '../access/authorization.ts';
import { type AuditedSearch, recordSearch } from '../audit/access-log.ts';
import type { Capabilities } from '../epic/capabilities.ts';
import {
  hasIdentifier,
  formatIdentifierToken,
  parsePatientCriteria,
  type PatientCriteria,
  requireNameSearch,
  toServerParameters,
} from '../epic/patient-search.ts';
import { type RequestBudget, withPath } from '../epic/request-budget.ts';
import { toCanonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import type { ById } from './by-id.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import type { SelectedList } from './list-page.ts';
import type { Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import {
  collectPage,
  type ConnectionPage,
  createSearchReader,
  hasCursor,
  MAX_PAGE_SIZE,
  parsePageSize,
  type SliceReader,
  START_OF_SEARCH,
  toConnectionPage,
  warnOfPage,
} from './pages.ts';
import type { Arrangement, Searches } from './searches.ts';

type PatientNode = Stored<Patient>;

interface PatientListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: PatientCriteria | null | undefined;
}

/** The selection of an operation below one patient. */
interface PatientSelection {
  readonly lists: readonly SelectedList[];
  /** The `_include` values for the references that are selected below the patient. */
  readonly includes?: readonly string[];
  /** Whether nothing but lists and the id is selected, so that the patient need not be read. */
  readonly hasOnlyLists: boolean;
}

export interface Patients {
  /**
   * Returns a page of patients, and starts the lists of each patient known by id.
   * @param selection the lists and references selected below each patient
   * @param path of the field that returns the page, and so of its warnings
   * @throws GatewayError BAD_USER_INPUT, PANEL_UNAVAILABLE, SEARCH_TOO_BROAD, CURSOR_…
   */
  list(
    args: PatientListArguments,
    selection?: Pick<PatientSelection, 'lists' | 'includes'>,
    path?: ResponsePath,
  ): Promise<ConnectionPage<PatientNode>>;
  /** Returns one patient, and starts their lists. */
  load(id: string, selection: PatientSelection, path?: ResponsePath): Promise<PatientNode | null>;
  /** Returns the one patient with this identifier, or null. @throws GatewayError BAD_USER_INPUT if several patients have it */
  byIdentifier(
    identifier: { readonly system: string; readonly value: string },
    path?: ResponsePath,
  ): Promise<PatientNode | null>;
}

const FIELD = 'Query.patientsConnection';
/** One patient, and the merged records that can still have the identifier. */
const MAX_WITH_ONE_IDENTIFIER = 10;

export function createPatients(operation: Operation, byId: ById, searches: Searches, lists: Lists): Patients {
  const { caller, client, cursors, accessLog } = operation;
  const budgetAt = (path: ResponsePath | undefined): RequestBudget =>
    path === undefined ? operation.budget : withPath(operation.budget, path);

  /** Records the patients of a search whom the caller receives. */
  const recordFound = (search: string, found: readonly PatientNode[]): void => {
    for (const resource of found) accessLog.addResource({ resource, interaction: 'search', search });
  };

  return {
    async list({ first, after, filter }, selection, path) {
      const pageSize = parsePageSize(first);
      const criteria = filter ?? {};
      const scope: CursorScope = { field: FIELD, filter: criteria };
      const from = hasCursor(after) ? await cursors.open(after, scope, caller) : null;
      const budget = budgetAt(path);
      const source = await findSource(operation, searches, {
        criteria,
        pageSize,
        budget,
        start: (id) => lists.start(id, selection?.lists ?? []),
        load: (id) => byId.load('Patient', id, path, selection?.includes),
      });
      const collect = () => collectPage(pageSize, from ?? source.start, source.readSlice);
      const { search } = source;
      // Without a search, the patients are read by id, and the loader of ids records them.
      const page = await (search === null ? collect() : recordSearch(accessLog, search, collect));
      if (search !== null)
        recordFound(
          search.text,
          page.items.map(({ node }) => node),
        );
      warnOfPage(budget, 'Patient', pageSize, page);
      return toConnectionPage(operation, scope, after, page);
    },

    async load(id, selection, path) {
      lists.start(id, selection.lists);
      const authorization = await operation.authorize();
      return selection.hasOnlyLists && authorization.isUnrestricted('Patient', 'r')
        ? { resourceType: 'Patient', id }
        : byId.load('Patient', id, path, selection.includes);
    },

    async byIdentifier(identifier, path) {
      const budget = budgetAt(path);
      const parameters = { identifier: formatIdentifierToken(identifier) };
      const search = toAuditedSearch(parameters);
      const { items } = await recordSearch(accessLog, search, () =>
        collectPage(
          MAX_WITH_ONE_IDENTIFIER,
          START_OF_SEARCH,
          createSearchReader(searches.withBudget(budget), 'Patient', {
            parameters,
            arrangement: createIdentifierArrangement(identifier, budget),
          }),
        ),
      );
      const found = items.map(({ node }) => node);
      const [patient, another] = withoutReplaced(found, client.urls);
      if (patient === undefined) return null;
      if (another === undefined) {
        recordFound(search.text, [patient]);
        return patient;
      }
      throw new GatewayError(
        'BAD_USER_INPUT',
        'More than one patient has this identifier. Use patients(filter: { identifier: … }) to see them.',
      );
    },
  };
}

/** Where a list of patients starts, and how to read it. */
interface PatientSource {
  readonly start: ListPosition;
  readonly readSlice: SliceReader<PatientNode>;
  /** Null if the patients are known by id, and read rather than searched. */
  readonly search: AuditedSearch | null;
}

interface SourceRequest {
  readonly criteria: PatientCriteria;
  readonly pageSize: number;
  readonly budget: RequestBudget;
  /** Starts the lists of a patient. */
  readonly start: (id: string) => void;
  readonly load: (id: string) => Promise<PatientNode | null>;
}

async function findSource(
  operation: Operation,
  searches: Searches,
  request: SourceRequest,
): Promise<PatientSource> {
  const { caller, panel, accessLog, client } = operation;
  const { criteria, pageSize, budget } = request;
  const hasName = typeof criteria.name === 'string';
  const describe = (): Promise<Capabilities | null> => client.capabilities(budget).catch(() => null);
  if (hasName) requireNameSearch(await describe());
  const query = parsePatientCriteria(criteria, hasName || panel.kind === 'search');
  const authorization = await operation.authorize();
  if (!authorization.hasScope('Patient', 'r'))
    accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: null });
  requireScope(authorization, 'Patient', 'r');
  if (query.kind === 'ids') return createIdSource(query.ids, request);
  if (query.kind === 'panel') {
    // The person launched the app for one patient.
    const inContext = caller.grant === undefined ? null : caller.patient;
    if (inContext !== null) return createIdSource([inContext], request);
    // The panel of a caller who may see only certain patients consists of these.
    const permitted = authorization.permittedPatients('Patient', 'r');
    // Reports the warnings of the panel that limits access, because its patients are listed here.
    if (authorization.permitsPanel('Patient', 'r')) await operation.readPanel();
    if (permitted !== null) return createIdSource([...permitted], request);
    if (panel.kind !== 'search') return createIdSource(await operation.readPanel(), request);
  }
  const parameters = query.kind === 'search' ? query.parameters : {};
  const capabilities = 'gender' in parameters ? await describe() : null;
  return {
    start: START_OF_SEARCH,
    search: toAuditedSearch(parameters),
    readSlice: createSearchReader(searches.withBudget(budget), 'Patient', {
      parameters: toServerParameters(parameters, capabilities),
      pageSize,
      arrangement: createIdentifierArrangement(criteria.identifier, budget),
    }),
  };
}

function toAuditedSearch(parameters: SearchParameters): AuditedSearch {
  return { type: 'Patient', text: toCanonicalQuery(parameters), patientId: null };
}

/** Keeps the records that have the identifier; without one, keeps all. */
function createIdentifierArrangement(
  identifier: PatientCriteria['identifier'],
  { warn }: RequestBudget,
): Arrangement {
  return {
    isWanted(record) {
      if (!identifier || hasIdentifier(record, identifier)) return true;
      warn(OTHER_PATIENTS);
      return false;
    },
  };
}

/**
 * Returns the source that reads patients by id. It leaves out patients whom the server does not release, with a warning. It throws
 * FORBIDDEN only if the server forbids every read of the first slices, because further reads would fail the same way.
 */
function createIdSource(
  ids: readonly string[],
  { budget: { warn }, start: startLists, load }: SourceRequest,
): PatientSource {
  let hasPermittedRead = false;
  return {
    start: START_OF_SEARCH,
    search: null,
    async readSlice(from, limit) {
      const { start, repeatedAt } = findStart(ids, from);
      const slice = ids.slice(start, start + limit);
      slice.forEach(startLists);
      const loaded = await Promise.all(slice.map((id) => errorIfRefused(load(id))));
      const forbidden = loaded.filter((result) => hasCode(result, 'FORBIDDEN'));
      hasPermittedRead ||= forbidden.length < slice.length;
      if (forbidden[0] !== undefined && !hasPermittedRead) throw forbidden[0];
      if (loaded.some((result) => result instanceof GatewayError)) warn(REFUSED);
      if (loaded.includes(null)) warn(PATIENTS_NOT_FOUND);
      const items = loaded.flatMap((result, offset) =>
        result === null || result instanceof GatewayError
          ? []
          : [{ node: result, position: toIdPosition(ids, start + offset, repeatedAt) }],
      );
      const next = start + slice.length;
      return {
        items,
        end: next < ids.length ? toIdPosition(ids, next - 1, repeatedAt) : null,
        isWhole: true,
      };
    },
  };
}

/** Returns the refusal of one patient, so that the list keeps the others. Throws any other error. */
async function errorIfRefused(
  loading: Promise<PatientNode | null>,
): Promise<PatientNode | null | GatewayError> {
  try {
    return await loading;
  } catch (error) {
    if (hasCode(error, 'FORBIDDEN', 'RESTRICTED_RECORD')) return error;
    throw error;
  }
}

function toIdPosition(ids: readonly string[], index: number, repeatedAt: number | undefined): ListPosition {
  return { kind: 'id', id: ids[index] ?? '', index, size: ids.length, repeatedAt };
}

interface StartOfSlice {
  readonly start: number;
  readonly repeatedAt: number | undefined;
}

/**
 * Returns the index after the last patient read. If that patient has left the panel, or has moved further than the number of its patients has
 * changed, patients whom no page has shown may stand before the cursor. The page then starts up to 100 patients earlier, because a repeated
 * patient does less harm than a missing one. It does so only from a higher index than the last time, so that the pages of a panel whose order
 * keeps changing end.
 */
function findStart(ids: readonly string[], from: ListPosition): StartOfSlice {
  if (from.kind !== 'id') return { start: 0, repeatedAt: undefined };
  const { index: previous, size = ids.length, repeatedAt = -1 } = from;
  const index = ids.indexOf(from.id);
  const hasMoved = Math.abs(index - previous) > Math.abs(ids.length - size);
  if (index !== -1 && !hasMoved) return { start: index + 1, repeatedAt: from.repeatedAt };
  const next = Math.min(previous + 1, ids.length);
  return previous > repeatedAt
    ? { start: Math.max(0, next - MAX_PAGE_SIZE), repeatedAt: previous }
    : { start: next, repeatedAt };
}

export const PATIENTS_NOT_FOUND = {
  code: 'PATIENTS_NOT_FOUND',
  resourceType: 'Patient',
  message: 'One or more requested patients do not exist, or the caller may not see them. They were left out.',
} as const;
const REFUSED = {
  code: 'PATIENTS_REFUSED',
  resourceType: 'Patient',
  message: 'The FHIR server does not release one or more requested patients. They were left out.',
} as const;
const OTHER_PATIENTS = {
  code: 'FOREIGN_RECORDS',
  resourceType: 'Patient',
  message: 'The FHIR server sent patients without the requested identifier. They were left out.',
} as const;
