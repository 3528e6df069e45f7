/** Encodes each answer within its bound. Withholds the whole answer if it is larger, or if its operation was stopped. */
import type { ApolloServerPlugin, GraphQLRequestContextExecutionDidStart } from '@apollo/server';
import { type FormattedExecutionResult, OperationTypeNode } from 'graphql';
import type { Context } from '../context.ts';
import type { GatewayError } from '../errors.ts';
import { type AnswerSize, responseTooLarge } from '../size/answer-size.ts';
import { encodeInSteps, isEncodedAtOnce } from '../size/encoding.ts';

export interface BoundAnswers {
  readonly plugin: ApolloServerPlugin<Context>;
  /** For Apollo Server: returns the answer as JSON; empty for a long one, which leaves in parts. */
  readonly stringifyResult: (result: FormattedExecutionResult) => string;
  /** Returns the parts of a long answer in UTF-8; undefined for any other answer. */
  readonly partsOf: (size: AnswerSize) => Uint8Array[] | undefined;
}

interface LongAnswer {
  readonly size: AnswerSize;
  /** The errors and the data, without the last brace. */
  readonly parts: Uint8Array[];
}

type Executed = GraphQLRequestContextExecutionDidStart<Context>;

export function boundAnswers(): BoundAnswers {
  /** Keyed by the answer's data, or by its errors if it has no data. */
  const long = new WeakMap<object, LongAnswer>();
  const complete = new WeakMap<AnswerSize, Uint8Array[]>();

  const encode = async (request: Executed): Promise<void> => {
    const { size } = request.contextValue;
    const { body } = request.response;
    if (body?.kind !== 'single') return;
    const { singleResult } = body;
    const { errors, data } = singleResult;
    const answer = errors === undefined ? { data } : { errors, data };
    if (!size.isOver && isEncodedAtOnce(answer, size.maxBytes)) return;
    const parts = await encodeInSteps(answer, size);
    if (parts === null) size.stop(responseTooLarge(size.maxBytes));
    if (size.stoppedBy !== null) return withhold(request, size.stoppedBy);
    // Frees the data. Other plugins still see that there is some.
    if (isObject(data)) singleResult.data = {};
    const key = singleResult.data ?? errors;
    if (isObject(key)) long.set(key, { size, parts: parts ?? [] });
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
      complete.set(answer.size, [...answer.parts, Buffer.from(rest)]);
      return '';
    },
    partsOf: (size) => complete.get(size),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Replaces the answer of a stopped operation: neither its data nor anything about its data leaves. */
function withhold({ operation, response }: Executed, { code, message }: GatewayError): void {
  const isWrite = operation.operation === OperationTypeNode.MUTATION;
  response.body = {
    kind: 'single',
    singleResult: {
      errors: [{ message: isWrite ? `${message} ${WRITTEN}` : message, extensions: { code } }],
    },
  };
  const isOverloaded = code === 'GATEWAY_OVERLOADED';
  response.http.status = isOverloaded ? 503 : 400;
  if (isOverloaded) response.http.headers.set('retry-after', RETRY_AFTER_SECONDS);
}

const WRITTEN =
  'What was written by then stands: send the same idempotency keys and a smaller selection to see what it is.';
const RETRY_AFTER_SECONDS = '1';
