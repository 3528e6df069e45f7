/** Arranges results as a flowsheet: a row for each test and unit, a column for each time. */
import { type Code, keyOf, readTime, readUnit, type Value } from './trend-points.ts';

/** The part of a result that a flowsheet needs. */
export interface Charted {
  readonly name: string | null;
  readonly code: Code | null;
  readonly effective: string | null;
  readonly dateElement: string | null;
  /** The UCUM code of the unit, or the unit as people write it. */
  readonly unit: string | null;
  readonly value: Value | null;
}

export interface FlowsheetColumn {
  readonly key: string;
  readonly effective: string | null;
  /** Whether the time is when the results were reported, not when they were observed. */
  readonly isReported: boolean;
}

export interface FlowsheetRow<Result extends Charted> {
  readonly key: string;
  readonly name: string;
  /** The unit as people write it; null if the results have none. */
  readonly unit: string | null;
  /** The results of each column, all of them, by the key of the column. */
  readonly cells: ReadonlyMap<string, readonly Result[]>;
}

export interface Flowsheet<Result extends Charted> {
  /** Newest first; results without a date are last. */
  readonly columns: readonly FlowsheetColumn[];
  /** Tests with newer results first. */
  readonly rows: readonly FlowsheetRow<Result>[];
}

interface OpenRow<Result extends Charted> extends FlowsheetRow<Result> {
  readonly cells: Map<string, readonly Result[]>;
}

/** @param results newest first */
export function arrangeFlowsheet<Result extends Charted>(results: readonly Result[]): Flowsheet<Result> {
  const columns = new Map<string, FlowsheetColumn>();
  const rows = new Map<string, OpenRow<Result>>();
  const units = newestUnitsOf(results);
  for (const result of results) {
    const column = columnOf(result);
    columns.set(column.key, columns.get(column.key) ?? column);
    const test = keyOf(result);
    // A text, such as "Hemolyzed", is in the row of the numbers: it has no unit that could differ.
    const unit = isQuantity(result) ? unitOf(result) : (units.get(test) ?? unitOf(result));
    const key = JSON.stringify([test, unit.key]);
    const row: OpenRow<Result> = rows.get(key) ?? {
      key,
      name: result.name ?? 'Unnamed test',
      unit: unit.text,
      cells: new Map(),
    };
    row.cells.set(column.key, [...(row.cells.get(column.key) ?? []), result]);
    rows.set(key, row);
  }
  return {
    columns: [...columns.values()].toSorted((one, other) => sortKeyOf(other) - sortKeyOf(one)),
    rows: [...rows.values()],
  };
}

interface Unit {
  readonly key: string | null;
  readonly text: string | null;
}

function isQuantity({ value }: Charted): boolean {
  return value?.__typename === 'Quantity';
}

function unitOf(result: Charted): Unit {
  return { key: result.unit, text: readUnit(result) };
}

function newestUnitsOf(results: readonly Charted[]): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const result of results) {
    const test = keyOf(result);
    if (isQuantity(result) && !units.has(test)) units.set(test, unitOf(result));
  }
  return units;
}

/** Two spellings of one instant are one column. A partial date, and the time of a report, are columns of their own. */
function columnOf({ effective, dateElement }: Charted): FlowsheetColumn {
  const isReported = dateElement === 'issued';
  const hasTime = effective?.includes('T') === true;
  const time = hasTime ? (readTime(effective)?.toISOString() ?? effective) : effective;
  return { key: `${time ?? 'undated'}${isReported ? ' reported' : ''}`, effective, isReported };
}

/** A month or year is sorted by its first day. */
function sortKeyOf({ effective }: FlowsheetColumn): number {
  if (effective === null) return -Infinity;
  const time = readTime(effective)?.getTime() ?? Date.parse(effective);
  return Number.isNaN(time) ? -Infinity : time;
}
