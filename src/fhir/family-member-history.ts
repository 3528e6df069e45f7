/** What a FamilyMemberHistory says of a relative's life. */
import { readBoolean, readText } from './lenient-read.ts';
import { firstDurationText } from './durations.ts';
import type { FamilyMemberHistory } from './types.ts';

/** Whether the relative has died: said, or told by when; null where neither. */
export function hasDied(history: FamilyMemberHistory): boolean | null {
  return (
    readBoolean(history.deceasedBoolean) ??
    ((readText(history.deceasedDate) ?? deathText(history)) ? true : null)
  );
}

/** When the relative died, in words, such as `72 years`. */
export function deathText({
  deceasedString,
  deceasedAge,
  deceasedRange,
}: FamilyMemberHistory): string | null {
  return firstDurationText(deceasedString, deceasedAge, deceasedRange);
}
