/** Whether the clock of this machine goes as that of the server does: assertions live by it. */
import type { Http } from '../http/http.ts';
import { GatewayError } from '../errors.ts';
import type { Subject } from './configuration.ts';
import { inWords, isBearable, NOTICEABLE_SECONDS, secondsAhead } from './skew.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';
import { clientIdHeader } from '../fhir/metadata.ts';

/** Gives the seconds by which this machine is ahead. */
export async function checkClock(
  { connection }: Subject,
  { http, now, signal }: { readonly http: Http; readonly now: () => number; readonly signal: AbortSignal },
): Promise<Checked<number>> {
  const { baseUrl, authentication } = connection;
  const signs = authentication.kind === 'private_key_jwt';
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const tried = `compare this machine's clock with the Date header of ${new URL(baseUrl).host}`;
  const sent = now();
  try {
    const answer = await http.send({ url, headers: clientIdHeader(authentication), json: null, signal });
    const ahead = secondsAhead(answer, sent, now());
    if (ahead === null) {
      return {
        finding: finding({
          tried,
          found: ['The answer has no Date header, so that nothing is known of its clock.'],
          facts: { aheadSeconds: null },
        }),
        value: null,
      };
    }
    const facts = { aheadSeconds: ahead };
    if (Math.abs(ahead) < NOTICEABLE_SECONDS) {
      return { finding: finding({ tried, found: ['They agree to the second or so.'], facts }), value: ahead };
    }
    const found: [string] = [`This machine is ${inWords(ahead)}.`];
    const told = { tried, found, causes: causesOf(ahead, signs), facts };
    return { finding: !signs || isBearable(ahead) ? finding(told) : failed(told), value: ahead };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return {
      finding: failed({
        tried,
        found: [error.message],
        causes: [
          {
            cause: 'The server takes the connection and gives no answer, or a proxy in between does so.',
            remedy: 'Try again; ask the site, and the network team, whether requests of this machine arrive.',
          },
        ],
      }),
      value: null,
    };
  }
}

/** @param signs whether the gateway signs assertions, which servers refuse where clocks differ */
function causesOf(ahead: number, signs: boolean): Cause[] {
  const effect = !signs
    ? 'Nothing is refused for it, since no assertion is signed; times in the audit are wrong.'
    : isBearable(ahead)
      ? 'Assertions are still accepted, but not for much longer if it goes on so.'
      : ahead > 0
        ? 'Assertions are refused with invalid_client: to the server they come from the future.'
        : 'Assertions are refused with invalid_client: to the server they have ended before they come.';
  return [
    {
      cause: `The clock of this machine is wrong. ${effect}`,
      remedy: 'Have the machine (for a container: its host) follow NTP: timedatectl, chronyc tracking.',
    },
    {
      cause: 'The clock of the server is wrong, or a proxy in between answers with a time of its own.',
      remedy: 'Compare date -u with the time elsewhere; if this machine is right, tell the site.',
    },
  ];
}
