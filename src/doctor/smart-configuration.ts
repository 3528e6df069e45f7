/** What the server says of its token endpoint, in `.well-known/smart-configuration` (SMART App Launch 2.2 §"Conformance"). */
import { smartConfiguration } from '../auth/discovery.ts';
import { isTrustedEndpoint } from '../auth/trusted-endpoint.ts';
import { getTokenUrl } from '../config/authentication.ts';
import { SIGN_IN_METHODS, type SignInMethod } from '../config/variables.ts';
import { isObject, readTexts } from '../fhir/lenient-read.ts';
import { getWithoutToken, unanswered } from './attempt.ts';
import { asClient, type ExaminedSite, type HttpTools } from './configuration.ts';
import { type Cause, cause, type Checked, checked, listNames, present } from './finding.ts';

export interface SmartConfiguration {
  /** null: it names none, or none that may be spoken to. */
  readonly tokenEndpoint: string | null;
  /** The algorithms that the server says it takes; none if it does not say. */
  readonly algorithms: readonly string[];
  /** The ways to sign in that it says it takes (RFC 8414 §2); none if it does not say. */
  readonly methods: readonly string[];
}

const NOTHING: SmartConfiguration = { tokenEndpoint: null, algorithms: [], methods: [] };

/** Never fails: what is missing here can still be in /metadata. */
export async function checkSmartConfiguration(
  site: ExaminedSite,
  tools: HttpTools,
): Promise<Checked<SmartConfiguration>> {
  const { baseUrl, authentication } = site.connection;
  const isOpen = authentication.kind === 'none';
  const tokenUrl = getTokenUrl(authentication);
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const tried = `GET ${url}${asClient(authentication)}`;
  const response = await getWithoutToken(site, tools, { url, headers: { accept: 'application/json' } });
  if ('fault' in response) return checked(NOTHING, unanswered(tried, response.fault));
  const { status, json: body } = response.answer;
  const json = status === 200 ? body : undefined;
  const parsed = smartConfiguration.safeParse(json);
  if (!parsed.success || !isObject(json)) {
    const what = json === undefined ? 'and no JSON' : 'and JSON that names no token endpoint';
    return checked(NOTHING, {
      tried,
      found: [`HTTP ${status}, ${what}.`, ...(isOpen ? ['An open server needs none.'] : [])],
      causes: isOpen ? [] : present<Cause>(tokenUrl === null && NO_BASE, OLD),
      facts: { status, tokenEndpoint: null },
    });
  }
  const named = parsed.data.token_endpoint;
  const isUsable = isTrustedEndpoint(named, baseUrl) && isPlain(named);
  const algorithms = wordsIn(json['token_endpoint_auth_signing_alg_values_supported']);
  const methods = wordsIn(json['token_endpoint_auth_methods_supported']);
  const grants = wordsIn(json['grant_types_supported']);
  return checked(
    { tokenEndpoint: isUsable ? named : null, algorithms, methods },
    {
      tried,
      found: [`HTTP 200: the token endpoint is ${withoutCredentials(named)}`],
      causes: present<Cause>(
        !isUsable && UNUSABLE,
        tokenUrl !== null && tokenUrl !== named && otherEndpoint(named),
        methodCauses(authentication.kind, methods),
        grants.length > 0 && !grants.includes('client_credentials') && NOT_BACKEND,
        authentication.kind === 'private_key_jwt' &&
          algorithms.length > 0 &&
          !algorithms.includes(authentication.signingAlgorithm) &&
          otherAlgorithms(algorithms),
      ),
      facts: { status, tokenEndpoint: withoutCredentials(named), algorithms, methods, grants },
    },
  );
}

/** Returns names such as `RS384`, `private_key_jwt` and grant types, some of which are URNs. Anything else is left out. */
function wordsIn(value: unknown): string[] {
  return readTexts(value).filter((name) => /^[\w:.-]{1,80}$/.test(name));
}

/** Whether the URL can go into a message and into an assertion. */
function isPlain(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url) && new URL(url).username === '';
}

/** Returns what can be shown of a URL that the server names: parsed, it has no control characters. */
function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

export const NO_BASE = cause`EPIC_BASE_URL is not the base of a FHIR API.
  → At Epic it ends in /api/FHIR/R4. Compare it with what the site gave you, or with open.epic.com/MyApps/Endpoints.`;
const OLD = cause`The server does not have this document; older ones do not.
  → Nothing, where the steps below go well: /metadata or EPIC_TOKEN_URL name the token endpoint too.`;
const NOT_BACKEND = cause`The server does not say that it offers client_credentials, the grant of SMART Backend Services.
  → Nothing, where a token comes; else ask the site for an endpoint for backend systems.`;
const UNUSABLE = cause`The token endpoint that it names is not behind https, or no plain URL, and is not spoken to.
  → Set EPIC_TOKEN_URL to the https URL of the token endpoint, and tell the site.`;

function otherEndpoint(named: string): Cause {
  return cause`EPIC_TOKEN_URL is another endpoint than the one that the server names, ${withoutCredentials(named)}.
    → Leave EPIC_TOKEN_URL out. Where a proxy makes it necessary, set EPIC_TOKEN_AUDIENCE to what the server names.`;
}

function otherAlgorithms(algorithms: readonly string[]): Cause {
  return cause`The server does not list EPIC_SIGNING_ALG among the algorithms that it takes (${listNames(algorithms)}).
    → Set EPIC_SIGNING_ALG to one of these that fits the key.`;
}

/** The credential that each way to sign in shows the token endpoint, and the settings that choose it. */
const METHODS: Readonly<Record<SignInMethod, readonly [credential: string, remedy: string]>> = {
  private_key_jwt: [
    'a key',
    'Set EPIC_AUTH=private_key_jwt with EPIC_PRIVATE_KEY_FILE in place of the secret (npm run keys -- create makes a key), and register its key set.',
  ],
  client_secret_basic: [
    'a secret in the Authorization header',
    'Set EPIC_AUTH=client_secret_basic with EPIC_CLIENT_SECRET to the secret of the registration.',
  ],
  client_secret_post: [
    'a secret in the form',
    'Set EPIC_AUTH=client_secret_post with EPIC_CLIENT_SECRET to the secret of the registration.',
  ],
  none: ['nothing', 'Set EPIC_AUTH=none if the server is open.'],
};

/**
 * Returns the cause if the server lists ways to sign in (RFC 8414 §2), but not the chosen one.
 * @param listed what the server says, of which only the known words are repeated
 */
export function methodCauses(chosen: SignInMethod, listed: readonly string[]): Cause[] {
  if (listed.length === 0 || listed.includes(chosen)) return [];
  const known = SIGN_IN_METHODS.filter((method) => listed.includes(method));
  const [first] = known;
  const accepted = known.map((method) => `${METHODS[method][0]} (${method})`).join(' or ') || 'other ways';
  const remedy =
    first === undefined ? 'Ask the site for a client that the gateway can be.' : METHODS[first][1];
  return [
    cause`The server takes ${accepted}, by what it lists, and EPIC_AUTH=${chosen} shows it ${METHODS[chosen][0]}. → ${remedy}`,
  ];
}

/** Causes that only the server knows of. */
export const REGISTERED_FOR_KEY = cause`The client is registered for a key, and not for a secret. → ${METHODS.private_key_jwt[1]}`;
export const REGISTERED_FOR_SECRET = cause`The client is registered for a secret, and not for a key. → ${METHODS.client_secret_basic[1]}`;
