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
      ruledOut: "the clock: the server's own time is refused too",
    },
  ];
}

/** An input of the assertion, the values to try instead of the configured one, and how to configure them. */
interface Input {
  readonly name: string;
  readonly setting: string;
  readonly configured: string;
  readonly values: readonly string[];
  /** The value without the setting; null if no trial needs it. */
  readonly byDefault: string | null;
  readonly change: (value: string) => Partial<KeyAuthentication>;
}

async function assertionTrials(
  recipe: TokenRecipe,
  authentication: KeyAuthentication,
  { endpoints, keySet, advertised }: TokenClues,
): Promise<TokenTrial[]> {
  const { tokenUrl } = recipe;
  const { privateKey, signingAlgorithm, keyId, tokenAudience } = authentication;
  const thumbprint = await thumbprintOf(privateKey);
  const offered = advertised?.algorithms ?? [];
  const algorithms = fittingAlgorithms(privateKey).filter(
    (name) => offered.length === 0 || offered.includes(name),
  );
  const inputs: readonly Input[] = [
    {
      name: 'audience',
      setting: 'EPIC_TOKEN_AUDIENCE',
      configured: tokenAudience ?? tokenUrl,
      values: [tokenUrl, ...endpoints],
      byDefault: tokenUrl,
      change: (value) => ({ tokenAudience: value }),
    },
    {
      name: 'kid',
      setting: 'EPIC_KEY_ID',
      configured: keyId ?? thumbprint,
      values: [...keySet.otherKids, thumbprint],
      byDefault: thumbprint,
      change: (value) => ({ keyId: value }),
    },
    {
      name: 'algorithm',
      setting: 'EPIC_SIGNING_ALG',
      configured: signingAlgorithm,
      values: algorithms,
      byDefault: null,
      change: (value) => ({
        signingAlgorithm: algorithms.find((name) => name === value) ?? signingAlgorithm,
      }),
    },
  ];
  return inputs.flatMap(({ name, setting, configured, values, byDefault, change }) =>
    [...new Set(values)]
      .filter((value) => value !== configured)
      .map((value) => ({
        recipe: { ...recipe, authentication: { ...authentication, ...change(value) } },
        cause: cause`The ${name} is wrong: ${configured}. With ${value}, the server grants a token. → ${
          value === byDefault ? `Remove ${setting}. The default is right.` : `Set ${setting}=${value}.`
        }`,
        ruledOut: `the ${name}: ${value} is refused too`,
      })),
  );
}

/** Sends the secret in the other place. */
function secretTrial(recipe: TokenRecipe, authentication: SecretAuthentication): TokenTrial {
  const kind = authentication.kind === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic';
  return {
    recipe: { ...recipe, authentication: { ...authentication, kind } },
    cause: cause`The server only accepts the secret ${SECRET_PLACES[kind]}. → Set EPIC_AUTH=${kind}.`,
    ruledOut: `the place of the secret: ${SECRET_PLACES[kind]} it is refused too`,
  };
}
