/** Which URLs may be spoken to because a server names them. */
import { isLoopback } from '../config/values.ts';

/** True for https, and for plain http from loopback to loopback: what is named by a server elsewhere never leads to this machine's own. */
export function maySpeakTo(url: string, namedBy: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const onLoopback = isLoopback(hostname) && isLoopback(new URL(namedBy).hostname);
  return protocol === 'https:' || (protocol === 'http:' && onLoopback);
}
