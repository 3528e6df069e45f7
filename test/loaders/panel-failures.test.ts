import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import {
  CACHE_SECONDS,
  LIFETIME_MS,
  processed,
  type StartedPanel,
  UNREACHABLE,
  usePanels,
  warm,
} from '../support/panel-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const startPanel = usePanels();

/** Reads as an operation would, and returns the ids once the server has answered. */
async function readIds({ read, server }: StartedPanel): Promise<readonly string[]> {
  const [{ ids }] = await Promise.all([read(), processed().then(() => server.answer())]);
  return ids;
}

describe('a panel that cannot be read', () => {
  it.each([true, false])(
    'is requested again by each operation that needs it (PANEL_ONLY: %s)',
    async (isPanelOnly) => {
      const { read, server } = startPanel({ isPanelOnly });
      server.error = UNREACHABLE;
      for (const count of [1, 2]) {
        const failed = rejectionOf(read());
        await processed();
        await server.answer();
        expect(await failed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
        expect(server.requests).toBe(count);
      }
    },
  );

  it.each([0, CACHE_SECONDS])(
    'is requested again by other callers where the queue of one caller is full, with %s seconds',
    async (cacheSeconds) => {
      const started = startPanel({ isPanelOnly: true, cacheSeconds });
      started.server.error = new GatewayError('UPSTREAM_OVERLOADED', 'The queue of this caller is full.');
      expect(await rejectionOf(readIds(started))).toMatchObject({ code: 'UPSTREAM_OVERLOADED' });
      started.server.error = null;
      expect(await readIds(started)).toEqual(['a', 'b']);
      expect(started.server.requests).toBe(2);
    },
  );

  it('is requested by an operation that needs it, although a refresh has just failed', async () => {
    const started = startPanel({ isPanelOnly: true });
    await warm(started);
    started.clock.wait(LIFETIME_MS - 3_000);
    started.server.error = UNREACHABLE;
    await started.read();
    await processed();
    await started.server.answer();
    started.server.error = null;
    started.clock.wait(3_000);
    expect(await readIds(started)).toEqual(['a', 'b']);
    expect(started.server.requests).toBe(3);
  });

  it.each([LIFETIME_MS - 3_000, LIFETIME_MS + 3_000])(
    'is requested again if the failed request was sent before one that succeeded %s ms ago',
    async (ms) => {
      const started = startPanel({ isPanelOnly: true, isCoalescing: false });
      const { read, server, clock } = started;
      server.error = UNREACHABLE;
      const older = rejectionOf(read());
      await processed();
      clock.wait(1_000);
      server.error = null;
      const newer = read();
      await processed();
      await server.answerLatest();
      expect((await newer).ids).toEqual(['a', 'b']);
      clock.wait(ms);
      await server.answer();
      expect(await older).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      clock.wait(Math.max(0, LIFETIME_MS - ms));
      expect(await readIds(started)).toEqual(['a', 'b']);
      expect(server.requests).toBe(3);
    },
  );
});
