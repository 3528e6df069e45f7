/** Loads a patient's code status from every source that the server supports and the caller may search. */
import { recordSearch } from '../audit/access-log.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { type CodeStatus, codeStatusOf } from '../fhir/code-status.ts';
import { CODE_STATUS_CODES } from '../fhir/code-status-codes.ts';
import {
  CODE_STATUS_SEARCHES,
  type CodeStatusEntry,
  type CodeStatusSearch,
} from '../fhir/code-status-records.ts';
import { NOT_UNDERSTOOD } from '../fhir/code-status-consent.ts';
import type { Capabilities } from '../epic/capabilities.ts';
import { patientsOf } from '../access/compartment.ts';
import { isFhirId } from '../fhir/ids.ts';
import { withHeldWarnings, withPath } from '../epic/request-budget.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { EPIC_COUNT } from './list-search.ts';
import { FOREIGN_RECORDS } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import type { Searches, VisiblePage } from './searches.ts';
import { meansIncomplete, type ResponsePath, type Warning } from '../epic/warnings.ts';
import { toCanonicalQuery, type SearchParameters } from '../epic/search-parameters.ts';

export interface CodeStatusLoader {
  /** @param path of the field that returns it, and so of its warnings */
  load(patientId: string, path: ResponsePath): Promise<CodeStatus>;
}

interface SourceReading {
  readonly isOffered: boolean;
  /** Whether every record of the source was read. */
  readonly isWhole: boolean;
  readonly entries: readonly { readonly entry: CodeStatusEntry; readonly search: string }[];
}

/** How many pages of a source to read. */
const MAX_PAGES = 10;

/** Errors that end the operation, or that the caller must see. */
const OPERATION_ERRORS = [
  'OPERATION_ABORTED',
  'OPERATION_TIMEOUT',
  'OPERATION_TOO_EXPENSIVE',
  'RESPONSE_TOO_LARGE',
  'INTERNAL_SERVER_ERROR',
] as const;

export function createCodeStatusLoader(operation: Operation, searches: Searches): CodeStatusLoader {
  const { accessLog, client } = operation;

  const readSource = async (
    source: CodeStatusSearch,
    patientId: string,
    path: ResponsePath,
  ): Promise<SourceReading> => {
    const { type } = source;
    const budget = withPath(operation.budget, path);
    const authorization = await operation.authorize();
    const permitted = authorization.permittedPatients(type, 's');
    if (!authorization.hasScope(type, 's') || (permitted !== null && !permitted.has(patientId))) {
      accessLog.addRefusal({ type, interaction: 'search', id: null });
      budget.warn({ ...NOT_READABLE, resourceType: type });
      return SOURCE_UNREAD;
    }
    const capabilities = await client.capabilities(operation.budget).catch(() => null);
    if (capabilities !== null && !capabilities.hasSearchParameter(type, 'patient')) return SOURCE_NOT_OFFERED;
    const parameters = parametersOf(source, patientId, capabilities);
    const text = toCanonicalQuery(parameters);
    try {
      const { matches, isWhole, warnings } = await recordSearch(accessLog, { type, text, patientId }, () =>
        readPages(type, parameters, patientId),
      );
      // If the server's capabilities are unknown, it may be Epic.
      const circumstances = { now: operation.now(), isEpic: capabilities?.isEpic ?? true };
      const found = matches.map((match) => source.read(match, circumstances));
      if (found.includes(NOT_UNDERSTOOD)) warnings.push({ ...RECORD_NOT_UNDERSTOOD, resourceType: type });
      warnings.forEach(budget.warn);
      const entries = found.filter((entry) => entry !== null && entry !== NOT_UNDERSTOOD);
      // If a label could hide an order from the caller, the result never states that there is none, whether or not an order exists.
      const isNarrowed =
        authorization.permittedCategories(type, patientId) !== null ||
        authorization.mayHideByLabel(type, patientId);
      return {
        isOffered: true,
        isWhole: isWhole && !isNarrowed && !warnings.some(meansIncomplete),
        entries: entries.map((entry) => ({ entry, search: text })),
      };
    } catch (error) {
      if (!(error instanceof GatewayError) || hasCode(error, ...OPERATION_ERRORS)) throw error;
      budget.warn({ ...NOT_READABLE, resourceType: type });
      return SOURCE_UNREAD;
    }
  };

  const readPages = async (
    type: CodeStatusSearch['type'],
    parameters: SearchParameters,
    patientId: string,
  ) => {
    const warnings: Warning[] = [];
    const warnedSearches = searches.withBudget(withHeldWarnings(operation.budget, warnings));
    const isWanted = (match: Stored<Resource>): boolean => {
      const isOwn = patientsOf(match, client.urls).includes(patientId);
      if (!isOwn) warnings.push({ ...FOREIGN_RECORDS, resourceType: type });
      return isOwn;
    };
    const matches: Stored<Resource>[] = [];
    let isWhole = true;
    let page: VisiblePage<typeof type> = await warnedSearches.firstPage(type, parameters, { isWanted });
    for (let pages = 1; ; pages += 1) {
      const shown = await Promise.all(page.matches.map(({ redact }) => redact()));
      const readable = shown.filter((match) => match !== null);
      matches.push(...readable);
      isWhole &&= readable.length === shown.length;
      if (page.next === null || pages === MAX_PAGES)
        return { matches, warnings, isWhole: isWhole && page.next === null };
      page = await warnedSearches.nextPage(type, page.next, { isWanted });
    }
  };

  return {
    async load(patientId, path) {
      const now = operation.now();
      // A contained patient has no id to search for.
      if (!isFhirId(patientId)) return codeStatusOf([], { isComplete: false, now });
      const readings = await Promise.all(
        CODE_STATUS_SEARCHES.map((source) => readSource(source, patientId, path)),
      );
      const offered = readings.filter(({ isOffered }) => isOffered);
      const found = offered.flatMap(({ entries }) => entries);
      const status = codeStatusOf(
        found.map(({ entry }) => entry),
        { isComplete: offered.length > 0 && offered.every(({ isWhole }) => isWhole), now },
      );
      const shown = new Set([...status.entries, ...status.wishes, ...status.documents]);
      for (const { entry, search } of found)
        if (shown.has(entry))
          accessLog.addResource({ resource: entry.resource, interaction: 'search', search });
      return status;
    },
  };
}

function parametersOf(
  { type, criterion }: CodeStatusSearch,
  patientId: string,
  capabilities: Capabilities | null,
): SearchParameters {
  const isUnderstood =
    criterion !== null && (capabilities === null || capabilities.hasSearchParameter(type, criterion));
  const found = isUnderstood
    ? { [criterion]: CODE_STATUS_CODES.join(',') }
    : Object.fromEntries([EPIC_COUNT]);
  return { patient: patientId, ...found };
}

const SOURCE_UNREAD: SourceReading = { isOffered: true, isWhole: false, entries: [] };
const SOURCE_NOT_OFFERED: SourceReading = { isOffered: false, isWhole: false, entries: [] };

const NOT_READABLE = {
  code: 'SOURCE_NOT_READABLE',
  message:
    'The gateway could not read these records, because of the caller’s scopes, a refusal or a failure of the FHIR server. The field may lack ' +
    'some of them.',
} as const;

const RECORD_NOT_UNDERSTOOD = {
  code: 'RECORD_NOT_UNDERSTOOD',
  message:
    'A record of this type may be an order about resuscitation, but the gateway does not recognize its content. Check the chart.',
} as const;
