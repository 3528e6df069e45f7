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
  /** Returns the body to send instead of what Apollo Server sends; null for an answer that leaves as it is. */
  readonly bodyOf: (size: AnswerSize) => AnswerBody | null;
}

export type AnswerBody =
  /** A long answer, in parts of UTF-8. */
  | { readonly kind: 'parts'; readonly parts: Uint8Array[] }
  /** The error of an operation that was stopped after its answer was encoded, and before any of it was sent. */
  | ({ readonly kind: 'refusal'; readonly text: string } & RefusalHead);

interface RefusalHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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
  /** The operations whose answers are encoded, or about to be, and not withheld. */
  const answered = new WeakMap<AnswerSize, Executed['operation']>();

  const encode = async (request: Executed): Promise<void> => {
    const { contextValue, operation, response } = request;
    const { size } = contextValue;
    const { body } = response;
    if (body?.kind !== 'single') return;
    const { singleResult } = body;
    const { errors, data } = singleResult;
    const answer = errors === undefined ? { data } : { errors, data };
    if (!size.isOver && isEncodedAtOnce(answer, size.maxBytes)) {
      answered.set(size, operation);
      return;
    }
    const parts = await encodeInSteps(answer, size);
    if (parts === null) size.stop(responseTooLarge(size.maxBytes));
    if (size.stoppedBy !== null) return withhold(request, size.stoppedBy);
    answered.set(size, operation);
    // Frees the data. Other plugins still see that there is some.
    if (data) singleResult.data = {};
    const key = singleResult.data ?? errors;
    if (key !== undefined) long.set(key, { size, parts: parts ?? [] });
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
    bodyOf(size) {
      const operation = answered.get(size);
      if (size.stoppedBy !== null && operation !== undefined) {
        const text = `${JSON.stringify(refusalOf(operation, size.stoppedBy))}\n`;
        return { kind: 'refusal', text, ...headOf(size.stoppedBy) };
      }
      const parts = complete.get(size);
      return parts === undefined ? null : { kind: 'parts', parts };
    },
  };
}

/** Replaces the answer of a stopped operation: neither its data nor anything about its data leaves. */
function withhold({ operation, response }: Executed, error: GatewayError): void {
  response.body = { kind: 'single', singleResult: refusalOf(operation, error) };
  const { status, headers } = headOf(error);
  response.http.status = status;
  for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
}

function refusalOf(
  { operation }: Executed['operation'],
  { code, message }: GatewayError,
): FormattedExecutionResult {
  const isWrite = operation === OperationTypeNode.MUTATION;
  return { errors: [{ message: isWrite ? `${message} ${WRITTEN}` : message, extensions: { code } }] };
}

function headOf({ code }: GatewayError): RefusalHead {
  return code === 'GATEWAY_OVERLOADED'
    ? { status: 503, headers: { 'retry-after': RETRY_AFTER_SECONDS } }
    : { status: 400, headers: {} };
}

const WRITTEN =
  'What was written by then stands: send the same idempotency keys and a smaller selection to see what it is.';
const RETRY_AFTER_SECONDS = '1';
