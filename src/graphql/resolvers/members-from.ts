/** Builds the resolvers that are derived from a table. */

/**
 * Returns an object with these members. TypeScript infers one type of value for all entries, so the caller states the mapped type that they make
 * up; test/graphql/resolvers/index.test.ts checks that every field of the schema has its resolver.
 */
export function membersFrom<M extends object>(entries: readonly (readonly [keyof M, unknown])[]): M;
export function membersFrom(entries: readonly (readonly [PropertyKey, unknown])[]): object {
  return Object.fromEntries(entries);
}
