import { describe, expect, it } from 'vitest';
import { sentInParts } from '../../src/server/sent-parts.ts';
import { createSizeBounds } from '../../src/size/answer-size.ts';

describe('a body that is sent in parts', () => {
  it('counts as held until each part is sent, and no longer', async () => {
    const bounds = createSizeBounds({ maxResponseBytes: 1_000_000, maxHeldBytes: 1_000_000 });
    const size = bounds.begin(() => {});
    size.hold(300_000);
    const parts = Array.from({ length: 3 }, (_, index) => Buffer.alloc(50_000, index + 1));
    const held: number[] = [];
    const sent: unknown[] = [];
    for await (const part of sentInParts([...parts], size)) {
      held.push(bounds.heldBytes);
      sent.push(part);
    }
    expect(sent).toEqual(parts);
    expect(held[0]).toBeLessThanOrEqual(150_000);
    expect(held[2]).toBeLessThan(held[0] ?? 0);
    expect(bounds.heldBytes).toBe(0);
  });

  it('ends for a slow reader once other operations need the memory', () => {
    const bounds = createSizeBounds({ maxResponseBytes: 1_000_000, maxHeldBytes: 100_000 });
    const stream = sentInParts(
      [Buffer.alloc(50_000)],
      bounds.begin(() => {}),
    );
    bounds.begin(() => {}).hold(40_000);
    expect(stream.destroyed).toBe(false);
    bounds.begin(() => {}).hold(40_000);
    expect(stream.destroyed).toBe(true);
  });
});
