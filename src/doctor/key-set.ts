/** Whether the published key set can be had as Epic gets it (public https, no redirect), and holds the key that signs. */
import { createPublicKey } from 'node:crypto';
import { type Keys, publicJwk } from '../auth/keys.ts';
import { type PublishedKey, readPublishedKeys } from '../auth/published-keys.ts';
import type { Http, HttpResponse } from '../http/http.ts';
import type { Subject } from './configuration.ts';
import { answered } from './exchange.ts';
import { noKeySet, obstacleTo, silenceOf, wordsOf } from './key-set-host.ts';
import { type Cause, type Checked, failed, type Finding, finding, skipped } from './step.ts';

/** What is known of the key set when a token is refused. */
export interface KeySetEvidence {
  /** Whether it holds the key under its kid; null where it is not known. */
  readonly holdsKey: boolean | null;
  /** Other kids under which it holds the key. */
  readonly otherKids: readonly string[];
  /** What most likely is wrong with it; null: nothing that is known. */
  readonly fault: Cause | null;
}

export interface KeySetCheck {
  readonly http: Http;
  readonly signal: AbortSignal;
}

/** Where nothing is known of it. */
export const UNKNOWN_KEY_SET: KeySetEvidence = { holdsKey: null, otherKids: [], fault: null };
/** Epic keeps a key set for up to 29 h, and less long where Cache-Control says so. */
const LONGEST_CACHE_SECONDS = 29 * 3600;

export async function checkKeySet(
  subject: Subject,
  keys: Keys,
  check: KeySetCheck,
): Promise<Checked<KeySetEvidence>> {
  const { keySetUrl, isSandbox } = subject;
  if (keySetUrl === null) return { finding: leftOut(isSandbox), value: UNKNOWN_KEY_SET };
  const tried = `GET ${keySetUrl}, without following a redirect`;
  const fault = (gist: string, causes: Cause[], facts: Finding['facts'] = {}) => ({
    finding: failed({ tried, found: [gist], causes, facts: { url: keySetUrl, ...facts } }),
    value: { ...UNKNOWN_KEY_SET, holdsKey: false, fault: causes[0] ?? null },
  });
  const obstacle = await obstacleTo(keySetUrl, subject.connection.baseUrl);
  if (obstacle?.isCertain === true) return fault('Epic cannot reach it.', [obstacle.cause]);
  const doubts = obstacle === null ? [] : [obstacle.cause];
  const answer = await answered(() =>
    check.http.send({
      url: keySetUrl,
      headers: { accept: 'application/json, application/jwk-set+json' },
      server: 'The host of the key set',
      signal: check.signal,
    }),
  );
  if ('fault' in answer) {
    return fault(answer.fault.message, [...(await silenceOf(keySetUrl)), ...doubts]);
  }
  const published = answer.status === 200 ? await readPublishedKeys(answer.json) : null;
  if (published === null) {
    return fault(wordsOf(answer), [...noKeySet(answer), ...doubts], { status: answer.status });
  }
  return judged(published, { keys, tried, url: keySetUrl, answer, doubts });
}

function leftOut(isSandbox: boolean): Finding {
  const why = isSandbox
    ? 'The embedded sandbox was given the public key itself.'
    : 'Nothing says where Epic finds the key set: set EPIC_JWKS_URL to the URL that is registered with the app, or give --jwks-url.';
  return skipped(why);
}

interface Judgement {
  readonly keyId: string;
  /** Whether the key that signs is there under its kid, and nothing else is. */
  readonly holdsKey: boolean;
  /** Those under the kid of the key that signs. */
  readonly byKid: readonly PublishedKey[];
  /** Kids under which the key that signs is there, but for its own. */
  readonly otherKids: readonly string[];
}

interface Published {
  readonly keys: Keys;
  readonly tried: string;
  readonly url: string;
  readonly answer: HttpResponse;
  /** Why it may be out of Epic's reach all the same. */
  readonly doubts: readonly Cause[];
}

async function judged(
  published: readonly PublishedKey[],
  { keys, tried, url, answer, doubts }: Published,
): Promise<Checked<KeySetEvidence>> {
  const judgement = await judge(published, keys);
  const { holdsKey, otherKids, keyId } = judgement;
  const grave = [
    ...(published.some(({ isPrivate }) => isPrivate) ? [PRIVATE_PART] : []),
    ...mismatches(judgement),
  ];
  const seconds = maxAgeOf(answer);
  const count = published.length === 1 ? 'one key' : `${published.length} keys`;
  const which = holdsKey
    ? `among them the one that signs (kid ${keyId})`
    : 'and none is the one that signs, under its kid';
  const told = {
    tried,
    found: [
      `HTTP 200: ${count}, ${which}`,
      `Epic may keep what it has got for ${inHours(seconds ?? LONGEST_CACHE_SECONDS)}. This is what this machine sees; Epic asks from elsewhere.`,
    ] as const,
    causes: [...grave, ...doubts, ...missingSecond(published, keys), ...ambiguous(published, keyId)],
    facts: { url, status: answer.status, keys: published.length, holdsKey, maxAgeSeconds: seconds },
  };
  return {
    finding: grave.length > 0 ? failed(told) : finding(told),
    value: { holdsKey, otherKids, fault: grave[0] ?? doubts[0] ?? null },
  };
}

async function judge(published: readonly PublishedKey[], { signing }: Keys): Promise<Judgement> {
  const { kid: thumbprint } = await publicJwk(createPublicKey(signing.privateKey), null);
  const { keyId } = signing;
  const byKid = published.filter(({ kid }) => kid === keyId);
  return {
    keyId,
    byKid,
    holdsKey: byKid.length === 1 && byKid[0]?.thumbprint === thumbprint,
    otherKids: published.flatMap((key) =>
      key.thumbprint === thumbprint && key.kid !== null && key.kid !== keyId ? [key.kid] : [],
    ),
  };
}

/** Why the key that signs is not known by what is published; none where it is. */
function mismatches({ keyId, holdsKey, byKid, otherKids }: Judgement): Cause[] {
  const [named] = byKid;
  const [otherKid] = otherKids;
  if (byKid.length > 1) {
    return [
      {
        cause: `Two keys have the kid ${keyId}, so that nobody can tell which one signs.`,
        remedy: 'Give each its thumbprint as kid: leave EPIC_KEY_ID out.',
      },
    ];
  }
  if (holdsKey) {
    return (named?.use ?? 'sig') === 'sig'
      ? []
      : [{ cause: 'The key is published for encryption ("use").', remedy: 'Publish it with "use": "sig".' }];
  }
  if (named !== undefined) {
    return [
      {
        cause: `There is a key of the kid ${keyId}, and it is another key.`,
        remedy:
          'Publish the public half of the private key that signs (npm run keys -- jwks prints it), or sign with the one that is published. Two keys never share a kid.',
      },
    ];
  }
  if (otherKid !== undefined) {
    return [
      {
        cause: `The key is there under another kid, ${otherKid}, and the assertion says ${keyId}.`,
        remedy: `Set EPIC_KEY_ID=${otherKid}, or publish the key under the kid that the gateway gives it.`,
      },
    ];
  }
  return [
    {
      cause: 'The key that signs is not published there.',
      remedy:
        "Publish what npm run keys -- jwks prints, or have the host serve /.well-known/jwks.json of this gateway. Then wait until Epic's copy has ended.",
    },
  ];
}

const PRIVATE_PART: Cause = {
  cause: 'A PRIVATE key is published there: anyone can act as this app, and read what it may read.',
  remedy:
    'Take it down, make a new pair (npm run keys -- create), publish the public key of that alone, and tell your security team.',
};

function missingSecond(published: readonly PublishedKey[], keys: Keys): Cause[] {
  const kids = new Set(published.map(({ kid }) => kid));
  const missing = keys.published.keys.slice(1).filter(({ kid }) => !kids.has(kid ?? ''));
  return missing.length === 0
    ? []
    : [
        {
          cause: 'The second key (EPIC_SECOND_PUBLIC_KEY) is not published there yet.',
          remedy:
            "Restart what serves the key set. Do not sign with the next key before it is there, and Epic's copy has ended.",
        },
      ];
}

function ambiguous(published: readonly PublishedKey[], keyId: string): Cause[] {
  const kids = published.map(({ kid }) => kid).filter((kid) => kid !== keyId);
  return new Set(kids).size === kids.length
    ? []
    : [
        {
          cause: 'Two keys there have one kid, or none.',
          remedy: 'Give each a kid of its own: its thumbprint.',
        },
      ];
}

function maxAgeOf({ headers }: HttpResponse): number | null {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(String(headers['cache-control'] ?? ''))?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), LONGEST_CACHE_SECONDS);
}

function inHours(seconds: number): string {
  return seconds >= 3600 ? `${Math.round(seconds / 360) / 10} h` : `${Math.ceil(seconds / 60)} min`;
}
