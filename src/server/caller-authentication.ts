import type { FastifyRequest } from 'fastify';
import type { Caller, CallerAuthenticator, SignInRefusalReason } from '../access/caller.ts';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import { GatewayError } from '../errors.ts';
import { refusalError } from '../graphql/plugins/refusal.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';

/**
 * Returns the caller of a request. The log says which check failed; the response does not, because an attacker could learn from it.
 * @throws GraphQLError UNAUTHENTICATED (401), or UPSTREAM_UNAVAILABLE (503) if the issuer's keys are unavailable
 */
export async function authenticateCaller(
  request: FastifyRequest,
  callers: CallerAuthenticator,
  { log, audit, observer }: { readonly log: Log; readonly audit: Audit | null; readonly observer: Observer },
): Promise<Caller> {
  // `headers` contains only the first of several Authorization headers, and a proxy may have checked another.
  const identified = await callers.authenticate(request.raw.headersDistinct['authorization'] ?? []);
  if (identified.kind === 'caller') return identified.caller;
  log.warn('caller_refused', { requestId: request.id, reason: identified.reason });
  observer.emit({ kind: 'sign-in-refused', reason: identified.reason });
  await audit?.recordSignInRefusal(readRequestOrigin(request), identified.reason);
  throw authenticationError(identified.reason);
}

const REALM = 'Bearer realm="epic-fhir-graphql-gateway"';

function authenticationError(reason: SignInRefusalReason): ReturnType<typeof refusalError> {
  if (reason === 'keys_unavailable') {
    return refusalError(
      new GatewayError(
        'UPSTREAM_UNAVAILABLE',
        'The gateway cannot verify tokens, because the keys of their issuer are unavailable. Retry later.',
      ),
      503,
    );
  }
  const error = new GatewayError(
    'UNAUTHENTICATED',
    'The gateway expects one valid bearer token in the Authorization header. Sign in, and send the request again.',
  );
  // RFC 6750 §3.1: a challenge to a request without a token has no error code.
  const challenge = reason === 'no_token' ? REALM : `${REALM}, error="invalid_token"`;
  return refusalError(error, 401, { 'www-authenticate': challenge });
}
