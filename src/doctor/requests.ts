/** Sends requests, and returns the gateway's errors as results. */
import { createClientIdHeader } from '../epic/metadata.ts';
import { GatewayError } from '../errors.ts';
import type { HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { CheckTools, ExaminedSite } from './configuration.ts';
import { type Cause, cause } from './finding.ts';

export type HttpTools = Pick<CheckTools, 'http' | 'signal'>;
export type AnswerOrFault<T> = { readonly answer: T } | { readonly fault: GatewayError };

/** Returns a GatewayError as a fault. Throws any other error. */
export async function answerOrFault<T>(request: Promise<T>): Promise<AnswerOrFault<T>> {
  try {
    return { answer: await request };
  } catch (error) {
    if (error instanceof GatewayError) return { fault: error };
    throw error;
  }
}

/** Sends a GET to the FHIR server with the client id, but without a token. */
export function getWithoutToken(
  { connection: { baseUrl, authentication } }: ExaminedSite,
  { http, signal }: HttpTools,
  { headers, ...request }: HttpRequest,
): Promise<AnswerOrFault<HttpResponse>> {
  const allHeaders = { ...headers, ...createClientIdHeader(authentication) };
  return answerOrFault(http.send({ headers: allHeaders, followRedirectsUnder: baseUrl, signal, ...request }));
}

/** Describes a request that was not answered. */
export function unanswered(tried: string, fault: GatewayError) {
  return { tried, found: [fault.message], causes: [transportCause(fault)] };
}

/** Explains why a server does not answer although it accepts connections. */
export function transportCause({ code }: GatewayError): Cause {
  return code === 'UPSTREAM_TIMEOUT'
    ? cause`The server is slow, or a proxy in between drops the request.
        → Try again. Raise EPIC_TIMEOUT_MS if the site is known to be slow. Otherwise ask the network team.`
    : cause`The server, or a proxy in between, closed the connection without answering.
        → Try again. If it happens again, ask the site and the network team whether requests from this machine arrive.`;
}

export const SERVER_FAILING = cause`The server has a problem. → Try again later. If it persists, contact the site.`;
