/** The interface of audit destinations. A sink accepts events as lines of JSON, and resolves when they are stored. */
import { GatewayError, systemCodeSuffix } from '../errors.ts';

/** A refusal is a request that was rejected before it accessed anything. Every other event is an access. */
export type EventKind = 'access' | 'refusal';

/** Where events belong. */
export interface EventOwner {
  /** The id of the site; empty without a sites file, and for requests that reached no site. */
  readonly site: string;
  /** The base URL of the audit repository; empty for the one of AUDIT_LOG. Only the spool serves several. */
  readonly destination: string;
}

/** Owns every event of a gateway without a sites file. */
export const NO_OWNER: EventOwner = { site: '', destination: '' };

/** Events in the spool: stored, but not delivered. */
export interface SpoolCounts {
  readonly waiting: number;
  readonly undeliverable: number;
}

export interface EventSink {
  /**
   * Resolves when all events are stored. If it rejects, none counts as stored.
   * @param events each the JSON of one AuditEvent, without line breaks
   * @param kind `access` by default
   * @param owner none by default
   * @throws GatewayError AUDIT_UNAVAILABLE, with a message for the operator
   */
  write(events: readonly string[], kind?: EventKind, owner?: EventOwner): Promise<void>;
  /** Returns whether this many refusals of the owner fit into their share. A sink without this method has no limit. */
  hasRoomForRefusals?(count: number, owner?: EventOwner): boolean;
  /** Reopens the file after a rotation. */
  reopen?(): void;
  /** Returns the counts of the spool, if there is one. */
  spoolCounts?(): SpoolCounts;
  /** Stores pending events, within time limits, and releases the destination. */
  close(): Promise<void>;
}

/** @param what the failed action, for the operator: without paths or content */
export function auditUnavailableError(what: string, error?: unknown): GatewayError {
  return new GatewayError('AUDIT_UNAVAILABLE', `${what}${systemCodeSuffix(error)}.`);
}
