/** SMART scopes: v1 (`patient/Condition.read`) and v2 (`user/Observation.rs?category=laboratory`). */
import type { Interaction } from '../resource-type-row.ts';

/** A scope for resources. */
export interface ResourceScope {
  readonly text: string;
  readonly context: 'patient' | 'user';
  /** A resource type, or `*`. */
  readonly type: string;
  readonly interactions: ReadonlySet<Interaction>;
  /** The search parameters that limit the scope (SMART 2.2, "Finer-grained resource constraints"). */
  readonly query: URLSearchParams;
}

/** The scopes that give no access to resources. */
export const LAUNCH_SCOPES = ['launch', 'launch/patient', 'launch/encounter'] as const;
export const IDENTITY_SCOPES = ['openid', 'fhirUser', 'profile'] as const;
export const REFRESH_SCOPES = ['offline_access', 'online_access'] as const;
const OTHER_SCOPES: ReadonlySet<string> = new Set([...LAUNCH_SCOPES, ...IDENTITY_SCOPES, ...REFRESH_SCOPES]);

const RESOURCE_SCOPE =
  /^(?<context>patient|user)\/(?<type>\*|[A-Z][A-Za-z]+)\.(?<access>read|write|\*|c?r?s?)(?:\?(?<query>\S+))?$/;
/** RFC 6749 §3.3. */
const SCOPE_TOKENS = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

const V1_ACCESS: Readonly<Record<string, string>> = { read: 'rs', write: 'c', '*': 'crs' };
const LETTERS: readonly (readonly [letter: string, interaction: Interaction])[] = [
  ['c', 'create'],
  ['r', 'read'],
  ['s', 'search'],
];

/** Splits the value of the parameter `scope`. Returns null for characters that OAuth forbids. */
export function splitScope(value: string): readonly string[] | null {
  return SCOPE_TOKENS.test(value) ? [...new Set(value.split(' '))] : null;
}

export function parseResourceScope(text: string): ResourceScope | null {
  const { context, type = '', access = '', query } = RESOURCE_SCOPE.exec(text)?.groups ?? {};
  if ((context !== 'patient' && context !== 'user') || access === '') return null;
  const letters = V1_ACCESS[access] ?? access;
  const interactions = LETTERS.flatMap(([letter, interaction]) =>
    letters.includes(letter) ? [interaction] : [],
  );
  return { text, context, type, interactions: new Set(interactions), query: new URLSearchParams(query) };
}

/**
 * Returns the requested scopes that an app with this registration can get, in the order of the request. Requesting more is no error
 * (RFC 6749 §3.3), and Epic's answer names what it granted.
 */
export function grantableScopes(requested: readonly string[], registered: readonly string[]): string[] {
  const allowed = registered.flatMap((scope) => parseResourceScope(scope) ?? []);
  return requested.filter((text) => {
    const scope = parseResourceScope(text);
    return scope === null
      ? OTHER_SCOPES.has(text) && registered.includes(text)
      : allowed.some(
          ({ context, type, interactions }) =>
            context === scope.context &&
            (type === '*' || type === scope.type) &&
            [...scope.interactions].every((interaction) => interactions.has(interaction)),
        );
  });
}
