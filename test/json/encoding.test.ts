import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseExactJson, toWrittenNumber } from '../../src/fhir/decimals.ts';
import { canEncodeAtOnce, encodeInSteps, type EncodingLimits } from '../../src/json/encoding.ts';
import { createTurnScheduler } from '../../src/limits/turn-scheduler.ts';

interface TestLimits extends EncodingLimits {
  held: number;
}

function createLimits(changes: Partial<EncodingLimits> = {}): TestLimits {
  return {
    maxBytes: 50_000_000,
    isOver: false,
    turns: createTurnScheduler(),
    held: 0,
    hold(bytes) {
      this.held += bytes;
    },
    ...changes,
  };
}

/** Returns the encoded text as a client would assemble it; null if encoding was stopped. */
async function encodeToText(value: object, options: EncodingLimits = createLimits()): Promise<string | null> {
  const parts = await encodeInSteps(value, options);
  return parts === null ? null : `${Buffer.concat(parts).toString()}}`;
}

const LONG = 'x'.repeat(100_000);

describe('encodeInSteps', () => {
  it('encodes any value like JSON.stringify', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (value) => {
        const object = { long: LONG, value };
        expect(await encodeToText(object)).toBe(JSON.stringify(object));
      }),
    );
  });

  it.each<[what: string, value: object]>([
    ['an empty object', {}],
    ['empty and long arrays and objects', { a: [], b: {}, c: [[], {}], d: Array(50_000).fill('x') }],
    ['members without a value', { a: undefined, b: { c: undefined, d: LONG, e: undefined } }],
    ['objects without a prototype', Object.assign(Object.create(null), { a: LONG, b: null, c: true })],
    ['quotes, backslashes and controls', { text: `"\\\u0001\n${LONG}"\u2028` }],
    ['a name that needs escaping', { '"\n': LONG }],
    ['a member called __proto__', JSON.parse(`{ "__proto__": "${LONG}" }`)],
    ['a member called toJSON', { toJSON: LONG, value: 1 }],
  ])('encodes %s like JSON.stringify', async (_what, value) => {
    expect(await encodeToText(value)).toBe(JSON.stringify(value));
  });

  it.each([65_534, 65_535, 65_536, 65_537])(
    'keeps surrogate pairs whole wherever a long text is cut (%i characters before a pair)',
    async (before) => {
      const text = `${'x'.repeat(before)}${'😀'.repeat(60_000)}\ud800`;
      expect(await encodeToText({ text })).toBe(JSON.stringify({ text }));
    },
  );

  it('keeps decimals as the FHIR server wrote them', async () => {
    const digits = `1.${'0'.repeat(100_000)}`;
    const read = parseExactJson(`{ "value": ${digits} }`);
    const value: unknown = read instanceof Object ? Reflect.get(read, 'value') : null;
    expect(await encodeToText({ a: LONG, value: toWrittenNumber(value) })).toBe(
      `{"a":"${LONG}","value":${digits}}`,
    );
  });

  it('counts the bytes of all parts', async () => {
    const options = createLimits();
    const text = await encodeToText({ text: 'ä'.repeat(1_000_000) }, options);
    expect(options.held).toBe(Buffer.byteLength(text ?? '') - 1);
  });

  it.each<[what: string, value: object]>([
    ['one long text', { text: 'x'.repeat(1_000_000) }],
    ['many short texts', { texts: Array(100_000).fill('0123456789') }],
    [
      'one text under many names',
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`a${at}`, LONG])),
    ],
    ['characters that take several bytes', { text: '€'.repeat(400_000) }],
  ])('stops encoding and returns null beyond the limit: %s', async (_what, value) => {
    const options = createLimits({ maxBytes: 500_000 });
    expect(await encodeToText(value, options)).toBeNull();
    expect(options.held).toBeLessThan(800_000);
  });

  it('returns null once the response is no longer needed', async () => {
    expect(await encodeToText({ text: LONG }, createLimits({ isOver: true }))).toBeNull();
  });

  it.each<[what: string, value: object]>([
    ['a long text', { text: 'x'.repeat(5_000_000) }],
    ['a long list', { list: Array.from({ length: 60_000 }, (_, id) => ({ id, a: 'some text', c: [true] })) }],
    ['a list of long texts', { list: Array(50).fill(LONG) }],
  ])('encodes %s in turns of little text each', async (_what, value) => {
    let [clock, turn, longest] = [0, 0, 0];
    // Each reading of the clock takes a millisecond, so a turn has about six pieces.
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1));
    const scheduler = createTurnScheduler();
    const turns = {
      ...scheduler,
      next: (...work: Parameters<typeof scheduler.next>) => ((turn = 0), scheduler.next(...work)),
    };
    const hold = (bytes: number): void => void (longest = Math.max(longest, (turn += bytes)));
    const text = await encodeToText(value, createLimits({ turns, hold }));
    now.mockRestore();
    expect(text).toBe(JSON.stringify(value));
    expect(longest).toBeLessThan(600_000);
  });
});

describe('canEncodeAtOnce', () => {
  it.each<[canEncode: boolean, what: string, value: unknown, maxBytes: number]>([
    [
      true,
      'a typical response',
      { data: { patients: Array.from({ length: 100 }, () => ({ id: 'e1', fullName: 'Ada' })) } },
      20_000_000,
    ],
    [false, 'a long text', { data: { text: 'x'.repeat(600_000) } }, 20_000_000],
    [false, 'a short text under many names', Array(2_000).fill('x'.repeat(300)), 20_000_000],
    [false, 'many numbers', Array(100_000).fill(1), 20_000_000],
    [false, 'many empty arrays', Array.from({ length: 100_000 }, () => []), 20_000_000],
    [false, 'many empty objects', Array.from({ length: 100_000 }, () => ({})), 20_000_000],
    [false, 'a text that may exceed the limit', { text: '\u0001'.repeat(200) }, 1_000],
    [true, 'a text that cannot exceed the limit', { text: '\u0001'.repeat(100) }, 1_000],
  ])('returns %s for %s', (canEncode, _what, value, maxBytes) => {
    expect(canEncodeAtOnce(value, maxBytes)).toBe(canEncode);
  });

  it('never accepts a value whose JSON exceeds the limit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 2_000 }), (value, maxBytes) => {
        const bytes = Buffer.byteLength(JSON.stringify(value));
        return !canEncodeAtOnce(value, maxBytes) || bytes <= maxBytes;
      }),
    );
    expect(canEncodeAtOnce('', 12)).toBe(true);
  });
});
