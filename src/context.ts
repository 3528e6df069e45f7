/** What the resolvers of one operation work with. */
import { type Accesses, createAccesses } from './audit/accesses.ts';
import type { Caller } from './caller.ts';
import { createUsage, type Usage } from './fhir/usage.ts';
import { createLoaders, type Loaders } from './loaders/index.ts';
import type { Upstream } from './loaders/operation.ts';

export interface Context {
  readonly requestId: string;
  readonly loaders: Loaders;
  readonly usage: Usage;
  /** What was read, and for whom. */
  readonly accesses: Accesses;
  /** The day on which ages are told, as a FHIR date (UTC). */
  readonly today: string;
}

export interface ContextOptions {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted when the caller hangs up or the gateway stops waiting. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function createContext({ upstream, caller, requestId, signal, now }: ContextOptions): Context {
  const usage = createUsage(signal);
  const accesses = createAccesses(upstream.client.upstream);
  return {
    requestId,
    usage,
    accesses,
    loaders: createLoaders(upstream, { caller, usage, accesses }),
    today: new Date(now).toISOString().slice(0, 10),
  };
}
