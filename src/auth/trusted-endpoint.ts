/** Decides which URLs the gateway may use because a server names them. */
import { isLoopback } from '../config/values.ts';

/** Returns true for https, and for plain http from loopback to loopback, so that a remote server never leads to this machine's own ports. */
export function isTrustedEndpoint(url: string, namedBy: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const onLoopback = isLoopback(hostname) && isLoopback(new URL(namedBy).hostname);
  return protocol === 'https:' || (protocol === 'http:' && onLoopback);
}
