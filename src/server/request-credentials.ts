/** Reads what a request shows about who sends it, and from which web page. */
import type { FastifyRequest } from 'fastify';
import { listSessionCookies, type SessionCookie } from './session-cookies.ts';

export interface RequestCredentials {
  /** Every `Authorization` header: `headers` contains only the first, and a proxy may have checked another. */
  readonly authorization: readonly string[];
  /** The session cookies, of any site. */
  readonly cookies: readonly SessionCookie[];
  /** Every `X-Session` header: the handle of the session that the request names. */
  readonly handles: readonly string[];
  readonly method: string;
  /** The web origin of the page that sends the request; null if the request names none. Several are no origin. */
  readonly origin: string | null;
  /** The relation of the page to the gateway (Fetch Metadata); null if the browser does not say. */
  readonly fetchSite: string | null;
  /** The use of the response, such as `iframe`; null if the browser does not say. */
  readonly fetchDestination: string | null;
}

export const SESSION_HEADER = 'x-session';

export function readCredentials(request: FastifyRequest): RequestCredentials {
  const { headersDistinct, method = '' } = request.raw;
  const read = (name: string): string | null => headersDistinct[name]?.join(', ') ?? null;
  return {
    authorization: headersDistinct['authorization'] ?? [],
    cookies: listSessionCookies(request),
    handles: headersDistinct[SESSION_HEADER] ?? [],
    method,
    origin: read('origin'),
    fetchSite: read('sec-fetch-site'),
    fetchDestination: read('sec-fetch-dest'),
  };
}

/** Returns whether a request may act with a session cookie: pages of other origins can make a browser send the cookie too. */
export function isListedPost({ method, origin }: RequestCredentials, appOrigins: readonly string[]): boolean {
  return method === 'POST' && origin !== null && appOrigins.includes(origin);
}

/** Returns whether a page may read with a session cookie: one of a listed origin, or of the gateway itself. */
export function isListedRead(
  { origin, fetchSite }: RequestCredentials,
  appOrigins: readonly string[],
): boolean {
  if (origin !== null) return appOrigins.includes(origin);
  return fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none';
}

/** Returns whether the request comes from a page of another web site, or is for a frame. Browsers then withhold cookies with `SameSite=Lax`. */
export function isFromElsewhere({ fetchSite, fetchDestination }: RequestCredentials): boolean {
  return fetchSite === 'cross-site' || isFrame(fetchDestination);
}

const FRAMES: ReadonlySet<unknown> = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

/** @param destination the value of `Sec-Fetch-Dest` */
export function isFrame(destination: unknown): boolean {
  return FRAMES.has(destination);
}
