/**
 * Prepares results for a plot: one scale per unit, because values are never converted, and one line per component. Counts the results
 * that no plot can show, and why. Imports nothing of the app that tests cannot import.
 */
import { readDate } from '../dates.ts';

export interface Value {
  readonly __typename: string;
  readonly text?: string | null;
  readonly value?: number | null;
  readonly comparator?: string | null;
  readonly unit?: string | null;
}

interface Bound {
  readonly value: number | null;
  readonly unit: string | null;
}

interface Range {
  readonly type: object | null;
  readonly low: Bound | null;
  readonly high: Bound | null;
}

export interface Code {
  readonly loinc: string | null;
  readonly coding: readonly { readonly system: string | null; readonly code: string | null }[];
}

interface Component {
  readonly name: string | null;
  readonly code: Code | null;
  /** The UCUM code of the unit, or the unit as people write it. */
  readonly unit: string | null;
  readonly value: Value | null;
  readonly valueText: string | null;
  readonly isAbnormal: boolean | null;
  readonly referenceRange: readonly Range[];
}

/** The part of a result that a plot needs. */
export interface Measured extends Component {
  readonly effective: string | null;
  readonly effectivePeriod: { readonly start: string | null; readonly end: string | null } | null;
  readonly status: string | null;
  readonly isEnteredInError: boolean;
  readonly hasUnknownModifier: boolean;
  readonly isOutsideReferenceRange: boolean | null;
  readonly components: readonly Component[];
}

export interface TrendPoint {
  readonly at: Date;
  /** The same time, as in the graph. */
  readonly effective: string;
  /** The end of the period of the observation; null if it was made at one time. */
  readonly until: Date | null;
  readonly value: number;
  /** The key of its line. */
  readonly line: string;
  /** The value with its unit, as in the graph. */
  readonly text: string;
  /** Whether the number is the value, or the value is known to be below or above it. */
  readonly bound: 'none' | 'below' | 'above';
  readonly isOutOfRange: boolean;
  /** False for a preliminary result, and for one whose status is unknown. */
  readonly isFinal: boolean;
}

export interface TrendLine {
  readonly key: string;
  /** Null for the value of the result itself. */
  readonly name: string | null;
  /** The newest reference range that applies; null if there is none. */
  readonly range: { readonly low: number | null; readonly high: number | null } | null;
}

/** The points of one unit, with an axis of their own. */
export interface TrendScale {
  /** The unit as people write it; null if the results have none. */
  readonly unit: string | null;
  readonly lines: readonly TrendLine[];
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
}

export interface Trend {
  /** The unit of the newest result first. */
  readonly scales: readonly TrendScale[];
  /** How many results are not plotted, by reason. */
  readonly notPlotted: ReadonlyMap<string, number>;
}

const BOUNDS: Readonly<Record<string, TrendPoint['bound']>> = {
  LESS_THAN: 'below',
  LESS_OR_EQUAL: 'below',
  GREATER_THAN: 'above',
  GREATER_OR_EQUAL: 'above',
};

const FINAL: ReadonlySet<string | null> = new Set(['FINAL', 'AMENDED', 'CORRECTED']);
const WITHOUT_RESULT: ReadonlySet<string | null> = new Set(['CANCELLED', 'REGISTERED']);
const DAY_MS = 86_400_000;

/**
 * Returns the instant of a FHIR dateTime, and local midnight for a date. Null for a month, a year or a missing date: at its first day, it
 * would be in the wrong place.
 */
export function readTime(value: string | null | undefined): Date | null {
  if (value === null || value === undefined || /^\d{4}(-\d{2})?$/.test(value)) return null;
  const time = readDate(value);
  return time !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00`) : time;
}

interface OpenScale {
  readonly unit: string | null;
  readonly lines: Map<string, TrendLine>;
  readonly points: TrendPoint[];
}

/** @param results newest first */
export function prepareTrend(results: readonly Measured[], now: number = Date.now()): Trend {
  const scales = new Map<string, OpenScale>();
  const notPlotted = new Map<string, number>();
  for (const result of results) {
    const reason = reasonAgainst(result, now);
    if (reason !== null) {
      notPlotted.set(reason, (notPlotted.get(reason) ?? 0) + 1);
      continue;
    }
    for (const part of numericPartsOf(result)) {
      const point = pointOf(result, part);
      if (point === null) continue;
      const scaleKey = part.unit ?? '';
      const scale: OpenScale = scales.get(scaleKey) ?? {
        unit: readUnit(part),
        lines: new Map(),
        points: [],
      };
      scales.set(scaleKey, scale);
      scale.points.push(point);
      const line = scale.lines.get(point.line);
      if (line === undefined || line.range === null)
        scale.lines.set(point.line, {
          key: point.line,
          name: line?.name ?? (part === result ? null : part.name),
          range: rangeOf(result, part),
        });
    }
  }
  return {
    scales: Array.from(scales.values(), ({ unit, lines, points }) => ({
      unit,
      lines: [...lines.values()],
      points: points.toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    })),
    notPlotted,
  };
}

/** Returns why no part of a result can be plotted; null if one can. */
function reasonAgainst(result: Measured, now: number): string | null {
  if (result.isEnteredInError) return 'entered in error';
  if (result.hasUnknownModifier) return 'with an unrecognized modifier';
  if (WITHOUT_RESULT.has(result.status)) return 'canceled or not yet resulted';
  const at = readTime(result.effective);
  if (at === null) return 'without an exact date';
  if (at.getTime() > now + DAY_MS) return 'dated in the future';
  return numericPartsOf(result).length === 0 ? 'without a number' : null;
}

/** Returns the value, or the components of a result without one. Components next to a value, such as an oxygen flow, are on another scale. */
function numericPartsOf(result: Measured): readonly Component[] {
  return isNumeric(result) ? [result] : result.components.filter(isNumeric);
}

function isNumeric({ value }: Component): boolean {
  if (value?.__typename !== 'Quantity' || typeof value.value !== 'number') return false;
  return isAbsent(value.comparator) || BOUNDS[value.comparator] !== undefined;
}

function isAbsent(comparator: string | null | undefined): comparator is null | undefined {
  return comparator === null || comparator === undefined;
}

function pointOf(result: Measured, part: Component): TrendPoint | null {
  const at = readTime(result.effective);
  const value = part.value?.value;
  const { effective } = result;
  if (effective === null || at === null || typeof value !== 'number') return null;
  const until = readTime(result.effectivePeriod?.end);
  const comparator = part.value?.comparator;
  return {
    at,
    effective,
    until: until !== null && until > at ? until : null,
    value,
    line: part === result ? '' : keyOf(part),
    text: part.valueText ?? String(value),
    bound: isAbsent(comparator) ? 'none' : (BOUNDS[comparator] ?? 'none'),
    isOutOfRange: isOutOfRange(result, part),
    isFinal: FINAL.has(result.status),
  };
}

/** A flag of the whole result marks every component, unless the source says which one it flagged. */
function isOutOfRange(result: Measured, part: Component): boolean {
  if (part.isAbnormal === true || (part === result && result.isOutsideReferenceRange === true)) return true;
  return result.isAbnormal === true && !result.components.some(({ isAbnormal }) => isAbnormal === true);
}

/** Returns the unit as people read it, such as `°C` for `Cel`: the part of the text behind the number. */
export function readUnit({ value, unit }: Pick<Component, 'value' | 'unit'>): string | null {
  const [, shown] = /^\S*\d\S* (.+)$/.exec(value?.text ?? '') ?? [];
  return shown ?? value?.unit ?? unit;
}

/** Returns what identifies a test: its LOINC code, any other code with its system, or its name. */
export function keyOf({ code, name }: { readonly code: Code | null; readonly name: string | null }): string {
  if (code !== null && code.loinc !== null) return `http://loinc.org|${code.loinc}`;
  const coding = code?.coding.find((one) => one.system !== null && one.code !== null);
  return coding === undefined ? (name ?? '') : `${coding.system}|${coding.code}`;
}

/** Returns the only reference range, if it certainly is a normal one in the unit of the value. */
function rangeOf(result: Measured, part: Component): TrendLine['range'] {
  const [range, ...others] = part.referenceRange;
  if (range === undefined || others.length > 0) return null;
  // The gateway compares a value only with a range that applies to it. It compares no components.
  if (part === result ? result.isOutsideReferenceRange === null : !isOfUnit(range, part)) return null;
  const { low, high } = range;
  return { low: low?.value ?? null, high: high?.value ?? null };
}

function isOfUnit({ type, low, high }: Range, { value }: Component): boolean {
  return (
    type === null && [low, high].every((bound) => bound === null || bound.unit === (value?.unit ?? null))
  );
}
