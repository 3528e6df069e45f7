/** Reads requests that a browser makes for a person who signs in. */
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { isFrame } from '../request-credentials.ts';
import { RequestFault } from './faults.ts';

/** Returns the parameters of the query. @throws RequestFault if one is repeated: which of them counts would be a guess (RFC 6749 §3.1) */
export function readParameters({ originalUrl }: FastifyRequest): URLSearchParams {
  const start = originalUrl.indexOf('?');
  const parameters = new URLSearchParams(start < 0 ? '' : originalUrl.slice(start + 1));
  if (new Set(parameters.keys()).size < parameters.size) throw new RequestFault('parameter_repeated');
  return parameters;
}

/**
 * Refuses requests that open no page (Fetch Metadata): an image on any web page could otherwise begin sign-ins, and displace the person's own.
 * Clients that send no metadata pass.
 * @throws RequestFault
 */
export function requireNavigation({ headers }: FastifyRequest): void {
  const { 'sec-fetch-dest': destination = 'document', 'sec-purpose': purpose = '' } = headers;
  const opensPage = destination === 'document' || isFrame(destination);
  if (!opensPage || String(purpose).includes('prefetch')) throw new RequestFault('not_navigated');
}

export function isInFrame({ headers }: FastifyRequest): boolean {
  return isFrame(headers['sec-fetch-dest']);
}

/** Returns whether the client prefers JSON to a page. */
export function prefersJson({ raw }: FastifyRequest): boolean {
  return new Negotiator(raw).mediaType(['text/html', 'application/json']) === 'application/json';
}
