/** One request to the token endpoint, with exactly the form that Epic accepts (SMART Backend Services), and what can come back. */
import { z } from 'zod';
import type { Http, HttpResponse } from '../http/http.ts';

export interface GrantRequest {
  readonly tokenUrl: string;
  /** Signed for this request alone. */
  readonly assertion: string;
  /** null: none is sent. */
  readonly scope: string | null;
  readonly signal?: AbortSignal;
}

/** RFC 6749 §5.1 lets a server leave `expires_in` out; what is no lifetime counts as left out. */
const DEFAULT_LIFETIME_SECONDS = 300;

/** RFC 6749 §5.1. */
export const grant = z.object({
  /** RFC 6750 §2.1: what can go into a header. */
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().catch(DEFAULT_LIFETIME_SECONDS),
  /** What was granted, which is not what was asked for; none where the server does not say. */
  scope: z.string().catch(''),
});
export type Grant = z.output<typeof grant>;

/** RFC 6749 §5.2. Epic's description is null. */
export const refusal = z.object({ error: z.string(), error_description: z.string().nullable().catch(null) });

/** Any status is an answer; @throws GatewayError the transport's codes. */
export function requestGrant(
  http: Http,
  { tokenUrl, assertion, scope, signal }: GrantRequest,
): Promise<HttpResponse> {
  return http.send({
    url: tokenUrl,
    server: 'The token endpoint',
    headers: { accept: 'application/json' },
    form: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...(scope === null ? {} : { scope }),
    },
    signal,
  });
}
