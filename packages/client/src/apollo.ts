/** The options of Apollo Client's InMemoryCache for a gateway. Imports nothing from Apollo Client, so it works with every copy of it. */
import { type ConnectionPolicy, createConnectionPolicy } from './connection-policy.ts';
import { entityId } from './entity-id.ts';
import { CONNECTION_FIELDS } from './generated/connections.ts';
import { possibleTypes } from './generated/possible-types.ts';

/** The part of Apollo Client's InMemoryCacheConfig that `cacheConfig` sets. */
export interface CacheConfig {
  possibleTypes: Record<string, string[]>;
  typePolicies: Record<string, { fields: Record<string, ConnectionPolicy> }>;
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
  const typePolicies = Object.entries(CONNECTION_FIELDS).map(([type, fields]) => {
    const policies = Object.entries(fields).map(
      ([name, keyArgs]) => [name, createConnectionPolicy(keyArgs)] as const,
    );
    return [type, { fields: Object.fromEntries(policies) }] as const;
  });
  return {
    possibleTypes,
    typePolicies: Object.fromEntries(typePolicies),
    // Values such as a name have no policy: the newest response replaces them, because a mixture of two responses may never have been true.
    dataIdFromObject: (object) => entityId(object),
  };
}
