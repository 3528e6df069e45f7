/** Checks the published key set as Epic sees it: reachable, without redirects, and with the signing key. */
import { type PublishedKey, readPublishedKeys } from '../auth/published-keys.ts';
import type { SigningKeys } from '../auth/signing-keys.ts';
import { isLoopback } from '../config/values.ts';
import type { HttpResponse } from '../http/http-client.ts';
import type { ExaminedSite } from './configuration.ts';
import { expiryOf } from './connection.ts';
import { type Credential, thumbprintOf } from './credential.ts';
import { type Cause, cause, type Checked, checked, compact, type Facts, failed, skipped } from './finding.ts';
import { isIpAddress, isPrivateAddress, lookUpHost, probe } from './hosts.ts';
import { answerOrFault, type HttpTools } from './requests.ts';

/** Helps the step Token to explain a refusal. */
export interface KeySetEvidence {
  /** Null if it is not configured. */
  readonly url: string | null;
  /** Whether it contains the signing key under its kid; null if unknown. */
  readonly holdsKey: boolean | null;
  /** Other kids under which it contains the signing key. */
  readonly otherKids: readonly string[];
  /** The most likely problem with it; null if none is known. */
  readonly fault: Cause | null;
}

export const UNKNOWN_KEY_SET: KeySetEvidence = { url: null, holdsKey: null, otherKids: [], fault: null };

export async function checkKeySet(
  { keySetUrl: url, isSandbox, connection: { authentication, baseUrl } }: ExaminedSite,
  credential: Credential,
  { http, signal }: HttpTools,
): Promise<Checked<KeySetEvidence>> {
  if (credential.kind !== 'key')
    return skipped(`EPIC_AUTH=${authentication.kind} needs no key set.`, UNKNOWN_KEY_SET);
  if (url === null) return skipped(isSandbox ? SANDBOX_KNOWS_KEY : URL_UNKNOWN, UNKNOWN_KEY_SET);
  const tried = `GET ${url} without following redirects`;
  const unusable = (gist: string, causes: readonly Cause[], facts: Facts = {}) =>
    failed<KeySetEvidence>(
      { tried, found: [gist], causes, facts: { url, ...facts } },
      { url, holdsKey: false, otherKids: [], fault: causes[0] ?? null },
    );
  const { obstacle, doubts } = await findObstacles(url, baseUrl);
  if (obstacle !== null) return unusable('Epic cannot reach the key set.', [obstacle]);
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await answerOrFault(
    http.send({ url, headers, server: 'The host of the key set', signal }),
  );
  if ('fault' in response)
    return unusable(response.fault.message, [...(await unreachableCauses(url)), ...doubts]);
  const { status, json } = response.answer;
  const published = status === 200 ? await readPublishedKeys(json) : null;
  if (published === null)
    return unusable(describeOther(response.answer), [...wrongResponseCauses(status), ...doubts], { status });

  const { keys } = credential;
  const { keyId } = keys.signing;
  const { holdsKey, otherKids, mismatch } = await compareKeys(published, keys);
  const otherPublishedKids = published.map(({ kid }) => kid).filter((kid) => kid !== keyId);
  const isSecondMissing = keys.published.keys
    .slice(1)
    .some(({ kid }) => !published.some((key) => key.kid === kid));
  const serious = compact<Cause>(
    published.some(({ isPrivate }) => isPrivate) && PRIVATE_KEY_PUBLISHED,
    mismatch,
  );
  const maxAgeSeconds = maxAgeOf(response.answer);
  const count = published.length === 1 ? 'one key' : `${published.length} keys`;
  const cachedFor = inHours(maxAgeSeconds ?? MAX_CACHE_SECONDS);
  const details = {
    tried,
    found: [
      `HTTP 200 with ${count}. ${holdsKey ? `Contains the signing key (kid ${keyId}).` : `Does not contain the signing key with the kid ${keyId}.`}`,
      `Epic may cache its copy for ${cachedFor}. Epic requests the URL from its own network, which can give another result.`,
    ],
    causes: compact<Cause>(
      serious,
      doubts,
      isSecondMissing && SECOND_KEY_MISSING,
      new Set(otherPublishedKids).size < otherPublishedKids.length && DUPLICATE_KIDS,
    ),
    facts: { url, status, keys: published.length, holdsKey, maxAgeSeconds },
  };
  const evidence = { url, holdsKey, otherKids, fault: serious[0] ?? doubts[0] ?? null };
  return serious.length > 0 ? failed(details, evidence) : checked(evidence, details);
}

const SANDBOX_KNOWS_KEY = 'The embedded sandbox already knows the public key.';
const URL_UNKNOWN =
  'The URL of the key set is not configured. Set EPIC_JWKS_URL to the URL that is registered with the app, or use --jwks-url.';

const PUBLISH =
  'Publish the /.well-known/jwks.json of the gateway under a public name (an ingress for that path only), or put the output of npm run gateway -- keys jwks on any public https host.';

interface Obstacles {
  /** Why Epic cannot reach the URL; null if it may. */
  readonly obstacle: Cause | null;
  /** Problems that Epic need not see, because it uses another network. */
  readonly doubts: readonly Cause[];
}

async function findObstacles(url: string, baseUrl: string): Promise<Obstacles> {
  const { hostname, protocol } = new URL(url);
  // A FHIR server on this machine can reach a key set on this machine.
  if (isLoopback(hostname) && isLoopback(new URL(baseUrl).hostname)) return NO_OBSTACLES;
  if (protocol !== 'https:')
    return unreachable(cause`The URL is not https, which Epic requires. → ${PUBLISH}`);
  const { addresses, code } = await lookUpHost(hostname);
  if (code !== null)
    return unreachable(cause`The lookup of ${hostname} failed (${code}).
      → Publish the key set under a public DNS name, and register its URL with Epic.`);
  if (!addresses.every(isPrivateAddress)) return NO_OBSTACLES;
  const list = addresses.join(', ');
  if (isIpAddress(hostname))
    return unreachable(cause`${list} is a private address, which Epic's servers cannot reach. → ${PUBLISH}`);
  const doubt = cause`On this machine, ${hostname} only resolves to private addresses (${list}), which Epic's servers cannot reach.
    → Look up the name from outside the network. If it has no public address there: ${PUBLISH}`;
  return { obstacle: null, doubts: [doubt] };
}

const NO_OBSTACLES: Obstacles = { obstacle: null, doubts: [] };

function unreachable(obstacle: Cause): Obstacles {
  return { obstacle, doubts: [] };
}

/** Explains why the host does not answer. */
async function unreachableCauses(url: string): Promise<Cause[]> {
  const outcome = await probe(new URL(url).origin);
  if (outcome.kind !== 'secure' || outcome.fault === null) return [NOT_RUNNING, NO_HAIRPIN];
  const { fault, certificate } = outcome;
  const expired = fault === 'CERT_HAS_EXPIRED' ? `: it expired on ${expiryOf(certificate)}` : '';
  return [
    cause`The certificate of the key set's host is not trusted (${fault}${expired}), so Epic does not trust it either.
      → Use a certificate from a public authority, for that name and with the whole chain.`,
  ];
}

const NOT_RUNNING = cause`The gateway, its ingress or another host of the key set is not running, or listens elsewhere.
  → Start it, because Epic must reach the key set whenever its copy expires. Check host and port of the URL.`;
/** The router does not route a public address back into the network (NAT hairpinning). */
const NO_HAIRPIN = cause`This network does not let its machines reach their own public name.
  → Open the URL from outside, such as on a phone. If that works, ignore this step.`;

/** Explains a response that is not a key set. */
function wrongResponseCauses(status: number): Cause[] {
  if (status >= 300 && status < 400) return [REDIRECTED];
  if (status === 401 || status === 403) return [LOGIN_REQUIRED];
  return status >= 500 ? [HOST_DOWN, WRONG_PATH] : [WRONG_PATH, HOST_DOWN];
}

const REDIRECTED = cause`The URL redirects, and Epic does not follow redirects.
  → Register the final URL, or remove the redirect (from http to https, to a trailing slash, or to a login).`;
const LOGIN_REQUIRED = cause`The host requires a login, an allowed address or a browser.
  → Open the path to everyone. It contains only public keys.`;
const WRONG_PATH = cause`The URL does not point to a key set.
  → The gateway serves its key set at /.well-known/jwks.json. npm run gateway -- keys jwks prints the expected content.`;
const HOST_DOWN = cause`The gateway or another host of the key set is not running.
  → Start it, because Epic must reach the key set whenever its copy expires.`;

/** Describes a response that is not a key set, without quoting it. */
function describeOther({ status, headers }: HttpResponse): string {
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect.`;
  const type = /^[\w/+.-]{1,60}/.exec(String(headers['content-type'] ?? ''))?.[0] ?? 'no content type';
  return `HTTP ${status}, but no key set (${type}).`;
}

async function compareKeys(
  published: readonly PublishedKey[],
  { signing: { privateKey, keyId } }: SigningKeys,
): Promise<Pick<KeySetEvidence, 'otherKids'> & { holdsKey: boolean; mismatch: Cause | null }> {
  const thumbprint = await thumbprintOf(privateKey);
  const sameKid = published.filter(({ kid }) => kid === keyId);
  const [named] = sameKid;
  const holdsKey = sameKid.length === 1 && named?.thumbprint === thumbprint;
  const otherKids = published
    .filter((key) => key.thumbprint === thumbprint && key.kid !== keyId)
    .flatMap(({ kid }) => kid ?? []);
  const [otherKid] = otherKids;
  const mismatch = (): Cause | null => {
    if (sameKid.length > 1)
      return cause`Two published keys have the kid ${keyId}, so Epic cannot identify the signing key.
        → Remove EPIC_KEY_ID, so that each key's kid is its thumbprint.`;
    if (holdsKey)
      return (named?.use ?? 'sig') === 'sig'
        ? null
        : cause`The signing key is published for encryption ("use"). → Publish it with "use": "sig".`;
    if (named !== undefined)
      return cause`The published key with the kid ${keyId} is another key.
        → Publish the public half of the signing key (npm run gateway -- keys jwks prints it), or sign with the published key. Two keys must never share a kid.`;
    if (otherKid !== undefined)
      return cause`The signing key is published under another kid: ${otherKid} instead of ${keyId}.
        → Set EPIC_KEY_ID=${otherKid}, or publish the key under the gateway's kid.`;
    return NOT_PUBLISHED;
  };
  return { holdsKey, otherKids, mismatch: mismatch() };
}

const NOT_PUBLISHED = cause`The signing key is not published.
  → Publish the output of npm run gateway -- keys jwks, or the gateway's /.well-known/jwks.json. Then wait until Epic's copy expires.`;
const PRIVATE_KEY_PUBLISHED = cause`A PRIVATE key is published, so anyone can use this app's access.
  → Remove it, make a new pair (npm run gateway -- keys create), publish only its public key, and tell your security team.`;
const SECOND_KEY_MISSING = cause`The second key (EPIC_SECOND_PUBLIC_KEY) is not published yet.
  → Restart the host of the key set. Sign with the next key only after it is published and Epic's copy has expired.`;
const DUPLICATE_KIDS = cause`Two published keys have the same kid, or none. → Use each key's thumbprint as its kid.`;

/** Epic caches a key set for up to 29 h, or less if Cache-Control says so. */
const MAX_CACHE_SECONDS = 29 * 3600;

function maxAgeOf({ headers }: HttpResponse): number | null {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(String(headers['cache-control'] ?? ''))?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), MAX_CACHE_SECONDS);
}

function inHours(seconds: number): string {
  return seconds >= 3600 ? `${Math.round(seconds / 360) / 10} h` : `${Math.ceil(seconds / 60)} min`;
}
