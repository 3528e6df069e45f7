import { array, assert, nat, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkedBuffer } from '../../src/json/chunked-buffer.ts';
import { bytesOf } from '../support/bytes.ts';

const BLOCK = 64 * 1024;

describe('ChunkedBuffer', () => {
  it('returns the same bytes at every position as one whole buffer', () => {
    const lengths = array(nat(3 * BLOCK), { maxLength: 5 });
    assert(
      property(tuple(lengths, nat(), nat()), ([all, one, other]) => {
        const bytes = new ChunkedBuffer();
        const pieces = all.map((length, at) => Buffer.alloc(length, 97 + at));
        for (const piece of pieces) bytes.add(piece);
        const whole = Buffer.concat(pieces);
        const [from = 0, to = 0] = [one, other]
          .map((place) => place % (whole.length + 1))
          .toSorted((a, b) => a - b);
        expect(bytes.length).toBe(whole.length);
        expect(Buffer.concat([...bytes.blocks()]).equals(whole)).toBe(true);
        expect(bytes.text(from, to) === whole.toString('utf8', from, to)).toBe(true);
        expect(bytes.at(from)).toBe(whole[from]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([1, 2, 3, 5, BLOCK - 1])('decodes text that arrives in pieces of %i bytes', (length) => {
    const text = `${'é€😀'.repeat(10_000)}${'a'.repeat(BLOCK)}`;
    expect(bytesOf(text, length).text() === text).toBe(true);
  });

  it('stores many small pieces in a few large blocks', () => {
    expect([...bytesOf('x'.repeat(3 * BLOCK), 1).blocks()].map(({ length }) => length)).toEqual([
      BLOCK,
      BLOCK,
      BLOCK,
    ]);
  });

  it('detects ASCII-only content and blank ranges', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(bytesOf(text, 2).isAscii).toBe(/^[\0-\x7f]*$/.test(text));
      }),
    );
    const spaced = bytesOf(`${' \n\r\t'.repeat(BLOCK)}x `);
    expect([spaced.isBlank(0, 4 * BLOCK), spaced.isBlank(0, 4 * BLOCK + 1)]).toEqual([true, false]);
  });
});
