/** The code status of a patient: orders in force, apart from wishes and documents. No order ever means "full code". */
import type { CodeStatusKind } from './code-status-codes.ts';
import { haveSameContent, saysMoreThanSubject } from './code-status-content.ts';
import { type CodeStatusEntry, entryDate, entryDateText } from './code-status-records.ts';
import { hasOffset } from './dates.ts';
import { endsBefore, sortKey } from './intervals.ts';

export type CodeStatusState = 'STATED' | 'CONFLICTING' | 'NOT_STATED' | 'NOT_READABLE';

export interface CodeStatus {
  readonly state: CodeStatusState;
  /** Orders in force, on hold or of unknown status, newest first. */
  readonly entries: CodeStatusEntry[];
  readonly wishes: CodeStatusEntry[];
  readonly documents: CodeStatusEntry[];
  readonly mayBeIncomplete: boolean;
}

/**
 * Sorts what was found. Several orders that say different things conflict, whatever their dates: the gateway cannot know which holds.
 * @param isComplete false where a source was read only in part
 */
export function codeStatusOf(
  found: readonly CodeStatusEntry[],
  { isComplete, now }: { readonly isComplete: boolean; readonly now: number },
): CodeStatus {
  const ofKind = (kind: CodeStatusKind): CodeStatusEntry[] => {
    const entries = uniqueOf(found.filter((entry) => entry.kind === kind));
    return newestFirst(entries, now);
  };
  const entries = withoutSuperseded(ofKind('ORDER'), now);
  return {
    state: stateOf(entries, isComplete),
    entries,
    wishes: ofKind('WISH'),
    documents: ofKind('DOCUMENT'),
    mayBeIncomplete: !isComplete,
  };
}

/**
 * An order that is on hold or of unknown status, or says only that it is about code status, states nothing by itself, and conflicts with orders
 * in force that say something else.
 */
function stateOf(entries: readonly CodeStatusEntry[], isComplete: boolean): CodeStatusState {
  if (entries.length === 0 && isComplete) return 'NOT_STATED';
  if (!entries.some(({ isCertain, content }) => isCertain && saysMoreThanSubject(content)))
    return 'NOT_READABLE';
  return entries.every((one, at) =>
    entries.slice(at + 1).every((other) => haveSameContent(one.content, other.content)),
  )
    ? 'STATED'
    : 'CONFLICTING';
}

/** Two searches can find the same record. */
function uniqueOf(entries: readonly CodeStatusEntry[]): CodeStatusEntry[] {
  return [
    ...new Map(
      entries.map((entry) => [`${entry.resource.resourceType}/${entry.resource.id}`, entry]),
    ).values(),
  ];
}

/**
 * Leaves out observations that ended before a later one began. Where their dates overlap, as a day does with an hour of it, which one is later
 * is unknown, so both remain.
 * @param entries newest first
 */
function withoutSuperseded(entries: readonly CodeStatusEntry[], now: number): CodeStatusEntry[] {
  const dated = entries.filter(
    (entry) => entry.isSupersedable && saysMoreThanSubject(entry.content) && rankOf(entry, now) !== -Infinity,
  );
  // Times with and without a zone differ by an unknown number of hours, so each kind has a newest of its own.
  const newest = [true, false].flatMap((isZoned) =>
    dated.filter((entry) => hasOffset(entryDateText(entry) ?? '') === isZoned).slice(0, 1),
  );
  return entries.filter(
    (entry) =>
      !entry.isSupersedable ||
      !newest.some((later) => endsBefore(entryDate(entry.resource), entryDate(later.resource))),
  );
}

function newestFirst(entries: readonly CodeStatusEntry[], now: number): CodeStatusEntry[] {
  return entries.toSorted((one, other) => {
    const [a, b] = [rankOf(one, now), rankOf(other, now)];
    if (a !== b) return a > b ? -1 : 1;
    return one.resource.id < other.resource.id ? -1 : 1;
  });
}

/** A later date is a typo, such as 2062 for 2026. */
const FURTHEST_AHEAD_MS = 86_400_000;

function rankOf({ resource }: CodeStatusEntry, now: number): number {
  const key = sortKey(entryDate(resource));
  return key === null || key > now + FURTHEST_AHEAD_MS ? -Infinity : key;
}
