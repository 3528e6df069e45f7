/** Serves registered operations only, by id or by their exact text, and refuses everything else unread. */
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
  /** Whether the schema may be persistedQuery for, if it is registered. */
  readonly canIntrospect: boolean;
}

/** What stands in for a document that is refused, so that nothing of it is parsed, kept or logged. */
const PLACEHOLDER_QUERY = '{ __typename }';

/** @throws ConfigError naming the operations that the graph could not answer. */
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

/** Returns the registered text that a request names; undefined if it names none, or has an id and another text. */
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
    'This gateway answers registered operations only, and this is none of them. Send the id of one that is in the manifest, or ' +
      'exactly its text; the operator adds what is missing.',
  );
}

function problemsOf(document: TrustedDocument, options: TrustedDocumentsOptions): string[] {
  const reason = reasonToReject(document, options);
  return reason === null
    ? []
    : [
        `TRUSTED_DOCUMENTS has an operation that cannot be served: ${document.name} (id ${document.id}). ${reason}`,
      ];
}

/** Null where the document holds just the operation that it is registered as, and the graph could answer it. */
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
    return 'Its body expects one operation.';
  if (`${operation.operation} ${operation.name?.value}` !== `${type} ${name}`)
    return 'Its body is of another name or type.';
  const rules = [...specifiedRules, ...documentRules(canIntrospect)];
  const [error] = validate(schema, document, rules);
  return error === undefined ? null : describeError(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED);
}

function describeError(error: unknown, code: ApolloServerErrorCode): string {
  return clientErrorOf(error, code)?.message ?? 'It cannot be read.';
}
