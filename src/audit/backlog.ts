/** Bounds the events that wait to be written to a file or to standard output. */
import { type FairRoomOptions, NO_SITE } from '../limits/fair-room.ts';
import { auditUnavailableError, type EventKind } from './event-sink.ts';
import { createSharedRoom } from './shared-room.ts';

export interface Backlog {
  /** Returns false if events of this kind have to wait until others are written. */
  hasRoomFor(kind: EventKind, site?: string): boolean;
  /** Writes lines, and counts them until they are written. @throws GatewayError AUDIT_UNAVAILABLE if there is no room */
  enqueue(
    event: { readonly kind: EventKind; readonly site?: string },
    lines: string,
    write: (lines: string) => Promise<void>,
  ): Promise<void>;
}

/** The size of the backlog in UTF-16 code units. The events of one operation may exceed it. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Creates a backlog. Its capacity is in UTF-16 code units. */
export function createBacklog({
  capacity = MAX_WAITING,
  isShared = false,
}: Partial<FairRoomOptions> = {}): Backlog {
  const room = createSharedRoom({ capacity, isShared });
  const hasRoomFor: Backlog['hasRoomFor'] = (kind, site = NO_SITE) =>
    room.hasRoomFor(site, 1, kind === 'refusal' ? 1 : 0);
  return {
    hasRoomFor,
    async enqueue({ kind, site = NO_SITE }, lines, write) {
      if (!hasRoomFor(kind, site))
        throw auditUnavailableError('Too many audit events are waiting to be written');
      room.hold(site, kind, lines.length);
      try {
        await write(lines);
      } finally {
        room.hold(site, kind, -lines.length);
      }
    },
  };
}
