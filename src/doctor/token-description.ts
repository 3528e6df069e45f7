/** What a token endpoint answered, in words and as facts: no token, no secret and no signature. */
import { parseScopes } from '../access/scopes.ts';
import type { TokenResponse } from '../auth/token-request.ts';
import { helpsToFind } from '../fhir/resource-kinds.ts';
import { RESOURCE_TYPES } from '../fhir/resources.ts';
import { type Facts, listNames, present } from './finding.ts';
import type { TokenOutcome, TokenResult } from './token-request.ts';

/** The last of several requests. */
export interface RepeatedResult extends TokenResult {
  readonly attempts: number;
}

export function describeFailure(outcome: Exclude<TokenOutcome, { kind: 'granted' }>): string {
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
export function describeAssertion({ outcome, assertion }: TokenResult): string[] {
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

export function resultFacts({ outcome, assertion, ahead, attempts }: RepeatedResult): Facts {
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

export function describeGrant(
  { expires_in: seconds, scope }: TokenResponse,
  attempts: number,
): [string, ...string[]] {
  const { granted, lacking } = readScope(scope);
  const scopes = `${granted === 1 ? 'One scope was' : `${granted} scopes were`} granted`;
  const more = present<string>(
    attempts > 1 && `It was refused ${attempts - 1} times before, as Epic does now and then.`,
    granted === 0 && 'The answer does not say what was granted.',
    granted > 0 && (lacking.length === 0 ? `${scopes}.` : `${scopes}; none is for ${listNames(lacking)}.`),
  );
  return [`HTTP 200: a token for ${seconds} s`, ...more];
}

export function grantFacts({ expires_in: expiresInSeconds, scope }: TokenResponse): Facts {
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
  return { granted, lacking: RESOURCE_TYPES.filter((type) => !helpsToFind(type) && !isCovered(type)) };
}
