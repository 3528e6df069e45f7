/** What the fields of an operation cost: the sum, and the dearest of them by their paths in the schema. */
import { bounded } from './arrivals.ts';

/** A field of the schema below those that lead to it, whatever the operation calls them. */
export interface Place {
  /** The same one for each alias of a field. */
  readonly at: (field: string) => Place;
  readonly charge: (calls: number) => void;
}

export interface PricedField {
  /** Such as `patients.labResults`: names of the schema alone, which tell nothing of what was asked for. */
  readonly path: string;
  readonly calls: number;
}

export interface Ledger {
  /** Above the fields at the root. */
  readonly root: Place;
  readonly total: () => number;
  /** Those that cost most, the dearest first. */
  readonly dearest: (count: number) => PricedField[];
}

/** The last name of a path, and what stands before it. */
interface Path {
  readonly field: string;
  readonly below: Path | null;
}

interface Entry {
  readonly path: Path;
  calls: number;
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  const placeOf = (path: Path | null): Place => {
    const places = new Map<string, Place>();
    let entry: Entry | null = null;
    return {
      at(field) {
        const known = places.get(field);
        if (known !== undefined) return known;
        const place = placeOf({ field, below: path });
        places.set(field, place);
        return place;
      },
      charge(calls) {
        if (calls === 0 || path === null) return;
        if (entry === null) entries.push((entry = { path, calls: 0 }));
        entry.calls = bounded(entry.calls + calls);
      },
    };
  };
  return {
    root: placeOf(null),
    total: () => bounded(entries.reduce((sum, { calls }) => sum + calls, 0)),
    dearest: (count) =>
      entries
        .toSorted((one, other) => other.calls - one.calls)
        .slice(0, count)
        .map(({ path, calls }) => ({ path: written(path), calls })),
  };
}

function written(path: Path): string {
  const fields: string[] = [];
  for (let at: Path | null = path; at !== null; at = at.below) fields.unshift(at.field);
  return fields.join('.');
}
