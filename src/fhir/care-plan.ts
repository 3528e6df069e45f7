/** What is to be done by a CarePlan, in words. */
import { firstName } from './concepts.ts';
import { readText } from './lenient-read.ts';
import { timingText } from './timing.ts';
import type { CarePlanActivity } from './types.ts';

/** Returns what the activity is: its code, otherwise its product, its description, or how the plan calls the record of it. */
export function activityName({ detail, reference }: CarePlanActivity): string | null {
  return firstName(
    detail?.code,
    detail?.productCodeableConcept,
    detail?.productReference?.display,
    detail?.description,
    reference?.display,
  );
}

/** When or how often it is to be done, where that is not a stretch of time. */
export function activitySchedule({ detail }: CarePlanActivity): string | null {
  return readText(detail?.scheduledString) ?? timingText(detail?.scheduledTiming);
}
