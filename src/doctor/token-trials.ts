/** Requests a token again with one thing changed at a time, to find out what a bare `invalid_client` is about. */
import { createPublicKey } from 'node:crypto';
import { publicJwk } from '../auth/keys.ts';
import type { Grant } from '../auth/grant.ts';
import type { SecretAuthentication } from '../config/authentication.ts';
import { describeSkew, FOLLOW_NTP, isUnnoticeable } from './clock.ts';
import { fittingAlgorithms, SECRET_PLACES } from './credential.ts';
import { type Cause, cause } from './finding.ts';
import {
  type AssertionRecipe,
  requestToken,
  type SecretRecipe,
  type TokenRecipe,
  type TokenTools,
} from './token-request.ts';

export interface TokenTrial {
  readonly recipe: TokenRecipe;
  /** What it is, if this brings a token. */
  readonly cause: Cause;
  /** What it is not, if this does not. */
  readonly ruledOut: string;
}

/** What the trials depend on. */
export interface TrialClues {
  /** Seconds by which this machine is ahead of the token endpoint; null if that is not known. */
  readonly ahead: number | null;
  /** The token endpoint by the names that the server itself has for it. */
  readonly audiences: readonly string[];
  /** Kids under which the published key set has the key. */
  readonly kids: readonly string[];
  /** What the server says that it takes; none if it does not say. */
  readonly algorithms: readonly string[];
}

/** Each trial can be one more refusal in the log of the site. */
const MOST_TRIALS = 6;

export async function assertionTrials(recipe: AssertionRecipe, clues: TrialClues): Promise<TokenTrial[]> {
  const trials = [
    ...clockTrials(recipe, clues),
    ...audienceTrials(recipe, clues),
    ...(await kidTrials(recipe, clues)),
    ...algorithmTrials(recipe, clues),
  ];
  return trials.slice(0, MOST_TRIALS);
}

/** Makes the trials in order, up to the first that brings a token. */
export async function firstGranted(
  trials: readonly TokenTrial[],
  tools: TokenTools,
): Promise<{
  readonly granted: { readonly trial: TokenTrial; readonly grant: Grant } | null;
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

function clockTrials(recipe: AssertionRecipe, { ahead }: TrialClues): TokenTrial[] {
  if (ahead === null || isUnnoticeable(ahead)) return [];
  return [
    {
      recipe: { ...recipe, clockOffsetSeconds: -ahead },
      cause: cause`The clock of this machine is wrong: it is ${describeSkew(ahead)}, and with the server's time a token comes. → ${FOLLOW_NTP}`,
      ruledOut: "the clock: with the server's own time it is refused too",
    },
  ];
}

function audienceTrials(recipe: AssertionRecipe, { audiences }: TrialClues): TokenTrial[] {
  const names = new Set([recipe.tokenUrl, ...audiences]);
  const others = [...names].filter((audience) => audience !== recipe.audience);
  return others.map((audience) => ({
    recipe: { ...recipe, audience },
    cause: cause`The audience is wrong: the server calls its token endpoint ${audience}, and with that as "aud" a token comes. → ${
      audience === recipe.tokenUrl
        ? 'Leave EPIC_TOKEN_AUDIENCE out: the "aud" is the token URL then.'
        : `Set EPIC_TOKEN_AUDIENCE=${audience}.`
    }`,
    ruledOut: `the audience ${audience}, which is refused too`,
  }));
}

async function kidTrials(recipe: AssertionRecipe, { kids }: TrialClues): Promise<TokenTrial[]> {
  const { key } = recipe;
  const { kid: thumbprint } = await publicJwk(createPublicKey(key.privateKey), null);
  const others = [...new Set([...kids, thumbprint])].filter((kid) => kid !== key.keyId);
  return others.map((keyId) => ({
    recipe: { ...recipe, key: { ...key, keyId } },
    cause: cause`The kid is wrong: the server knows the key as ${keyId}, and with that a token comes. → ${
      keyId === thumbprint
        ? "Leave EPIC_KEY_ID out: the kid is the key's thumbprint then."
        : `Set EPIC_KEY_ID=${keyId}.`
    }`,
    ruledOut: `the kid ${keyId}, which is refused too`,
  }));
}

function algorithmTrials(recipe: AssertionRecipe, { algorithms }: TrialClues): TokenTrial[] {
  const { key } = recipe;
  const others = fittingAlgorithms(key.privateKey).filter((name) => name !== key.algorithm);
  const offered = others.filter((name) => algorithms.length === 0 || algorithms.includes(name));
  return offered.map((algorithm) => ({
    recipe: { ...recipe, key: { ...key, algorithm } },
    cause: cause`The algorithm is wrong: the server does not take ${key.algorithm}, and with ${algorithm} a token comes.
      → Set EPIC_SIGNING_ALG=${algorithm}.`,
    ruledOut: `the algorithm: ${algorithm} is refused too`,
  }));
}

const OTHER_PLACE: Readonly<Record<SecretAuthentication['kind'], SecretAuthentication['kind']>> = {
  client_secret_basic: 'client_secret_post',
  client_secret_post: 'client_secret_basic',
};

/** Sends the secret in the other place. */
export function secretTrial(recipe: SecretRecipe): TokenTrial {
  const kind = OTHER_PLACE[recipe.authentication.kind];
  const place = SECRET_PLACES[kind];
  return {
    recipe: { ...recipe, authentication: { ...recipe.authentication, kind } },
    cause: cause`The server takes the secret ${place} only, and with that a token comes. → Set EPIC_AUTH=${kind}.`,
    ruledOut: `the place of the secret: ${place} it is refused too`,
  };
}
