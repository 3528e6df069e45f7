/** What became of all operations so far. */

export interface Tally {
  operations: number;
  /** Those of them that had no error. */
  calm: number;
  hungUp: number;
  /** How many errors came of each code. */
  readonly errors: Map<string, number>;
  readonly lost: Notes;
  readonly wrong: Notes;
  /** What else may not be. */
  readonly problems: Notes;
  upstreamRequests: number;
}

/** How often something happened, and the first times in words. */
export interface Notes {
  count: number;
  readonly lines: string[];
}

const MOST_LINES = 20;

export function createTally(): Tally {
  return {
    operations: 0,
    calm: 0,
    hungUp: 0,
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
  if (notes.lines.length < MOST_LINES) notes.lines.push(line);
}
