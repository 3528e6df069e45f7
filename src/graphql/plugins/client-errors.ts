/** Rewords errors that graphql-js and Apollo Server report for a client's mistake, to keep values out of the messages. */
import { ApolloServerErrorCode as Code } from '@apollo/server/errors';
import { GatewayError } from '../../errors.ts';
import { LIMIT_MESSAGES } from './validation-rules.ts';

export interface ClientError {
  readonly code: string;
  readonly message: string;
}

/** Codes of mistakes that Apollo Server reports before execution. */
export const DOCUMENT_ERROR_CODES: readonly string[] = [
  Code.BAD_REQUEST,
  Code.BAD_USER_INPUT,
  Code.GRAPHQL_PARSE_FAILED,
  Code.GRAPHQL_VALIDATION_FAILED,
  Code.OPERATION_RESOLUTION_FAILURE,
  Code.PERSISTED_QUERY_NOT_FOUND,
  Code.PERSISTED_QUERY_NOT_SUPPORTED,
];

type Rewording = readonly [pattern: RegExp, replacement: string];

/**
 * Rewrites messages that quote the input, such as a patient's name in place of an enum value: routers and browsers log errors. Each pattern
 * matches the whole message and starts with fixed words, so no value can imitate the words around it.
 */
const REWORDINGS: readonly Rewording[] = [
  [/^((?:\w+|Enum "\w+") cannot represent [\w -]*?value): [\s\S]*$/, '$1.'],
  // Only schema names follow the value, so the last match is the genuine one.
  [/^Value "[\s\S]*" does not exist in "(\w+)" enum\.[\s\S]*$/, 'The value does not exist in the enum "$1".'],
  [/^(Expected value of type "[\w![\]]+"), found [\s\S]*$/, '$1; got a value of another type.'],
  [
    /^Field "(?!\w{1,64}" is not)[\s\S]*" is not defined by type "(\w+)"\.[\s\S]*$/,
    'A field is not defined by type "$1".',
  ],
  [
    /^This operation has been blocked [\s\S]*\(CSRF\)\. [\s\S]*$/,
    'Send operations by POST (urql: preferGetMethod: false) with Content-Type: application/json.',
  ],
  [
    /^(GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension\.)$/,
    '$1 A documentId or doc_id works only with TRUSTED_DOCUMENTS.',
  ],
  [/^Unknown operation named [\s\S]*$/, 'The document has no operation with the given operationName.'],
  [
    /^(Syntax Error: (?:Expected \S+, found|Unexpected) (?:Name|Int|Float|String|BlockString|Comment)) "[\s\S]*$/,
    '$1.',
  ],
  [/^(Syntax Error: Invalid (?:Unicode|character) escape sequence): [\s\S]*$/, '$1.'],
  [
    /^Syntax Error: Document contains more that (\d+) tokens\. Parsing aborted\.$/,
    'Syntax Error: The document has more than $1 tokens. Select less in one operation.',
  ],
  [
    /^(?:Operation "\w+"|Anonymous operation) recursively requests too many selections\.$/,
    LIMIT_MESSAGES.selections,
  ],
  [/^Maximum call stack size exceeded$/, 'Syntax Error: The document is nested too deeply.'],
  [
    /^Validation aborted\.$/,
    'The document repeats too many fields to be validated. Select less in one operation.',
  ],
];

/** Mistakes that graphql-js or Apollo Server report during execution, or without a code. */
const EXECUTION_ERRORS: readonly (readonly [code: string, ...Rewording])[] = [
  [
    Code.BAD_USER_INPUT,
    /^(Argument "\w+" of (?:required|non-null) type "[\w![\]]+" (?:was not provided|must not be null|was provided the variable "\$\w+" which was not provided a runtime value)\.)$/,
    '$1',
  ],
  [
    Code.BAD_USER_INPUT,
    /^(Argument "\w+") has invalid value [\s\S]*$/,
    '$1 has an invalid value, or a variable in it has none.',
  ],
  [
    Code.BAD_USER_INPUT,
    /^(Too many errors processing variables, error limit reached\.) Execution aborted\.$/,
    '$1',
  ],
  [
    Code.BAD_REQUEST,
    /^provided sha does not match query$/,
    'The sha256Hash of the persistedQuery does not match the query.',
  ],
  [
    Code.OPERATION_RESOLUTION_FAILURE,
    /^Schema is not configured to execute (mutation|subscription) operation\.$/,
    'The graph has no $1.',
  ],
];

/**
 * Returns the client error that an error stands for; null if the client did not cause it.
 * @param error the original error, without the GraphQLError that adds its location
 * @param code the code that Apollo Server gave it before execution; undefined during execution
 */
export function clientErrorOf(error: unknown, code: unknown): ClientError | null {
  if (!(error instanceof Error)) return null;
  for (const [lateCode, pattern, replacement] of EXECUTION_ERRORS) {
    if (pattern.test(error.message))
      return { code: lateCode, message: error.message.replace(pattern, replacement) };
  }
  if (typeof code !== 'string' || !DOCUMENT_ERROR_CODES.includes(code)) return null;
  return {
    code,
    message: variableErrorMessage(error) ?? literalErrorMessage(error) ?? rewordMessage(error.message),
  };
}

function rewordMessage(message: string): string {
  const [pattern, replacement] = REWORDINGS.find(([candidate]) => candidate.test(message)) ?? [];
  return pattern === undefined || replacement === undefined ? message : message.replace(pattern, replacement);
}

/** Returns what a scalar of the gateway expects, such as a date in a certain format, without the value in the document. */
function literalErrorMessage(error: Error): string | null {
  const isAboutLiteral = error.message.startsWith('Expected value of type "');
  return isAboutLiteral && 'originalError' in error && error.originalError instanceof GatewayError
    ? error.originalError.message
    : null;
}

/**
 * Rewords `Variable "$name" got invalid value <value> at "<path>"; <reason>`. The value can contain any of these words, so the reason is taken
 * from the original error, and the path from the end of the text before the reason.
 */
function variableErrorMessage(error: Error): string | null {
  const [, name] = /^Variable "\$(\w+)" got invalid value /.exec(error.message) ?? [];
  if (name === undefined) return null;
  const problem = `Variable "$${name}" got an invalid value`;
  const reason =
    'originalError' in error && error.originalError instanceof Error
      ? error.originalError.message
      : undefined;
  if (reason === undefined || !error.message.endsWith(`; ${reason}`)) return `${problem}.`;
  // Quotes inside the value are escaped, so this quote is not part of it.
  const position = / at "[\w.[\]]+"$/.exec(error.message.slice(0, -`; ${reason}`.length))?.[0] ?? '';
  // A suggestion would reveal the schema even if introspection is disabled.
  return `${problem}${position}; ${rewordMessage(reason).replace(/ Did you mean .*$/s, '')}`;
}
