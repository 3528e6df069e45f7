import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type JsonFormat, PLAIN_JSON } from '../../src/json/format.ts';
import { IncomingJson, type JsonReadResult, type JsonReceiver } from '../../src/json/incoming-json.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { piecesOf } from '../support/bytes.ts';
import { bestMs, longestTurnMsOf } from '../support/cpu.ts';

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

const createArray = (count: number, piece: string): string => `[${`${piece},`.repeat(count - 1)}${piece}]`;

function joinNumbered(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join();
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
    const text = createArray(400_000, '{}');
    for (const turns of [0, 2, 5]) {
      const receiver = createReader();
      const reading = read(text, SEARCHSET, receiver);
      for (let at = 0; at < turns; at += 1) await nextTurn();
      receiver.isOver = true;
      expect(await reading).toEqual({ kind: 'over' });
    }
    const receiverThatEnds = createReader();
    receiverThatEnds.hold = () => (receiverThatEnds.isOver = true);
    expect(await read('{}', SEARCHSET, receiverThatEnds)).toEqual({ kind: 'over' });
  });
});

/** The most CPU time of an event-loop turn, in milliseconds. */
const MAX_TURN_MS = 50;

/** Reads the texts at once, again if a turn takes longer. The pieces have arrived before. */
function longestTurnMsOfReads(texts: readonly string[]): Promise<number> {
  return bestMs(MAX_TURN_MS, () => {
    const arrived = texts.map((text) => createIncoming(text));
    return longestTurnMsOf(() => Promise.all(arrived.map((incoming) => incoming.read(createReader()))));
  });
}

describe('IncomingJson at the largest size [T3-D3]', () => {
  /** With coverage on a busy machine, measuring 30 MB up to five times takes more than 20 s. */
  const SLOW_MS = 120_000;
  const MEGABYTES = 30 * 1024 * 1024;
  const createTextOf = (piece: string): string => `{"a":"${piece.repeat(MEGABYTES / piece.length)}"}`;

  it.each<[what: string, createText: () => string]>([
    ['empty objects', () => createArray(499_999, '{}')],
    ['empty arrays', () => createArray(499_999, '[]')],
    ['numbers', () => createArray(499_999, '1.25e-7')],
    ['objects with different members', () => `[${joinNumbered(249_000, (at) => `{"k${at}":0}`)}]`],
    [
      'objects with the maximum of members',
      () => createArray(3_800, `{${joinNumbered(128, (at) => `"m${at}":0`)}}`),
    ],
    ['nested arrays', () => createArray(2_500, `${'['.repeat(190)}0${']'.repeat(190)}`)],
    ['one long string', () => createTextOf('QUJD')],
    ['one long string of escapes', () => createTextOf(String.raw`\u0041`)],
    ['one long string of newlines', () => createTextOf(String.raw`\n`)],
    ['one long string of quotes', () => createTextOf(String.raw`\"`)],
  ])(
    'reads %s in event-loop turns of less than 50 ms',
    async (_what, make) => {
      const written = make();
      expect(await longestTurnMsOfReads([written])).toBeLessThan(MAX_TURN_MS);
      expect((await createIncoming(written).read(createReader())).kind).toBe('json');
    },
    SLOW_MS,
  );

  it(
    'reads ten large arrays at once in event-loop turns of less than 50 ms',
    async () => {
      const written = Array.from({ length: 10 }, () => createArray(200_000, '{}'));
      expect(await longestTurnMsOfReads(written)).toBeLessThan(MAX_TURN_MS);
    },
    SLOW_MS,
  );
});
