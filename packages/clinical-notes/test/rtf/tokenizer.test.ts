import { describe, expect, it } from 'vitest';
import { type RtfToken, tokenizeRtf } from '../../src/rtf/tokenizer.ts';

const MAX_WORD_LENGTH = 255;
const MAX_TEXT_LENGTH = 65_536;

const tokensOf = (rtf: string): RtfToken[] => [...tokenizeRtf(rtf)];
const wordOf = (name: string): RtfToken => ({ kind: 'word', name, value: null });
const textOf = (text: string): RtfToken => ({ kind: 'text', text });

describe('the tokens of RTF', () => {
  it('are words with their numbers, symbols, bytes, groups and text', () => {
    expect(tokensOf(String.raw`{\fs-20 a\~\'e9}`)).toEqual([
      { kind: 'open' },
      { kind: 'word', name: 'fs', value: -20 },
      textOf('a'),
      { kind: 'symbol', name: '~' },
      { kind: 'byte', value: 0xe9 },
      { kind: 'close' },
    ]);
  });

  it('have a control word of at most 255 letters, and its further letters as text', () => {
    const longest = 'x'.repeat(MAX_WORD_LENGTH);
    expect(tokensOf(`\\${longest}`)).toEqual([wordOf(longest)]);
    expect(tokensOf(`\\${longest} y`)).toEqual([wordOf(longest), textOf('y')]);
    expect(tokensOf(`\\${longest}y`)).toEqual([wordOf(longest), textOf('y')]);
  });

  it('have numbers that end before another character or after a space, however many digits they have', () => {
    const sized = { kind: 'word', name: 'fs', value: 24 } as const;
    expect(tokensOf(String.raw`\fs24 7 mg\fs24{7`)).toEqual([
      sized,
      textOf('7 mg'),
      sized,
      { kind: 'open' },
      textOf('7'),
    ]);
    const longest = { kind: 'word', name: 'fs', value: 2 ** 31 - 1 } as const;
    for (const length of [255, 256, 1_000])
      expect(tokensOf(`\\fs${'9'.repeat(length)} 7 mg`)).toEqual([longest, textOf('7 mg')]);
  });

  it('have texts of at most 65,536 characters, which together lose none', () => {
    const longest = 'x'.repeat(MAX_TEXT_LENGTH);
    expect(tokensOf(longest)).toEqual([textOf(longest)]);
    expect(tokensOf(`${longest}yz`)).toEqual([textOf(longest), textOf('yz')]);
    const lengths = tokensOf('x'.repeat(10 * MAX_TEXT_LENGTH + 1)).map((token) =>
      token.kind === 'text' ? token.text.length : null,
    );
    expect(lengths).toEqual([...Array.from({ length: 10 }, () => MAX_TEXT_LENGTH), 1]);
  });
});
