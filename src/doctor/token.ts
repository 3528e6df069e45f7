/** Whether the server gives a token, and if not, why not; with EPIC_AUTH=none, whether it answers without one. */
import type { Grant } from '../auth/grant.ts';
import type { EpicConnection } from '../config.ts';
import { SIGNING_ALGORITHMS } from '../config/variables.ts';
import { helpsToFind, isResourceType, RESOURCES } from '../fhir/resources.ts';
import { parseScopes } from '../fhir/scopes.ts';
import { getWithoutToken, transportCause } from './attempt.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { connectionCauses } from './connection.ts';
import { type Credential, type KeyCredential, SECRET_PLACES, type SecretCredential } from './credential.ts';
import {
  type Cause,
  cause,
  type Checked,
  checked,
  type Facts,
  failed,
  listNames,
  present,
} from './finding.ts';
import { probe } from './hosts.ts';
import type { KeySetEvidence } from './key-set.ts';
import { methodCauses, REGISTERED_FOR_SECRET } from './smart-configuration.ts';
import { explainAssertionRefusal, isBare, secretRefusalCauses } from './token-causes.ts';
import {
  requestToken,
  type RefusalCode,
  type TokenOutcome,
  type TokenRecipe,
  type TokenRefusal,
  type TokenResult,
  type TokenTools,
} from './token-request.ts';
import { assertionTrials, firstGranted, secretTrial, type TokenTrial } from './token-trials.ts';

/** What brought a token, which need not be what is configured, and what that is good for. */
export interface TokenGranted {
  readonly connection: EpicConnection;
  /** Added to this machine's clock. */
  readonly clockOffsetSeconds: number;
  /** As it was granted; empty if the server does not say. */
  readonly scope: string;
}

/** What the steps before have found. */
export interface TokenClues {
  readonly keySet: KeySetEvidence;
  /** The token endpoint as the server names it in its SMART configuration and in /metadata. */
  readonly endpoints: readonly string[];
  /** The algorithms that the server says that it takes. */
  readonly algorithms: readonly string[];
  /** The ways to sign in that the server says that it takes. */
  readonly methods: readonly string[];
}

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
  const recipe = recipeOf(credential, tokenUrl);
  const result = await requestUntilBelieved(recipe, tools);
  const { outcome } = result;
  const details = { tried: describeRequest(recipe), facts: factsOf(result) };
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
  const trials = await trialsFor(recipe, outcome, { ...clues, ahead: result.ahead });
  const { granted, refused: refusedTrials } = await firstGranted(trials, tools);
  if (granted !== null) {
    const { trial, grant } = granted;
    return failed(
      { ...details, found: [...found, CHANGED_AND_GRANTED], causes: [trial.cause], certain: true },
      grantedBy(trial.recipe, site, grant),
    );
  }
  const { methods, keySet } = clues;
  const { kind, scope } = credential.authentication;
  const explanation =
    credential.kind === 'secret'
      ? {
          causes: secretRefusalCauses(outcome.code, scope),
          ruledOut: refusedTrials.map(({ ruledOut }) => ruledOut),
        }
      : explainAssertionRefusal(outcome, {
          keySet,
          keySetUrl: site.keySetUrl,
          ahead: result.ahead,
          refusedTrials,
          scope,
        });
  const causes = present<Cause>(
    methodCauses(kind, methods),
    explanation.causes,
    credential.kind === 'key' && isBare(outcome.code) && methods.length === 0 && REGISTERED_FOR_SECRET,
  );
  return failed({ ...details, found, causes, ruledOut: explanation.ruledOut });
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

function recipeOf(credential: KeyCredential | SecretCredential, tokenUrl: string): TokenRecipe {
  const { scope } = credential.authentication;
  if (credential.kind === 'secret')
    return { kind: 'secret', tokenUrl, scope, authentication: credential.authentication };
  const { authentication, keys } = credential;
  return {
    kind: 'assertion',
    tokenUrl,
    scope,
    authentication,
    audience: authentication.tokenAudience ?? tokenUrl,
    key: keys.signing,
    clockOffsetSeconds: 0,
  };
}

function describeRequest(recipe: TokenRecipe): string {
  const how =
    recipe.kind === 'assertion'
      ? `with an assertion signed by key ${recipe.key.keyId}`
      : `as client ${recipe.authentication.clientId} with its secret ${SECRET_PLACES[recipe.authentication.kind]}`;
  return `POST ${recipe.tokenUrl}, ${how}`;
}

/** Requests a token until one comes. A refusal is believed the last time, and anything else at once. */
async function requestUntilBelieved(
  recipe: TokenRecipe,
  tools: TokenTools,
): Promise<TokenResult & { readonly attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const result = await requestToken(recipe, tools);
    if (result.outcome.kind !== 'refused' || attempts === ATTEMPTS) return { ...result, attempts };
  }
}

/** Returns what a recipe that brought a token is good for. */
function grantedBy(recipe: TokenRecipe, { connection }: ExaminedSite, { scope }: Grant): TokenGranted {
  const { tokenUrl } = recipe;
  if (recipe.kind === 'secret') {
    const authentication = { ...recipe.authentication, tokenUrl };
    return { connection: { ...connection, authentication }, clockOffsetSeconds: 0, scope };
  }
  const { audience: tokenAudience, key, clockOffsetSeconds } = recipe;
  const signingAlgorithm =
    SIGNING_ALGORITHMS.find((name) => name === key.algorithm) ?? recipe.authentication.signingAlgorithm;
  const authentication = {
    ...recipe.authentication,
    tokenUrl,
    tokenAudience,
    keyId: key.keyId,
    signingAlgorithm,
  };
  return { connection: { ...connection, authentication }, clockOffsetSeconds, scope };
}

/** Refusals that can come from how the client identifies itself (RFC 6749 §5.2); null: a code of the server's own. */
const ABOUT_CLIENT: ReadonlySet<RefusalCode | null> = new Set([
  null,
  'invalid_client',
  'invalid_request',
  'unauthorized_client',
]);

async function trialsFor(
  recipe: TokenRecipe,
  { code }: TokenRefusal,
  { ahead, endpoints, keySet, algorithms }: TokenClues & Pick<TokenResult, 'ahead'>,
): Promise<TokenTrial[]> {
  if (recipe.kind === 'secret') return ABOUT_CLIENT.has(code) ? [secretTrial(recipe)] : [];
  const clues = { ahead, audiences: endpoints, kids: keySet.otherKids, algorithms };
  return isBare(code) ? assertionTrials(recipe, clues) : [];
}

function describeFailure(outcome: Exclude<TokenOutcome, { kind: 'granted' }>): string {
  switch (outcome.kind) {
    case 'refused':
      return `HTTP ${outcome.status}: ${outcome.code ?? 'refused, with a code that is not one of RFC 6749'}`;
    case 'not-oauth':
      return `HTTP ${outcome.status}, and no answer of OAuth.`;
    case 'no-answer':
      return outcome.fault.message;
  }
}

/** Shows an assertion that was refused, and what the server says of it. */
function describeAssertion({ outcome, assertion }: TokenResult): string[] {
  if (assertion === null) return [];
  return present<string>(
    outcome.kind === 'refused' && outcome.words !== null && `The server's own words: "${outcome.words}"`,
    `The assertion had the header ${describeMembers(assertion.header)}`,
    `and the claims ${describeMembers(assertion.claims)}. Its signature is not shown.`,
  );
}

/** Shows instants, which are seconds in a JWT, as people read them too. */
function describeMembers(members: Readonly<Record<string, unknown>>): string {
  const described = Object.entries(members).map(([name, value]) =>
    typeof value === 'number'
      ? `${name} ${value} (${new Date(value * 1000).toISOString().slice(0, 19)}Z)`
      : `${name} ${String(value)}`,
  );
  return described.join(', ');
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

function factsOf({
  outcome,
  assertion,
  ahead,
  attempts,
}: TokenResult & { readonly attempts: number }): Facts {
  const refused = outcome.kind === 'refused' ? outcome : null;
  const facts = { outcome: outcome.kind, status: outcome.status, error: refused?.code ?? null, attempts };
  if (assertion === null) return facts;
  const { header, claims } = assertion;
  return {
    ...facts,
    serverWords: refused?.words ?? null,
    aheadSeconds: ahead,
    assertion: { header: memberFacts(header), claims: memberFacts(claims) },
  };
}

/** Returns the members of a header or of claims: texts and numbers. */
function memberFacts(members: Readonly<Record<string, unknown>>): Facts {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  );
}

function describeGrant({ expires_in: seconds, scope }: Grant, attempts: number): [string, ...string[]] {
  const { granted, lacking } = readScope(scope);
  const scopes = `${granted === 1 ? 'One scope was' : `${granted} scopes were`} granted`;
  const more = present<string>(
    attempts > 1 && `It was refused ${attempts - 1} times before, as Epic does now and then.`,
    granted === 0 && 'The answer does not say what was granted.',
    granted > 0 && (lacking.length === 0 ? `${scopes}.` : `${scopes}; none is for ${listNames(lacking)}.`),
  );
  return [`HTTP 200: a token for ${seconds} s`, ...more];
}

function grantFacts({ expires_in: expiresInSeconds, scope }: Grant): Facts {
  return { expiresInSeconds, scope: readScope(scope) };
}

/** Counts the granted scopes, and returns the types of the graph that none of them lets be read or searched. */
function readScope(scope: string): { readonly granted: number; readonly lacking: readonly string[] } {
  const granted = scope.split(' ').filter((word) => word !== '').length;
  const scopes = parseScopes(scope);
  if (scopes.length === 0) return { granted, lacking: [] };
  const isCovered = (type: string): boolean =>
    scopes.some(
      (one) =>
        (one.type === '*' || one.type === type) && (one.interactions.has('r') || one.interactions.has('s')),
    );
  const types = Object.keys(RESOURCES).filter(isResourceType);
  return { granted, lacking: types.filter((type) => !helpsToFind(type) && !isCovered(type)) };
}

/** Searches for a count of patients, and reads only the status of the response. */
async function checkOpenServer(
  site: ExaminedSite,
  tools: TokenTools,
  { endpoints, methods }: TokenClues,
): Promise<Checked<TokenGranted>> {
  const { connection } = site;
  const url = `${connection.baseUrl}/Patient?_summary=count`;
  const tried = `GET ${url}, without a token`;
  const headers = { accept: 'application/fhir+json' };
  const response = await getWithoutToken(site, tools, { url, headers });
  if ('fault' in response) {
    const { fault } = response;
    return failed({ tried, found: [fault.message], causes: [transportCause(fault)] });
  }
  const { status } = response.answer;
  const isOpen = status !== 401 && status !== 403;
  const facts = { status, isOpen };
  if (!isOpen)
    return failed({
      tried,
      found: [`HTTP ${status}: the server wants a token, so it is not open.`],
      causes: [
        ...methodCauses('none', methods),
        cause`EPIC_AUTH=none is for open servers, and this one is not. → ${endpoints.length > 0 ? REGISTER : NO_SIGN_IN}`,
      ],
      facts,
    });
  return checked(
    { connection, clockOffsetSeconds: 0, scope: '' },
    {
      tried,
      found: [
        `HTTP ${status}: the server is open. It answers without a token (EPIC_AUTH=none).`,
        'Anyone who reaches it can read and change every record, so let nothing but the gateway reach a server with real patients.',
      ],
      facts,
    },
  );
}

const REGISTER =
  'Register the gateway as a client, and set EPIC_AUTH to private_key_jwt, client_secret_basic or client_secret_post, with EPIC_CLIENT_ID and the key or the secret.';
const NO_SIGN_IN =
  'The server names no token endpoint either: ask its operator how clients sign in, and set EPIC_AUTH and EPIC_TOKEN_URL to that.';
