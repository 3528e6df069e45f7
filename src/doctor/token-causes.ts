/** Why a token endpoint refuses, by what it says and by what is known otherwise; the likeliest first. */
import { describeSkew, FOLLOW_NTP, isBearable, isUnnoticeable } from './clock.ts';
import { type Cause, cause, type Finding, present } from './finding.ts';
import type { KeySetEvidence } from './key-set.ts';
import { methodCauses, REGISTERED_FOR_KEY, REGISTERED_FOR_SECRET } from './smart-configuration.ts';
import type { RefusalCode, TokenRecipe, TokenRefusal } from './token-request.ts';
import { isBareRefusal, type TokenClues, type TokenTrial } from './token-trials.ts';

interface Refusal {
  readonly recipe: TokenRecipe;
  readonly outcome: TokenRefusal;
  readonly clues: TokenClues;
  /** Seconds by which this machine is ahead of the token endpoint; null if that is not known. */
  readonly ahead: number | null;
  /** Trials that were refused as well. */
  readonly refusedTrials: readonly TokenTrial[];
}

export function explainRefusal(refusal: Refusal): Pick<Finding, 'causes' | 'ruledOut'> {
  const { recipe, outcome, clues, ahead, refusedTrials } = refusal;
  const { code, words } = outcome;
  const { keySet, methods } = clues;
  const { kind, scope } = recipe.authentication;
  const isKey = kind === 'private_key_jwt';
  const isBareAssertion = isKey && isBareRefusal(code);
  return {
    causes: present<Cause>(
      methodCauses(kind, methods),
      words !== null && givenReason(words),
      isKey ? assertionCauses(code, scope, keySet, ahead) : secretCauses(code, scope),
      isBareAssertion && methods.length === 0 && REGISTERED_FOR_SECRET,
    ),
    ruledOut: present<string>(
      isBareAssertion && ahead !== null && isBearable(ahead) && `the clock: ${describeFineClock(ahead)}`,
      isBareAssertion &&
        keySet.holdsKey === true &&
        'the published key set, as this machine sees it: it holds the key',
      refusedTrials.map(({ ruledOut }) => ruledOut),
    ),
  };
}

function secretCauses(code: RefusalCode | null, scope: string | null): readonly Cause[] {
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return [WRONG_SECRET, REGISTERED_FOR_KEY, UNKNOWN_CLIENT];
  return code === 'invalid_grant' ? [GRANT_NOT_ALLOWED] : causesByCode(code, scope);
}

/** Returns what is certain first; the rest is in the order in which it happens to people. */
function assertionCauses(
  code: RefusalCode | null,
  scope: string | null,
  { url, fault, holdsKey }: KeySetEvidence,
  ahead: number | null,
): readonly Cause[] {
  if (!isBareRefusal(code)) return causesByCode(code, scope);
  return present<Cause>(
    fault !== null &&
      cause`The key set is not as Epic needs it (see "Key set"). ${fault.cause} → ${fault.remedy}`,
    ahead !== null &&
      !isBearable(ahead) &&
      cause`The clock of this machine is wrong: it is ${describeSkew(ahead)}. → ${FOLLOW_NTP}`,
    NOT_SYNCED,
    WRONG_ENVIRONMENT,
    fault === null && registeredUrlCause(url),
    code === 'invalid_grant' && NOT_BACKEND_SYSTEM,
    OTHER_AUDIENCE,
    holdsKey !== true && WRONG_KEY,
  );
}

function describeFineClock(ahead: number): string {
  return isUnnoticeable(ahead)
    ? "it agrees with the server's to the second or so"
    : `this machine is ${describeSkew(ahead)}, which is still accepted`;
}

function causesByCode(
  code: Exclude<RefusalCode, 'invalid_client' | 'invalid_grant'> | null,
  scope: string | null,
): readonly Cause[] {
  switch (code) {
    case null:
      return [NOT_SYNCED];
    case 'unauthorized_client':
      return [NOT_MAPPED, NOT_ENABLED];
    case 'invalid_scope':
      return [scope === null ? SCOPE_WANTED : SCOPE_UNKNOWN];
    case 'invalid_request':
      return [OTHER_ENDPOINT, CHANGED_BY_PROXY];
    case 'unsupported_grant_type':
      return [NO_CLIENT_CREDENTIALS];
  }
}

const NOT_MAPPED = cause`The site has not mapped this client to a background user yet.
  → Ask the site's Epic team to do so: they need the client id above, and the APIs that the app uses.`;
const NOT_ENABLED = cause`The site has not enabled the app at all, or has for its other client id.
  → Have the site download and enable the app; compare the client id above with theirs.`;
const SCOPE_WANTED = cause`This server wants to be told which scopes are asked for; Epic does not.
  → Set EPIC_SCOPE, such as system/Patient.rs system/Observation.rs, to what the client is registered for.`;
const SCOPE_UNKNOWN = cause`EPIC_SCOPE names scopes that the client is not registered for, or in a form that the server does not know.
  → Ask for less; try the other form (system/Patient.read for system/Patient.rs). At Epic, leave EPIC_SCOPE out.`;
const OTHER_ENDPOINT = cause`What answers is not the token endpoint, or not one for this kind of request.
  → Compare the token URL above with what the site gave you; leave EPIC_TOKEN_URL out to have the server asked.`;
const CHANGED_BY_PROXY = cause`A proxy in between changes the request: it has to arrive as a form.
  → Have the proxy let the body and its content type through.`;
const NO_CLIENT_CREDENTIALS = cause`The app is not registered for backend systems, or the server does not offer client_credentials.
  → At Epic, the audience of the app has to be "Backend Systems"; register another app if it is not.`;

const NOT_SYNCED = cause`The app, or its last change, has not reached this server yet.
  → Wait: up to 1 hour in the sandbox, up to 12 hours at a site, counted from the last save. Then run this again.`;
const WRONG_ENVIRONMENT = cause`It is the client id of the other environment: Epic gives one for production and one for everything else.
  → fhir.epic.com, Build Apps, the app: the Non-Production Client ID goes with the sandbox and with test systems of sites.`;
const OTHER_AUDIENCE = cause`The server knows its token endpoint by a name that is neither configured nor published, behind a proxy.
  → Ask the site for the token URL as Epic itself has it, and set EPIC_TOKEN_AUDIENCE to it.`;
const WRONG_KEY = cause`The private key is not the one whose public half is registered.
  → Publish what npm run keys -- jwks prints; a key that was uploaded as a file or certificate does not count any more.`;
const NOT_BACKEND_SYSTEM = cause`The client is not registered for client_credentials.
  → Register it as a backend system. At Epic, that is the audience "Backend Systems".`;

const WRONG_SECRET = cause`EPIC_CLIENT_SECRET is not the secret of this client: it is mistyped, has been replaced, or has expired.
  → Compare it with the client's registration, or make a new secret there, and set it.`;
const UNKNOWN_CLIENT = cause`The server does not know EPIC_CLIENT_ID, or has disabled the client.
  → Compare the client id above with the registration; it must allow client_credentials.`;
const GRANT_NOT_ALLOWED = cause`The client is not registered for client_credentials.
  → Allow that grant in its registration.`;

/** A server that gives a reason knows it better than a table of codes. */
function givenReason(words: string): Cause {
  return cause`The server gives its reason: "${words}"
    → Start with that. Any other cause below is what the code means elsewhere.`;
}

function registeredUrlCause(url: string | null): Cause {
  return url === null
    ? cause`The key set URL that is registered cannot be reached from Epic, redirects, or does not hold the kid above.
        → Set EPIC_JWKS_URL to that URL, and run this again: it looks there as Epic does.`
    : cause`Another key set URL is registered, Epic cannot reach ${url}, or it still has an older copy.
        → fhir.epic.com, Build Apps, the app: compare "Non-Production JWK Set URL" or "Production JWK Set URL". A copy ends after 29 h at the latest.`;
}
