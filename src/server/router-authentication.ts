/** Authenticates routers by a shared secret. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { errorBody } from './error-responses.ts';

/** The header that Apollo's example subgraphs use. Its value is the secret, without a scheme. */
const ROUTER_HEADER = 'router-authorization';

/** The reasons for a refusal, for the log. They contain nothing of the request. */
export const ROUTER_REFUSAL_REASONS = {
  no_router_secret: 'The request has no `Router-Authorization` header, although `ROUTER_SECRET` is set.',
  several_router_secrets: 'The request has more than one `Router-Authorization` header.',
  wrong_router_secret: 'The `Router-Authorization` header matches no secret in `ROUTER_SECRET`.',
} as const satisfies Record<string, string>;

type RouterRefusalReason = keyof typeof ROUTER_REFUSAL_REASONS;

/** RFC 9110 §15.5.2: a 401 names a scheme. No registered scheme fits, and browsers prompt for no credentials for an unknown one. */
const CHALLENGE = 'Router realm="epic-fhir-graphql-gateway"';

/**
 * Creates a hook that refuses every request without a router secret, before its body is read.
 * @param secrets the accepted secrets
 */
export function requireRouter(
  secrets: readonly string[],
  { log, audit, observer }: { readonly log: Log; readonly audit: Audit | null; readonly observer: Observer },
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const digests = secrets.map(digestOf);
  return async (request, reply) => {
    const reason = refusalReason(request.raw.headersDistinct[ROUTER_HEADER] ?? [], digests);
    if (reason === null) return;
    log.warn('caller_refused', { requestId: request.id, reason });
    observer.emit({ kind: 'sign-in-refused', reason });
    await audit?.recordSignInRefusal(readRequestOrigin(request), reason);
    await reply
      .code(401)
      .header('www-authenticate', CHALLENGE)
      .send(
        errorBody(
          'UNAUTHENTICATED',
          'This subgraph serves only its router. Send the operation to the router.',
        ),
      );
  };
}

/** Returns null for a valid secret. */
function refusalReason(
  [header, ...others]: readonly string[],
  digests: readonly Buffer[],
): RouterRefusalReason | null {
  if (header === undefined) return 'no_router_secret';
  if (others.length > 0) return 'several_router_secrets';
  const shown = digestOf(header);
  // Compare digests of equal length, and all of them, so the time reveals nothing about the secrets.
  const matching = digests.filter((digest) => timingSafeEqual(digest, shown));
  return matching.length === 0 ? 'wrong_router_secret' : null;
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
