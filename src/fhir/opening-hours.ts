/** Reads the opening hours of a location (FHIR R4 Location.hoursOfOperation). */
import { readBoolean, readText, readTexts } from './lenient-read.ts';
import type { LocationHoursOfOperation } from './types.ts';

/** Returns the days and hours, such as `mon, tue 08:00–17:00`; null without any. A missing time shows as a gap. */
export function hoursText({
  daysOfWeek,
  allDay,
  openingTime,
  closingTime,
}: LocationHoursOfOperation): string | null {
  const [opens, closes] = [openingTime, closingTime].map((time) =>
    readText(time)?.replace(/^(\d\d:\d\d):00$/, '$1'),
  );
  const hasTimes = opens !== undefined || closes !== undefined;
  const times = hasTimes ? `${opens ?? '—'}–${closes ?? '—'}` : null;
  const allDayText = readBoolean(allDay) === true ? 'all day' : null;
  return readText(
    [readTexts(daysOfWeek).join(', '), allDayText, times].filter((part) => part !== null).join(' '),
  );
}
