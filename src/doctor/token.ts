/** Whether the server gives a token, and where not, why not. */
import type { Keys } from '../auth/keys.ts';
import type { EpicConnection } from '../config/connection.ts';
import type { KeyAuthentication, TokenAuthentication } from '../config/authentication.ts';
import { SIGNING_ALGORITHMS } from '../config/variables.ts';
import type { Subject } from './configuration.ts';
import { causesOf as connectionCauses } from './connection.ts';
import { transportFault } from './exchange.ts';
import type { KeySetEvidence } from './key-set.ts';
import { methodCauses, REGISTERED_FOR_SECRET } from './methods.ts';
import { probe } from './probe.ts';
import { type Cause, type Checked, type Fact, type Facts, failed, type Finding, finding } from './step.ts';
import {
  attempt,
  type Attempt,
  type AttemptOutcome,
  type AttemptTools,
  type Recipe,
  type RefusalCode,
} from './token-attempt.ts';
import { explain } from './token-causes.ts';
import { grantedFacts, grantedWords } from './token-granted.ts';
import { firstGranted, type Trial, trialsFor } from './token-trials.ts';

/** What brought a token, which need not be what is configured, and what that is good for. */
export interface TokenGranted {
  readonly connection: EpicConnection;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
  /** As it was granted; empty where the server does not say. */
  readonly scope: string;
}

export interface TokenCheck extends AttemptTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keySet: KeySetEvidence;
  /** As the server names it in its SMART configuration and in /metadata. */
  readonly named: readonly (string | null)[];
  /** The algorithms that the server says that it takes. */
  readonly algorithms: readonly string[];
  /** The ways to sign in that the server says that it takes. */
  readonly methods: readonly string[];
}

/** The key that signs, and how it is configured. */
interface KeyCredential {
  readonly authentication: KeyAuthentication;
  readonly keys: Keys;
}

/** As often as the gateway asks: Epic now and then refuses for no reason. */
export const ATTEMPTS = 3;

/** Returns the configured token endpoint, or the one that the server names; null if there is neither. */
export function endpointOf({ tokenUrl }: TokenAuthentication, { named }: TokenCheck): string | null {
  return tokenUrl ?? named.find((name) => name !== null) ?? null;
}

export async function checkToken(
  subject: Subject,
  { authentication, keys }: KeyCredential,
  check: TokenCheck,
): Promise<Checked<TokenGranted>> {
  const tokenUrl = endpointOf(authentication, check);
  if (tokenUrl === null) return { finding: noEndpoint(), value: null };
  const recipe: Recipe = {
    tokenUrl,
    clientId: authentication.clientId,
    audience: authentication.tokenAudience ?? tokenUrl,
    key: keys.signing,
    scope: authentication.scope,
    clockOffsetSeconds: 0,
  };
  const granted = (by: Recipe, scope: string): TokenGranted => ({
    connection: { ...subject.connection, authentication: signingBy(by, authentication) },
    clockOffsetSeconds: by.clockOffsetSeconds,
    scope,
  });
  const attempts = await tryAgain(recipe, check);
  const last = attempts.at(-1);
  if (last === undefined) return { finding: noEndpoint(), value: null };
  const tried = `POST ${tokenUrl}, with an assertion signed by key ${recipe.key.keyId}`;
  const { outcome } = last;
  if (outcome.kind === 'granted') {
    const { grant } = outcome;
    return {
      finding: finding({
        tried,
        found: grantedWords(grant, attempts.length),
        facts: { ...factsOf(last, attempts.length), ...grantedFacts(grant) },
      }),
      value: granted(recipe, grant.scope),
    };
  }
  const told = { tried, facts: factsOf(last, attempts.length) };
  if (outcome.kind !== 'refused') {
    const causes = await faultCauses(outcome, tokenUrl, check);
    return { finding: failed({ ...told, found: [inWords(outcome)], causes }), value: null };
  }
  return refused(subject, check, {
    recipe,
    last,
    code: outcome.code,
    words: outcome.words,
    told: { ...told, gist: inWords(outcome) },
    granted,
  });
}

/** The configured way to sign in, changed to what brought a token. */
function signingBy(
  { tokenUrl, audience, key }: Recipe,
  authentication: KeyAuthentication,
): KeyAuthentication {
  const signingAlgorithm =
    SIGNING_ALGORITHMS.find((name) => name === key.algorithm) ?? authentication.signingAlgorithm;
  return { ...authentication, tokenUrl, tokenAudience: audience, keyId: key.keyId, signingAlgorithm };
}

export function noEndpoint() {
  return failed({
    tried: 'look for a token endpoint in the configuration, in the SMART configuration and in /metadata',
    found: ['There is none that could be asked.'],
    causes: [
      {
        cause: 'EPIC_BASE_URL is not the base of a FHIR API with SMART Backend Services.',
        remedy:
          'See the steps above. At Epic it ends in /api/FHIR/R4; or set EPIC_TOKEN_URL to what the site gave you.',
      },
      {
        cause: 'The server is open, as HAPI is by default, and gives no tokens.',
        remedy: 'Set EPIC_AUTH=none, and leave out the client id and the key or the secret.',
      },
    ],
  });
}

/** Up to the first token; a refusal is believed the third time, and anything else at once. */
async function tryAgain(recipe: Recipe, tools: AttemptTools): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const made = await attempt(recipe, tools);
    attempts.push(made);
    if (made.outcome.kind !== 'refused') break;
  }
  return attempts;
}

interface Refused {
  readonly recipe: Recipe;
  readonly last: Attempt;
  readonly code: RefusalCode | null;
  readonly words: string | null;
  readonly told: { readonly tried: string; readonly facts: Facts; readonly gist: string };
  readonly granted: (by: Recipe, scope: string) => TokenGranted;
}

async function refused(
  subject: Subject,
  check: TokenCheck,
  { recipe, last, code, words, told: { gist, ...told }, granted: grantedBy }: Refused,
): Promise<Checked<TokenGranted>> {
  const { ahead, assertion } = last;
  const canBeTold = code === 'invalid_client' || code === 'invalid_grant';
  const trials = canBeTold
    ? await trialsFor(recipe, {
        ahead,
        audiences: [recipe.tokenUrl, ...check.named],
        kids: check.keySet.otherKids,
        algorithms: check.algorithms,
      })
    : [];
  const { granted, refused: alsoRefused } = await firstGranted(trials, check);
  const found: [string, ...string[]] = [
    gist,
    ...(words === null ? [] : [`The server's own words: "${words}"`]),
    `The assertion had the header ${membersInWords(assertion.header)}`,
    `and the claims ${membersInWords(assertion.claims)}. Its signature is not shown.`,
  ];
  if (granted !== null)
    return { finding: mended(granted, { ...told, found }), value: grantedBy(granted.recipe, '') };
  const { scope } = recipe;
  const { keySet } = check;
  const explanation = explain(code, {
    words,
    keySet,
    keySetUrl: subject.keySetUrl,
    ahead,
    refused: alsoRefused,
    scope,
  });
  const causes = [
    ...methodCauses('private_key_jwt', check.methods),
    ...explanation.causes,
    ...(canBeTold && check.methods.length === 0 ? [REGISTERED_FOR_SECRET] : []),
  ];
  return { finding: failed({ ...told, found, ...explanation, causes }), value: null };
}

/** The walk goes on with what brought a token, so that one run tells as much as it can. */
function mended(
  { cause }: Trial,
  told: { readonly tried: string; readonly facts: Facts; readonly found: [string, ...string[]] },
): Finding {
  const [gist, ...more] = told.found;
  return failed({
    ...told,
    found: [gist, ...more, 'With one thing changed a token came; the steps below go on with that.'],
    causes: [cause],
    certain: true,
  });
}

export function inWords(outcome: Exclude<AttemptOutcome, { kind: 'granted' }>): string {
  switch (outcome.kind) {
    case 'refused':
      return `HTTP ${outcome.status}: ${outcome.code ?? 'refused, with a code that is not one of RFC 6749'}`;
    case 'not-oauth':
      return `HTTP ${outcome.status}, and no answer of OAuth.`;
    case 'no-answer':
      return outcome.fault.message;
  }
}

export async function faultCauses(
  outcome: Extract<AttemptOutcome, { kind: 'not-oauth' | 'no-answer' }>,
  tokenUrl: string,
  { env, now }: TokenCheck,
): Promise<Cause[]> {
  if (outcome.kind === 'no-answer') {
    const { origin } = new URL(tokenUrl);
    const causes = connectionCauses({ origin, outcome: await probe(origin) }, { env, now });
    return causes.length > 0 ? causes : [transportFault(outcome.fault)];
  }
  const { status } = outcome;
  if (status === 429) {
    return [
      { cause: 'The token endpoint, or a proxy in front, asks for a pause.', remedy: 'Wait a few minutes.' },
    ];
  }
  return status >= 500 ? [IN_TROUBLE, NOT_ENDPOINT] : [NOT_ENDPOINT, IN_TROUBLE];
}

const NOT_ENDPOINT: Cause = {
  cause: 'What answers is not the token endpoint: the URL is wrong, or a proxy answers in its place.',
  remedy: 'Leave EPIC_TOKEN_URL out to have the server asked, or compare it with what the site gave you.',
};
const IN_TROUBLE: Cause = {
  cause: 'The server is in trouble.',
  remedy: 'Ask the site; try again later.',
};

function factsOf({ outcome, assertion, ahead }: Attempt, attempts: number): Facts {
  return {
    outcome: outcome.kind,
    status: outcome.kind === 'granted' ? 200 : outcome.kind === 'no-answer' ? null : outcome.status,
    error: outcome.kind === 'refused' ? outcome.code : null,
    serverWords: outcome.kind === 'refused' ? outcome.words : null,
    attempts,
    aheadSeconds: ahead,
    assertion: { header: plain(assertion.header), claims: plain(assertion.claims) },
  };
}

/** The members of a header or of claims: texts and numbers. */
function plain(members: Readonly<Record<string, unknown>>): Fact {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  );
}

/** Instants, which are seconds in a JWT, as people read them too. */
function membersInWords(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .map(([name, value]) =>
      typeof value === 'number'
        ? `${name} ${value} (${new Date(value * 1000).toISOString().slice(0, 19)}Z)`
        : `${name} ${String(value)}`,
    )
    .join(', ');
}
