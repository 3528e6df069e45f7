import { describe, expect, it } from 'vitest';
import { createFairRoom } from '../../src/limits/fair-room.ts';

describe('createFairRoom [T7-D2]', () => {
  it('lets one site fill a room that it does not share', () => {
    const room = createFairRoom({ capacity: 10, isShared: false });
    room.hold('', 9);
    expect([room.hasRoomFor('', 1), room.hasRoomFor('', 2)]).toEqual([true, false]);
  });

  it('leaves as much free as the busiest site holds', () => {
    const room = createFairRoom({ capacity: 12, isShared: true });
    const fill = (site: string): number => {
      let held = 0;
      for (; room.hasRoomFor(site, 1); held += 1) room.hold(site, 1);
      return held;
    };
    expect(fill('north')).toBe(6);
    expect(fill('south')).toBe(3);
    room.hold('north', -3);
    expect(room.hasRoomFor('south', 1)).toBe(true);
    room.hold('north', -3);
    room.hold('south', -3);
    expect(fill('west')).toBe(6);
  });
});
