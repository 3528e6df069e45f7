/** Checks documents before they are requested, with the parser, the rules and the messages of the server. */
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  NoDeprecatedCustomRule,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { createLog } from '../../observability/log.ts';
import { createApolloPlugins } from './apollo-plugins.ts';
import { clientErrorOf, type ClientError } from './client-errors.ts';
import { createErrorMask } from './mask-errors.ts';
import { documentOptions, DOCUMENT_LIMITS } from './validation-rules.ts';

export interface CheckedDocument {
  readonly document: DocumentNode;
  /** The only operation of the document. */
  readonly operation: OperationDefinitionNode;
  readonly name: string;
  /** One sentence for each deprecated field, argument, input field and enum value. */
  readonly deprecations: readonly string[];
}

/** The errors that the server would answer with; never empty. */
interface RefusedDocument {
  readonly errors: readonly ClientError[];
}

export type DocumentChecker = (text: string) => Promise<CheckedDocument | RefusedDocument>;

/** @param canIntrospect whether the gateway allows introspection */
export async function createDocumentChecker(
  schema: GraphQLSchema,
  canIntrospect: boolean,
): Promise<DocumentChecker> {
  const apollo = new ApolloServer({
    schema,
    ...documentOptions(canIntrospect),
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    formatError: createErrorMask(createLog('silent')),
    plugins: [
      ...(await createApolloPlugins({ sandboxPage: null, isForRouters: false })),
      // Executes nothing: an operation that gets this far is valid.
      { requestDidStart: async () => ({ responseForOperation: async () => EMPTY_RESPONSE }) },
    ],
  });
  await apollo.start();
  return async (text) => {
    const parsed = parseOperation(text);
    if ('errors' in parsed) return parsed;
    const { operation } = parsed.operation;
    if (!schema.getRootType(operation)) return refuse(`The graph has no ${operation}.`);
    const { body } = await apollo.executeOperation({ query: text });
    const { errors = [] } = body.kind === 'single' ? body.singleResult : {};
    if (errors.length > 0)
      return {
        errors: errors.map(({ message, extensions }) => ({ code: String(extensions?.['code']), message })),
      };
    const deprecations = validate(schema, parsed.document, [NoDeprecatedCustomRule]);
    return { ...parsed, deprecations: [...new Set(deprecations.map(({ message }) => message))] };
  };
}

const EMPTY_RESPONSE = {
  http: { headers: new HeaderMap() },
  body: { kind: 'single' as const, singleResult: { data: null } },
};

/** Parses the text of one named operation and its fragments. Metrics and logs name operations, so anonymous ones are refused. */
function parseOperation(text: string): Omit<CheckedDocument, 'deprecations'> | RefusedDocument {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: DOCUMENT_LIMITS.tokens });
  } catch (error) {
    const code = ApolloServerErrorCode.GRAPHQL_PARSE_FAILED;
    return { errors: [clientErrorOf(error, code) ?? { code, message: 'The gateway cannot parse it.' }] };
  }
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1)
    return refuse('Its text must contain exactly one operation.');
  if (operation.name === undefined) return refuse('Its operation must have a name.');
  return { document, operation, name: operation.name.value };
}

function refuse(message: string): RefusedDocument {
  return { errors: [{ code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE, message }] };
}
