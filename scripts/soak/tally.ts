/** Counts the outcomes of all operations so far. */
export interface Tally {
  operations: number;
  /** Operations without additional errors compared with the baseline. */
  clean: number;
  aborted: number;
  /** Operations that wrote a record, each with several requests if it failed at first. */
  writes: number;
  /** Markers of the records that the FHIR servers have stored. */
  readonly created: Set<string>;
  /** Markers of the records that the gateway reported as created. */
  readonly confirmed: Set<string>;
  /** Documents opened by their link. */
  documents: number;
  /** How often people signed in again. */
  signIns: number;
  /** Errors by code. */
  readonly errors: Map<string, number>;
  /** Operations with neither a response nor an abort by the client. */
  readonly lost: Notes;
  readonly wrong: Notes;
  /** All other failures. */
  readonly problems: Notes;
  upstreamRequests: number;
}

/** A count of events, with descriptions of the first ones. */
export interface Notes {
  count: number;
  readonly lines: string[];
}

const MAX_LINES = 20;

export function createTally(): Tally {
  return {
    operations: 0,
    clean: 0,
    aborted: 0,
    writes: 0,
    created: new Set(),
    confirmed: new Set(),
    documents: 0,
    signIns: 0,
    errors: new Map(),
    lost: { count: 0, lines: [] },
    wrong: { count: 0, lines: [] },
    problems: { count: 0, lines: [] },
    upstreamRequests: 0,
  };
}

export function countError(tally: Tally, code: string): void {
  tally.errors.set(code, (tally.errors.get(code) ?? 0) + 1);
}

export function note(notes: Notes, line: string): void {
  notes.count += 1;
  if (notes.lines.length < MAX_LINES) notes.lines.push(line);
}
