/** Collects warnings about the data of a response: what is missing, or differs from the request. */
import type { WarningCode } from '../warning-codes.ts';
import type { EpicIssueCode } from './issue-codes.ts';

/** A warning in the gateway's own words, because the server's can echo patient data. */
export interface Warning {
  readonly code: EpicIssueCode | WarningCode;
  readonly resourceType: string;
  readonly message: string;
  /** The path of the field, as in GraphQL errors: response keys and indices. Absent if the field is unknown. */
  readonly path?: ResponsePath;
}

export type ResponsePath = readonly (string | number)[];

export type Warn = (warning: Warning) => void;

/** The gateway's warnings after which a list can lack records that the server has. */
const CODES_OF_INCOMPLETE_LISTS: ReadonlySet<string> = new Set<WarningCode>([
  'FOREIGN_RECORDS',
  'NEXT_LINK_FOREIGN',
  'RECORD_NOT_SHOWN',
  'RECORD_NOT_UNDERSTOOD',
  'RECORD_TOO_LARGE',
  'RESOURCE_WITHOUT_ID',
  'UNKNOWN',
]);

/**
 * Epic's codes for an ignored parameter, which the gateway makes up for by filtering. After any other code of Epic, records can be missing.
 */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set(['4122', '59100', '59101', '59109']);

/** Whether the server says that it ignored a parameter. */
export function meansIgnoredParameter({ code }: Pick<Warning, 'code'>): boolean {
  return IGNORED_PARAMETERS.has(code);
}

/** Whether a list with this warning can lack records. */
export function meansIncomplete({ code }: Warning): boolean {
  const isOfEpic = /^\d+$/.test(code);
  return isOfEpic ? !meansIgnoredParameter({ code }) : CODES_OF_INCOMPLETE_LISTS.has(code);
}

/** The maximum number of warnings in one response, so that 100 patients with 10 lists each cannot flood it. */
const MAX_WARNINGS = 200;

export interface Warnings {
  /** Adds a warning. Warnings with the same code, type and path count once. */
  readonly warn: Warn;
  readonly list: () => readonly Warning[];
}

/** Keeps the first 200 warnings, and at least one of each code and type. */
export function createWarnings(): Warnings {
  const kept = new Map<string, Warning>();
  const kinds = new Set<string>();
  const leftOut = new Set<string>();
  return {
    warn(warning) {
      const kind = `${warning.code} ${warning.resourceType}`;
      const key = JSON.stringify([kind, warning.path ?? null]);
      if (kept.has(key)) return;
      if (kept.size < MAX_WARNINGS || !kinds.has(kind)) kept.set(key, warning);
      else leftOut.add(key);
      kinds.add(kind);
    },
    list: () => [...kept.values(), ...(leftOut.size === 0 ? [] : [warningsLeftOutWarning(leftOut.size)])],
  };
}

function warningsLeftOutWarning(count: number): Warning {
  return {
    code: 'WARNINGS_LEFT_OUT',
    resourceType: '',
    message: `${count} more warnings of the kinds above were left out. Request fewer lists in one operation to see them.`,
  };
}
