/** Asks for a token again with one thing changed at a time, to find out which one it is that a bare `invalid_client` is about. */
import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { publicJwk } from '../auth/keys.ts';
import { fittingAlgorithms } from './key.ts';
import { inWords, NOTICEABLE_SECONDS } from './skew.ts';
import type { Cause } from './step.ts';
import { attempt, type AttemptTools, type Recipe } from './token-attempt.ts';

export interface Trial {
  readonly recipe: Recipe;
  /** What it is, if this brings a token. */
  readonly cause: Cause;
  /** What it is not, if this does not. */
  readonly ruledOut: string;
}

/** What the trials go by. */
export interface Clues {
  /** Seconds by which this machine is ahead of the token endpoint; null where that is not known. */
  readonly ahead: number | null;
  /** The token endpoint by its names: as configured, and as the server itself has it. */
  readonly audiences: readonly (string | null)[];
  /** Kids under which the published key set has the key. */
  readonly kids: readonly string[];
  /** What the server says that it takes; none where it does not say. */
  readonly algorithms: readonly string[];
}

/** Each is one more refusal in the log of the site, so that there are not many. */
const MOST_TRIALS = 6;

export async function trialsFor(recipe: Recipe, clues: Clues): Promise<readonly Trial[]> {
  return [
    ...clockTrials(recipe, clues),
    ...audienceTrials(recipe, clues),
    ...(await kidTrials(recipe, clues)),
    ...algorithmTrials(recipe, clues),
  ].slice(0, MOST_TRIALS);
}

/** Takes the trials in order, up to the first that brings a token. */
export async function firstGranted(
  trials: readonly Trial[],
  tools: AttemptTools,
): Promise<{ readonly granted: Trial | null; readonly refused: readonly Trial[] }> {
  const refused: Trial[] = [];
  for (const trial of trials) {
    const { outcome } = await attempt(trial.recipe, tools);
    if (outcome.kind === 'granted') return { granted: trial, refused };
    if (outcome.kind !== 'refused') return { granted: null, refused };
    refused.push(trial);
  }
  return { granted: null, refused };
}

function clockTrials(recipe: Recipe, { ahead }: Clues): Trial[] {
  if (ahead === null || Math.abs(ahead) < NOTICEABLE_SECONDS) return [];
  return [
    {
      recipe: { ...recipe, clockOffsetSeconds: -ahead },
      cause: {
        cause: `The clock of this machine is wrong: it is ${inWords(ahead)}, and with the server's time a token comes.`,
        remedy: 'Have the machine (for a container: its host) follow NTP: timedatectl, chronyc tracking.',
      },
      ruledOut: "the clock: with the server's own time it is refused too",
    },
  ];
}

function audienceTrials(recipe: Recipe, { audiences }: Clues): Trial[] {
  const others = new Set(audiences.filter((audience) => audience !== null && audience !== recipe.audience));
  return [...others].flatMap((audience) =>
    audience === null
      ? []
      : [
          {
            recipe: { ...recipe, audience },
            cause: {
              cause: `The audience is wrong: the server calls its token endpoint ${audience}, and with that as "aud" a token comes.`,
              remedy:
                audience === recipe.tokenUrl
                  ? 'Leave EPIC_TOKEN_AUDIENCE out: the "aud" is the token URL then.'
                  : `Set EPIC_TOKEN_AUDIENCE=${audience}.`,
            },
            ruledOut: `the audience ${audience}, which is refused too`,
          },
        ],
  );
}

async function kidTrials(recipe: Recipe, { kids }: Clues): Promise<Trial[]> {
  const { kid: thumbprint } = await publicJwk(createPublicKey(recipe.key.privateKey), null);
  const others = [...new Set([...kids, thumbprint])].filter((kid) => kid !== recipe.key.keyId);
  return others.map((keyId) => ({
    recipe: { ...recipe, key: { ...recipe.key, keyId } },
    cause: {
      cause: `The kid is wrong: the server knows the key as ${keyId}, and with that a token comes.`,
      remedy:
        keyId === thumbprint
          ? "Leave EPIC_KEY_ID out: the kid is the key's thumbprint then."
          : `Set EPIC_KEY_ID=${keyId}.`,
    },
    ruledOut: `the kid ${keyId}, which is refused too`,
  }));
}

function algorithmTrials(recipe: Recipe, { algorithms }: Clues): Trial[] {
  const { key } = recipe;
  const others = othersThatFit(key.privateKey, key.algorithm);
  const offered = others.filter((name) => algorithms.length === 0 || algorithms.includes(name));
  return offered.map((algorithm) => ({
    recipe: { ...recipe, key: { ...key, algorithm } },
    cause: {
      cause: `The algorithm is wrong: the server does not take ${key.algorithm}, and with ${algorithm} a token comes.`,
      remedy: `Set EPIC_SIGNING_ALG=${algorithm}.`,
    },
    ruledOut: `the algorithm: ${algorithm} is refused too`,
  }));
}

function othersThatFit(key: KeyObject, algorithm: string): string[] {
  return fittingAlgorithms(key).filter((name) => name !== algorithm);
}
