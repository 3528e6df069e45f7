import { describe, expect, it, vi } from 'vitest';
import { type JsonFormat, PLAIN_JSON } from '../../src/json/format.ts';
import { IncomingJson, type JsonReadResult, type JsonReceiver } from '../../src/json/incoming-json.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { piecesOf } from '../support/bytes.ts';
import { createArray, LARGEST } from './large-json.ts';

const SEARCHSET: JsonFormat = {
  ...PLAIN_JSON,
  maxValues: MAX_JSON_VALUES.searchset,
  items: { member: 'entry', maxValues: MAX_JSON_VALUES.record },
};

interface WatchedReader extends JsonReceiver {
  isOver: boolean;
  readonly held: number[];
}

function createReader(): WatchedReader {
  const held: number[] = [];
  return { isOver: false, held, hold: (memory) => void held.push(memory) };
}

function createIncoming(text: string, format = SEARCHSET): IncomingJson {
  const incoming = new IncomingJson(format);
  for (const piece of piecesOf(text, 16_384)) incoming.add(piece);
  return incoming;
}

function read(
  text: string,
  format = SEARCHSET,
  receiver: JsonReceiver = createReader(),
): Promise<JsonReadResult> {
  return createIncoming(text, format).read(receiver);
}

function jsonResult(value: unknown): JsonReadResult {
  return { kind: 'json', value };
}

describe('IncomingJson [T3-D3]', () => {
  it.each([
    ['an object', '{"a":[1,null]}', { a: [1, null] }],
    ['a string', '""', ''],
    ['null', 'null', null],
    ['surrounding whitespace', ' \r\n\t 0 ', 0],
    ['a byte order mark', '\uFEFF[{}]', [{}]],
    ['a byte order mark and whitespace', '\uFEFF {}', {}],
  ])('parses JSON with %s', async (_what, text, value) => {
    expect(await read(text)).toEqual(jsonResult(value));
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1',
    '<html>',
    'undefined',
    '{ "resourceType": Patient }',
    '\uFEFF',
    ']',
    '{]',
  ])('rejects %j as not JSON', async (text) => {
    expect(await read(text)).toEqual({ kind: 'not-json' });
  });

  it('accepts as many values as its format allows, and no more', async () => {
    expect(await read(createArray(99, '0'), { ...SEARCHSET, maxValues: 100 })).toMatchObject({
      kind: 'json',
    });
    for (const piece of ['0', '{}', '[]', '"a"'])
      expect(await read(createArray(100, piece), { ...SEARCHSET, maxValues: 100 })).toEqual({
        kind: 'too-large',
      });
  });

  it('rejects JSON that is nested too deep, but only omits entries that are', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    expect(await read(deep)).toEqual({ kind: 'too-large' });
    expect(await read(`{"entry":[{"a":1},{"a":${deep}}]}`)).toEqual(jsonResult({ entry: [{ a: 1 }, {}] }));
    expect(await read(`{"entry":[{"a":${deep}}]}`, PLAIN_JSON)).toEqual({ kind: 'too-large' });
  });

  it('holds the memory of the parsed value before it parses', async () => {
    const receiver = createReader();
    let heldWhenParsed = 0;
    const parse = (): unknown => {
      heldWhenParsed = receiver.held.length;
      return {};
    };
    await read('{"a":[1,2]}', { ...SEARCHSET, parse }, receiver);
    expect([heldWhenParsed, receiver.held]).toEqual([1, [11 + 4 * 64]]);
  });

  it('stops for a receiver that is over, whether before, after measuring or while parsing', async () => {
    for (const reads of [0, 2, 5]) {
      let left = reads;
      const receiver = createReader();
      Object.defineProperty(receiver, 'isOver', { get: () => (left -= 1) < 0 });
      expect(await read(createArray(400_000, '{}'), SEARCHSET, receiver)).toEqual({ kind: 'over' });
    }
    const receiverThatEnds = createReader();
    receiverThatEnds.hold = () => (receiverThatEnds.isOver = true);
    expect(await read('{}', SEARCHSET, receiverThatEnds)).toEqual({ kind: 'over' });
  });
});

/** The parser reads the clock after each block. */
const BLOCK_BYTES = 64 * 1024;

/** Reads the texts at once. Each reading of the clock takes a millisecond. Returns the number of turns, and the length of the longest piece. */
async function readAll(
  texts: readonly string[],
): Promise<{ readonly turns: number; readonly longest: number }> {
  let [clock, longest] = [0, 0];
  const parse = (text: string): unknown => {
    longest = Math.max(longest, text.length);
    return PLAIN_JSON.parse(text);
  };
  // An earlier read can have scheduled a turn, which would not count.
  await new Promise(setImmediate);
  const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1));
  const turns = vi.spyOn(globalThis, 'setImmediate');
  const results = await Promise.all(texts.map((text) => read(text, { ...SEARCHSET, parse })));
  const count = turns.mock.calls.length;
  now.mockRestore();
  turns.mockRestore();
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['json']));
  return { turns: count, longest };
}

describe('IncomingJson at the largest size [T3-D3]', () => {
  it.each(LARGEST)('reads %s in short pieces, and in a turn for each 6 ms', async (_what, make) => {
    const text = make();
    const { turns, longest } = await readAll([text]);
    expect(turns).toBeGreaterThanOrEqual(text.length / BLOCK_BYTES / 6);
    expect(longest).toBeLessThanOrEqual(BLOCK_BYTES);
  });

  it('reads ten large arrays at once in as many turns as one after the other', async () => {
    const text = createArray(200_000, '{}');
    const one = await readAll([text]);
    const ten = await readAll(Array.from({ length: 10 }, () => text));
    expect(ten.turns).toBeGreaterThanOrEqual(10 * one.turns);
  });
});
