/** Why a token endpoint refuses, by what it says and by what is known otherwise; the likeliest first. */
import type { KeySetEvidence } from './key-set.ts';
import { inWords, isBearable, NOTICEABLE_SECONDS } from './skew.ts';
import type { Cause } from './step.ts';
import type { RefusalCode } from './token-attempt.ts';
import type { Trial } from './token-trials.ts';

/** What is known of a refusal beside its code. */
export interface Circumstances {
  /** The server's own reason; null: it gives none. */
  readonly words: string | null;
  readonly keySet: KeySetEvidence;
  /** Whether anything says where the key set is. */
  readonly keySetUrl: string | null;
  readonly ahead: number | null;
  /** Trials that were refused as well. */
  readonly refused: readonly Trial[];
  readonly scope: string | null;
}

export interface Explanation {
  readonly causes: readonly Cause[];
  readonly ruledOut: readonly string[];
}

export function explain(code: RefusalCode | null, circumstances: Circumstances): Explanation {
  const { causes, ruledOut } = byCode(code, circumstances);
  const { words } = circumstances;
  return { causes: [...(words === null ? [] : [saidBy(words)]), ...causes], ruledOut };
}

function byCode(code: RefusalCode | null, circumstances: Circumstances): Explanation {
  if (code === 'invalid_client' || code === 'invalid_grant') return unexplained(code, circumstances);
  return { causes: code === null ? [NOT_SYNCED] : CODES[code](circumstances), ruledOut: [] };
}

/** What is certain goes first; what is left is in the order in which it happens to people. */
function unexplained(code: 'invalid_client' | 'invalid_grant', circumstances: Circumstances): Explanation {
  const { keySet, keySetUrl, ahead, refused } = circumstances;
  const clock = ahead === null || isBearable(ahead) ? [] : [clockCause(ahead)];
  return {
    causes: [
      ...(keySet.fault === null ? [] : [keySetFault(keySet.fault)]),
      ...clock,
      NOT_SYNCED,
      WRONG_ENVIRONMENT,
      ...(keySet.fault === null ? [keySetCause(keySetUrl)] : []),
      ...(code === 'invalid_grant' ? [NOT_GRANTED] : []),
      OTHER_AUDIENCE,
      ...(keySet.holdsKey === true ? [] : [WRONG_KEY]),
    ],
    ruledOut: [
      ...(ahead !== null && isBearable(ahead) ? [`the clock: ${clockInWords(ahead)}`] : []),
      ...(keySet.holdsKey === true
        ? ['the published key set, as this machine sees it: it holds the key']
        : []),
      ...refused.map(({ ruledOut }) => ruledOut),
    ],
  };
}

const CODES: Readonly<
  Record<Exclude<RefusalCode, 'invalid_client' | 'invalid_grant'>, (circumstances: Circumstances) => Cause[]>
> = {
  unauthorized_client: () => [
    {
      cause: 'The site has not mapped this client to a background user yet.',
      remedy:
        "Ask the site's Epic team to do so: they need the client id above, and the APIs that the app uses.",
    },
    {
      cause: 'The site has not enabled the app at all, or has for its other client id.',
      remedy: 'Have the site download and enable the app; compare the client id above with theirs.',
    },
  ],
  invalid_scope: ({ scope }) => [
    scope === null
      ? {
          cause: 'This server wants to be told which scopes are asked for; Epic does not.',
          remedy:
            'Set EPIC_SCOPE, such as system/Patient.rs system/Observation.rs, to what the client is registered for.',
        }
      : {
          cause:
            'EPIC_SCOPE names scopes that the client is not registered for, or in a form that the server does not know.',
          remedy:
            'Ask for less; try the other form (system/Patient.read for system/Patient.rs). At Epic, leave EPIC_SCOPE out.',
        },
  ],
  invalid_request: () => [
    {
      cause: 'What answers is not the token endpoint, or not one for this kind of request.',
      remedy:
        'Compare the token URL above with what the site gave you; leave EPIC_TOKEN_URL out to have the server asked.',
    },
    {
      cause: 'A proxy in between changes the request: it has to arrive as a form.',
      remedy: 'Have the proxy let the body and its content type through.',
    },
  ],
  unsupported_grant_type: () => [
    {
      cause:
        'The app is not registered for backend systems, or the server does not offer client_credentials.',
      remedy:
        'At Epic, the audience of the app has to be "Backend Systems"; register another app if it is not.',
    },
  ],
};

const NOT_SYNCED: Cause = {
  cause: 'The app, or its last change, has not reached this server yet.',
  remedy:
    'Wait: up to 1 hour in the sandbox, up to 12 hours at a site, counted from the last save. Then run this again.',
};
const WRONG_ENVIRONMENT: Cause = {
  cause:
    'It is the client id of the other environment: Epic gives one for production and one for everything else.',
  remedy:
    'fhir.epic.com, Build Apps, the app: the Non-Production Client ID goes with the sandbox and with test systems of sites.',
};
const OTHER_AUDIENCE: Cause = {
  cause:
    'The server knows its token endpoint by a name that is neither configured nor published, behind a proxy.',
  remedy: 'Ask the site for the token URL as Epic itself has it, and set EPIC_TOKEN_AUDIENCE to it.',
};
const WRONG_KEY: Cause = {
  cause: 'The private key is not the one whose public half is registered.',
  remedy:
    'Publish what npm run keys -- jwks prints; a key that was uploaded as a file or certificate does not count any more.',
};
const NOT_GRANTED: Cause = {
  cause: 'The client is not registered for client_credentials.',
  remedy: 'Register it as a backend system. At Epic, that is the audience "Backend Systems".',
};
/** A server that gives a reason knows it better than a table of codes. */
function saidBy(words: string): Cause {
  return {
    cause: `The server gives its reason: "${words}"`,
    remedy: 'Start with that. Any other cause below is what the code means elsewhere.',
  };
}

/** More of it stands in the step of the key set. */
function keySetFault({ cause, remedy }: Cause): Cause {
  return { cause: `The key set is not as Epic needs it (see "Key set"). ${cause}`, remedy };
}

function keySetCause(url: string | null): Cause {
  return url === null
    ? {
        cause:
          'The key set URL that is registered cannot be reached from Epic, redirects, or does not hold the kid above.',
        remedy: 'Set EPIC_JWKS_URL to that URL, and run this again: it looks there as Epic does.',
      }
    : {
        cause: `Another key set URL is registered, Epic cannot reach ${url}, or it still has an older copy.`,
        remedy:
          'fhir.epic.com, Build Apps, the app: compare "Non-Production JWK Set URL" or "Production JWK Set URL". A copy ends after 29 h at the latest.',
      };
}

function clockInWords(ahead: number): string {
  return Math.abs(ahead) < NOTICEABLE_SECONDS
    ? "it agrees with the server's to the second or so"
    : `this machine is ${inWords(ahead)}, which is still accepted`;
}

function clockCause(ahead: number): Cause {
  return {
    cause: `The clock of this machine is wrong: it is ${inWords(ahead)}.`,
    remedy: 'Have the machine (for a container: its host) follow NTP: timedatectl, chronyc tracking.',
  };
}
