/** Authenticates the caller of a request, and refuses a request without a valid token. */
import type { FastifyRequest } from 'fastify';
import type { Caller, CallerAuthenticator, SignInRefusalReason } from '../access/caller.ts';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import { GatewayError } from '../errors.ts';
import { refusalError } from '../graphql/plugins/refusal.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';

/**
 * Returns the caller of a request.
 * @throws GraphQLError UNAUTHENTICATED (401), or UPSTREAM_UNAVAILABLE (503) where nobody's token can be checked. Which check
 * failed is for the log: whoever tries tokens out learns nothing from the answer.
 */
export async function authenticateCaller(
  request: FastifyRequest,
  callers: CallerAuthenticator,
  { log, audit, observer }: { readonly log: Log; readonly audit: Audit | null; readonly observer: Observer },
): Promise<Caller> {
  // Node keeps the first of several in `headers`; a proxy before it may have checked another.
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
        'Tokens cannot be checked, since their issuer does not tell its keys. Try again later.',
      ),
      503,
    );
  }
  const error = new GatewayError(
    'UNAUTHENTICATED',
    'The graph expects one bearer token that is good for this gateway, in the Authorization header. Sign in, and ask again.',
  );
  // RFC 6750 §3.1: no error is told to who did not try.
  const challenge = reason === 'no_token' ? REALM : `${REALM}, error="invalid_token"`;
  return refusalError(error, 401, { 'www-authenticate': challenge });
}
