/**
 * Builds an object of resolvers that are derived from a table. TypeScript infers one value type for all entries, so the caller declares the mapped
 * type. test/graphql/resolvers/index.test.ts checks that every field of the schema has its resolver.
 */
export function membersFrom<M extends object>(entries: readonly (readonly [keyof M, unknown])[]): M;
export function membersFrom(entries: readonly (readonly [PropertyKey, unknown])[]): object {
  return Object.fromEntries(entries);
}
