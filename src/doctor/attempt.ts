/** The outcome of a request: an answer, or the gateway's error in place of one. */
import { createClientIdHeader } from '../epic/metadata.ts';
import { GatewayError } from '../errors.ts';
import type { HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { ExaminedSite, HttpTools } from './configuration.ts';
import { type Cause, cause } from './finding.ts';

export type AnswerOrFault<T> = { readonly answer: T } | { readonly fault: GatewayError };

/** Returns the gateway's own errors as an outcome. All others are defects. */
export async function answerOrFault<T>(request: Promise<T>): Promise<AnswerOrFault<T>> {
  try {
    return { answer: await request };
  } catch (error) {
    if (error instanceof GatewayError) return { fault: error };
    throw error;
  }
}

/** Sends a GET to the FHIR server in the name of the client, but without a token. */
export function getWithoutToken(
  { connection: { baseUrl, authentication } }: ExaminedSite,
  { http, signal }: HttpTools,
  { url, headers, ...request }: HttpRequest,
): Promise<AnswerOrFault<HttpResponse>> {
  return answerOrFault(
    http.send({
      url,
      headers: { ...headers, ...createClientIdHeader(authentication) },
      followRedirectsUnder: baseUrl,
      signal,
      ...request,
    }),
  );
}

/** Describes a request without an answer. */
export function unanswered(tried: string, fault: GatewayError) {
  return { tried, found: [fault.message] as const, causes: [transportCause(fault)] };
}

/** Returns the likeliest cause of a missing answer over a connection that stands. */
export function transportCause({ code }: GatewayError): Cause {
  return code === 'UPSTREAM_TIMEOUT'
    ? cause`The server is slow, or a proxy in between swallows the request.
        → Try again; raise EPIC_TIMEOUT_MS if the site is known to be slow; ask the network team.`
    : cause`The server, or a proxy in between, cuts the connection without an answer.
        → Try again; ask the site, and the network team, whether requests of this machine arrive.`;
}
