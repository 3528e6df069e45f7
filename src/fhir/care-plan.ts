import { firstName } from './concepts.ts';
import { readText } from './lenient-read.ts';
import { wholeTimingText } from './timing-text.ts';
import type { CarePlanActivity } from './types.ts';

/** Returns the words for the code, otherwise the product, the description, or the display of the reference. */
export function activityName({ detail, reference }: CarePlanActivity): string | null {
  return firstName(
    detail?.code,
    detail?.productCodeableConcept,
    detail?.productReference?.display,
    detail?.description,
    reference?.display,
  );
}

/** Returns when or how often the activity takes place; null if its schedule is a period. */
export function activitySchedule({ detail }: CarePlanActivity): string | null {
  return readText(detail?.scheduledString) ?? wholeTimingText(detail?.scheduledTiming);
}
