/**
 * Loads the appointments of one day. Epic lists appointments only by patient, so the gateway sends a search for each patient of a panel;
 * another server answers one search by day.
 */
import { type Authorization, requireScope } from '../access/authorization.ts';
import { patientsOf } from '../access/compartment.ts';
import { type AuditedSearch, recordSearch } from '../audit/access-log.ts';
import type { PatientPanel } from '../config/values.ts';
import type { Capabilities } from '../epic/capabilities.ts';
import { badUserInputError, parseId, parseIds } from '../epic/patient-search.ts';
import { budgetExhaustedError, type RequestBudget, withPath } from '../epic/request-budget.ts';
import { toCanonicalQuery } from '../epic/search-parameters.ts';
import type { ResponsePath, Warning } from '../epic/warnings.ts';
import { GatewayError } from '../errors.ts';
import { hasOffset, isFhirDate } from '../fhir/dates.ts';
import { sortKey } from '../fhir/intervals.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import { readText } from '../fhir/lenient-read.ts';
import { namesParticipant } from '../fhir/participants.ts';
import { toEpochMs, toSiteTime } from '../fhir/site-time.ts';
import { PROVENANCE_INCLUDE } from '../fhir/resources.ts';
import type { Appointment, Stored } from '../fhir/types.ts';
import { countExclusions } from './list-warnings.ts';
import type { SelectedList } from './list-page.ts';
import { createListQuery } from './list-query.ts';
import { groupValues, searchWithIncludes, toIncludeParameters } from './includes.ts';
import type { Lists } from './lists.ts';
import type { Operation } from './operation.ts';
import { collectPage, createSearchReader, parsePageSize, START_OF_SEARCH } from './pages.ts';
import { type Patients, PATIENTS_NOT_FOUND } from './patients.ts';
import type { Provenances } from './provenances.ts';
import type { Searches } from './searches.ts';

export interface DayArguments {
  readonly first: number;
  readonly date: string;
  readonly patients?: readonly string[] | null | undefined;
  readonly location?: string | null | undefined;
  readonly practitioner?: string | null | undefined;
  readonly status?: unknown;
  readonly include?: unknown;
}

export interface ClinicDay {
  /**
   * Returns the first appointments that start on the day at the site, sorted by start.
   * @param includes the `_include` values for the references that are selected below the appointments
   * @param path of the field that returns them, and so of its warnings
   * @throws GatewayError BAD_USER_INPUT, FORBIDDEN, PANEL_UNAVAILABLE, OPERATION_TOO_EXPENSIVE, or the reason why every search failed
   */
  appointments(
    args: DayArguments,
    includes: readonly string[],
    path: ResponsePath,
  ): Promise<AppointmentsOfDay>;
}

interface AppointmentsOfDay {
  readonly appointments: Stored<Appointment>[];
  /** Whether the day has more appointments than `first`. */
  readonly isCut: boolean;
}

interface FoundAppointment {
  readonly appointment: Stored<Appointment>;
  /** Records in the audit that the caller received it. */
  readonly receive: () => void;
}

interface DayLoaders {
  readonly searches: Searches;
  readonly lists: Lists;
  readonly patients: Patients;
  readonly provenances: Provenances;
}

interface DayRequest {
  readonly authorization: Authorization;
  /** The patients in the arguments; null if none. */
  readonly given: readonly string[] | null;
  /** The arguments of the list of appointments that select the day. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly includes: readonly string[];
  readonly path: ResponsePath;
  readonly budget: RequestBudget;
}

const TYPE = 'Appointment';
/** As many as one search of the gateway's own for ids takes. */
const MAX_PATIENTS_OF_DAY = 100;
const MAX_PER_PATIENT = 100;
const MAX_SEARCHED = 500;
const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;

/** Whether the server finds the appointments of all patients by their day. Epic lists `date` too, but needs a patient with it. */
export function searchesByDay(capabilities: Capabilities | null): capabilities is Capabilities {
  return capabilities?.isEpic === false && capabilities.hasSearchParameter(TYPE, 'date');
}

/** Returns for how many patients of the panel the gateway searches at most. */
export function countPatientsOfDay(panel: PatientPanel): number {
  // Without a panel, a caller can have access to one patient.
  if (panel.kind === 'none') return 1;
  if (panel.kind === 'search') return 0;
  return Math.min(panel.kind === 'ids' ? panel.ids.length : MAX_PATIENTS_OF_DAY, MAX_PATIENTS_OF_DAY);
}

export function createClinicDay(operation: Operation, loaders: DayLoaders): ClinicDay {
  const { accessLog, client, siteTimeZone: zone } = operation;
  return {
    async appointments({ first, date, patients, location, practitioner, ...statuses }, includes, path) {
      const limit = parsePageSize(first);
      const filter = {
        ...statuses,
        ...boundsOf(date, zone),
        ...(typeof location === 'string' && { atLocation: parseId('location', location) }),
        ...(typeof practitioner === 'string' && {
          withPractitioner: parseId('practitioner', practitioner),
        }),
      };
      const given = Array.isArray(patients) ? [...new Set(parseIds('patients', patients))] : null;
      const authorization = await operation.authorize();
      if (!authorization.hasScope(TYPE, 's'))
        accessLog.addRefusal({ type: TYPE, interaction: 'search', id: null });
      requireScope(authorization, TYPE, 's');
      const capabilities = await client.capabilities(operation.budget).catch(() => null);
      // Reports the warnings of the panel that limits access, because the appointments of its patients are listed here.
      if (given === null && authorization.permitsPanel(TYPE, 's')) await operation.readPanel();
      const budget = withPath(operation.budget, path);
      const request: DayRequest = { authorization, given, filter, includes, path, budget };
      const found = searchesByDay(capabilities)
        ? await searchDay(operation, loaders, request, capabilities)
        : await listDay(operation, loaders, request);
      const ofDay = [...new Map(found.map((one) => [one.appointment.id, one])).values()].filter(
        ({ appointment: { start } }) => mayStartOn(start, date, zone),
      );
      const wanted = ofDay.filter(({ appointment }) => namesParticipants(appointment, filter, client.urls));
      if (wanted.length < ofDay.length) budget.warn(PARTICIPANTS_UNKNOWN);
      const sorted = wanted
        .map(({ appointment, receive }) => ({ appointment, receive, at: startOf(appointment, zone) }))
        .toSorted((one, other) => one.at - other.at || (one.appointment.id < other.appointment.id ? -1 : 1));
      const received = sorted.slice(0, limit);
      for (const { receive } of received) receive();
      return {
        appointments: received.map(({ appointment }) => appointment),
        isCut: sorted.length > limit,
      };
    },
  };
}

/** Reads the list of each patient, in one wave. Leaves out the patients whose list fails, with a warning. */
async function listDay(
  { accessLog, readPanel }: Operation,
  { lists, patients }: DayLoaders,
  { authorization, given, filter, includes, path, budget }: DayRequest,
): Promise<readonly FoundAppointment[]> {
  if (given === null && !authorization.hasScope('Patient', 'r')) {
    accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: null });
    requireScope(authorization, 'Patient', 'r');
  }
  const permitted = authorization.permittedPatients('Patient', 'r');
  const ids = given ?? (permitted === null ? await readPanel() : [...permitted]);
  if (ids.length > MAX_PATIENTS_OF_DAY) throw tooManyPatientsError();
  if (ids.length > budget.limit - budget.usage.requests) throw budgetExhaustedError(budget);
  if (given === null) budget.warn(OF_THIS_PANEL);
  const list: SelectedList = { name: 'appointments', args: { first: MAX_PER_PATIENT, ...filter }, includes };
  const read = async (id: string) => {
    try {
      const patient = await patients.load(id, { lists: [list], hasOnlyLists: true }, path);
      return patient === null ? null : await lists.candidates('appointments', id, list.args, includes, path);
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  };
  const results = await Promise.all(ids.map(read));
  const failures = results.filter((result) => result instanceof GatewayError);
  if (failures[0] !== undefined && failures.length === ids.length) throw failures[0];
  const pages = results.flatMap((result) => (result instanceof GatewayError ? [] : [result]));
  if (pages.includes(null)) budget.warn(PATIENTS_NOT_FOUND);
  const cut = pages.filter((page) => page?.page.hasNextPage === true).length;
  if (failures.length + cut > 0) budget.warn(dayIncompleteWarning(failures.length + cut, ids.length));
  return pages.flatMap((found) =>
    (found?.page.edges ?? []).map(({ node: appointment }) => ({
      appointment,
      receive: () => found?.receive([appointment]),
    })),
  );
}

/** Sends one search for all patients. */
async function searchDay(
  operation: Operation,
  { searches, provenances }: DayLoaders,
  { authorization, given, filter, includes, budget }: DayRequest,
  capabilities: Capabilities,
): Promise<readonly FoundAppointment[]> {
  const { accessLog, client, now, siteTimeZone: zone } = operation;
  const permitted = authorization.permittedPatients(TYPE, 's');
  const patients = given ?? (permitted === null ? null : [...permitted]);
  if (patients !== null && patients.length > MAX_PATIENTS_OF_DAY) throw tooManyPatientsError();
  const query = createListQuery('appointments', {
    patientId: '',
    server: client.urls,
    args: filter,
    categories: null,
    needsCriterion: false,
    isEpic: false,
    now: now(),
    zone,
  });
  if (query.isEmpty || patients?.length === 0) return [];
  const narrowing = [
    ...(patients === null ? [] : [['patient', patients.join(',')] as const]),
    ...query.optional,
  ].filter(([name]) => capabilities.hasSearchParameter(TYPE, name));
  const isOfPatients = (resource: Stored<Appointment>): boolean =>
    patients === null || patientsOf(resource, client.urls).some((id) => patients.includes(id));
  const read = async (offered: readonly string[], attempt: RequestBudget) => {
    const parameters = { ...groupValues(narrowing), ...toIncludeParameters(TYPE, offered) };
    const search: AuditedSearch = { type: TYPE, text: toCanonicalQuery(parameters), patientId: null };
    const { excludes, report } = countExclusions(TYPE, query);
    const readSlice = createSearchReader(searches.withBudget(attempt), TYPE, {
      parameters,
      pageSize: PAGE_SIZE,
      arrangement: { isWanted: query.isIn, excludes },
    });
    const page = await recordSearch(accessLog, search, () =>
      collectPage(MAX_SEARCHED, START_OF_SEARCH, readSlice, () => budget.reserveSpare()),
    );
    report(attempt.warn);
    return { page, search, offered };
  };
  const searching = { type: TYPE, includes, budget, search: read } as const;
  const { page, search, offered } = await searchWithIncludes(operation, searching);
  if (page.end !== null || page.isCircular) budget.warn(DAY_CUT);
  const found = page.items.map(({ node }) => node).filter(isOfPatients);
  if (offered.includes(PROVENANCE_INCLUDE)) found.forEach(provenances.markRequested);
  return found.map((appointment) => ({
    appointment,
    receive: () =>
      accessLog.addResource({ resource: appointment, interaction: 'search', search: search.text }),
  }));
}

/** Returns the first and the last moment of a day at the site, as arguments of the list of appointments. */
function boundsOf(date: string, zone: string): { readonly startsFrom: string; readonly startsUntil: string } {
  if (date.length !== 'YYYY-MM-DD'.length || !isFhirDate(date))
    throw badUserInputError('date expects a full date, such as 2026-11-27.');
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const written = (at: number): string => {
    const instant = new Date(at).toISOString();
    // FHIR years have four digits.
    return /^\d{4}-/.test(instant) ? instant : date;
  };
  return {
    startsFrom: written(toEpochMs(midnight, zone)),
    startsUntil: written(toEpochMs(midnight + DAY_MS, zone) - 1),
  };
}

/** Whether an appointment certainly has the participants of the filter. The lists also keep those that may have them. */
function namesParticipants(
  appointment: Stored<Appointment>,
  { atLocation, withPractitioner }: DayRequest['filter'],
  server: ServerUrls,
): boolean {
  const names = (type: string, id: unknown): boolean =>
    typeof id !== 'string' || namesParticipant(appointment, type, [id], server);
  return names('Location', atLocation) && names('Practitioner', withPractitioner);
}

/** Whether an appointment can start on the day at the site. One whose start is hidden or partial can. */
function mayStartOn(start: unknown, date: string, zone: string): boolean {
  const local = toSiteTime(readText(start) ?? '', { zone });
  return local === null || date.startsWith(local.slice(0, date.length));
}

function startOf({ start }: Stored<Appointment>, zone: string): number {
  const text = readText(start) ?? '';
  const key = sortKey(text);
  if (key === null) return Infinity;
  return hasOffset(text) ? key : toEpochMs(key, zone);
}

const OF_THIS_PANEL = {
  code: 'OF_THIS_PANEL',
  resourceType: TYPE,
  message:
    'The FHIR server lists appointments only by patient. These are the appointments of this panel, and the appointments of other patients are missing.',
} as const;
const PARTICIPANTS_UNKNOWN = {
  code: 'PARTICIPANTS_UNKNOWN',
  resourceType: TYPE,
  message:
    'Appointments of the day name a participant only by role, identifier or text, so the gateway cannot see whether it is the requested one. ' +
    'They were left out. Request the day without `location` and `practitioner` to see them.',
} as const;
const DAY_CUT = {
  code: 'DAY_INCOMPLETE',
  resourceType: TYPE,
  message:
    'The FHIR server has more appointments than the operation could read. Some of this day are missing. Request one location or practitioner.',
} as const;

function dayIncompleteWarning(failed: number, all: number): Warning {
  return {
    ...DAY_CUT,
    message: `The appointments of ${failed} of ${all} patients could not be read completely. They are missing, or some of them.`,
  };
}

function tooManyPatientsError(): GatewayError {
  return badUserInputError(
    `The day would be of more than ${MAX_PATIENTS_OF_DAY} patients. Pass at most ${MAX_PATIENTS_OF_DAY} of them in patients.`,
  );
}
