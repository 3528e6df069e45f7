/**
 * The headers of a client that a router forwards. e2e/supergraph/deployment.test.ts compares them with the configurations of the other
 * routers.
 */

/** Forwarded to every subgraph: identity, site, purpose of use and trace. */
export const FORWARDED_HEADERS = [
  'authorization',
  'traceparent',
  'x-purpose-of-use',
  'x-request-id',
  'x-site',
] as const;

/** Forwarded to the subgraph `fhir` only, with its session cookies: where the request comes from, and which session it means. */
export const SESSION_HEADERS = ['origin', 'x-session'] as const;

/** The headers that pages of other origins may send. */
export const ALLOWED_HEADERS = ['content-type', ...FORWARDED_HEADERS, 'x-session'] as const;

/** The web origins whose pages may call the router, comma-separated in APP_ORIGINS: SMART_APP_ORIGINS and CORS_ORIGINS of the subgraph. */
export const APP_ORIGINS: readonly string[] = (process.env['APP_ORIGINS'] ?? '')
  .split(',')
  .map((origin) => origin.trim())
  .filter((origin) => origin !== '');

/** The name of the subgraph, as in the supergraph. */
const SUBGRAPH = 'fhir';
const SESSION_COOKIE = '__Host-session-';

/** Returns the session cookies of a Cookie header; null if there are none. The cookies of other apps, and of sign-ins, stay at the router. */
export function keepSessionCookies(cookies: string | null): string | null {
  const kept = (cookies ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(SESSION_COOKIE));
  return kept.length === 0 ? null : kept.join('; ');
}

/**
 * Returns the headers of a request to a subgraph; null for a header that the client did not send.
 * @param readHeader returns a header of the client
 */
export function headersFor(
  subgraph: string,
  readHeader: (name: string) => string | null,
): Readonly<Record<string, string | null>> {
  const read = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, readHeader(name)]));
  if (subgraph !== SUBGRAPH) return read(FORWARDED_HEADERS);
  return {
    ...read([...FORWARDED_HEADERS, ...SESSION_HEADERS]),
    cookie: keepSessionCookies(readHeader('cookie')),
    // ROUTER_SECRET of the subgraph, so that no client can bypass the router; if two are set there, either of them.
    'router-authorization': process.env['ROUTER_SECRET'] ?? null,
  };
}
