/** How far the clock of this machine and that of a server are apart, by the Date header of an answer. */
import { BACKDATED_SECONDS, LIFETIME_SECONDS } from '../auth/assertion.ts';
import type { HttpResponse } from '../http/http.ts';

/** Seconds by which this machine is ahead of the server; null where the answer does not say. */
export function secondsAhead(
  { headers }: Pick<HttpResponse, 'headers'>,
  sent: number,
  received: number,
): number | null {
  const date = Date.parse(String(headers['date']));
  // RFC 9111 §5.1: an answer from a cache is as old as it says.
  const age = Number(headers['age'] ?? 0);
  if (Number.isNaN(date) || Number.isNaN(age)) return null;
  // The header has whole seconds, cut off: half of one is what is missing on average.
  const server = date + age * 1000 + 500;
  // Without the sign of a zero.
  return Math.round(((sent + received) / 2 - server) / 1000) + 0;
}

/** Further apart than what the header's own seconds can do. */
export const NOTICEABLE_SECONDS = 3;

/** An assertion of a clock that is further ahead than its backdating is of the future; one further behind than its life has ended. */
export function isBearable(ahead: number): boolean {
  return ahead <= BACKDATED_SECONDS && ahead > -LIFETIME_SECONDS;
}

/** Such as `42 s ahead of the server`. */
export function inWords(ahead: number): string {
  const seconds = Math.abs(ahead);
  const amount = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${amount} ${ahead < 0 ? 'behind' : 'ahead of'} the server`;
}
