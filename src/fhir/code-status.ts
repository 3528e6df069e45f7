/** The code status of a patient: orders in force, apart from wishes and documents. No order ever means "full code". */
import type { CodeStatusKind } from './code-status-codes.ts';
import { type CodeStatusEntry, entryDate } from './code-status-records.ts';
import { sortKey } from './instants.ts';

export type CodeStatusState = 'STATED' | 'CONFLICTING' | 'NOT_STATED' | 'NOT_READABLE';

export interface CodeStatus {
  readonly state: CodeStatusState;
  /** Orders in force, newest first. */
  readonly entries: CodeStatusEntry[];
  readonly wishes: CodeStatusEntry[];
  readonly documents: CodeStatusEntry[];
  readonly mayBeIncomplete: boolean;
}

/**
 * Sorts what was found. Several orders that say different things conflict, whatever their dates: the gateway cannot know which holds.
 * @param isComplete false where a source was not read whole
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

function stateOf(entries: readonly CodeStatusEntry[], isComplete: boolean): CodeStatusState {
  if (entries.length === 0) return isComplete ? 'NOT_STATED' : 'NOT_READABLE';
  return entries.every((one) => entries.every((other) => agree(one, other))) ? 'STATED' : 'CONFLICTING';
}

function agree(one: CodeStatusEntry, other: CodeStatusEntry): boolean {
  return one === other || [...one.says].some((what) => other.says.has(what));
}

/** Two searches can find the same record. */
function uniqueOf(entries: readonly CodeStatusEntry[]): CodeStatusEntry[] {
  return [
    ...new Map(
      entries.map((entry) => [`${entry.resource.resourceType}/${entry.resource.id}`, entry]),
    ).values(),
  ];
}

/** Of observations, the newest and those without a date remain. */
function withoutSuperseded(entries: readonly CodeStatusEntry[], now: number): CodeStatusEntry[] {
  const newest = Math.max(
    ...entries.filter(({ isSupersedable }) => isSupersedable).map((entry) => rankOf(entry, now)),
  );
  return entries.filter((entry) => {
    const rank = rankOf(entry, now);
    return !entry.isSupersedable || rank === newest || rank === -Infinity;
  });
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
