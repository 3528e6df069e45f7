/** An answer, or why none came. */
import { GatewayError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import type { Cause } from './step.ts';

export type Exchange = HttpResponse | { readonly fault: GatewayError };

/** The transport's errors are an outcome here; all others are defects. */
export async function answered(send: () => Promise<HttpResponse>): Promise<Exchange> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof GatewayError) return { fault: error };
    throw error;
  }
}

/** What most often is behind an answer that does not come over a connection that stands. */
export function transportFault({ code }: GatewayError): Cause {
  return code === 'UPSTREAM_TIMEOUT'
    ? {
        cause: 'The server is slow, or a proxy in between swallows the request.',
        remedy: 'Try again; raise EPIC_TIMEOUT_MS if the site is known to be slow; ask the network team.',
      }
    : {
        cause: 'The server, or a proxy in between, cuts the connection without an answer.',
        remedy: 'Try again; ask the site, and the network team, whether requests of this machine arrive.',
      };
}
