/** Explains why a token endpoint refuses. */
import { SIGN_IN_METHODS, type SignInMethod } from '../config/variables.ts';
import { describeSkew, isNegligible, isTolerated, SYNC_CLOCK } from './clock.ts';
import { type Cause, cause, compact, type Finding, listNames } from './finding.ts';
import type { AdvertisedSupport } from './smart-configuration.ts';
import type { RefusalCode, TokenRecipe, TokenRefusal } from './token-request.ts';
import { isBareRefusal, type TokenClues, type TokenTrial } from './token-trials.ts';

interface Refusal {
  readonly recipe: TokenRecipe;
  readonly outcome: TokenRefusal;
  readonly clues: TokenClues;
  /** Seconds by which this machine is ahead of the token endpoint; null if unknown. */
  readonly ahead: number | null;
  readonly refusedTrials: readonly TokenTrial[];
}

export function explainRefusal(refusal: Refusal): Pick<Finding, 'causes' | 'ruledOut'> {
  const { recipe, outcome, clues, ahead, refusedTrials } = refusal;
  const { authentication } = recipe;
  const isBareAssertion = authentication.kind === 'private_key_jwt' && isBareRefusal(outcome.code);
  const clock =
    ahead !== null && isNegligible(ahead)
      ? "the clock: it agrees with the server's"
      : `the clock: this machine is ${describeSkew(ahead ?? 0)}, which the server tolerates`;
  return {
    causes: compact<Cause>(
      unsupportedCauses(authentication.kind, clues.advertised),
      outcome.words !== null &&
        cause`The server gives a reason: "${outcome.words}"
          → Start with that reason. The causes below are typical for the code.`,
      isBareAssertion ? assertionCauses(refusal) : causesByCode(recipe, outcome.code, clues.advertised),
    ),
    ruledOut: compact<string>(
      isBareAssertion && ahead !== null && isTolerated(ahead) && clock,
      isBareAssertion &&
        clues.keySet.holdsKey === true &&
        'the published key set, as this machine sees it: it contains the key',
      refusedTrials.map(({ ruledOut }) => ruledOut),
    ),
  };
}

/** Returns the causes of a refusal that anything in the assertion can cause: certain ones first, then common ones. */
function assertionCauses({ recipe, outcome, clues, ahead }: Refusal): Cause[] {
  const { keySet, advertised } = clues;
  const { url, fault, holdsKey } = keySet;
  const algorithm =
    recipe.authentication.kind === 'private_key_jwt' ? recipe.authentication.signingAlgorithm : '';
  const { algorithms = [], methods = [] } = advertised ?? {};
  return compact<Cause>(
    algorithms.length > 0 &&
      !algorithms.includes(algorithm) &&
      cause`The server does not list ${algorithm} among its algorithms (${listNames(algorithms)}).
        → Set EPIC_SIGNING_ALG to one of them, with a key that matches.`,
    fault !== null && cause`Epic cannot use the key set (see "Key set"). ${fault.cause} → ${fault.remedy}`,
    ahead !== null &&
      !isTolerated(ahead) &&
      cause`This machine's clock is wrong: it is ${describeSkew(ahead)}. → ${SYNC_CLOCK}`,
    NOT_SYNCED,
    WRONG_ENVIRONMENT,
    fault === null && registeredUrlCause(url),
    outcome.code === 'invalid_grant' && GRANT_NOT_REGISTERED,
    OTHER_AUDIENCE,
    holdsKey !== true && WRONG_KEY,
    methods.length === 0 && REGISTERED_FOR_SECRET,
  );
}

function causesByCode(
  { authentication: { kind, scope } }: TokenRecipe,
  code: RefusalCode,
  advertised: AdvertisedSupport | null,
): readonly Cause[] {
  const isListed = (advertised?.methods ?? []).length > 0;
  const isSecret = kind !== 'private_key_jwt';
  if (isSecret && (code === 'invalid_client' || code === 'unauthorized_client'))
    return compact<Cause>(WRONG_SECRET, !isListed && REGISTERED_FOR_KEY, UNKNOWN_CLIENT);
  if (code === 'invalid_scope') return [scope === null ? SCOPE_MISSING : SCOPE_REFUSED];
  return CAUSES_BY_CODE[code];
}

/** The credential of each method, and how to configure it. */
const METHODS: Readonly<Record<SignInMethod, { readonly credential: string; readonly remedy: string }>> = {
  private_key_jwt: {
    credential: 'a signed assertion',
    remedy:
      'Set EPIC_AUTH=private_key_jwt and EPIC_PRIVATE_KEY_FILE instead of the secret (npm run gateway -- keys create makes a key), and register its key set.',
  },
  client_secret_basic: {
    credential: 'a secret in the Authorization header',
    remedy: "Set EPIC_AUTH=client_secret_basic, and EPIC_CLIENT_SECRET to the registration's secret.",
  },
  client_secret_post: {
    credential: 'a secret in the request body',
    remedy: "Set EPIC_AUTH=client_secret_post, and EPIC_CLIENT_SECRET to the registration's secret.",
  },
  none: { credential: 'no credential', remedy: 'Set EPIC_AUTH=none if the server is open.' },
};

/**
 * Returns the causes that the server's SMART configuration shows.
 * @param advertised of which only known words are repeated
 */
export function unsupportedCauses(chosen: SignInMethod, advertised: AdvertisedSupport | null): Cause[] {
  const { methods = [], grants = [] } = advertised ?? {};
  const known = SIGN_IN_METHODS.filter((method) => methods.includes(method));
  const [first] = known;
  const accepted = known.map((method) => `${METHODS[method].credential} (${method})`).join(' or ');
  return compact<Cause>(
    methods.length > 0 &&
      !methods.includes(chosen) &&
      cause`The server accepts ${accepted || 'other credentials'}, but EPIC_AUTH=${chosen} sends ${METHODS[chosen].credential}. → ${
        first === undefined
          ? 'Ask the site for a client with one of these: a signed assertion or a secret.'
          : METHODS[first].remedy
      }`,
    grants.length > 0 && !grants.includes('client_credentials') && NO_CLIENT_CREDENTIALS,
  );
}

const REGISTERED_FOR_KEY = cause`The client is registered with a key, not with a secret. → ${METHODS.private_key_jwt.remedy}`;
const REGISTERED_FOR_SECRET = cause`The client is registered with a secret, not with a key. → ${METHODS.client_secret_basic.remedy}`;
const NO_CLIENT_CREDENTIALS = cause`The server does not list client_credentials, the grant of SMART Backend Services.
  → Ask the site for an endpoint for backend systems.`;

export const NOT_SYNCED = cause`The app, or its last change, has not reached this server yet.
  → Wait for up to 1 hour in Epic's sandbox or 12 hours at a site, counted from the last save. Then run the doctor again.`;
const WRONG_ENVIRONMENT = cause`The client id belongs to the other environment: Epic issues one for production and one for all other systems.
  → In the app at fhir.epic.com (Build Apps), use the Non-Production Client ID for Epic's sandbox and for a site's test systems.`;
const OTHER_AUDIENCE = cause`A proxy changes the token URL, and the server knows its token endpoint by another name.
  → Ask the site for Epic's own token URL, and set EPIC_TOKEN_AUDIENCE to it.`;
const WRONG_KEY = cause`The private key does not match the registered public key.
  → Publish the output of npm run gateway -- keys jwks. Epic no longer uses keys that were uploaded as files or certificates.`;
const GRANT_NOT_REGISTERED = cause`The client is not registered for client_credentials.
  → Allow that grant in the registration. At Epic, register the app for the audience "Backend Systems".`;
const WRONG_SECRET = cause`EPIC_CLIENT_SECRET is not this client's secret: it is mistyped, replaced or expired.
  → Compare it with the client's registration, or create a new secret there.`;
const UNKNOWN_CLIENT = cause`EPIC_CLIENT_ID is unknown to the server, or the client is disabled.
  → Compare the client id above with the registration, which must allow client_credentials.`;
const SCOPE_MISSING = cause`This server requires scopes, although Epic does not.
  → Set EPIC_SCOPE to the client's registered scopes, such as system/Patient.rs system/Observation.rs.`;
const SCOPE_REFUSED = cause`EPIC_SCOPE contains scopes that are not registered for the client, or in a form that the server does not accept.
  → Remove scopes, or try the other form (system/Patient.read for system/Patient.rs). At Epic, remove EPIC_SCOPE.`;

const CAUSES_BY_CODE: Readonly<Record<Exclude<RefusalCode, 'invalid_scope'>, readonly Cause[]>> = {
  unknown: [NOT_SYNCED],
  invalid_client: [NOT_SYNCED],
  invalid_grant: [GRANT_NOT_REGISTERED],
  unauthorized_client: [
    cause`The site has not mapped this client to a background user.
      → Send the site's Epic team the client id above and the list of APIs that the app uses.`,
    cause`The site has not enabled the app, or only its other client id.
      → Ask the site to download and enable the app, and compare the client ids.`,
  ],
  invalid_request: [
    cause`The URL is not the token endpoint, or not for this kind of request.
      → Compare the token URL above with the URL from the site, or remove EPIC_TOKEN_URL to discover it.`,
    cause`A proxy changes the request, which must arrive as a form.
      → Configure the proxy to pass the body and its content type unchanged.`,
  ],
  unsupported_grant_type: [
    cause`The app is not registered for backend systems, or the server does not support client_credentials.
      → Check that the app's audience at Epic is "Backend Systems". If it is not, register another app.`,
  ],
};

function registeredUrlCause(url: string | null): Cause {
  return url === null
    ? cause`Epic cannot reach the registered key set URL, the URL redirects, or the key set does not contain the kid above.
        → Set EPIC_JWKS_URL to that URL, and run the doctor again to check it.`
    : cause`Another key set URL is registered, Epic cannot reach ${url}, or Epic has an older copy.
        → In the app at fhir.epic.com (Build Apps), check the Non-Production or Production JWK Set URL. Epic's copy expires after 29 h at most.`;
}
