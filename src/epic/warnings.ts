/** Warnings beside the data of a response: what is missing from it, or differs from what the operation requested. */

/** A hint beside the data, in this gateway's words: never the server's, which can echo patient data. */
export interface Warning {
  /** Epic's issue code, or a name of this gateway's in capitals. */
  readonly code: string;
  readonly resourceType: string;
  readonly message: string;
  /** The path of the field that it is about, as in GraphQL errors: response keys and indices. Absent where no field is known. */
  readonly path?: ResponsePath;
}

export type ResponsePath = readonly (string | number)[];

export type Warn = (warning: Warning) => void;

/** The warnings of this gateway after which a list can lack records that the server has. */
const CODES_OF_INCOMPLETE_LISTS: ReadonlySet<string> = new Set([
  'FOREIGN_RECORDS',
  'NEXT_LINK_FOREIGN',
  'RECORD_NOT_SHOWN',
  'RECORD_NOT_UNDERSTOOD',
  'RECORD_TOO_LARGE',
  'RESOURCE_WITHOUT_ID',
  'UNKNOWN',
]);

/** Epic ignored a parameter, which the gateway makes up for. After any other of its codes records can be missing. */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set(['4122', '59100', '59101', '59109']);

/** Whether a warning means that a list can lack records. */
export function meansIncomplete({ code }: Warning): boolean {
  const isOfEpic = /^\d+$/.test(code);
  return isOfEpic ? !IGNORED_PARAMETERS.has(code) : CODES_OF_INCOMPLETE_LISTS.has(code);
}

/** The most warnings in one answer, so that 100 patients with 10 lists each cannot flood it. */
const MAX_WARNINGS = 200;

export interface Warnings {
  /** Adds a warning; the same code for the same type and path counts once. */
  readonly warn: Warn;
  readonly list: () => readonly Warning[];
}

/** Keeps the first 200 warnings, and of each code and type at least one. */
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
