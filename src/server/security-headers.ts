/** Sets the security headers of every response. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/**
 * Prohibits framing and forms. Apollo's landing page contains a policy of its own for what it loads. Browsers enforce both policies, so this one must not
 * restrict loading.
 */
const CONTENT_SECURITY_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The headers are the same for every response, so call helmet only once. */
const HEADERS = { ...headersOfHelmet(), 'content-security-policy': CONTENT_SECURITY_POLICY };

export function addSecurityHeaders(
  _request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  void reply.headers(HEADERS);
  done();
}

/**
 * Sets the policy of a page that some origins may show in a frame. X-Frame-Options cannot list origins, and browsers that know the policy ignore
 * the header, so it stays unless there are such origins.
 * @param policy without `frame-ancestors`
 */
export function setFramePolicy(reply: FastifyReply, policy: string, frameAncestors: readonly string[]): void {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ');
  void reply.header('content-security-policy', `${policy}; frame-ancestors ${ancestors}`);
  if (frameAncestors.length > 0) void reply.removeHeader('x-frame-options');
}

function headersOfHelmet(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({ contentSecurityPolicy: false, xFrameOptions: { action: 'deny' } })(request, response, () => {});
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
