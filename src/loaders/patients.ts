/** Lists of patients: from the panel, from ids, or from a search, which Epic offers only for known people. */
import { noted, type Query } from '../audit/accesses.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { listReadsBehind } from '../fhir/patient-lists.ts';
import { withoutReplaced } from '../fhir/patient-links.ts';
import {
  forServer,
  identifierToken,
  parsePatientCriteria,
  type PatientCriteria,
  tellsIdentifier,
} from '../fhir/patient-search.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import { type Usage, withPath } from '../fhir/usage.ts';
import type { ById } from './by-id.ts';
import type { CursorScope, Position } from './cursors.ts';
import type { Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import { panelIds } from './panel.ts';
import {
  fill,
  type Page,
  isContinued,
  pageOf,
  readFirst,
  type Round,
  searchRound,
  START_OF_SEARCH,
  warnIfShort,
} from './pages.ts';
import type { Arrangement, Searches } from './searches.ts';
import { demand } from './reach.ts';
import type { SelectedField } from './selection.ts';
import type { ResponsePath } from '../fhir/warnings.ts';
import { canonicalQuery, type SearchParameters } from '../fhir/search-parameters.ts';

type PatientNode = Stored<Patient>;

export interface PatientListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: PatientCriteria | null | undefined;
}

export interface Patients {
  /**
   * A page of patients.
   * @param selected what is selected of each, so that their lists can start as soon as their ids are known
   * @param path of the field that answers with it: the path of its warnings
   * @throws GatewayError BAD_USER_INPUT, PANEL_UNAVAILABLE, SEARCH_TOO_BROAD, CURSOR_…
   */
  list(
    args: PatientListArguments,
    selected?: readonly SelectedField[],
    path?: ResponsePath,
  ): Promise<Page<PatientNode>>;
  /** One patient; their lists start with them, and where nothing but lists is selected, they are not read at all. */
  one(id: string, selected: readonly SelectedField[], path?: ResponsePath): Promise<PatientNode | null>;
  /** The one patient with this identifier, or null. @throws GatewayError BAD_USER_INPUT where there are several */
  byIdentifier(
    identifier: { readonly system: string; readonly value: string },
    path?: ResponsePath,
  ): Promise<PatientNode | null>;
}

const FIELD = 'Query.patientsConnection';
/** One patient, and the merged records that can still have the identifier. */
const MOST_WITH_ONE_IDENTIFIER = 10;
/** Where a list of patients starts, how it goes on, and the search that it is; null: its patients are known by their ids. */
interface PatientSource {
  readonly start: Position;
  readonly round: Round<PatientNode>;
  readonly searched: SearchParameters | null;
}

/** The field that answers, and what its requests and warnings count for. */
interface Field {
  readonly path: ResponsePath | undefined;
  readonly usage: Usage;
}

const START_OF_IDS = { kind: 'id', id: '', index: 0 } as const satisfies Position;

export function createPatients(operation: Operation, byId: ById, searches: Searches, lists: Lists): Patients {
  const { caller, client, cursors, panel, accesses } = operation;
  const usageAt = (path: ResponsePath | undefined): Usage =>
    path === undefined ? operation.usage : withPath(operation.usage, path);

  /** Where a list starts and how it goes on, for each way in which patients are found. */
  const listOf = async (
    criteria: PatientCriteria,
    first: number,
    selected: readonly SelectedField[],
    field: Field,
  ): Promise<PatientSource> => {
    const { usage } = field;
    const query = parsePatientCriteria(criteria, panel.kind === 'search');
    const reach = await operation.reach();
    if (!reach.grants('Patient', 'r')) accesses.refuse({ type: 'Patient', interaction: 'read', id: null });
    demand(reach, 'Patient', 'r');
    const within = reach.patients('Patient', 'r');
    const ofIds = (ids: readonly string[]): PatientSource => ({
      start: START_OF_IDS,
      searched: null,
      round: idRound(field, byId, ids, (id) => {
        lists.start(id, selected);
      }),
    });
    if (query.kind === 'ids') return ofIds(query.ids);
    // Who reaches certain patients alone has these for a panel.
    if (query.kind === 'panel' && within !== null) return ofIds([...within]);
    if (query.kind === 'panel' && panel.kind !== 'search')
      return ofIds(await panelIds(operation, byId, searches, false));
    const parameters = query.kind === 'search' ? query.parameters : {};
    const known =
      'gender' in parameters ? await client.capabilities(operation.usage).catch(() => null) : null;
    return {
      start: START_OF_SEARCH,
      searched: parameters,
      round: searchRound(searches.by(usage), 'Patient', {
        parameters: forServer(parameters, known),
        pageSize: first,
        arrangement: whoTell(criteria.identifier, usage),
      }),
    };
  };

  /** The patients of a search whom the caller is given. */
  const recordFound = (search: string, found: readonly PatientNode[]): void => {
    for (const resource of found) accesses.record({ resource, interaction: 'search', search });
  };

  return {
    async list({ first, after, filter }, selected = [], path) {
      const wanted = readFirst(first);
      const usage = usageAt(path);
      const scope: CursorScope = { field: FIELD, filter: filter ?? {} };
      const from = isContinued(after) ? await cursors.open(after, scope, caller) : null;
      const { start, searched, round } = await listOf(filter ?? {}, wanted, selected, { path, usage });
      const find = () => fill(wanted, from ?? start, round);
      // The loader of ids records the patients whom it reads.
      const query = searched === null ? null : queryOf(searched);
      const stretch = await (query === null ? find() : noted(accesses, query, find));
      if (query !== null)
        recordFound(
          query.text,
          stretch.steps.map(({ node }) => node),
        );
      warnIfShort(usage, 'Patient', wanted, stretch);
      if (stretch.isCircular) usage.warn(NEXT_LINK_CIRCULAR);
      return pageOf(operation, scope, after, stretch);
    },

    async one(id, selected, path) {
      lists.start(id, selected);
      const reach = await operation.reach();
      return reach.isWhole('Patient', 'r') && selectsListsAlone(selected)
        ? { resourceType: 'Patient', id }
        : byId.load('Patient', id, path);
    },

    async byIdentifier(identifier, path) {
      const usage = usageAt(path);
      const parameters = { identifier: identifierToken(identifier) };
      const query = queryOf(parameters);
      const { steps } = await noted(accesses, query, () =>
        fill(
          MOST_WITH_ONE_IDENTIFIER,
          START_OF_SEARCH,
          searchRound(searches.by(usage), 'Patient', {
            parameters,
            arrangement: whoTell(identifier, usage),
          }),
        ),
      );
      const found = steps.map(({ node }) => node);
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
function whoTell(identifier: PatientCriteria['identifier'], { warn }: Usage): Arrangement {
  return {
    keeps(record) {
      if (!identifier || tellsIdentifier(record, identifier)) return true;
      warn(OTHERS);
      return false;
    },
  };
}

function queryOf(parameters: SearchParameters): Query {
  return { type: 'Patient', text: canonicalQuery(parameters), patientId: null };
}

/** Whether a patient need not be read: whose lists are asked for, and nothing that the patient's own record tells. */
function selectsListsAlone(selected: readonly SelectedField[]): boolean {
  const others = selected.filter(({ name }) => listReadsBehind(name).length === 0);
  return others.length < selected.length && others.every(({ name }) => name === 'id');
}

/**
 * A round of a list of ids: as many as are still wanted. Patients who are not released are left out with a warning; only where
 * reading patients is forbidden from the start is that the list's error, since going on would ask for each in vain.
 */
function idRound(
  { path, usage: { warn } }: Field,
  byId: ById,
  ids: readonly string[],
  begin: (id: string) => void,
): Round<PatientNode> {
  let anyAnswered = false;
  return async (from, wanted) => {
    const start = startIndex(ids, from);
    const slice = ids.slice(start, start + wanted);
    slice.forEach(begin);
    const loaded = await Promise.all(slice.map((id) => loadForList(byId, id, path)));
    const forbidden = loaded.filter((result) => hasCode(result, 'FORBIDDEN'));
    anyAnswered ||= forbidden.length < slice.length;
    if (forbidden[0] !== undefined && !anyAnswered) throw forbidden[0];
    if (loaded.some((result) => result instanceof GatewayError)) warn(REFUSED);
    if (loaded.includes(null)) warn(NOT_FOUND);
    const steps = loaded.flatMap((result, offset) =>
      result === null || result instanceof GatewayError
        ? []
        : [{ node: result, position: idPosition(ids, start + offset) }],
    );
    const next = start + slice.length;
    return {
      steps,
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

/** A refusal of one patient leaves the others of the list standing; any other failure is the list's. */
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

function idPosition(ids: readonly string[], index: number): Position {
  return { kind: 'id', id: ids[index] ?? '', index };
}

/**
 * A panel can change between pages: go on after the last patient seen, wherever they stand now. Where they have left, the
 * next one has moved up to their place.
 */
function startIndex(ids: readonly string[], from: Position): number {
  if (from.kind !== 'id') return 0;
  const now = ids.indexOf(from.id);
  return now === -1 ? from.index : now + 1;
}
