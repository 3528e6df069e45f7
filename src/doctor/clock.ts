/** Compares this machine's clock with the server's. Servers reject assertions from a clock that is wrong. */
import { ASSERTION_BACKDATING_SECONDS, ASSERTION_LIFETIME_SECONDS } from '../auth/client-assertion.ts';
import { createClientIdHeader } from '../epic/metadata.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { cause, type Checked, checked, failed } from './finding.ts';
import { answerOrFault, unanswered } from './requests.ts';

/** Returns the seconds by which this machine is ahead. */
export async function checkClock(
  { connection: { baseUrl, authentication } }: ExaminedSite,
  { http, now, signal }: Pick<CheckTools, 'http' | 'now' | 'signal'>,
): Promise<Checked<number>> {
  const tried = `comparing this machine's clock with the Date header of ${new URL(baseUrl).host}`;
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const sent = now();
  const response = await answerOrFault(
    http.send({ url, headers: createClientIdHeader(authentication), json: null, signal }),
  );
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const ahead = secondsAhead(response.answer, sent, now());
  const facts = { aheadSeconds: ahead };
  if (ahead === null)
    return checked<number>(null, { tried, found: ['The response has no usable Date header.'], facts });
  if (isNegligible(ahead)) return checked(ahead, { tried, found: ['The clocks agree.'], facts });
  const isSigned = authentication.kind === 'private_key_jwt';
  const causes = [
    cause`This machine's clock is wrong. ${isSigned ? effectOf(ahead) : WITHOUT_ASSERTIONS} → ${SYNC_CLOCK}`,
    cause`The server's clock is wrong, or a proxy sets the Date header.
      → Compare date -u with another time source. If this machine is right, tell the site.`,
  ];
  const details = { tried, found: [`This machine is ${describeSkew(ahead)}.`], causes, facts };
  return isSigned && !isTolerated(ahead) ? failed(details, ahead) : checked(ahead, details);
}

/** Returns the seconds by which this machine is ahead of the server; null if the response does not show it. */
export function secondsAhead(
  { headers }: Pick<HttpResponse, 'headers'>,
  sent: number,
  received: number,
): number | null {
  const date = Date.parse(String(headers['date']));
  // A cached response is as old as its Age header says (RFC 9111 §5.1).
  const age = Number(headers['age'] ?? 0);
  if (Number.isNaN(date) || Number.isNaN(age)) return null;
  // The Date header is truncated to seconds, so it is half a second behind on average.
  const server = date + age * 1000 + 500;
  // Adding zero turns -0 into 0.
  return Math.round(((sent + received) / 2 - server) / 1000) + 0;
}

/** Whether the precision of the Date header can explain the difference. */
export function isNegligible(ahead: number): boolean {
  return Math.abs(ahead) < 3;
}

/** Whether the server accepts assertions: they are neither issued in its future nor expired. */
export function isTolerated(ahead: number): boolean {
  return ahead <= ASSERTION_BACKDATING_SECONDS && ahead > -ASSERTION_LIFETIME_SECONDS;
}

/** Returns text such as `42 s ahead of the server`. */
export function describeSkew(ahead: number): string {
  const seconds = Math.abs(ahead);
  const amount = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${amount} ${ahead < 0 ? 'behind' : 'ahead of'} the server`;
}

export const SYNC_CLOCK =
  'Synchronize the clock of this machine, or of the container host, by NTP (timedatectl, chronyc tracking).';

const WITHOUT_ASSERTIONS = 'The gateway signs no assertions, so only the times in its audit are wrong.';

function effectOf(ahead: number): string {
  if (isTolerated(ahead)) return 'The server still accepts assertions, but not if the difference grows.';
  return `The server rejects assertions with invalid_client, because they ${
    ahead > 0 ? 'were issued in its future' : 'have expired when they arrive'
  }.`;
}
