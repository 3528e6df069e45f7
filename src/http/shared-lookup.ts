/**
 * Looks up host names, once for all connections that wait for the same one. Node looks up two names at a time (half of libuv's four threads), and
 * cannot cancel a lookup. Without this, the connections to one name whose name server does not respond would keep all other names waiting.
 */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];

/** Looks up `dns.lookup` each time, because instrumentation can replace it. */
const lookUp: LookupFunction = (hostname, options, callback) => dns.lookup(hostname, options, callback);

export function createSharedLookup(lookup: LookupFunction = lookUp): LookupFunction {
  const waiting = new Map<string, Callback[]>();
  return (hostname, options, callback) => {
    const key = JSON.stringify([hostname, options]);
    const known = waiting.get(key);
    if (known !== undefined) {
      known.push(callback);
      return;
    }
    const callbacks = [callback];
    waiting.set(key, callbacks);
    lookup(hostname, options, (...result) => {
      waiting.delete(key);
      for (const each of callbacks) each(...result);
    });
  };
}
