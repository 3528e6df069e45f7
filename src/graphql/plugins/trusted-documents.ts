/** Executes only registered operations, by id or exact text. Refuses all other documents without parsing them. */
import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { type DocumentNode, type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { createHash } from 'node:crypto';
import { ConfigError } from '../../config/config.ts';
import type { TrustedDocument } from '../../config/trusted-documents.ts';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { clientErrorOf } from './client-errors.ts';
import { refusalError } from './refusal.ts';
import { DOCUMENT_LIMITS, documentRules } from './validation-rules.ts';

export interface TrustedDocumentsOptions {
  readonly schema: GraphQLSchema;
  /** Whether a registered operation may introspect. */
  readonly canIntrospect: boolean;
}

/** Replaces a refused document, so Apollo Server never parses, caches or logs it. */
const PLACEHOLDER_QUERY = '{ __typename }';

/** @throws ConfigError naming each registered operation that is invalid */
export function serveTrustedDocuments(
  documents: readonly TrustedDocument[],
  options: TrustedDocumentsOptions,
): ApolloServerPlugin<Context> {
  const problems = documents.flatMap((document) => problemsOf(document, options));
  if (problems.length > 0) throw new ConfigError(problems);
  const bodies = new Map(
    documents.flatMap(
      ({ id, body }) =>
        [
          [sha256(body), body],
          [id, body],
        ] as const,
    ),
  );
  return {
    async requestDidStart({ request }) {
      const body = registeredBody(request, bodies);
      const { persistedQuery: _persistedQuery, ...extensions } = request.extensions ?? {};
      request.extensions = extensions;
      request.query = body ?? PLACEHOLDER_QUERY;
      return {
        async didResolveOperation() {
          if (body === undefined) throw refusalError(notTrustedError(), 400);
        },
      };
    },
  };
}

/** Returns the registered text for a request; undefined if none matches, or if the request has an id and a different text. */
function registeredBody(
  { query, extensions }: GraphQLRequest,
  bodies: ReadonlyMap<string, string>,
): string | undefined {
  const persistedQuery: unknown = extensions?.['persistedQuery'];
  const isById =
    typeof persistedQuery === 'object' && persistedQuery !== null && 'sha256Hash' in persistedQuery;
  const id = isById ? persistedQuery.sha256Hash : sha256(query ?? '');
  const body = typeof id === 'string' ? bodies.get(id) : undefined;
  return query === undefined || query === body ? body : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function notTrustedError(): GatewayError {
  return new GatewayError(
    'DOCUMENT_NOT_TRUSTED',
    'This gateway executes only registered operations. Send the id or the exact text of an operation in the manifest, or have the operator ' +
      'register this one.',
  );
}

function problemsOf(document: TrustedDocument, options: TrustedDocumentsOptions): string[] {
  const reason = reasonToReject(document, options);
  return reason === null
    ? []
    : [
        `TRUSTED_DOCUMENTS contains an operation that the gateway cannot execute: ${document.name} (id ${document.id}). ${reason}`,
      ];
}

/** Returns null if the body is valid and contains exactly the operation that the manifest names. */
function reasonToReject(
  { name, type, body }: TrustedDocument,
  { schema, canIntrospect }: TrustedDocumentsOptions,
): string | null {
  let document: DocumentNode;
  try {
    document = parse(body, { maxTokens: DOCUMENT_LIMITS.tokens });
  } catch (error) {
    return describeError(error, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED);
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.kind !== Kind.OPERATION_DEFINITION)
    return 'Its body must contain exactly one operation.';
  if (`${operation.operation} ${operation.name?.value}` !== `${type} ${name}`)
    return 'The operation in its body has a different name or type.';
  const rules = [...specifiedRules, ...documentRules(canIntrospect)];
  const [error] = validate(schema, document, rules);
  return error === undefined ? null : describeError(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED);
}

function describeError(error: unknown, code: ApolloServerErrorCode): string {
  return clientErrorOf(error, code)?.message ?? 'The gateway cannot parse it.';
}
