/** Requests a token again with one input changed at a time, to find the cause of a bare `invalid_client`. */
import type { TokenResponse } from '../auth/token-request.ts';
import type { KeyAuthentication, SecretAuthentication } from '../config/authentication.ts';
import { describeSkew, isNegligible, SYNC_CLOCK } from './clock.ts';
import { fittingAlgorithms, SECRET_PLACES, thumbprintOf } from './credential.ts';
import { type Cause, cause } from './finding.ts';
import type { KeySetEvidence } from './key-set.ts';
import type { AdvertisedSupport } from './smart-configuration.ts';
import { type RefusalCode, requestToken, type TokenRecipe, type TokenTools } from './token-request.ts';

export interface TokenTrial {
  readonly recipe: TokenRecipe;
  /** The cause, if this grants a token. */
  readonly cause: Cause;
  /** The text if it does not. */
  readonly ruledOut: string;
}

/** What earlier steps found out about the token endpoint. */
export interface TokenClues {
  readonly keySet: KeySetEvidence;
  /** The token endpoints that the server names in its SMART configuration and in /metadata. */
  readonly endpoints: readonly string[];
  readonly advertised: AdvertisedSupport | null;
}

/** Each trial can add a refusal to the site's log. */
const MAX_TRIALS = 6;

/** Returns the trials that can find the cause; none if the code is clear. */
export async function trialsFor(
  recipe: TokenRecipe,
  code: RefusalCode,
  clues: TokenClues,
  ahead: number | null,
): Promise<TokenTrial[]> {
  const { authentication } = recipe;
  if (authentication.kind !== 'private_key_jwt')
    return ABOUT_CLIENT.has(code) ? [secretTrial(recipe, authentication)] : [];
  if (!isBareRefusal(code)) return [];
  const trials = [...clockTrials(recipe, ahead), ...(await assertionTrials(recipe, authentication, clues))];
  return trials.slice(0, MAX_TRIALS);
}

/** Whether anything in the assertion can cause the code. */
export function isBareRefusal(code: RefusalCode): code is 'invalid_client' | 'invalid_grant' {
  return code === 'invalid_client' || code === 'invalid_grant';
}

/** Codes that a server can use for a secret in the wrong place (RFC 6749 §5.2). */
const ABOUT_CLIENT: ReadonlySet<RefusalCode> = new Set([
  'unknown',
  'invalid_client',
  'invalid_request',
  'unauthorized_client',
]);

/** Runs the trials in order until one grants a token. */
export async function firstGranted(
  trials: readonly TokenTrial[],
  tools: TokenTools,
): Promise<{
  readonly granted: { readonly trial: TokenTrial; readonly grant: TokenResponse } | null;
  readonly refused: readonly TokenTrial[];
}> {
  const refused: TokenTrial[] = [];
  for (const trial of trials) {
    const { outcome } = await requestToken(trial.recipe, tools);
    if (outcome.kind === 'granted') return { granted: { trial, grant: outcome.grant }, refused };
    if (outcome.kind !== 'refused') break;
    refused.push(trial);
  }
  return { granted: null, refused };
}

function clockTrials(recipe: TokenRecipe, ahead: number | null): TokenTrial[] {
  if (ahead === null || isNegligible(ahead)) return [];
  return [
    {
      recipe: { ...recipe, clockOffsetSeconds: -ahead },
      cause: cause`This machine's clock is wrong: it is ${describeSkew(ahead)}. With the server's time, the server grants a token. → ${SYNC_CLOCK}`,
      ruledOut: "the clock: also refused with the server's own time",
    },
  ];
}

async function assertionTrials(
  recipe: TokenRecipe,
  authentication: KeyAuthentication,
  { endpoints, keySet, advertised }: TokenClues,
): Promise<TokenTrial[]> {
  const { tokenUrl } = recipe;
  const { privateKey, signingAlgorithm } = authentication;
  const thumbprint = await thumbprintOf(privateKey);
  const audience = authentication.tokenAudience ?? tokenUrl;
  const kid = authentication.keyId ?? thumbprint;
  const offered = advertised?.algorithms ?? [];
  const trial = (change: Partial<KeyAuthentication>, wrong: string, right: string, remedy: string) => ({
    recipe: { ...recipe, authentication: { ...authentication, ...change } },
    cause: cause`The ${wrong} is wrong. With ${right}, the server grants a token. → ${remedy}`,
    ruledOut: `the ${wrong}: also refused with ${right}`,
  });
  return [
    ...others([tokenUrl, ...endpoints], audience).map((value) =>
      trial(
        { tokenAudience: value },
        `audience ${audience}`,
        value,
        settingFor('EPIC_TOKEN_AUDIENCE', value, tokenUrl),
      ),
    ),
    ...others([...keySet.otherKids, thumbprint], kid).map((value) =>
      trial({ keyId: value }, `kid ${kid}`, value, settingFor('EPIC_KEY_ID', value, thumbprint)),
    ),
    ...others(fittingAlgorithms(privateKey), signingAlgorithm)
      .filter((value) => offered.length === 0 || offered.includes(value))
      .map((value) =>
        trial(
          { signingAlgorithm: value },
          `algorithm ${signingAlgorithm}`,
          value,
          settingFor('EPIC_SIGNING_ALG', value, null),
        ),
      ),
  ];
}

function others<T extends string>(values: readonly T[], configured: T): T[] {
  return [...new Set(values)].filter((value) => value !== configured);
}

function settingFor(name: string, value: string, byDefault: string | null): string {
  return value === byDefault ? `Remove ${name}. The default is right.` : `Set ${name}=${value}.`;
}

/** Sends the secret in the other place. */
function secretTrial(recipe: TokenRecipe, authentication: SecretAuthentication): TokenTrial {
  const kind = authentication.kind === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic';
  return {
    recipe: { ...recipe, authentication: { ...authentication, kind } },
    cause: cause`The server only accepts the secret ${SECRET_PLACES[kind]}. → Set EPIC_AUTH=${kind}.`,
    ruledOut: `the place of the secret: also refused ${SECRET_PLACES[kind]}`,
  };
}
