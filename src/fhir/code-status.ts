/** Computes the code status of a patient. Keeps orders apart from wishes and documents. No order on file never means "full code". */
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
 * Sorts the entries into orders, wishes and documents. Orders with different content conflict, whatever their dates, because the gateway
 * cannot decide which one is in force.
 * @param isComplete false if a source was not read completely
 */
export function codeStatusOf(
  found: readonly CodeStatusEntry[],
  { isComplete, now }: { readonly isComplete: boolean; readonly now: number },
): CodeStatus {
  const ofKind = (kind: CodeStatusKind): CodeStatusEntry[] => {
    const entries = uniqueOf(found.filter((entry) => entry.kind === kind));
    return sortNewestFirst(entries, now);
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
 * An order on hold, of unknown status, or with only the subject "code status" states nothing by itself. It conflicts with orders in force
 * that have other content.
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

/** Removes duplicates, because two searches can find the same record. */
function uniqueOf(entries: readonly CodeStatusEntry[]): CodeStatusEntry[] {
  return [
    ...new Map(
      entries.map((entry) => [`${entry.resource.resourceType}/${entry.resource.id}`, entry]),
    ).values(),
  ];
}

/**
 * Leaves out observations that ended before a later one began. If their dates overlap, such as a day and an hour of that day, it is
 * unknown which is later, and both remain.
 * @param entries newest first
 */
function withoutSuperseded(entries: readonly CodeStatusEntry[], now: number): CodeStatusEntry[] {
  const dated = entries.filter(
    (entry) => entry.isSupersedable && saysMoreThanSubject(entry.content) && rankOf(entry, now) !== -Infinity,
  );
  // Times with and without an offset cannot be compared exactly, so each kind has its own newest entry.
  const newest = [true, false].flatMap((isZoned) =>
    dated.filter((entry) => hasOffset(entryDateText(entry) ?? '') === isZoned).slice(0, 1),
  );
  return entries.filter(
    (entry) =>
      !entry.isSupersedable ||
      !newest.some((later) => endsBefore(entryDate(entry.resource), entryDate(later.resource))),
  );
}

function sortNewestFirst(entries: readonly CodeStatusEntry[], now: number): CodeStatusEntry[] {
  return entries.toSorted((one, other) => {
    const [a, b] = [rankOf(one, now), rankOf(other, now)];
    if (a !== b) return a > b ? -1 : 1;
    return one.resource.id < other.resource.id ? -1 : 1;
  });
}

/** A date further in the future is a typo, such as 2062 for 2026. */
const MAX_FUTURE_MS = 86_400_000;

function rankOf({ resource }: CodeStatusEntry, now: number): number {
  const key = sortKey(entryDate(resource));
  return key === null || key > now + MAX_FUTURE_MS ? -Infinity : key;
}
