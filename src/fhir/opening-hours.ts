/** Reads the weekly hours of locations and practitioner roles (FHIR R4 Location.hoursOfOperation, PractitionerRole.availableTime). */
import { readBoolean, readObjects, readText, readTexts } from './lenient-read.ts';
import type { Location, PractitionerRole } from './types.ts';

export interface WeeklyHours {
  readonly daysOfWeek: string[];
  readonly isAllDay: boolean | null;
  readonly start: string | null;
  readonly end: string | null;
}

export function hoursOf({ hoursOfOperation }: Location): WeeklyHours[] {
  return readObjects(hoursOfOperation).map(({ daysOfWeek, allDay, openingTime, closingTime }) => ({
    daysOfWeek: readTexts(daysOfWeek),
    isAllDay: readBoolean(allDay),
    start: readText(openingTime),
    end: readText(closingTime),
  }));
}

export function availableTimesOf({ availableTime }: PractitionerRole): WeeklyHours[] {
  return readObjects(availableTime).map(({ daysOfWeek, allDay, availableStartTime, availableEndTime }) => ({
    daysOfWeek: readTexts(daysOfWeek),
    isAllDay: readBoolean(allDay),
    start: readText(availableStartTime),
    end: readText(availableEndTime),
  }));
}

/** Returns the days and hours, such as `mon, tue 08:00–17:00`; null without any. A missing time shows as a gap. */
export function hoursText({ daysOfWeek, isAllDay, start, end }: WeeklyHours): string | null {
  const hasTimes = start !== null || end !== null;
  const times = hasTimes ? `${minutes(start)}–${minutes(end)}` : null;
  return readText(
    [daysOfWeek.join(', '), isAllDay === true ? 'all day' : null, times]
      .filter((part) => part !== null)
      .join(' '),
  );
}

function minutes(time: string | null): string {
  return time?.replace(/^(\d\d:\d\d):00$/, '$1') ?? '—';
}
