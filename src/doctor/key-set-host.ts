/** Whether Epic can reach the host of the published key set, and why what answers there is no key set. */
import { isLoopback } from '../config/values.ts';
import { endOf } from './connection.ts';
import { type Cause, cause } from './finding.ts';
import { isIpAddress, isPrivateAddress, lookUpHost, probe } from './hosts.ts';

/** Why Epic cannot reach a URL, or may not. */
interface Obstacle {
  readonly cause: Cause;
  /** False if it can look so from inside a network only. */
  readonly isCertain: boolean;
}

const PUBLISH_IT =
  'Publish /.well-known/jwks.json of the gateway under a public name (an ingress for that one path), or put the key set on any public https host: npm run keys -- jwks prints it.';

export async function findObstacle(url: string, baseUrl: string): Promise<Obstacle | null> {
  const { hostname, protocol } = new URL(url);
  // A FHIR server on this machine reaches this machine too.
  if (isLoopback(hostname) && isLoopback(new URL(baseUrl).hostname)) return null;
  if (protocol !== 'https:')
    return certain(cause`The URL is not https, and Epic fetches no other. → ${PUBLISH_IT}`);
  const { addresses, code } = await lookUpHost(hostname);
  if (code !== null)
    return certain(cause`The name ${hostname} is not known (${code}).
      → Publish the key set under a public DNS name, and register that with Epic.`);
  if (!addresses.every(isPrivateAddress)) return null;
  const list = addresses.join(', ');
  if (isIpAddress(hostname))
    return certain(
      cause`${list} is an address of a private network, which Epic's servers cannot reach. → ${PUBLISH_IT}`,
    );
  return {
    isCertain: false,
    cause: cause`${hostname} has addresses of a private network only (${list}), as this machine sees it. Epic's servers cannot reach these.
      → Nothing, where the name has a public address outside: look it up from elsewhere. Else: ${PUBLISH_IT}`,
  };
}

function certain(obstacle: Cause): Obstacle {
  return { isCertain: true, cause: obstacle };
}

/** Returns why no answer comes at all. */
export async function silenceCauses(url: string): Promise<Cause[]> {
  const outcome = await probe(new URL(url).origin);
  if (outcome.kind !== 'secure' || outcome.fault === null) return [NOT_RUNNING, NO_HAIRPIN];
  const { fault, certificate } = outcome;
  const ended = fault === 'CERT_HAS_EXPIRED' ? `: it ended on ${endOf(certificate)}` : '';
  return [
    cause`The host of the key set has a certificate that is not trusted (${fault}${ended}), and Epic does not trust it either.
      → Give the host a certificate of a public authority, for that name, with the whole chain.`,
  ];
}

const NOT_RUNNING = cause`Nothing answers there: the gateway, its ingress, or whatever serves the key set, does not run, or listens elsewhere.
  → Start it: Epic has to reach the key set whenever its copy has ended. Compare host and port of the URL.`;
/** The router of the network does not lead a public address back inside (NAT hairpinning). */
const NO_HAIRPIN = cause`This network does not let its machines reach their own public name, while others do.
  → Open the URL from outside, such as from a phone. If it is there, take no notice of this step.`;

/** Returns why the response is no key set. */
export function noKeySetCauses(status: number): Cause[] {
  if (status >= 300 && status < 400) return [REDIRECTED];
  if (status === 401 || status === 403) return [LOGIN_WANTED];
  return status >= 500 ? [HOST_DOWN, WRONG_PATH] : [WRONG_PATH, HOST_DOWN];
}

const REDIRECTED = cause`The URL redirects, and Epic does not follow redirects.
  → Register the URL that it leads to, or have the host answer without one (http to https, a slash at the end, a login).`;
const LOGIN_WANTED = cause`The host wants to know who asks: a login, a list of addresses, a bot filter.
  → Open that one path to everybody: it holds public keys only.`;
const WRONG_PATH = cause`Something else is served there.
  → The gateway serves its key set at /.well-known/jwks.json; npm run keys -- jwks prints what should be there.`;
const HOST_DOWN = cause`The gateway, or whatever serves the key set, is not running behind that host.
  → Start it: Epic has to reach the key set whenever its copy has ended.`;
