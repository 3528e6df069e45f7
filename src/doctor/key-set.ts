/** Whether the published key set can be had as Epic gets it (public https, no redirect), and holds the key that signs. */
import { type PublishedKey, readPublishedKeys } from '../auth/published-keys.ts';
import type { SigningKeys } from '../auth/signing-keys.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { answerOrFault } from './attempt.ts';
import type { ExaminedSite, HttpTools } from './configuration.ts';
import { type Credential, thumbprintOf } from './credential.ts';
import { type Cause, cause, type Checked, checked, type Facts, failed, present, skipped } from './finding.ts';
import { findObstacle, noKeySetCauses, silenceCauses } from './key-set-host.ts';

/** What is known of the key set when a token is refused. */
export interface KeySetEvidence {
  /** Where it is; null: nothing says. */
  readonly url: string | null;
  /** Whether it holds the key under its kid; null if that is not known. */
  readonly holdsKey: boolean | null;
  /** Other kids under which it holds the key. */
  readonly otherKids: readonly string[];
  /** What most likely is wrong with it; null: nothing that is known. */
  readonly fault: Cause | null;
}

export const UNKNOWN_KEY_SET: KeySetEvidence = {
  url: null,
  holdsKey: null,
  otherKids: [],
  fault: null,
};
/** Epic keeps a key set for up to 29 h, and less long if Cache-Control says so. */
const LONGEST_CACHE_SECONDS = 29 * 3600;

export async function checkKeySet(
  { keySetUrl: url, isSandbox, connection: { authentication, baseUrl } }: ExaminedSite,
  credential: Credential,
  { http, signal }: HttpTools,
): Promise<Checked<KeySetEvidence>> {
  if (credential.kind !== 'key')
    return skipped(`EPIC_AUTH=${authentication.kind} needs no key set.`, UNKNOWN_KEY_SET);
  if (url === null) return skipped(isSandbox ? GIVEN_TO_SANDBOX : URL_UNKNOWN, UNKNOWN_KEY_SET);
  const tried = `GET ${url}, without following a redirect`;
  const unreadable = (gist: string, causes: readonly Cause[], facts: Facts = {}) =>
    failed<KeySetEvidence>(
      { tried, found: [gist], causes, facts: { url, ...facts } },
      { url, holdsKey: false, otherKids: [], fault: causes[0] ?? null },
    );
  const obstacle = await findObstacle(url, baseUrl);
  if (obstacle?.isCertain === true) return unreadable('Epic cannot reach it.', [obstacle.cause]);
  const doubts = obstacle === null ? [] : [obstacle.cause];
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const response = await answerOrFault(
    http.send({ url, headers, server: 'The host of the key set', signal }),
  );
  if ('fault' in response)
    return unreadable(response.fault.message, [...(await silenceCauses(url)), ...doubts]);
  const { status, json } = response.answer;
  const published = status === 200 ? await readPublishedKeys(json) : null;
  if (published === null) {
    const causes = [...noKeySetCauses(status), ...doubts];
    return unreadable(describeNoKeySet(response.answer), causes, { status });
  }

  const { keys } = credential;
  const { keyId } = keys.signing;
  const comparison = await compareKeys(published, keys);
  const { holdsKey, otherKids } = comparison;
  const grave = present<Cause>(
    published.some(({ isPrivate }) => isPrivate) && PRIVATE_PART,
    mismatchOf(comparison, keyId),
  );
  const maxAgeSeconds = maxAgeOf(response.answer);
  const count = published.length === 1 ? 'one key' : `${published.length} keys`;
  const which = holdsKey
    ? `among them the one that signs (kid ${keyId})`
    : 'and none is the one that signs, under its kid';
  const details = {
    tried,
    found: [
      `HTTP 200: ${count}, ${which}`,
      `Epic may keep what it has got for ${inHours(maxAgeSeconds ?? LONGEST_CACHE_SECONDS)}. This is what this machine sees; Epic asks from elsewhere.`,
    ] as const,
    causes: present<Cause>(
      grave,
      doubts,
      lacksSecondKey(published, keys) && SECOND_KEY_MISSING,
      hasAmbiguousKids(published, keyId) && AMBIGUOUS_KIDS,
    ),
    facts: { url, status, keys: published.length, holdsKey, maxAgeSeconds },
  };
  const evidence = { url, holdsKey, otherKids, fault: grave[0] ?? doubts[0] ?? null };
  return grave.length > 0 ? failed(details, evidence) : checked(evidence, details);
}

const GIVEN_TO_SANDBOX = 'The embedded sandbox was given the public key itself.';
const URL_UNKNOWN =
  'Nothing says where Epic finds the key set: set EPIC_JWKS_URL to the URL that is registered with the app, or give --jwks-url.';

/** Describes a response that is no key set, in words that are not its own. */
function describeNoKeySet({ status, headers }: HttpResponse): string {
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect.`;
  const type = /^[\w/+.-]{1,60}/.exec(String(headers['content-type'] ?? ''))?.[0] ?? 'without a content type';
  return `HTTP ${status}, and no key set (${type}).`;
}

interface KeyComparison {
  /** Whether the key that signs is there under its kid, and nothing else is. */
  readonly holdsKey: boolean;
  /** The published keys under the kid of the key that signs. */
  readonly sameKid: readonly PublishedKey[];
  /** Other kids under which the key that signs is there. */
  readonly otherKids: readonly string[];
}

async function compareKeys(
  published: readonly PublishedKey[],
  { signing: { privateKey, keyId } }: SigningKeys,
): Promise<KeyComparison> {
  const thumbprint = await thumbprintOf(privateKey);
  const sameKid = published.filter(({ kid }) => kid === keyId);
  const sameKey = published.filter((key) => key.thumbprint === thumbprint);
  return {
    sameKid,
    holdsKey: sameKid.length === 1 && sameKid[0]?.thumbprint === thumbprint,
    otherKids: sameKey.flatMap(({ kid }) => (kid === null || kid === keyId ? [] : [kid])),
  };
}

/** Returns why the published keys do not identify the key that signs; null if they do. */
function mismatchOf({ holdsKey, sameKid, otherKids }: KeyComparison, keyId: string): Cause | null {
  const [named] = sameKid;
  const [otherKid] = otherKids;
  if (sameKid.length > 1)
    return cause`Two keys have the kid ${keyId}, so that nobody can tell which one signs.
      → Give each its thumbprint as kid: leave EPIC_KEY_ID out.`;
  if (holdsKey)
    return (named?.use ?? 'sig') === 'sig'
      ? null
      : cause`The key is published for encryption ("use"). → Publish it with "use": "sig".`;
  if (named !== undefined)
    return cause`There is a key of the kid ${keyId}, and it is another key.
      → Publish the public half of the private key that signs (npm run keys -- jwks prints it), or sign with the one that is published. Two keys never share a kid.`;
  if (otherKid !== undefined)
    return cause`The key is there under another kid, ${otherKid}, and the assertion says ${keyId}.
      → Set EPIC_KEY_ID=${otherKid}, or publish the key under the kid that the gateway gives it.`;
  return NOT_PUBLISHED;
}

const NOT_PUBLISHED = cause`The key that signs is not published there.
  → Publish what npm run keys -- jwks prints, or have the host serve /.well-known/jwks.json of this gateway. Then wait until Epic's copy has ended.`;
const PRIVATE_PART = cause`A PRIVATE key is published there: anyone can act as this app, and read what it may read.
  → Take it down, make a new pair (npm run keys -- create), publish the public key of that alone, and tell your security team.`;
const SECOND_KEY_MISSING = cause`The second key (EPIC_SECOND_PUBLIC_KEY) is not published there yet.
  → Restart what serves the key set. Do not sign with the next key before it is there, and Epic's copy has ended.`;
const AMBIGUOUS_KIDS = cause`Two keys there have one kid, or none. → Give each a kid of its own: its thumbprint.`;

function lacksSecondKey(published: readonly PublishedKey[], keys: SigningKeys): boolean {
  const kids = new Set(published.map(({ kid }) => kid));
  return keys.published.keys.slice(1).some(({ kid }) => !kids.has(kid ?? ''));
}

function hasAmbiguousKids(published: readonly PublishedKey[], keyId: string): boolean {
  const kids = published.map(({ kid }) => kid).filter((kid) => kid !== keyId);
  return new Set(kids).size < kids.length;
}

function maxAgeOf({ headers }: HttpResponse): number | null {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(String(headers['cache-control'] ?? ''))?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), LONGEST_CACHE_SECONDS);
}

function inHours(seconds: number): string {
  return seconds >= 3600 ? `${Math.round(seconds / 360) / 10} h` : `${Math.ceil(seconds / 60)} min`;
}
