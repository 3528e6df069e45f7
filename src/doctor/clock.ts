/** Whether the clock of this machine agrees with that of the server: assertions depend on it. */
import { ASSERTION_BACKDATING_SECONDS, ASSERTION_LIFETIME_SECONDS } from '../auth/client-assertion.ts';
import { createClientIdHeader } from '../epic/metadata.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { answerOrFault } from './attempt.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, failed } from './finding.ts';

/** Returns the seconds by which this machine is ahead. */
export async function checkClock(
  { connection: { baseUrl, authentication } }: ExaminedSite,
  { http, now, signal }: Pick<CheckTools, 'http' | 'now' | 'signal'>,
): Promise<Checked<number>> {
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const tried = `compare this machine's clock with the Date header of ${new URL(baseUrl).host}`;
  const sent = now();
  const headers = createClientIdHeader(authentication);
  const response = await answerOrFault(http.send({ url, headers, json: null, signal }));
  if ('fault' in response) return failed({ tried, found: [response.fault.message], causes: [NO_ANSWER] });
  const ahead = secondsAhead(response.answer, sent, now());
  const facts = { aheadSeconds: ahead };
  if (ahead === null) {
    const gist = 'The answer has no Date header, so that nothing is known of its clock.';
    return checked<number>(null, { tried, found: [gist], facts });
  }
  if (isUnnoticeable(ahead))
    return checked(ahead, { tried, found: ['They agree to the second or so.'], facts });
  const isSigned = authentication.kind === 'private_key_jwt';
  const gist = `This machine is ${describeSkew(ahead)}.`;
  const details = { tried, found: [gist] as const, causes: skewCauses(ahead, isSigned), facts };
  return isSigned && !isBearable(ahead) ? failed(details, ahead) : checked(ahead, details);
}

/** Returns the seconds by which this machine is ahead of the server; null if the response does not say. */
export function secondsAhead(
  { headers }: Pick<HttpResponse, 'headers'>,
  sent: number,
  received: number,
): number | null {
  const date = Date.parse(String(headers['date']));
  // RFC 9111 §5.1: a response from a cache is as old as it says.
  const age = Number(headers['age'] ?? 0);
  if (Number.isNaN(date) || Number.isNaN(age)) return null;
  // The header has whole seconds, cut off, so half a second is missing on average.
  const server = date + age * 1000 + 500;
  // Adding zero removes the sign of a negative one.
  return Math.round(((sent + received) / 2 - server) / 1000) + 0;
}

/** Whether the whole seconds of the header alone can make the difference. */
export function isUnnoticeable(ahead: number): boolean {
  return Math.abs(ahead) < 3;
}

/** Whether assertions are accepted: backdating keeps them out of the server's future, and they have not ended when they arrive. */
export function isBearable(ahead: number): boolean {
  return ahead <= ASSERTION_BACKDATING_SECONDS && ahead > -ASSERTION_LIFETIME_SECONDS;
}

/** Such as `42 s ahead of the server`. */
export function describeSkew(ahead: number): string {
  const seconds = Math.abs(ahead);
  const amount = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${amount} ${ahead < 0 ? 'behind' : 'ahead of'} the server`;
}

export const FOLLOW_NTP =
  'Have the machine (for a container: its host) follow NTP: timedatectl, chronyc tracking.';

const NO_ANSWER = cause`The server takes the connection and gives no answer, or a proxy in between does so.
  → Try again; ask the site, and the network team, whether requests of this machine arrive.`;

/** @param isSigned whether the gateway signs assertions, which servers refuse if clocks differ */
function skewCauses(ahead: number, isSigned: boolean): Cause[] {
  return [
    cause`The clock of this machine is wrong. ${effectOf(ahead, isSigned)} → ${FOLLOW_NTP}`,
    cause`The clock of the server is wrong, or a proxy in between answers with a time of its own.
      → Compare date -u with the time elsewhere; if this machine is right, tell the site.`,
  ];
}

function effectOf(ahead: number, isSigned: boolean): string {
  if (!isSigned)
    return 'Nothing is refused for it, since no assertion is signed; times in the audit are wrong.';
  if (isBearable(ahead)) return 'Assertions are still accepted, but not for much longer if it goes on so.';
  return ahead > 0
    ? 'Assertions are refused with invalid_client: to the server they come from the future.'
    : 'Assertions are refused with invalid_client: to the server they have ended before they come.';
}
