/** Whether the server gives a token, and where not, why not. */
import type { Keys } from '../auth/keys.ts';
import { parseScopes } from '../fhir/scopes.ts';
import { RESOURCES, type ResourceType, isResourceType } from '../fhir/resources.ts';
import type { Subject } from './configuration.ts';
import { causesOf as connectionCauses } from './connection.ts';
import { transportFault } from './exchange.ts';
import type { KeySetEvidence } from './key-set.ts';
import { probe } from './probe.ts';
import { type Cause, type Checked, type Fact, type Facts, failed, finding, listed } from './step.ts';
import {
  attempt,
  type Attempt,
  type AttemptOutcome,
  type AttemptTools,
  type Recipe,
  type RefusalCode,
} from './token-attempt.ts';
import { explain } from './token-causes.ts';
import { firstGranted, type Trial, trialsFor } from './token-trials.ts';

/** What brought a token, and what that is good for. */
export interface TokenGranted {
  readonly recipe: Recipe;
  /** As it was granted; empty where the server does not say. */
  readonly scope: string;
}

export interface TokenCheck extends AttemptTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keys: Keys;
  readonly keySet: KeySetEvidence;
  /** As the server names it in its SMART configuration and in /metadata. */
  readonly named: readonly (string | null)[];
  /** What the server says that it takes. */
  readonly algorithms: readonly string[];
}

/** As often as the gateway asks: Epic now and then refuses for no reason. */
const ATTEMPTS = 3;

export async function checkToken(subject: Subject, check: TokenCheck): Promise<Checked<TokenGranted>> {
  const { connection } = subject;
  const tokenUrl = connection.tokenUrl ?? check.named.find((name) => name !== null) ?? null;
  if (tokenUrl === null) return { finding: noEndpoint(), value: null };
  const recipe: Recipe = {
    tokenUrl,
    clientId: connection.clientId,
    audience: connection.tokenAudience ?? tokenUrl,
    key: check.keys.signing,
    scope: connection.scope,
    clockOffsetSeconds: 0,
  };
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
        found: [
          `HTTP 200: a token for ${grant.expires_in} s`,
          ...(attempts.length > 1
            ? [`It was refused ${attempts.length - 1} times before, as Epic does now and then.`]
            : []),
          ...scopeWords(grant.scope),
        ],
        facts: {
          ...factsOf(last, attempts.length),
          expiresInSeconds: grant.expires_in,
          scope: scopeFacts(grant.scope),
        },
      }),
      value: { recipe, scope: grant.scope },
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
  });
}

function noEndpoint() {
  return failed({
    tried: 'look for a token endpoint in the configuration, in the SMART configuration and in /metadata',
    found: ['There is none that could be asked.'],
    causes: [
      {
        cause: 'EPIC_BASE_URL is not the base of a FHIR API with SMART Backend Services.',
        remedy:
          'See the steps above. At Epic it ends in /api/FHIR/R4; or set EPIC_TOKEN_URL to what the site gave you.',
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
}

async function refused(
  subject: Subject,
  check: TokenCheck,
  { recipe, last, code, words, told: { gist, ...told } }: Refused,
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
  if (granted !== null) return mended(granted, { ...told, found });
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
  return { finding: failed({ ...told, found, ...explanation }), value: null };
}

/** The walk goes on with what brought a token, so that one run tells as much as it can. */
function mended(
  { recipe, cause }: Trial,
  told: { readonly tried: string; readonly facts: Facts; readonly found: [string, ...string[]] },
): Checked<TokenGranted> {
  const [gist, ...more] = told.found;
  return {
    finding: failed({
      ...told,
      found: [gist, ...more, 'With one thing changed a token came; the steps below go on with that.'],
      causes: [cause],
      certain: true,
    }),
    value: { recipe, scope: '' },
  };
}

function inWords(outcome: Exclude<AttemptOutcome, { kind: 'granted' }>): string {
  switch (outcome.kind) {
    case 'refused':
      return `HTTP ${outcome.status}: ${outcome.code ?? 'refused, with a code that is not one of RFC 6749'}`;
    case 'not-oauth':
      return `HTTP ${outcome.status}, and no answer of OAuth.`;
    case 'no-answer':
      return outcome.fault.message;
  }
}

async function faultCauses(
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

/** Types of the graph that no scope lets be read or searched; none where the server has not said what it grants. */
function lackingIn(scope: string): readonly string[] {
  const scopes = parseScopes(scope);
  if (scopes.length === 0) return [];
  const covers = (type: ResourceType, interaction: 'r' | 's'): boolean =>
    scopes.some((one) => (one.type === '*' || one.type === type) && one.interactions.has(interaction));
  return Object.entries(RESOURCES).flatMap(([type, { inGraph }]) =>
    inGraph && isResourceType(type) && !covers(type, 'r') && !covers(type, 's') ? [type] : [],
  );
}

function scopeWords(scope: string): string[] {
  const count = scope.split(' ').filter((word) => word !== '').length;
  if (count === 0) return ['The answer does not say what was granted.'];
  const lacking = lackingIn(scope);
  return [
    `${count === 1 ? 'One scope was' : `${count} scopes were`} granted${lacking.length === 0 ? '.' : `; none is for ${listed(lacking)}.`}`,
  ];
}

function scopeFacts(scope: string): Fact {
  return { granted: scope.split(' ').filter((word) => word !== '').length, lacking: lackingIn(scope) };
}
