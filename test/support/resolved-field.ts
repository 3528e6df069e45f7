/** Calls single resolvers, so that a test of odd values needs no FHIR server. */
import { resolvers } from '../../src/graphql/resolvers/index.ts';
import { at } from './expected.ts';

/** Resolves a field that needs no arguments. */
export function resolveField(type: string, field: string, parent: unknown, context?: object): unknown {
  const resolver = at(resolvers, type, field);
  if (typeof resolver !== 'function') throw new Error(`${type}.${field} has no resolver`);
  const value: unknown = Reflect.apply(resolver, undefined, [parent, {}, context, {}]);
  return value;
}
