/** Encodes each response as JSON. Replaces it by an error if it is too large, or if the gateway stopped its operation. */
import type { ApolloServerPlugin, GraphQLRequestContextExecutionDidStart } from '@apollo/server';
import { type FormattedExecutionResult, OperationTypeNode } from 'graphql';
import type { GatewayError } from '../../errors.ts';
import { canEncodeAtOnce, encodeInSteps } from '../../json/encoding.ts';
import { type ResponseBudget, responseTooLargeError } from '../../limits/response-budget.ts';
import type { Context } from '../context.ts';

export interface ResponseEncoder {
  readonly plugin: ApolloServerPlugin<Context>;
  /** For Apollo Server. Returns the response as JSON, or an empty string if `bodyOf` returns it in parts. */
  readonly stringifyResult: (result: FormattedExecutionResult) => string;
  /** Returns the body to send in place of Apollo Server's; null to send Apollo Server's. */
  readonly bodyOf: (responseBudget: ResponseBudget) => EncodedBody | null;
}

export type EncodedBody =
  /** A long response, in parts of UTF-8. */
  | { readonly kind: 'parts'; readonly parts: Uint8Array[] }
  /** The error of an operation that was stopped after its response was encoded, and before its first byte was sent. */
  | ({ readonly kind: 'refusal'; readonly text: string } & ErrorHead);

interface ErrorHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface LongResponse {
  readonly responseBudget: ResponseBudget;
  /** Errors and data as JSON, without the closing brace. */
  readonly parts: Uint8Array[];
}

type Executed = GraphQLRequestContextExecutionDidStart<Context>;

export function createResponseEncoder(): ResponseEncoder {
  /** Keyed by the data of the result, or by its errors if it has no data. */
  const long = new WeakMap<object, LongResponse>();
  const complete = new WeakMap<ResponseBudget, Uint8Array[]>();
  /** The operations whose responses are not withheld. */
  const answered = new WeakMap<ResponseBudget, Executed['operation']>();

  const encode = async (request: Executed): Promise<void> => {
    const { contextValue, operation, response } = request;
    const { responseBudget } = contextValue;
    const { body } = response;
    if (body?.kind !== 'single') return;
    const { singleResult } = body;
    const { errors, data } = singleResult;
    const answer = errors === undefined ? { data } : { errors, data };
    if (!responseBudget.isOver && canEncodeAtOnce(answer, responseBudget.maxBytes)) {
      answered.set(responseBudget, operation);
      return;
    }
    const parts = await encodeInSteps(answer, responseBudget);
    if (parts === null) responseBudget.stop(responseTooLargeError(responseBudget.maxBytes));
    if (responseBudget.stoppedBy !== null) return withholdResponse(request, responseBudget.stoppedBy);
    answered.set(responseBudget, operation);
    // Free the data, but keep an object: other plugins check whether there is data.
    if (data) singleResult.data = {};
    const key = singleResult.data ?? errors;
    if (key !== undefined) long.set(key, { responseBudget, parts: parts ?? [] });
  };

  return {
    plugin: {
      async requestDidStart() {
        return {
          executionDidStart: async (request) => ({ executionDidEnd: () => encode(request) }),
        };
      },
    },
    stringifyResult(result) {
      const { errors, data, extensions } = result;
      const key = data ?? errors;
      const answer = key === undefined ? undefined : long.get(key);
      if (answer === undefined) return `${JSON.stringify(result)}\n`;
      const rest = extensions === undefined ? '}\n' : `,"extensions":${JSON.stringify(extensions)}}\n`;
      complete.set(answer.responseBudget, [...answer.parts, Buffer.from(rest)]);
      return '';
    },
    bodyOf(responseBudget) {
      const operation = answered.get(responseBudget);
      if (responseBudget.stoppedBy !== null && operation !== undefined) {
        const text = `${JSON.stringify(errorResult(operation, responseBudget.stoppedBy))}\n`;
        return { kind: 'refusal', text, ...errorHead(responseBudget.stoppedBy) };
      }
      const parts = complete.get(responseBudget);
      return parts === undefined ? null : { kind: 'parts', parts };
    },
  };
}

/** Replaces the response of a stopped operation by its error, which reveals nothing about the data. */
function withholdResponse({ operation, response }: Executed, error: GatewayError): void {
  response.body = { kind: 'single', singleResult: errorResult(operation, error) };
  const { status, headers } = errorHead(error);
  response.http.status = status;
  for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
}

function errorResult(
  { operation }: Executed['operation'],
  { code, message }: GatewayError,
): FormattedExecutionResult {
  const isWrite = operation === OperationTypeNode.MUTATION;
  return { errors: [{ message: isWrite ? `${message} ${WRITES_STAND}` : message, extensions: { code } }] };
}

function errorHead({ code }: GatewayError): ErrorHead {
  return code === 'GATEWAY_OVERLOADED'
    ? { status: 503, headers: { 'retry-after': RETRY_AFTER_SECONDS } }
    : { status: 400, headers: {} };
}

const WRITES_STAND =
  'Writes that were already carried out stand. To see them, send the same idempotency keys with a smaller selection.';
const RETRY_AFTER_SECONDS = '1';
