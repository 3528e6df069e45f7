/** What the resolvers of one operation work with. */
import { type Accesses, createAccesses } from './audit/accesses.ts';
import type { Origin } from './audit/origin.ts';
import { type Caller, personKey } from './caller.ts';
import { type Asked, createAsked } from './fhir/asked.ts';
import { type SiteTime, siteTime } from './fhir/site-time.ts';
import { createUsage, type Usage } from './fhir/usage.ts';
import type { DocumentLinks } from './loaders/document-links.ts';
import { createLoaders, type Loaders } from './loaders/index.ts';
import type { Upstream } from './loaders/operation.ts';
import { bothScopes, type OperationWatch } from './observer.ts';
import type { AnswerSize } from './size/answer-size.ts';
import type { Writes } from './writes/writes.ts';
import type { Writing } from './writes/writing.ts';

export interface Context {
  readonly requestId: string;
  readonly caller: Caller;
  readonly origin: Origin;
  readonly loaders: Loaders;
  /** Links to contents of documents; null: this gateway gives none. */
  readonly links: DocumentLinks | null;
  readonly usage: Usage;
  /** How large the answer gets. */
  readonly size: AnswerSize;
  /** What is told of the operation. */
  readonly watch: OperationWatch;
  /** What was asked of the FHIR server; null: nobody asks about it. */
  readonly asked: Asked | null;
  /** What was read, and for whom. */
  readonly accesses: Accesses;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** Null: this gateway does not write. */
  readonly writes: Writes | null;
  /** The date and time at the site, which decide ages and choose names. */
  readonly siteTime: SiteTime;
}

export interface ContextOptions {
  readonly upstream: Upstream;
  readonly caller: Caller;
  readonly origin: Origin;
  /** What watches the operation. */
  readonly watch: OperationWatch;
  /** Null: this gateway does not write. */
  readonly writing: Writing | null;
  /** How many FHIR requests the operation may send. */
  readonly maxUpstreamCalls: number;
  /** Whether the answer tells what was asked of the FHIR server. */
  readonly explains: boolean;
  /** Aborted when the caller hangs up or the gateway stops waiting. */
  readonly signal: AbortSignal;
  readonly size: AnswerSize;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function createContext(options: ContextOptions): Context {
  const { upstream, caller, origin, watch, signal, size, now } = options;
  const asked = options.explains ? createAsked() : null;
  const scope = asked === null ? watch : bothScopes(watch, asked.scope);
  const usage = createUsage(signal, options.maxUpstreamCalls, scope, personKey(caller), (memory) =>
    size.hold(memory),
  );
  const accesses = createAccesses(upstream.client.urls);
  const loaders = createLoaders(upstream, { caller, usage, size, accesses });
  return {
    requestId: origin.requestId,
    caller,
    origin,
    usage,
    size,
    watch,
    asked,
    accesses,
    mrnSystem: upstream.mrnSystem,
    loaders,
    links: upstream.links,
    writes: options.writing?.writesOf({ caller, origin, usage, loaders, accesses }) ?? null,
    siteTime: siteTime(now, upstream.siteTimeZone),
  };
}
