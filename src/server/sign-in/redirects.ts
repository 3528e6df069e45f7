import type { FastifyReply } from 'fastify';
import { setFramePolicy } from '../security-headers.ts';

/** Sends the browser to another address. The next request is a GET, and does not say from where it comes. */
export function redirect(reply: FastifyReply, url: string, frameAncestors: readonly string[]): FastifyReply {
  setFramePolicy(reply, "default-src 'none'", frameAncestors);
  return reply.redirect(url, 303);
}
