/** Where events are kept. Each sink takes them as lines of JSON and says when they are safe. */
import { GatewayError, systemCodeSuffix } from '../errors.ts';

/** Refusals are requests that were refused before they touched anything; all other events are of accesses. */
export type EventKind = 'access' | 'refusal';

/** Events that are safe, and not where they are to go. */
export interface SpoolCounts {
  readonly waiting: number;
  readonly undeliverable: number;
}

export interface EventSink {
  /**
   * Resolves once all of the events are safe; none of them counts as kept where it throws.
   * @param events each the JSON of one AuditEvent, without line breaks
   * @param kind `access` by default
   * @throws GatewayError AUDIT_UNAVAILABLE, with a message for the operator
   */
  write(events: readonly string[], kind?: EventKind): Promise<void>;
  /** Whether so many refusals fit into their share. A sink without it has no bound. */
  hasRoomForRefusals?(count: number): boolean;
  /** Opens the place anew, where it is a file that has been moved away. */
  reopen?(): void;
  /** What is still on its way, where that is told. */
  spoolCounts?(): SpoolCounts;
  /** Keeps what is still on its way, within bounds, and lets go of the place. */
  close(): Promise<void>;
}

/** @param what what could not be done, in words for the operator: no path, no content */
export function auditUnavailableError(what: string, error?: unknown): GatewayError {
  return new GatewayError('AUDIT_UNAVAILABLE', `${what}${systemCodeSuffix(error)}.`);
}
