/** Checks whether the server grants a token, and finds out why not. */
import type { EpicConnection } from '../config/connection.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { connectionCauses } from './connection.ts';
import { type Credential, SECRET_PLACES } from './credential.ts';
import { type Cause, cause, type Checked, checked, compact, failed } from './finding.ts';
import { probe } from './hosts.ts';
import { getWithoutToken, SERVER_FAILING, transportCause, unanswered } from './requests.ts';
import { explainRefusal, unsupportedCauses } from './token-causes.ts';
import {
  describeFailure,
  describeGrant,
  grantFacts,
  type RepeatedResult,
  requestToken,
  resultFacts,
  type TokenOutcome,
  type TokenRecipe,
  type TokenTools,
} from './token-request.ts';
import { firstGranted, type TokenClues, trialsFor } from './token-trials.ts';

/** The settings that grant a token, which can differ from the configured ones. */
export interface TokenGranted {
  readonly connection: EpicConnection;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
  /** Empty if the server does not say. */
  readonly scope: string;
}

/** As many as the gateway makes, because Epic sometimes refuses a good request. */
const ATTEMPTS = 3;

export async function checkToken(
  site: ExaminedSite,
  credential: Credential,
  tools: CheckTools,
  clues: TokenClues,
): Promise<Checked<TokenGranted>> {
  if (credential.kind === 'none') return checkOpenServer(site, tools, clues);
  const tokenUrl = credential.authentication.tokenUrl ?? clues.endpoints[0];
  if (tokenUrl === undefined) return NO_ENDPOINT;
  const recipe: TokenRecipe = {
    tokenUrl,
    authentication: { ...credential.authentication, tokenUrl },
    clockOffsetSeconds: 0,
  };
  const result = await requestRepeatedly(recipe, tools);
  const { outcome, ahead } = result;
  const tried = `POST ${tokenUrl}, ${describeCredential(credential)}`;
  const facts = resultFacts(result);
  if (outcome.kind === 'granted')
    return checked(granted(site, recipe, outcome.grant.scope), {
      tried,
      found: describeGrant(outcome.grant, result.attempts),
      facts: { ...facts, ...grantFacts(outcome.grant) },
    });
  const found = describeFailure(result);
  if (outcome.kind !== 'refused')
    return failed({ tried, found, causes: await endpointCauses(outcome, tokenUrl, tools), facts });

  const trials = await trialsFor(recipe, outcome.code, clues, ahead);
  const { granted: success, refused: refusedTrials } = await firstGranted(trials, tools);
  if (success === null)
    return failed({
      tried,
      found,
      facts,
      ...explainRefusal({ recipe, outcome, clues, ahead, refusedTrials }),
    });
  const { trial, grant } = success;
  return failed(
    { tried, found: [...found, CONTINUES_WITH_CHANGE], causes: [trial.cause], certain: true, facts },
    granted(site, trial.recipe, grant.scope),
  );
}

/** Later steps run with the settings that work, so that one run reports as much as possible. */
const CONTINUES_WITH_CHANGE = 'After one change the server granted a token. The steps below use that change.';

const NO_ENDPOINT = failed({
  tried: 'reading the token endpoint from the configuration, the SMART configuration and /metadata',
  found: ['No usable token endpoint is known.'],
  causes: [
    cause`EPIC_BASE_URL is not the base URL of a FHIR API with SMART Backend Services.
      → See the steps above. Epic's base URL ends in /api/FHIR/R4. Or set EPIC_TOKEN_URL to the URL from the site.`,
    cause`The server is open, as HAPI is by default, and issues no tokens.
      → Set EPIC_AUTH=none, and remove the client id and the key or secret.`,
  ],
});

function describeCredential(credential: Exclude<Credential, { kind: 'none' }>): string {
  if (credential.kind === 'key')
    return `with an assertion signed by the key ${credential.keys.signing.keyId}`;
  const { clientId, kind } = credential.authentication;
  return `as client ${clientId}, with its secret ${SECRET_PLACES[kind]}`;
}

/** Repeats a refused request. */
async function requestRepeatedly(recipe: TokenRecipe, tools: TokenTools): Promise<RepeatedResult> {
  for (let attempts = 1; ; attempts += 1) {
    const result = await requestToken(recipe, tools);
    if (result.outcome.kind !== 'refused' || attempts === ATTEMPTS) return { ...result, attempts };
  }
}

function granted(
  { connection }: ExaminedSite,
  { authentication, clockOffsetSeconds }: TokenRecipe,
  scope: string,
): TokenGranted {
  return { connection: { ...connection, authentication }, clockOffsetSeconds, scope };
}

async function endpointCauses(
  outcome: Extract<TokenOutcome, { kind: 'not-oauth' | 'no-answer' }>,
  tokenUrl: string,
  { env }: CheckTools,
): Promise<readonly Cause[]> {
  if (outcome.kind === 'no-answer') {
    const { origin } = new URL(tokenUrl);
    const causes = connectionCauses({ origin, outcome: await probe(origin) }, env);
    return causes.length > 0 ? causes : [transportCause(outcome.fault)];
  }
  if (outcome.status === 429) return [RATE_LIMITED];
  return outcome.status >= 500 ? [SERVER_FAILING, NOT_ENDPOINT] : [NOT_ENDPOINT, SERVER_FAILING];
}

const RATE_LIMITED = cause`The token endpoint, or a proxy in front of it, limits the rate of requests. → Wait a few minutes.`;
const NOT_ENDPOINT = cause`The URL is not the token endpoint, or a proxy answers instead.
  → Remove EPIC_TOKEN_URL to discover the token endpoint, or compare it with the URL from the site.`;

/** Checks that the server works without a token, as EPIC_AUTH=none requires. Reads only the status of the response. */
async function checkOpenServer(
  site: ExaminedSite,
  tools: CheckTools,
  { endpoints, advertised }: TokenClues,
): Promise<Checked<TokenGranted>> {
  const { connection } = site;
  const url = `${connection.baseUrl}/Patient?_summary=count`;
  const tried = `GET ${url}, without a token`;
  const headers = { accept: 'application/fhir+json' };
  const response = await getWithoutToken(site, tools, { url, headers });
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { status } = response.answer;
  const isOpen = status !== 401 && status !== 403;
  const facts = { status, isOpen };
  if (!isOpen)
    return failed({
      tried,
      found: [`HTTP ${status}: the server requires a token, so EPIC_AUTH=none does not work.`],
      causes: compact<Cause>(
        unsupportedCauses('none', advertised),
        endpoints.length > 0 ? UNREGISTERED : UNKNOWN_AUTHENTICATION,
      ),
      facts,
    });
  const found = [
    `HTTP ${status}: the server works without a token (EPIC_AUTH=none).`,
    'Anyone who can reach it can read and change every record. If its patients are real, let only the gateway reach it.',
  ];
  return checked({ connection, clockOffsetSeconds: 0, scope: '' }, { tried, found, facts });
}

const UNREGISTERED = cause`The gateway is not registered as a client.
  → Register it, and set EPIC_AUTH to private_key_jwt, client_secret_basic or client_secret_post, with EPIC_CLIENT_ID and the key or secret.`;
const UNKNOWN_AUTHENTICATION = cause`The server names no token endpoint.
  → Ask its operator how clients authenticate, and set EPIC_AUTH and EPIC_TOKEN_URL accordingly.`;
