/** Sends the requests of openid-client with the HTTP client of the gateway: with its timeouts and limits, and without redirects. */
import type { CustomFetch } from 'openid-client';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';

const SERVER = 'The authorization server';
/** The statuses of responses without a body, which `Response` refuses one for. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

export function createOAuthFetch(http: HttpClient): CustomFetch {
  return async (url, { body, headers, method, signal }) => {
    const {
      status,
      headers: received,
      json,
    } = await http.send({
      url,
      headers,
      ...(method === 'POST' ? { form: toForm(body) } : {}),
      ...(signal === undefined ? {} : { signal }),
      server: SERVER,
    });
    // openid-client would report these as an unexpected response.
    if (status === 429) throw rateLimitedError();
    if (status >= 500) throw unavailableError(status);
    const { 'content-type': type } = received;
    return new Response(NO_BODY.has(status) || json === undefined ? null : JSON.stringify(json), {
      status,
      ...(typeof type === 'string' ? { headers: { 'content-type': type } } : {}),
    });
  };
}

function toForm(body: unknown): Record<string, string> {
  if (!(body instanceof URLSearchParams)) throw new Error('Expected a form.');
  return Object.fromEntries(body);
}

function rateLimitedError(): GatewayError {
  return new GatewayError('UPSTREAM_RATE_LIMITED', `${SERVER} received too many requests. Try again later.`);
}

function unavailableError(status: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `${SERVER} responded with HTTP ${status}. Try again later.`,
  );
}
