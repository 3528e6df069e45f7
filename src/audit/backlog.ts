/** Bounds what waits in a sink. Anybody can cause refusals, so they get a small share and crowd out no event of a record. */
import { auditUnavailableError, type EventKind } from './event-sink.ts';

/** How much of a sink refusals may fill. */
const REFUSAL_SHARE = 0.05;

/** How much of a room of this size refusals may fill; at least one event. */
export function computeRefusalCapacity(room: number): number {
  return Math.max(1, Math.floor(room * REFUSAL_SHARE));
}

export interface Backlog {
  /** False once events of the kind have to wait until others are written. */
  hasRoomFor(kind: EventKind): boolean;
  /** Writes lines, which count until they are written. @throws GatewayError AUDIT_UNAVAILABLE where there is no room */
  enqueue(kind: EventKind, lines: string, write: (lines: string) => Promise<void>): Promise<void>;
}

/** How much waits for a disk or a reader at most, in UTF-16 code units. The events of one operation may exceed it. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Bounds the memory of lines that wait to be written, in UTF-16 code units. */
export function createBacklog(maxWaiting = MAX_WAITING): Backlog {
  const waiting = { access: 0, refusal: 0 };
  const hasRoomFor: Backlog['hasRoomFor'] = (kind) =>
    waiting.access + waiting.refusal < maxWaiting &&
    (kind === 'access' || waiting.refusal < computeRefusalCapacity(maxWaiting));
  return {
    hasRoomFor,
    async enqueue(kind, lines, write) {
      if (!hasRoomFor(kind)) throw auditUnavailableError('Too many audit events wait to be written');
      waiting[kind] += lines.length;
      try {
        await write(lines);
      } finally {
        waiting[kind] -= lines.length;
      }
    },
  };
}
