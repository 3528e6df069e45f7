/** Bounds the events that wait in a sink. Any client can cause refusals, so they get a small share and displace no access event. */
import { auditUnavailableError, type EventKind } from './event-sink.ts';

/** The share of a sink that refusals may fill. */
const REFUSAL_SHARE = 0.05;

/** Returns the part of a capacity that refusals may fill; at least 1. */
export function computeRefusalCapacity(capacity: number): number {
  return Math.max(1, Math.floor(capacity * REFUSAL_SHARE));
}

export interface Backlog {
  /** Returns false if events of this kind have to wait until others are written. */
  hasRoomFor(kind: EventKind): boolean;
  /** Writes lines, and counts them until they are written. @throws GatewayError AUDIT_UNAVAILABLE if there is no room */
  enqueue(kind: EventKind, lines: string, write: (lines: string) => Promise<void>): Promise<void>;
}

/** The size of the backlog in UTF-16 code units. The events of one operation may exceed it. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Creates a backlog. @param maxWaiting its size, in UTF-16 code units */
export function createBacklog(maxWaiting = MAX_WAITING): Backlog {
  const waiting = { access: 0, refusal: 0 };
  const hasRoomFor: Backlog['hasRoomFor'] = (kind) =>
    waiting.access + waiting.refusal < maxWaiting &&
    (kind === 'access' || waiting.refusal < computeRefusalCapacity(maxWaiting));
  return {
    hasRoomFor,
    async enqueue(kind, lines, write) {
      if (!hasRoomFor(kind)) throw auditUnavailableError('Too many audit events are waiting to be written');
      waiting[kind] += lines.length;
      try {
        await write(lines);
      } finally {
        waiting[kind] -= lines.length;
      }
    },
  };
}
