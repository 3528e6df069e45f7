/** Reads the token endpoint and its options from `.well-known/smart-configuration` (SMART App Launch 2.2 §"Conformance"). */
import { smartConfiguration } from '../auth/discovery.ts';
import { isTrustedEndpoint } from '../auth/trusted-endpoint.ts';
import { getTokenUrl } from '../config/authentication.ts';
import { isObject, readTexts } from '../fhir/lenient-read.ts';
import { asClient, type ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact } from './finding.ts';
import { getWithoutToken, type HttpTools, unanswered } from './requests.ts';

/** The features that the server lists for its token endpoint (RFC 8414 §2). An empty list means that it does not say. */
export interface AdvertisedSupport {
  readonly algorithms: readonly string[];
  readonly methods: readonly string[];
  readonly grants: readonly string[];
}

interface SmartConfiguration {
  /** Null if the server names none, or none that the gateway may use. */
  readonly tokenEndpoint: string | null;
  readonly advertised: AdvertisedSupport | null;
}

const NOTHING: SmartConfiguration = { tokenEndpoint: null, advertised: null };

/** Never fails, because /metadata can name the token endpoint too. */
export async function checkSmartConfiguration(
  site: ExaminedSite,
  tools: HttpTools,
): Promise<Checked<SmartConfiguration>> {
  const { baseUrl, authentication } = site.connection;
  const tokenUrl = getTokenUrl(authentication);
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const tried = `GET ${url}${asClient(authentication)}`;
  const response = await getWithoutToken(site, tools, { url, headers: { accept: 'application/json' } });
  if ('fault' in response) return checked(NOTHING, unanswered(tried, response.fault));
  const { status, json: body } = response.answer;
  const json = status === 200 ? body : undefined;
  const parsed = smartConfiguration.safeParse(json);
  if (!parsed.success || !isObject(json)) {
    const problem = json === undefined ? 'without JSON' : 'with JSON that names no token endpoint';
    const isOpen = authentication.kind === 'none';
    return checked(NOTHING, {
      tried,
      found: compact<string>(
        `HTTP ${status}, ${problem}.`,
        isOpen && 'A server without authentication needs no token endpoint.',
      ),
      causes: isOpen ? [] : compact<Cause>(tokenUrl === null && WRONG_BASE_URL, NO_DOCUMENT),
      facts: { status, tokenEndpoint: null },
    });
  }
  const named = parsed.data.token_endpoint;
  const shown = toPrintableUrl(named);
  const isUsable = isTrustedEndpoint(named, baseUrl) && isPlain(named);
  const advertised = {
    algorithms: wordsIn(json['token_endpoint_auth_signing_alg_values_supported']),
    methods: wordsIn(json['token_endpoint_auth_methods_supported']),
    grants: wordsIn(json['grant_types_supported']),
  };
  return checked(
    { tokenEndpoint: isUsable ? named : null, advertised },
    {
      tried,
      found: [`HTTP 200. The token endpoint is ${shown}`],
      causes: compact<Cause>(
        !isUsable && UNUSABLE,
        tokenUrl !== null &&
          tokenUrl !== named &&
          cause`EPIC_TOKEN_URL differs from the token endpoint that the server names, ${shown}.
            → Remove EPIC_TOKEN_URL. If a proxy makes it necessary, set EPIC_TOKEN_AUDIENCE to the server's URL.`,
      ),
      facts: { status, tokenEndpoint: shown, ...advertised },
    },
  );
}

/** Returns names such as `RS384`, `private_key_jwt` and grant types, some of which are URNs. Leaves out anything else. */
function wordsIn(value: unknown): string[] {
  return readTexts(value).filter((name) => /^[\w:.-]{1,80}$/.test(name));
}

/** Whether messages and assertions may contain the URL. */
function isPlain(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url) && new URL(url).username === '';
}

/** Returns a printable URL without query: parsing encodes control characters. */
export function toPrintableUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

export const WRONG_BASE_URL = cause`EPIC_BASE_URL is not the base URL of a FHIR API.
  → Epic's ends in /api/FHIR/R4. Compare it with the URL from the site, or with open.epic.com/MyApps/Endpoints.`;
const NO_DOCUMENT = cause`The server has no SMART configuration, like some older servers.
  → Ignore this if the step Token passes: /metadata or EPIC_TOKEN_URL can name the token endpoint instead.`;
const UNUSABLE = cause`The token endpoint is not a plain https URL, so the gateway does not use it.
  → Set EPIC_TOKEN_URL to the https URL of the token endpoint, and tell the site.`;
