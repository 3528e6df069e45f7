/** Whether the server gives a token, and if not, why not. */
import type { TokenResponse } from '../auth/token-request.ts';
import { transportCause } from './attempt.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { connectionCauses } from './connection.ts';
import { type Credential, type KeyCredential, SECRET_PLACES, type SecretCredential } from './credential.ts';
import { type Cause, cause, type Checked, checked, failed } from './finding.ts';
import { probe } from './hosts.ts';
import { checkOpenServer } from './open-server.ts';
import { explainRefusal } from './token-causes.ts';
import {
  describeAssertion,
  describeFailure,
  describeGrant,
  grantFacts,
  type RepeatedResult,
  resultFacts,
} from './token-description.ts';
import {
  requestToken,
  type TokenGranted,
  type TokenOutcome,
  type TokenRecipe,
  type TokenTools,
} from './token-request.ts';
import { firstGranted, type TokenClues, trialsFor } from './token-trials.ts';

type SignInTools = TokenTools & Pick<CheckTools, 'env'>;

/** Requests a token as often as the gateway does: Epic now and then refuses for no reason. */
const ATTEMPTS = 3;

export async function checkSignIn(
  site: ExaminedSite,
  credential: Credential,
  tools: SignInTools,
  clues: TokenClues,
): Promise<Checked<TokenGranted>> {
  if (credential.kind === 'none') return checkOpenServer(site, tools, clues);
  const tokenUrl = credential.authentication.tokenUrl ?? clues.endpoints[0];
  if (tokenUrl === undefined) return NO_ENDPOINT;
  const authentication = { ...credential.authentication, tokenUrl };
  const recipe: TokenRecipe = { tokenUrl, authentication, clockOffsetSeconds: 0 };
  const result = await requestUntilBelieved(recipe, tools);
  const { outcome } = result;
  const details = {
    tried: `POST ${tokenUrl}, ${describeCredential(credential)}`,
    facts: resultFacts(result),
  };
  if (outcome.kind === 'granted')
    return checked(grantedBy(recipe, site, outcome.grant), {
      tried: details.tried,
      found: describeGrant(outcome.grant, result.attempts),
      facts: { ...details.facts, ...grantFacts(outcome.grant) },
    });
  const gist = describeFailure(outcome);
  if (outcome.kind !== 'refused')
    return failed({ ...details, found: [gist], causes: await endpointCauses(outcome, tokenUrl, tools) });

  const found = [gist, ...describeAssertion(result)] as const;
  const { ahead } = result;
  const trials = await trialsFor(recipe, outcome.code, clues, ahead);
  const { granted, refused: refusedTrials } = await firstGranted(trials, tools);
  if (granted === null)
    return failed({ ...details, found, ...explainRefusal({ recipe, outcome, clues, ahead, refusedTrials }) });
  const { trial, grant } = granted;
  return failed(
    { ...details, found: [...found, CHANGED_AND_GRANTED], causes: [trial.cause], certain: true },
    grantedBy(trial.recipe, site, grant),
  );
}

/** The steps below go on with what brought a token, so that one run reports as much as it can. */
const CHANGED_AND_GRANTED = 'With one thing changed a token came; the steps below go on with that.';

const NO_ENDPOINT = failed({
  tried: 'look for a token endpoint in the configuration, in the SMART configuration and in /metadata',
  found: ['There is none that could be asked.'],
  causes: [
    cause`EPIC_BASE_URL is not the base of a FHIR API with SMART Backend Services.
      → See the steps above. At Epic it ends in /api/FHIR/R4; or set EPIC_TOKEN_URL to what the site gave you.`,
    cause`The server is open, as HAPI is by default, and gives no tokens.
      → Set EPIC_AUTH=none, and leave out the client id and the key or the secret.`,
  ],
});

function describeCredential(credential: KeyCredential | SecretCredential): string {
  if (credential.kind === 'key') return `with an assertion signed by key ${credential.keys.signing.keyId}`;
  const { clientId, kind } = credential.authentication;
  return `as client ${clientId} with its secret ${SECRET_PLACES[kind]}`;
}

/** Requests a token until one comes. A refusal is believed the last time, and anything else at once. */
async function requestUntilBelieved(recipe: TokenRecipe, tools: TokenTools): Promise<RepeatedResult> {
  for (let attempts = 1; ; attempts += 1) {
    const result = await requestToken(recipe, tools);
    if (result.outcome.kind !== 'refused' || attempts === ATTEMPTS) return { ...result, attempts };
  }
}

/** Returns what a recipe that brought a token is good for. */
function grantedBy(
  { authentication, clockOffsetSeconds }: TokenRecipe,
  { connection }: ExaminedSite,
  { scope }: TokenResponse,
): TokenGranted {
  return { connection: { ...connection, authentication }, clockOffsetSeconds, scope };
}

async function endpointCauses(
  outcome: Extract<TokenOutcome, { kind: 'not-oauth' | 'no-answer' }>,
  tokenUrl: string,
  { env }: SignInTools,
): Promise<readonly Cause[]> {
  if (outcome.kind === 'no-answer') {
    const { origin } = new URL(tokenUrl);
    const causes = connectionCauses({ origin, outcome: await probe(origin) }, env);
    return causes.length > 0 ? causes : [transportCause(outcome.fault)];
  }
  if (outcome.status === 429) return [PAUSE_WANTED];
  return outcome.status >= 500 ? [IN_TROUBLE, NOT_ENDPOINT] : [NOT_ENDPOINT, IN_TROUBLE];
}

const PAUSE_WANTED = cause`The token endpoint, or a proxy in front, asks for a pause. → Wait a few minutes.`;
const NOT_ENDPOINT = cause`What answers is not the token endpoint: the URL is wrong, or a proxy answers in its place.
  → Leave EPIC_TOKEN_URL out to have the server asked, or compare it with what the site gave you.`;
const IN_TROUBLE = cause`The server is in trouble. → Ask the site; try again later.`;
