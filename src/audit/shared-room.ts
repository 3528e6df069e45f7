/** Divides the room of a sink among the sites that share it, and bounds the refusals in it. */
import { createFairRoom, type FairRoom, type FairRoomOptions } from '../limits/fair-room.ts';
import type { EventKind } from './event-sink.ts';

/** The share of a sink that refusals may fill. Any client can cause refusals, so they displace no access event. */
const REFUSAL_SHARE = 0.05;

export interface SharedRoom {
  /** Returns whether this much more of a site fits. @param refusals how much of it is refusals, which have their own share */
  hasRoomFor(site: string, amount: number, refusals?: number): boolean;
  /** Counts what a site now holds. A negative amount releases it. */
  hold(site: string, kind: EventKind, amount: number): void;
}

export function createSharedRoom({ capacity, isShared }: FairRoomOptions): SharedRoom {
  const all = createFairRoom({ capacity, isShared });
  const ofRefusals: FairRoom = createFairRoom({
    capacity: Math.max(1, Math.floor(capacity * REFUSAL_SHARE)),
    isShared,
  });
  return {
    hasRoomFor: (site, amount, refusals = 0) =>
      all.hasRoomFor(site, amount) && (refusals === 0 || ofRefusals.hasRoomFor(site, refusals)),
    hold(site, kind, amount) {
      all.hold(site, amount);
      if (kind === 'refusal') ofRefusals.hold(site, amount);
    },
  };
}
