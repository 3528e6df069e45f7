/** Inspects the pages of a patient's lists. Lists that share a page share its facts, so they do not scan all of its records each. */
import type { Interval } from '../fhir/intervals.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ListQuery } from './list-query.ts';
import type { Operation } from './operation.ts';
import type { RetainedPage } from './retained-page.ts';
import { inspectEach } from './time-slices.ts';

/** Facts about one patient's records on a page. */
export interface PageFacts {
  /** Whether the page has records of other patients, or of none. */
  readonly hasForeign: boolean;
  /** The date of each record, as the server knows it; null for a record without one. */
  readonly seen: ReadonlyMap<string, Interval | null>;
  /** False if a record follows a certainly older one. */
  readonly isInOrder: boolean;
  /** Whether a record is certainly older than an earlier one. */
  readonly isDescending: boolean;
  /** The latest start of a record's date; -Infinity without dates. */
  readonly newest: number;
  /** The earliest end of a record's date; Infinity without dates. */
  readonly oldest: number;
  /** The positions of the records on the page. */
  readonly positions: readonly number[];
  /** The positions of the records that name a target, as `Type/id`. */
  readonly byTarget: ReadonlyMap<string, readonly number[]>;
}

export interface PageInspection extends Pick<Operation, 'responseBudget'> {
  readonly query: Pick<ListQuery, 'isForeign' | 'serverIntervals' | 'patientId' | 'reference'>;
}

/** The facts of each page, by patient and reference. */
const FACTS = new WeakMap<RetainedPage, Map<string, Promise<PageFacts>>>();

/** Returns the facts about the matches of a page, in the server's order. @throws GatewayError if the operation ends meanwhile */
export function inspectPage(inspection: PageInspection, page: RetainedPage): Promise<PageFacts> {
  const { patientId, reference } = inspection.query;
  const key = `${patientId} ${reference?.path ?? ''}`;
  const ofPage = FACTS.get(page) ?? new Map<string, Promise<PageFacts>>();
  const known = ofPage.get(key);
  if (known !== undefined) return known;
  const { matches } = page.searchset;
  const facts = readFacts(inspection, matches);
  FACTS.set(page, ofPage.set(key, facts));
  holdFacts(inspection, matches.length * BYTES_PER_RECORD, () => ofPage.delete(key));
  return facts;
}

/** The memory that the facts about a record take: its date and its positions. */
const BYTES_PER_RECORD = 192;

/** Counts the facts like their page, which is dropped at the same time when memory is short. */
function holdFacts(
  { responseBudget }: Pick<PageInspection, 'responseBudget'>,
  memory: number,
  forget: () => void,
): void {
  responseBudget.hold(memory);
  responseBudget.holdSpare(memory, () => {
    forget();
    if (!responseBudget.isSettled) responseBudget.release(memory);
  });
}

async function readFacts(
  { responseBudget, query }: PageInspection,
  matches: readonly Stored<Resource>[],
): Promise<PageFacts> {
  const seen = new Map<string, Interval | null>();
  const positions: number[] = [];
  const byTarget = new Map<string, number[]>();
  let at = -1;
  let isInOrder = true;
  let isDescending = false;
  let newest = -Infinity;
  let oldest = Infinity;
  await inspectEach({ responseBudget }, matches, (match) => {
    at += 1;
    if (query.isForeign(match)) return;
    positions.push(at);
    for (const target of new Set(query.reference?.targetsOf(match))) {
      const named = byTarget.get(target) ?? [];
      named.push(at);
      byTarget.set(target, named);
    }
    const intervals = query.serverIntervals(match);
    seen.set(match.id, intervals?.filtered ?? null);
    // Servers sort records without a date in different places.
    if (intervals === null) return;
    const { start, end } = intervals.sorted;
    isInOrder &&= start <= oldest;
    isDescending ||= end <= newest;
    newest = Math.max(newest, start);
    oldest = Math.min(oldest, end);
  });
  const hasForeign = positions.length < matches.length;
  return { hasForeign, seen, isInOrder, isDescending, newest, oldest, positions, byTarget };
}

/** Returns the positions of the records that a reference selects, or of all. */
export function positionsOf(
  { positions, byTarget }: Pick<PageFacts, 'positions' | 'byTarget'>,
  reference: ListQuery['reference'],
): readonly number[] {
  if (reference === null) return positions;
  const [target, ...others] = reference.targets;
  const named = (target === undefined ? undefined : byTarget.get(target)) ?? [];
  if (others.length === 0) return named;
  const all = new Set(reference.targets.flatMap((one) => byTarget.get(one) ?? []));
  return [...all].toSorted((one, other) => one - other);
}
