import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type JsonFormat, PLAIN_JSON } from '../../src/json/format.ts';
import { IncomingJson, type JsonReadResult, type JsonReceiver } from '../../src/json/incoming-json.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { piecesOf } from '../support/bytes.ts';
import { cpuMsOf } from '../support/cpu.ts';

const SEARCHSET: JsonFormat = {
  ...PLAIN_JSON,
  maxValues: MAX_JSON_VALUES.searchset,
  items: { member: 'entry', maxValues: MAX_JSON_VALUES.record },
};

interface WatchedReader extends JsonReceiver {
  isOver: boolean;
  readonly held: number[];
}

function reader(): WatchedReader {
  const held: number[] = [];
  return { isOver: false, held, hold: (memory) => void held.push(memory) };
}

function incoming(text: string, format = SEARCHSET): IncomingJson {
  const came = new IncomingJson(format);
  for (const piece of piecesOf(text, 16_384)) came.add(piece);
  return came;
}

function read(text: string, format = SEARCHSET, by: JsonReceiver = reader()): Promise<JsonReadResult> {
  return incoming(text, format).read(by);
}

function json(value: unknown): JsonReadResult {
  return { kind: 'json', value };
}

const filled = (count: number, piece: string): string => `[${`${piece},`.repeat(count - 1)}${piece}]`;

function numbered(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join();
}

/** The CPU time of the longest turn of the event loop until the work is done, of the answers of all. */
async function longestTurnMsOf(work: Promise<unknown>): Promise<number> {
  const done = work.then(() => true);
  let longest = 0;
  for (let isDone = false; !isDone;) {
    // A turn between two immediates has the steps of all who read.
    const turn = cpuMsOf(() => nextTurn());
    isDone = await Promise.race([done, turn.then(() => false)]);
    longest = Math.max(longest, await turn);
  }
  return longest;
}

describe('JSON that is read', () => {
  it.each([
    ['an object', '{"a":[1,null]}', { a: [1, null] }],
    ['a text', '""', ''],
    ['nothing', 'null', null],
    ['space around it', ' \r\n\t 0 ', 0],
    ['a byte order mark', '\uFEFF[{}]', [{}]],
    ['a byte order mark and space', '\uFEFF {}', {}],
  ])('is what it says: %s', async (_what, text, value) => {
    expect(await read(text)).toEqual(json(value));
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
  ])('is none for %j', async (text) => {
    expect(await read(text)).toEqual({ kind: 'not-json' });
  });

  it('may have as many values as its form says, and no more', async () => {
    expect(await read(filled(99, '0'), { ...SEARCHSET, maxValues: 100 })).toMatchObject({ kind: 'json' });
    for (const piece of ['0', '{}', '[]', '"a"'])
      expect(await read(filled(100, piece), { ...SEARCHSET, maxValues: 100 })).toEqual({
        kind: 'too-large',
      });
  });

  it('is too large where it nests too deep, and entries of it are left out', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    expect(await read(deep)).toEqual({ kind: 'too-large' });
    expect(await read(`{"entry":[{"a":1},{"a":${deep}}]}`)).toEqual(json({ entry: [{ a: 1 }, {}] }));
    expect(await read(`{"entry":[{"a":${deep}}]}`, PLAIN_JSON)).toEqual({ kind: 'too-large' });
  });

  it('counts the memory that it will take before it is parsed', async () => {
    const by = reader();
    let heldWhenParsed = 0;
    const parse = (): unknown => {
      heldWhenParsed = by.held.length;
      return {};
    };
    await read('{"a":[1,2]}', { ...SEARCHSET, parse }, by);
    expect([heldWhenParsed, by.held]).toEqual([1, [11 + 4 * 64]]);
  });

  it('is not parsed for whom it is over: at once, after it was measured, and while it is parsed', async () => {
    const text = filled(400_000, '{}');
    for (const turns of [0, 2, 5]) {
      const by = reader();
      const reading = read(text, SEARCHSET, by);
      for (let at = 0; at < turns; at += 1) await nextTurn();
      by.isOver = true;
      expect(await reading).toEqual({ kind: 'over' });
    }
    const given = reader();
    given.hold = () => (given.isOver = true);
    expect(await read('{}', SEARCHSET, given)).toEqual({ kind: 'over' });
  });
});

/** The first run warms V8 up, and any can meet a full collection of the garbage of other tests. */
async function bestTurnMsOf(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < 3 && best >= 50; run += 1) best = Math.min(best, await longestTurnMsOf(work()));
  return best;
}

describe('the largest JSON that may come', () => {
  const MEGABYTES = 30 * 1024 * 1024;
  const text = (piece: string): string => `{"a":"${piece.repeat(MEGABYTES / piece.length)}"}`;

  it.each<[what: string, text: () => string]>([
    ['empty objects', () => filled(499_999, '{}')],
    ['empty lists', () => filled(499_999, '[]')],
    ['numbers', () => filled(499_999, '1.25e-7')],
    ['objects that are all unlike', () => `[${numbered(249_000, (at) => `{"k${at}":0}`)}]`],
    [
      'objects with as many members as they may have',
      () => filled(3_800, `{${numbered(128, (at) => `"m${at}":0`)}}`),
    ],
    ['lists in lists', () => filled(2_500, `${'['.repeat(190)}0${']'.repeat(190)}`)],
    ['one text', () => text('QUJD')],
    ['one text of escapes', () => text(String.raw`\u0041`)],
    ['one text of line ends', () => text(String.raw`\n`)],
    ['one text of quotes', () => text(String.raw`\"`)],
  ])('is read in turns of the event loop of less than 50 ms: %s', async (_what, make) => {
    const written = make();
    expect(await bestTurnMsOf(() => incoming(written).read(reader()))).toBeLessThan(50);
    expect((await incoming(written).read(reader())).kind).toBe('json');
  });

  it('is read ten times at once in turns of less than 50 ms', async () => {
    const written = Array.from({ length: 10 }, () => filled(200_000, '{}'));
    const all = () => Promise.all(written.map((one) => incoming(one).read(reader())));
    expect(await bestTurnMsOf(all)).toBeLessThan(50);
  });
});
