/** Runs single resolvers, so that odd values need no server to send them. */
import { resolvers } from '../../src/graphql/resolvers/index.ts';
import { at } from './expected.ts';

/** Returns what the graph resolves a field to that needs neither arguments nor the context of an operation. */
export function resolveField(type: string, field: string, parent: unknown): unknown {
  const resolver = at(resolvers, type, field);
  if (typeof resolver !== 'function') throw new Error(`${type}.${field} has no resolver`);
  const value: unknown = Reflect.apply(resolver, undefined, [parent]);
  return value;
}
