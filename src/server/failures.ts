/** Answers to what is not an operation: in the shape of GraphQL's errors, so that a client finds them where it looks. */
import type { FastifyError, FastifyReply } from 'fastify';
import type { Log } from '../log.ts';
import { masked } from '../plugins/mask-errors.ts';

/** Errors before the graph is reached, such as a body that is too large or not JSON, in the shape of GraphQL's. */
export function answerError(
  error: FastifyError,
  reply: FastifyReply,
  { log, bodyLimit }: { readonly log: Log; readonly bodyLimit: number },
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) return reply.code(500).send({ errors: [masked(error, log)] });
  const reason =
    status === 413
      ? `The request is larger than ${bodyLimit} bytes.`
      : 'The request is not one that the graph understands: it expects a JSON body with a "query".';
  return reply.code(status).send(failure('BAD_REQUEST', reason));
}

export function failure(
  code: string,
  message: string,
): { errors: { message: string; extensions: { code: string } }[] } {
  return { errors: [{ message, extensions: { code } }] };
}
