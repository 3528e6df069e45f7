/** Date searches, with the prefixes and partial dates (FHIR R4 §3.1.1.4.7) that Epic supports. */
import { textAt } from './element-path.ts';

/** Milliseconds since the epoch; `end` is exclusive. */
interface Span {
  start: number;
  end: number;
}

type Prefix = 'eq' | 'ge' | 'gt' | 'le' | 'lt';

const VALUE = /^(?<prefix>eq|ge|gt|le|lt)?(?<date>\d{4}.*)$/;
const DATE =
  /^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2})(?:T(?<minute>\d{2}:\d{2})(?<second>:\d{2}(?<fraction>\.\d+)?)?(?<zone>Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** Accepts Epic's prefixes `eq`, `lt`, `le`, `gt` and `ge`, but none of FHIR's others (`ne`, `sa`, `eb`, `ap`). */
export function isDateValue(value: string): boolean {
  return parseValue(value) !== null;
}

/**
 * Returns whether a date or a Period satisfies the condition. A partial date covers the whole span of its precision, so a year is within no month. A
 * Period without an end never ends.
 */
export function isDated(element: unknown, value: string): boolean {
  const wanted = parseValue(value);
  const span = typeof element === 'string' ? spanOf(element) : periodSpan(element);
  return wanted !== null && span !== null && RELATIONS[wanted.prefix](span, wanted.span);
}

/** The relation between the element's span and the requested one, by prefix. */
const RELATIONS: Record<Prefix, (span: Span, wanted: Span) => boolean> = {
  eq: isWithin,
  gt: endsAfter,
  ge: (span, wanted) => endsAfter(span, wanted) || isWithin(span, wanted),
  lt: startsBefore,
  le: (span, wanted) => startsBefore(span, wanted) || isWithin(span, wanted),
};

function isWithin(span: Span, wanted: Span): boolean {
  return wanted.start <= span.start && span.end <= wanted.end;
}

function endsAfter(span: Span, wanted: Span): boolean {
  return span.end > wanted.end;
}

function startsBefore(span: Span, wanted: Span): boolean {
  return span.start < wanted.start;
}

function parseValue(value: string): { prefix: Prefix; span: Span } | null {
  const { prefix = 'eq', date = '' } = VALUE.exec(value)?.groups ?? {};
  const span = spanOf(date);
  return span === null || !isPrefix(prefix) ? null : { prefix, span };
}

function isPrefix(prefix: string): prefix is Prefix {
  return prefix in RELATIONS;
}

function periodSpan(period: unknown): Span | null {
  const start = textAt(period, 'start');
  const end = textAt(period, 'end');
  if (start === undefined && end === undefined) return null;
  return {
    start: start === undefined ? -Infinity : (spanOf(start)?.start ?? -Infinity),
    end: end === undefined ? Infinity : (spanOf(end)?.end ?? Infinity),
  };
}

/** Returns null for anything but a date. Like Epic, reads a time without a zone in the server's zone, here UTC. */
function spanOf(date: string): Span | null {
  const { year, month, day, minute, second, fraction, zone = 'Z' } = DATE.exec(date)?.groups ?? {};
  if (year === undefined) return null;
  const start =
    minute === undefined
      ? Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
      : Date.parse(`${year}-${month}-${day}T${minute}${second ?? ':00'}${zone}`);
  if (Number.isNaN(start)) return null;
  if (fraction !== undefined) return { start, end: start + 1 };
  if (second !== undefined) return { start, end: start + 1000 };
  if (minute !== undefined) return { start, end: start + 60_000 };
  const next = new Date(start);
  if (day !== undefined) next.setUTCDate(next.getUTCDate() + 1);
  else if (month !== undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCFullYear(next.getUTCFullYear() + 1);
  return { start, end: next.getTime() };
}
