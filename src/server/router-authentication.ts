/** Refuses every request that does not show a router's secret, if the gateway serves routers only. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { errorBody } from './error-responses.ts';

/** The header that Apollo's examples of subgraphs look for; its value is the secret itself, without a scheme. */
const ROUTER_HEADER = 'router-authorization';

/** Why a request is not taken for a router's, as the log says it: in words that hold nothing of the request. */
export const ROUTER_REFUSAL_REASONS = {
  no_router_secret: 'The request has no `Router-Authorization` header, though `ROUTER_SECRET` is set.',
  several_router_secrets: 'The request has more than one `Router-Authorization` header.',
  wrong_router_secret: 'The `Router-Authorization` header holds none of `ROUTER_SECRET`.',
} as const satisfies Record<string, string>;

type RouterRefusalReason = keyof typeof ROUTER_REFUSAL_REASONS;

/** RFC 9110 §15.5.2: a 401 names a scheme. There is none for this, and a browser is not to ask anyone for one. */
const CHALLENGE = 'Router realm="epic-fhir-graphql-gateway"';

/**
 * Refuses what does not come from a router before its body is read, whatever it asks for, and whoever its caller is.
 * @param secrets any one of which shows a router
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
          'This subgraph answers to the router in front of it alone. Send the operation to the router.',
        ),
      );
  };
}

/** Null for a router. */
function refusalReason(
  [header, ...others]: readonly string[],
  digests: readonly Buffer[],
): RouterRefusalReason | null {
  if (header === undefined) return 'no_router_secret';
  if (others.length > 0) return 'several_router_secrets';
  const shown = digestOf(header);
  // Digests are of one length, and all are compared to their ends, so that how long it takes tells of none.
  const matching = digests.filter((digest) => timingSafeEqual(digest, shown));
  return matching.length === 0 ? 'wrong_router_secret' : null;
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
