/** Whether the host of the published key set can be reached as Epic reaches it: by a public name, over https, without a detour. */
import { isIP } from 'node:net';
import { isLoopback } from '../config/values.ts';
import type { HttpResponse } from '../http/http.ts';
import { addressesOf, isPrivateAddress, withoutBrackets } from './addresses.ts';
import { type Probe, probe } from './probe.ts';
import type { Cause } from './step.ts';

/** Why Epic cannot reach a URL, or may not; null where nothing speaks against it. */
export interface Obstacle {
  readonly cause: Cause;
  /** False where it can look so from inside a network only. */
  readonly isCertain: boolean;
}

const PUBLISH_IT =
  'Publish /.well-known/jwks.json of the gateway under a public name (an ingress for that one path), or put the key set on any public https host: npm run keys -- jwks prints it.';

export async function obstacleTo(url: string, baseUrl: string): Promise<Obstacle | null> {
  const { hostname, protocol } = new URL(url);
  // What runs on this machine, and asks this machine, hides nothing.
  if (isLoopback(hostname) && isLoopback(new URL(baseUrl).hostname)) return null;
  if (protocol !== 'https:') return certain('The URL is not https, and Epic fetches no other.', PUBLISH_IT);
  const found = await addressesOf(hostname);
  if (found.kind === 'fault') {
    return certain(
      `The name ${hostname} is not known (${found.code}).`,
      'Publish the key set under a public DNS name, and register that with Epic.',
    );
  }
  if (!found.addresses.every(isPrivateAddress)) return null;
  const addresses = found.addresses.join(', ');
  return isIP(withoutBrackets(hostname)) === 0
    ? {
        isCertain: false,
        cause: {
          cause: `${hostname} has addresses of a private network only (${addresses}), as this machine sees it. Epic's servers cannot reach these.`,
          remedy: `Nothing, where the name has a public address outside: look it up from elsewhere. Else: ${PUBLISH_IT}`,
        },
      }
    : certain(
        `${addresses} is an address of a private network, which Epic's servers cannot reach.`,
        PUBLISH_IT,
      );
}

function certain(cause: string, remedy: string): Obstacle {
  return { isCertain: true, cause: { cause, remedy } };
}

/** Why no answer comes at all. */
export async function silenceOf(url: string): Promise<Cause[]> {
  const outcome = await probe(new URL(url).origin);
  return outcome.kind === 'secure' && outcome.fault !== null
    ? [certificateCause(outcome.fault, outcome)]
    : [
        {
          cause:
            'Nothing answers there: the gateway, its ingress, or whatever serves the key set, does not run, or listens elsewhere.',
          remedy:
            'Start it: Epic has to reach the key set whenever its copy has ended. Compare host and port of the URL.',
        },
        {
          cause: 'This network does not let its machines reach their own public name, while others do.',
          remedy:
            'Open the URL from outside, such as from a phone. If it is there, take no notice of this step.',
        },
      ];
}

function certificateCause(fault: string, { certificate }: Extract<Probe, { kind: 'secure' }>): Cause {
  const ended = certificate?.validTo.slice(0, 10) ?? 'some day';
  return {
    cause: `The host of the key set has a certificate that is not trusted (${fault}${fault === 'CERT_HAS_EXPIRED' ? `: it ended on ${ended}` : ''}), and Epic does not trust it either.`,
    remedy: 'Give the host a certificate of a public authority, for that name, with the whole chain.',
  };
}

/** What an answer that is no key set came to, in words that are not its own. */
export function wordsOf({ status, headers }: HttpResponse): string {
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect.`;
  const type = /^[\w/+.-]{1,60}/.exec(String(headers['content-type'] ?? ''))?.[0] ?? 'without a content type';
  return `HTTP ${status}, and no key set (${type}).`;
}

/** Why what answers is no key set. */
export function noKeySet({ status }: HttpResponse): Cause[] {
  if (status >= 300 && status < 400) {
    return [
      {
        cause: 'The URL redirects, and Epic does not follow redirects.',
        remedy:
          'Register the URL that it leads to, or have the host answer without one (http to https, a slash at the end, a login).',
      },
    ];
  }
  if (status === 401 || status === 403) {
    return [
      {
        cause: 'The host wants to know who asks: a login, a list of addresses, a bot filter.',
        remedy: 'Open that one path to everybody: it holds public keys only.',
      },
    ];
  }
  const wrongPath: Cause = {
    cause: 'Something else is served there.',
    remedy:
      'The gateway serves its key set at /.well-known/jwks.json; npm run keys -- jwks prints what should be there.',
  };
  const down: Cause = {
    cause: 'The gateway, or whatever serves the key set, is not running behind that host.',
    remedy: 'Start it: Epic has to reach the key set whenever its copy has ended.',
  };
  return status >= 500 ? [down, wrongPath] : [wrongPath, down];
}
