/** The options of Apollo Client's InMemoryCache for a gateway. Imports nothing from Apollo Client, so it works with every copy of it. */
import { type ConnectionPolicy, createConnectionPolicy } from './connection-policy.ts';
import { entityId } from './entity-id.ts';
import { CONNECTION_FIELDS, LIST_FIELDS } from './generated/lists.ts';
import { possibleTypes } from './generated/possible-types.ts';

interface ListPolicy {
  read: (stored: readonly object[] | null | undefined) => readonly object[] | undefined;
}

/** The part of Apollo Client's InMemoryCacheConfig that `cacheConfig` sets. */
export interface CacheConfig {
  possibleTypes: Record<string, string[]>;
  typePolicies: Record<string, { fields: Record<string, ConnectionPolicy | ListPolicy> }>;
  dataIdFromObject: (object: {
    readonly __typename?: string;
    readonly id?: unknown;
    readonly type?: unknown;
  }) => string | undefined;
}

/**
 * Returns the options of an InMemoryCache: the members of unions, how pages of lists belong together, and which objects are one record. Give each
 * site a cache of its own. `cache.policies.addTypePolicies` adds policies of the app.
 */
export function cacheConfig(): CacheConfig {
  const types = new Set([...Object.keys(CONNECTION_FIELDS), ...Object.keys(LIST_FIELDS)]);
  return {
    possibleTypes,
    // Values such as a name have no policy: the newest response replaces them, because a mixture of two responses may never have been true.
    typePolicies: Object.fromEntries([...types].map((type) => [type, { fields: policiesOf(type) }])),
    dataIdFromObject: (object) => entityId(object),
  };
}

function policiesOf(type: string): Record<string, ConnectionPolicy | ListPolicy> {
  const policies: Record<string, ConnectionPolicy | ListPolicy> = {};
  for (const name of LIST_FIELDS[type] ?? []) policies[name] = LIST_POLICY;
  for (const [name, keyArgs] of Object.entries(CONNECTION_FIELDS[type] ?? {}))
    policies[name] = createConnectionPolicy(keyArgs);
  return policies;
}

/** The cache keeps no errors, so a list that failed must be missing: a null without its error could be read as “none”. */
const LIST_POLICY: ListPolicy = { read: (stored) => stored ?? undefined };
