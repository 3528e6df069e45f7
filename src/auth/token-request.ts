/** Requests a token by the client credentials grant (RFC 6749 §4.4), in the form that Epic accepts. */
import { z } from 'zod';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import type { ClientCredentials } from './client-credentials.ts';

interface TokenGrantRequest {
  readonly tokenUrl: string;
  /** Created for this request only. */
  readonly credentials: ClientCredentials;
  /** Null to send no scope. */
  readonly scope: string | null;
  readonly signal?: AbortSignal;
}

/** RFC 6749 §5.1 lets a server omit `expires_in`. An invalid lifetime counts as omitted. */
const DEFAULT_LIFETIME_SECONDS = 300;

/** RFC 6749 §5.1. */
export const tokenResponse = z.object({
  /** Printable ASCII without spaces, so that it fits into a header (RFC 6750 §2.1). */
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().catch(DEFAULT_LIFETIME_SECONDS),
  /** The granted scopes, which can differ from the requested ones; empty if the response has none. */
  scope: z.string().catch(''),
});
export type TokenResponse = z.output<typeof tokenResponse>;

/** RFC 6749 §5.2. Epic sends null as the description. */
export const tokenErrorResponse = z.object({
  error: z.string(),
  error_description: z.string().nullable().catch(null),
});

/** Resolves to a response of any status. @throws GatewayError the transport's codes */
export function requestAccessToken(
  http: HttpClient,
  { tokenUrl, credentials, scope, signal }: TokenGrantRequest,
): Promise<HttpResponse> {
  return http.send({
    url: tokenUrl,
    server: 'The token endpoint',
    headers: { accept: 'application/json', ...credentials.headers },
    form: {
      grant_type: 'client_credentials',
      ...credentials.form,
      ...(scope === null ? {} : { scope }),
    },
    signal,
  });
}
