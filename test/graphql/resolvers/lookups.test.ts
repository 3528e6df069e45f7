import type { GraphQLResolveInfo } from 'graphql';
import { expect, it, vi } from 'vitest';
import { LOOKUP_TYPES, lookupFieldOf } from '../../../src/fhir/graph-types.ts';
import type { Context } from '../../../src/graphql/context.ts';
import { lookups } from '../../../src/graphql/resolvers/derived.ts';
import { asSent } from '../../support/as-sent.ts';

const LOOKUPS = new Map(Object.entries(lookups));

it.each(LOOKUP_TYPES)('the lookup of a %s loads a resource of that type by its id', async (type) => {
  const load = vi.fn<() => Promise<null>>(() => Promise.resolve(null));
  const context = asSent<Context>({ loaders: { byId: { load } } });
  const info = asSent<GraphQLResolveInfo>({ path: { key: 'found' }, fieldName: 'found', fieldNodes: [] });
  await LOOKUPS.get(lookupFieldOf(type))?.({}, { id: 'e1' }, context, info);
  expect(load).toHaveBeenCalledExactlyOnceWith(type, 'e1', ['found'], []);
});
