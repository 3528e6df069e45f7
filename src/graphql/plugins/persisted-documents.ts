/**
 * Caches documents by their hash (automatic persisted queries), and parsed documents. All callers share the caches, so a document with a literal
 * value is never cached: the value can be a patient's name or id.
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

/** In characters: room for a few thousand documents. */
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;
/** Lower, because a parsed document takes about fifty times the memory of its text. */
const MAX_PARSED_TEXT_LENGTH = 512 * 1024;

export interface DocumentCaches {
  /** An option of Apollo Server. */
  readonly persistedQueries: { readonly cache: KeyValueCache };
  /** Parsed and valid documents, by their hash. */
  readonly documents: KeyValueCache<DocumentNode>;
}

/** Creates the caches. Apollo Server answers an uncached hash with PERSISTED_QUERY_NOT_FOUND, and clients then send the text. */
export function createDocumentCaches(schema: GraphQLSchema): DocumentCaches {
  return {
    persistedQueries: {
      cache: cacheOnly(
        new InMemoryLRUCache({ maxSize: MAX_TEXT_LENGTH }),
        (text) => !hasLiteralValues(schema, parse(text)),
      ),
    },
    documents: cacheOnly(
      new InMemoryLRUCache<DocumentNode>({
        maxSize: MAX_PARSED_TEXT_LENGTH,
        sizeCalculation: ({ loc }) => loc?.source.body.length ?? 1,
      }),
      (document) => !hasLiteralValues(schema, document),
    ),
  };
}

/** Wraps a cache to drop values that may not be cached. */
function cacheOnly<V>(cache: KeyValueCache<V>, mayBeCached: (value: V) => boolean): KeyValueCache<V> {
  return {
    get: (key) => cache.get(key),
    async set(key, value, options) {
      if (mayBeCached(value)) await cache.set(key, value, options);
    },
    delete: (key) => cache.delete(key),
  };
}

/** Scalars whose literals identify no one, such as `first: 10`. ID is not among them, although its literal can be a number. */
const HARMLESS_SCALARS: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean']);

/** Returns true for a document that contains a string, an id, a date or a comment, rather than taking its values from variables. */
export function hasLiteralValues(schema: GraphQLSchema, document: DocumentNode): boolean {
  // A `#` starts a comment, or is part of a string, which is a literal too.
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

/**
 * Parses and validates a document only if it isn't cached. Apollo Server's option `documentStore` does the same, but hashes the printed schema,
 * which took most of a server's start.
 */
export function reuseDocuments(documents: KeyValueCache<DocumentNode>): ApolloServerPlugin {
  return {
    async requestDidStart() {
      let known: DocumentNode | undefined;
      return {
        async didResolveSource(request) {
          known = await documents.get(request.queryHash);
          // Apollo Server parses and validates only if the request has no document after this hook.
          Object.assign(request, { document: known });
        },
        async didResolveOperation({ queryHash, document }) {
          if (document !== known) await documents.set(queryHash, document);
        },
      };
    },
  };
}

/** Removes malformed persisted queries: Apollo Server uses the hash as a cache key, which must be a SHA-256 hash. */
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
