/** The report of a granted token: its lifetime, and the types of the graph that its scopes leave out. */
import type { Grant } from '../auth/grant.ts';
import { helpsToFind, isResourceType, RESOURCES, type ResourceType } from '../fhir/resources.ts';
import { parseScopes } from '../fhir/scopes.ts';
import { type Fact, type Facts, listed } from './step.ts';

/** Types that callers are shown and that no scope lets be read or searched; none where the server has not said what it grants. */
function lackingIn(scope: string): readonly string[] {
  const scopes = parseScopes(scope);
  if (scopes.length === 0) return [];
  const covers = (type: ResourceType, interaction: 'r' | 's'): boolean =>
    scopes.some((one) => (one.type === '*' || one.type === type) && one.interactions.has(interaction));
  return Object.entries(RESOURCES).flatMap(([type]) =>
    isResourceType(type) && !helpsToFind(type) && !covers(type, 'r') && !covers(type, 's') ? [type] : [],
  );
}

/** Describes a granted token in words. */
export function grantedWords({ expires_in: seconds, scope }: Grant, attempts: number): [string, ...string[]] {
  return [
    `HTTP 200: a token for ${seconds} s`,
    ...(attempts > 1 ? [`It was refused ${attempts - 1} times before, as Epic does now and then.`] : []),
    ...scopeWords(scope),
  ];
}

export function grantedFacts({ expires_in: expiresInSeconds, scope }: Grant): Facts {
  return { expiresInSeconds, scope: scopeFacts(scope) };
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
