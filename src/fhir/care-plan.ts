/** Names the activities of a CarePlan, and their schedules. */
import { firstName } from './concepts.ts';
import { readText } from './lenient-read.ts';
import { timingText } from './timing.ts';
import type { CarePlanActivity } from './types.ts';

/** Returns the first of these: its code, its product, its description, or the plan's name for the record of the activity. */
export function activityName({ detail, reference }: CarePlanActivity): string | null {
  return firstName(
    detail?.code,
    detail?.productCodeableConcept,
    detail?.productReference?.display,
    detail?.description,
    reference?.display,
  );
}

/** Returns when or how often the activity takes place, unless its schedule is a period. */
export function activitySchedule({ detail }: CarePlanActivity): string | null {
  return readText(detail?.scheduledString) ?? timingText(detail?.scheduledTiming);
}
