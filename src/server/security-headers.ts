/** The headers by which every answer keeps browsers from doing what is not meant. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/**
 * Nothing here may be framed or post forms. What the landing page may load is said in the policy that Apollo puts into the
 * page: of two policies the stricter wins, so this one leaves that alone.
 */
const CONTENT_SECURITY_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The same for all, so helmet is called once and not for each answer. */
const HEADERS = { ...headersOfHelmet(), 'content-security-policy': CONTENT_SECURITY_POLICY };

export function addSecurityHeaders(
  _request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  void reply.headers(HEADERS);
  done();
}

function headersOfHelmet(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({ contentSecurityPolicy: false, xFrameOptions: { action: 'deny' } })(request, response, () => {});
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
