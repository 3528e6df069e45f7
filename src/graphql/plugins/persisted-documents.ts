/**
 * Caches documents by their hash (automatic persisted queries), and parsed ones so that they are not parsed again.
 * Callers share the caches, so a document with a literal value, which can be a patient's name or id, is never cached.
 */
import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';
import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import {
  type ASTVisitor,
  type DocumentNode,
  getNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context } from '../context.ts';

/** Room for some thousand documents as a client sends them, in characters. */
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;
/** The same for parsed documents, which take some fifty times the memory of their text. */
const MAX_PARSED_TEXT_LENGTH = 512 * 1024;

/** Settings of Apollo Server. */
export interface DocumentCaches {
  readonly persistedQueries: { readonly cache: KeyValueCache };
  readonly documentStore: KeyValueCache<DocumentNode>;
}

/** A document that is not cached is answered with PERSISTED_QUERY_NOT_FOUND, upon which clients send the text again. */
export function createDocumentCaches(schema: GraphQLSchema): DocumentCaches {
  return {
    persistedQueries: {
      cache: cacheOnly(
        new InMemoryLRUCache({ maxSize: MAX_TEXT_LENGTH }),
        (text) => !hasLiteralValues(schema, parse(text)),
      ),
    },
    documentStore: cacheOnly(
      new InMemoryLRUCache<DocumentNode>({
        maxSize: MAX_PARSED_TEXT_LENGTH,
        sizeCalculation: ({ loc }) => loc?.source.body.length ?? 1,
      }),
      (document) => !hasLiteralValues(schema, document),
    ),
  };
}

/** Returns a cache that stores only what it may. */
function cacheOnly<V>(cache: KeyValueCache<V>, mayBeCached: (value: V) => boolean): KeyValueCache<V> {
  return {
    get: (key) => cache.get(key),
    async set(key, value, options) {
      if (mayBeCached(value)) await cache.set(key, value, options);
    },
    delete: (key) => cache.delete(key),
  };
}

/** Scalars whose literals are counts and switches, such as `first: 10`; an ID can be written as a number too, and is none. */
const HARMLESS_SCALARS: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean']);

/** True for a document with a text, an id, a date or a comment in it; one that gets all of these by variables has none. */
export function hasLiteralValues(schema: GraphQLSchema, document: DocumentNode): boolean {
  // Outside a text, which is found below, nothing else begins with it.
  let found = document.loc?.source.body.includes('#') ?? true;
  const typeInfo = new TypeInfo(schema);
  const checkLiteral = (): void => {
    const type = getNamedType(typeInfo.getInputType());
    found ||=
      type === undefined || !(isEnumType(type) || isInputObjectType(type) || HARMLESS_SCALARS.has(type.name));
  };
  const literals: ASTVisitor = {
    StringValue() {
      found = true;
    },
    IntValue: checkLiteral,
    FloatValue: checkLiteral,
    EnumValue: checkLiteral,
    ObjectValue: checkLiteral,
  };
  if (!found) visit(document, visitWithTypeInfo(typeInfo, literals));
  return found;
}

/** Drops what only looks like a persisted query: its hash is taken for a key, which is to be none but a hash. */
export function dropMalformedHashes(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      if (!isWellFormed(request)) request.extensions = { ...request.extensions, persistedQuery: undefined };
    },
  };
}

function isWellFormed({ extensions }: GraphQLRequest): boolean {
  const persistedQuery: unknown = extensions?.['persistedQuery'];
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return persistedQuery === undefined;
  return (
    'version' in persistedQuery &&
    persistedQuery.version === 1 &&
    'sha256Hash' in persistedQuery &&
    typeof persistedQuery.sha256Hash === 'string' &&
    /^[\da-f]{64}$/.test(persistedQuery.sha256Hash)
  );
}
