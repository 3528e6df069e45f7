/**
 * Divides room among the sites that share it, where nothing can be evicted. A site may hold as much as is still free, so it leaves room for the
 * others: one busy site gets half of the room, two get a third each (dynamic thresholds, Choudhury and Hahne 1998).
 */

/** The site of what belongs to none: the gateway has no sites file, or it is about a request that reached no site. */
export const NO_SITE = '';

export interface FairRoom {
  /** Returns whether this much more of a site fits. */
  hasRoomFor(site: string, amount: number): boolean;
  /** Counts what a site now holds. A negative amount releases it. */
  hold(site: string, amount: number): void;
}

export interface FairRoomOptions {
  readonly capacity: number;
  /** False: one site may fill it. */
  readonly isShared: boolean;
}

export function createFairRoom({ capacity, isShared }: FairRoomOptions): FairRoom {
  const bySite = new Map<string, number>();
  let total = 0;
  return {
    hasRoomFor(site, amount) {
      const free = capacity - total;
      return amount <= free && (!isShared || (bySite.get(site) ?? 0) + amount <= free);
    },
    hold(site, amount) {
      const own = (bySite.get(site) ?? 0) + amount;
      total += amount;
      if (own === 0) bySite.delete(site);
      else bySite.set(site, own);
    },
  };
}
