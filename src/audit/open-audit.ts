/** Opens the audit of a site. */
import { hostname } from 'node:os';
import type { AuditConfig } from '../config/config.ts';
import type { AuditSink } from '../config/values.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import { type Audit, createAudit } from './audit.ts';
import type { SinkPool } from './sink-pool.ts';

export interface OpenAuditOptions extends Pick<AuditConfig, 'isRequired'> {
  readonly sinks: SinkPool;
  readonly destination: AuditSink;
  /** The base URL of the FHIR server whose records are accessed; the name of the gateway for requests that reach no site. */
  readonly upstream: string;
  /** The id of the site. Without one, the source of the events is the host. */
  readonly site?: string | undefined;
  readonly log: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Opens the audit. Returns null if none is configured.
 * @throws ConfigError if the destination cannot be opened
 */
export async function openAudit(options: OpenAuditOptions): Promise<Audit | null> {
  const { sinks, destination, isRequired, upstream, site, log, observer = NOOP_OBSERVER } = options;
  const { now = Date.now } = options;
  const sink = await sinks.borrow(destination, site);
  return sink === null
    ? null
    : createAudit({ sink, isRequired, upstream, site: site ?? hostname(), now, log, observer });
}
