/** What a FamilyMemberHistory says of a relative's life. */
import { flag, text } from './shape.ts';
import { firstSpanText } from './spans.ts';
import type { FamilyMemberHistory } from './types.ts';

/** Whether the relative has died: said, or told by when; null where neither. */
export function hasDied(history: FamilyMemberHistory): boolean | null {
  return flag(history.deceasedBoolean) ?? ((text(history.deceasedDate) ?? deathText(history)) ? true : null);
}

/** When the relative died, in words, such as `72 years`. */
export function deathText({
  deceasedString,
  deceasedAge,
  deceasedRange,
}: FamilyMemberHistory): string | null {
  return firstSpanText(deceasedString, deceasedAge, deceasedRange);
}
