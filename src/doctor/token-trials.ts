/** Requests a token again with one thing changed at a time, to find out what a bare `invalid_client` is about. */
import type { TokenResponse } from '../auth/token-request.ts';
import type { KeyAuthentication, SecretAuthentication } from '../config/authentication.ts';
import { describeSkew, FOLLOW_NTP, isUnnoticeable } from './clock.ts';
import { fittingAlgorithms, SECRET_PLACES, thumbprintOf } from './credential.ts';
import { type Cause, cause } from './finding.ts';
import type { KeySetEvidence } from './key-set.ts';
import { type RefusalCode, requestToken, type TokenRecipe, type TokenTools } from './token-request.ts';

export interface TokenTrial {
  readonly recipe: TokenRecipe;
  /** What it is, if this brings a token. */
  readonly cause: Cause;
  /** What it is not, if this does not. */
  readonly ruledOut: string;
}

/** What the steps before have found out about the token endpoint. */
export interface TokenClues {
  readonly keySet: KeySetEvidence;
  /** The token endpoint as the server names it in its SMART configuration and in /metadata. */
  readonly endpoints: readonly string[];
  /** The algorithms that the server says it takes; none if it does not say. */
  readonly algorithms: readonly string[];
  /** The ways to sign in that the server says it takes; none if it does not say. */
  readonly methods: readonly string[];
}

/** Each trial can be one more refusal in the log of the site. */
const MOST_TRIALS = 6;

/** Returns the trials that can tell what a refusal is about; none if its code says that. */
export async function trialsFor(
  recipe: TokenRecipe,
  code: RefusalCode | null,
  clues: TokenClues,
  ahead: number | null,
): Promise<TokenTrial[]> {
  const { authentication } = recipe;
  if (authentication.kind !== 'private_key_jwt')
    return ABOUT_CLIENT.has(code) ? [secretTrial(recipe, authentication)] : [];
  if (!isBareRefusal(code)) return [];
  const trials = [
    ...clockTrials(recipe, ahead),
    ...audienceTrials(recipe, authentication, clues.endpoints),
    ...(await kidTrials(recipe, authentication, clues.keySet.otherKids)),
    ...algorithmTrials(recipe, authentication, clues.algorithms),
  ];
  return trials.slice(0, MOST_TRIALS);
}

/** Whether the code can be about anything in the assertion. */
export function isBareRefusal(code: RefusalCode | null): code is 'invalid_client' | 'invalid_grant' {
  return code === 'invalid_client' || code === 'invalid_grant';
}

/** Refusals that can come from how the client identifies itself (RFC 6749 §5.2); null: a code of the server's own. */
const ABOUT_CLIENT: ReadonlySet<RefusalCode | null> = new Set([
  null,
  'invalid_client',
  'invalid_request',
  'unauthorized_client',
]);

/** Makes the trials in order, up to the first that brings a token. */
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
  if (ahead === null || isUnnoticeable(ahead)) return [];
  return [
    {
      recipe: { ...recipe, clockOffsetSeconds: -ahead },
      cause: cause`The clock of this machine is wrong: it is ${describeSkew(ahead)}, and with the server's time a token comes. → ${FOLLOW_NTP}`,
      ruledOut: "the clock: with the server's own time it is refused too",
    },
  ];
}

function audienceTrials(
  recipe: TokenRecipe,
  authentication: KeyAuthentication,
  endpoints: readonly string[],
): TokenTrial[] {
  const { tokenUrl } = recipe;
  const names = new Set([tokenUrl, ...endpoints]);
  names.delete(authentication.tokenAudience ?? tokenUrl);
  return [...names].map((audience) => ({
    recipe: { ...recipe, authentication: { ...authentication, tokenAudience: audience } },
    cause: cause`The audience is wrong: the server calls its token endpoint ${audience}, and with that as "aud" a token comes. → ${
      audience === tokenUrl
        ? 'Leave EPIC_TOKEN_AUDIENCE out: the "aud" is the token URL then.'
        : `Set EPIC_TOKEN_AUDIENCE=${audience}.`
    }`,
    ruledOut: `the audience ${audience}, which is refused too`,
  }));
}

async function kidTrials(
  recipe: TokenRecipe,
  authentication: KeyAuthentication,
  otherKids: readonly string[],
): Promise<TokenTrial[]> {
  const thumbprint = await thumbprintOf(authentication.privateKey);
  const kids = new Set([...otherKids, thumbprint]);
  kids.delete(authentication.keyId ?? thumbprint);
  return [...kids].map((keyId) => ({
    recipe: { ...recipe, authentication: { ...authentication, keyId } },
    cause: cause`The kid is wrong: the server knows the key as ${keyId}, and with that a token comes. → ${
      keyId === thumbprint
        ? "Leave EPIC_KEY_ID out: the kid is the key's thumbprint then."
        : `Set EPIC_KEY_ID=${keyId}.`
    }`,
    ruledOut: `the kid ${keyId}, which is refused too`,
  }));
}

function algorithmTrials(
  recipe: TokenRecipe,
  authentication: KeyAuthentication,
  offered: readonly string[],
): TokenTrial[] {
  const { signingAlgorithm: configured, privateKey } = authentication;
  const others = fittingAlgorithms(privateKey).filter(
    (name) => name !== configured && (offered.length === 0 || offered.includes(name)),
  );
  return others.map((signingAlgorithm) => ({
    recipe: { ...recipe, authentication: { ...authentication, signingAlgorithm } },
    cause: cause`The algorithm is wrong: the server does not take ${configured}, and with ${signingAlgorithm} a token comes.
      → Set EPIC_SIGNING_ALG=${signingAlgorithm}.`,
    ruledOut: `the algorithm: ${signingAlgorithm} is refused too`,
  }));
}

/** Sends the secret in the other place. */
function secretTrial(recipe: TokenRecipe, authentication: SecretAuthentication): TokenTrial {
  const kind = authentication.kind === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic';
  const place = SECRET_PLACES[kind];
  return {
    recipe: { ...recipe, authentication: { ...authentication, kind } },
    cause: cause`The server takes the secret ${place} only, and with that a token comes. → Set EPIC_AUTH=${kind}.`,
    ruledOut: `the place of the secret: ${place} it is refused too`,
  };
}
