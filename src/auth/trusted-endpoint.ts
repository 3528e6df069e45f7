import { isLoopback } from '../config/values.ts';

/**
 * Returns whether the gateway may send requests to a URL that a server names: over https, or over http if both are on loopback. A remote server
 * can never direct it to plain-http ports of this machine.
 */
export function isTrustedEndpoint(url: string, namedBy: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const onLoopback = isLoopback(hostname) && isLoopback(new URL(namedBy).hostname);
  return protocol === 'https:' || (protocol === 'http:' && onLoopback);
}
