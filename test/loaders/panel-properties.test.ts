import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { LIFETIME_MS, processed, UNREACHABLE, usePanels } from '../support/panel-server.ts';

const startPanel = usePanels();

/** Events that affect a panel in memory. */
const EVENTS = oneof(
  record({ kind: constantFrom('wait' as const), ms: integer({ min: 0, max: 8_000 }) }),
  record({ kind: constantFrom('set back' as const), ms: integer({ min: 0, max: 20_000 }) }),
  record({ kind: constantFrom('change' as const, 'read' as const, 'answer' as const, 'fail' as const) }),
);

describe('the ids that an operation gets [T1-E9]', () => {
  it.each([
    ['lists', false],
    ['is limited by', true],
  ])(
    'were requested less than the time before the operation that %s the panel, whatever happens',
    async (_what, isPanelOnly) => {
      await assert(
        asyncProperty(array(EVENTS, { minLength: 10, maxLength: 40 }), async (events) => {
          const { read, server, clock } = startPanel({ isPanelOnly });
          const changedAt = [0];
          const checks: Promise<void>[] = [];
          const name = (): void => void (server.members = [`version-${changedAt.length - 1}`]);
          name();
          /**
           * Expects ids from memory that were current at some moment after `askedAt` less the time. Ids from a request can be as old as the
           * oldest in flight, but those that limit access were current after the operation needed them, or within the time.
           */
          const check = async (askedAt: number, oldest: number): Promise<void> => {
            const { ids, ageMs } = await read();
            const version = Number(ids[0]?.slice('version-'.length));
            const replacedAt = changedAt[version + 1] ?? Infinity;
            const earliest = isPanelOnly ? Math.min(askedAt, clock.elapsed - LIFETIME_MS) : oldest;
            expect(replacedAt).toBeGreaterThanOrEqual(ageMs === null ? earliest : askedAt - LIFETIME_MS);
          };
          /** When the oldest request in flight was sent. */
          let sentAt = Infinity;
          for (const event of events) {
            const before = server.requests;
            if (event.kind === 'wait') clock.wait(event.ms);
            if (event.kind === 'set back') clock.setBack(event.ms);
            if (event.kind === 'change') {
              clock.wait(1);
              changedAt.push(clock.elapsed);
              name();
            }
            if (event.kind === 'read')
              checks.push(
                check(clock.elapsed, Math.min(sentAt, clock.elapsed)).catch((error: unknown) => {
                  if (!(error instanceof GatewayError)) throw error;
                }),
              );
            if (event.kind === 'fail') server.error = server.error === null ? UNREACHABLE : null;
            await processed();
            if (event.kind === 'answer') {
              await server.answer();
              sentAt = Infinity;
            } else if (server.requests > before) sentAt = Math.min(sentAt, clock.elapsed);
          }
          // A read that limits access may send a second request.
          for (let answers = 0; answers < 3; answers += 1) await server.answer();
          await Promise.all(checks);
        }),
        { numRuns: 300 },
      );
    },
  );
});
