/** Adds up the cost and the size of an operation's fields, and names the largest by their paths in the schema. */
import { bounded } from './arrivals.ts';

/** A field of the schema below those that lead to it, whatever the operation calls them. */
export interface Place {
  /** The same one for each alias of a field. */
  readonly at: (field: string) => Place;
  readonly charge: (calls: number) => void;
  readonly weigh: (bytes: number) => void;
}

export interface PricedField {
  /** Such as `patients.labResults`: names of the schema alone, which tell nothing of what was asked for. */
  readonly path: string;
  readonly calls: number;
}

export interface WeighedField {
  readonly path: string;
  readonly bytes: number;
}

export interface Ledger {
  /** Above the fields at the root. */
  readonly root: Place;
  readonly total: () => number;
  /** Those that cost most, the dearest first. */
  readonly dearest: (count: number) => PricedField[];
  readonly bytes: () => number;
  /** Those that answer most, the largest first. */
  readonly largest: (count: number) => WeighedField[];
}

/** The last name of a path, and what stands before it. */
interface Path {
  readonly field: string;
  readonly below: Path | null;
}

interface Entry {
  readonly path: Path;
  calls: number;
  bytes: number;
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  const placeOf = (path: Path | null): Place => {
    const places = new Map<string, Place>();
    let entry: Entry | null = null;
    const add = (what: 'calls' | 'bytes', figure: number): void => {
      if (figure === 0 || path === null) return;
      if (entry === null) entries.push((entry = { path, calls: 0, bytes: 0 }));
      entry[what] = bounded(entry[what] + figure);
    };
    return {
      at(field) {
        const known = places.get(field);
        if (known !== undefined) return known;
        const place = placeOf({ field, below: path });
        places.set(field, place);
        return place;
      },
      charge: (calls) => add('calls', calls),
      weigh: (bytes) => add('bytes', bytes),
    };
  };
  const sumOf = (what: 'calls' | 'bytes'): number =>
    bounded(entries.reduce((sum, entry) => sum + entry[what], 0));
  const mostOf = (what: 'calls' | 'bytes', count: number): Entry[] =>
    entries
      .filter((entry) => entry[what] > 0)
      .toSorted((one, other) => other[what] - one[what])
      .slice(0, count);
  return {
    root: placeOf(null),
    total: () => sumOf('calls'),
    dearest: (count) => mostOf('calls', count).map(({ path, calls }) => ({ path: written(path), calls })),
    bytes: () => sumOf('bytes'),
    largest: (count) => mostOf('bytes', count).map(({ path, bytes }) => ({ path: written(path), bytes })),
  };
}

function written(path: Path): string {
  const fields: string[] = [];
  for (let at: Path | null = path; at !== null; at = at.below) fields.unshift(at.field);
  return fields.join('.');
}
