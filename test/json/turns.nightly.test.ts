import { expect, it } from 'vitest';
import { encodeInSteps } from '../../src/json/encoding.ts';
import { PLAIN_JSON } from '../../src/json/format.ts';
import { IncomingJson } from '../../src/json/incoming-json.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { createTurnScheduler } from '../../src/limits/turn-scheduler.ts';
import { piecesOf } from '../support/bytes.ts';
import { bestMs, longestTurnMsOf } from '../support/cpu.ts';
import { createArray, LARGEST } from './large-json.ts';

const FORMAT = {
  ...PLAIN_JSON,
  maxValues: MAX_JSON_VALUES.searchset,
  items: { member: 'entry', maxValues: MAX_JSON_VALUES.record },
};
const MAX_TURN_MS = 50;

/** Reads the texts at once, again if a turn takes longer than the limit. */
function longestTurnMsOfReads(texts: readonly string[]): Promise<number> {
  return bestMs(MAX_TURN_MS, () => {
    const arrived = texts.map((text) => {
      const incoming = new IncomingJson(FORMAT);
      for (const piece of piecesOf(text, 16_384)) incoming.add(piece);
      return incoming;
    });
    return longestTurnMsOf(() =>
      Promise.all(arrived.map((incoming) => incoming.read({ isOver: false, hold: () => {} }))),
    );
  });
}

it.each(LARGEST)('reading %s takes less than 50 ms of CPU time per event-loop turn', async (_what, make) => {
  expect(await longestTurnMsOfReads([make()])).toBeLessThan(MAX_TURN_MS);
});

it('reading ten large arrays at once takes less than 50 ms of CPU time per event-loop turn', async () => {
  const written = Array.from({ length: 10 }, () => createArray(200_000, '{}'));
  expect(await longestTurnMsOfReads(written)).toBeLessThan(MAX_TURN_MS);
});

it('encoding takes less than 30 ms of CPU time per event-loop turn', async () => {
  const list = Array.from({ length: 60_000 }, (_, id) => ({ id, a: 'some text', b: null, c: [true] }));
  const encode = (): Promise<unknown> =>
    encodeInSteps(
      { list },
      { maxBytes: 50_000_000, isOver: false, turns: createTurnScheduler(), hold: () => {} },
    );
  expect(await bestMs(30, () => longestTurnMsOf(encode))).toBeLessThan(30);
});
