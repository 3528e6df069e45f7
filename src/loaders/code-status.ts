/** The code status of a patient, read from each source that the server offers and the caller may search. */
import { noted } from '../audit/accesses.ts';
import { GatewayError, hasCode } from '../errors.ts';
import { type CodeStatus, codeStatusOf } from '../fhir/code-status.ts';
import {
  CODE_STATUS_SEARCHES,
  type CodeStatusEntry,
  type CodeStatusSearch,
} from '../fhir/code-status-records.ts';
import { NOT_UNDERSTOOD } from '../fhir/code-status-consent.ts';
import type { Capabilities } from '../fhir/capabilities.ts';
import { patientsOf } from '../fhir/compartment.ts';
import { isFhirId } from '../fhir/ids.ts';
import { withoutWarnings, withPath } from '../fhir/usage.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { FOREIGN } from './list-warnings.ts';
import type { Operation } from './operation.ts';
import type { Searches, VisiblePage } from './searches.ts';
import { meansIncomplete, type ResponsePath, type Warning } from '../fhir/warnings.ts';
import { canonicalQuery, type SearchParameters } from '../fhir/search-parameters.ts';

export interface CodeStatusLoader {
  /** @param path of the field that answers with it: the path of its warnings */
  load(patientId: string, path: ResponsePath): Promise<CodeStatus>;
}

/** The result of one search. */
interface Reading {
  readonly isOffered: boolean;
  /** Whether all that there may be was read. */
  readonly isWhole: boolean;
  readonly entries: readonly { readonly entry: CodeStatusEntry; readonly search: string }[];
}

/** How many pages of a source are read. */
const MOST_PAGES = 10;

/** Failures that end the operation, or that its caller has to hear of. */
const NOT_OF_A_SOURCE = [
  'OPERATION_ABORTED',
  'OPERATION_TIMEOUT',
  'OPERATION_TOO_EXPENSIVE',
  'RESPONSE_TOO_LARGE',
  'INTERNAL_SERVER_ERROR',
] as const;

export function createCodeStatusLoader(operation: Operation, searches: Searches): CodeStatusLoader {
  const { accesses, client } = operation;

  const readSource = async (
    source: CodeStatusSearch,
    patientId: string,
    path: ResponsePath,
  ): Promise<Reading> => {
    const { type } = source;
    const usage = withPath(operation.usage, path);
    const reach = await operation.reach();
    const within = reach.patients(type, 's');
    if (!reach.grants(type, 's') || (within !== null && !within.has(patientId))) {
      accesses.refuse({ type, interaction: 'search', id: null });
      usage.warn({ ...NOT_READABLE, resourceType: type });
      return UNREAD;
    }
    const known = await client.capabilities(operation.usage).catch(() => null);
    if (known !== null && !known.lists(type, 'patient')) return NOT_OFFERED;
    const parameters = parametersOf(source, patientId, known);
    const text = canonicalQuery(parameters);
    try {
      const { matches, isWhole, warnings } = await noted(accesses, { type, text, patientId }, () =>
        readPages(type, parameters, patientId),
      );
      // A server that does not say what it is may be Epic.
      const circumstances = { now: operation.now(), isEpic: known?.isEpic ?? true };
      const found = matches.map((match) => source.read(match, circumstances));
      if (found.includes(NOT_UNDERSTOOD)) warnings.push({ ...RECORD_NOT_UNDERSTOOD, resourceType: type });
      warnings.forEach(usage.warn);
      const entries = found.filter((entry) => entry !== null && entry !== NOT_UNDERSTOOD);
      // A caller from whom a label could hide an order never learns that there is none, whether or not there is one.
      const isNarrowed = reach.categories(type, patientId) !== null || reach.canHide(type, patientId);
      return {
        isOffered: true,
        isWhole: isWhole && !isNarrowed && !warnings.some(meansIncomplete),
        entries: entries.map((entry) => ({ entry, search: text })),
      };
    } catch (error) {
      if (!(error instanceof GatewayError) || hasCode(error, ...NOT_OF_A_SOURCE)) throw error;
      usage.warn({ ...NOT_READABLE, resourceType: type });
      return UNREAD;
    }
  };

  const readPages = async (
    type: CodeStatusSearch['type'],
    parameters: SearchParameters,
    patientId: string,
  ) => {
    const warnings: Warning[] = [];
    const by = searches.by(withoutWarnings(operation.usage, warnings));
    const keeps = (match: Stored<Resource>): boolean => {
      const isOwn = patientsOf(match, client.urls).includes(patientId);
      if (!isOwn) warnings.push({ ...FOREIGN, resourceType: type });
      return isOwn;
    };
    const matches: Stored<Resource>[] = [];
    let isWhole = true;
    let page: VisiblePage<typeof type> = await by.first(type, parameters, { keeps });
    for (let pages = 1; ; pages += 1) {
      const shown = await Promise.all(page.matches.map(({ show }) => show()));
      const readable = shown.filter((match) => match !== null);
      matches.push(...readable);
      isWhole &&= readable.length === shown.length;
      if (page.next === null || pages === MOST_PAGES)
        return { matches, warnings, isWhole: isWhole && page.next === null };
      page = await by.page(type, page.next, { keeps });
    }
  };

  return {
    async load(patientId, path) {
      const now = operation.now();
      // A patient who is contained in another record, and so has no id, cannot be searched for.
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
      const answered = new Set([...status.entries, ...status.wishes, ...status.documents]);
      for (const { entry, search } of found)
        if (answered.has(entry)) accesses.record({ resource: entry.resource, interaction: 'search', search });
      return status;
    },
  };
}

function parametersOf(
  { type, criterion }: CodeStatusSearch,
  patientId: string,
  known: Capabilities | null,
): SearchParameters {
  const [parameter, codes] = criterion ?? ['', []];
  const isUnderstood = criterion !== null && (known === null || known.lists(type, parameter));
  return { patient: patientId, ...(isUnderstood && { [parameter]: codes.join(',') }) };
}

const UNREAD: Reading = { isOffered: true, isWhole: false, entries: [] };
const NOT_OFFERED: Reading = { isOffered: false, isWhole: false, entries: [] };

const NOT_READABLE = {
  code: 'SOURCE_NOT_READABLE',
  message:
    'These records could not be read, by the caller’s scopes or because the FHIR server refused or failed, so the field may lack some of ' +
    'them.',
};

const RECORD_NOT_UNDERSTOOD = {
  code: 'RECORD_NOT_UNDERSTOOD',
  message:
    'A record of this type may be an order about resuscitation, but nothing in it that the gateway knows says so. Look it up in the chart.',
};
