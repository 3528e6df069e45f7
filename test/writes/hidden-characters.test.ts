import { describe, expect, it } from 'vitest';
import { findHiddenCharacter } from '../../src/writes/hidden-characters.ts';

describe('findHiddenCharacter [T1-T9]', () => {
  it.each<[what: string, text: string, kind: string, place: number]>([
    ['a right-to-left override', 'Hyper\u202Etension', 'a control for the direction of text', 6],
    ['a left-to-right isolate', 'a\u2066b\u2069', 'a control for the direction of text', 2],
    ['a right-to-left mark', '\u200Fa', 'a control for the direction of text', 1],
    ['an Arabic letter mark', '\u061C', 'a control for the direction of text', 1],
    ['words in tag characters', 'ok\u{E0041}\u{E0042}', 'a tag character', 3],
    ['a flag made of tags', '\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}', 'a tag character', 2],
    ['a noncharacter', 'a\uFFFE', 'a noncharacter', 2],
    ['a noncharacter of a later plane', '\u{10FFFF}', 'a noncharacter', 1],
    ['a lone high surrogate', 'a\uD83Db', 'half of a surrogate pair', 2],
    ['a lone low surrogate', '\uDE42', 'half of a surrogate pair', 1],
    ['a null character', 'a\u0000b', 'a control character', 2],
    ['a terminal escape', '\u001B[31m', 'a control character', 1],
    ['a C1 control', 'a\u0085b', 'a control character', 2],
    ['an interlinear annotation', 'a\uFFF9b\uFFFAc\uFFFB', 'an annotation mark', 2],
    ['a zero-width space', 'pass\u200Bword', 'an invisible character', 5],
    ['a soft hyphen', 'Hyper\u00ADtension', 'an invisible character', 6],
    ['a byte order mark', '\uFEFFa', 'an invisible character', 1],
    ['a word joiner', 'a\u2060b', 'an invisible character', 2],
    ['a Hangul filler', 'a\u3164', 'an invisible character', 2],
    ['a grapheme joiner', 'a\u034Fb', 'an invisible character', 2],
    [
      'a joiner between Latin letters',
      'Hyper\u200Dtension',
      'an invisible joiner without letters that join',
      6,
    ],
    [
      'a non-joiner between Latin letters',
      'Auf\u200Clage',
      'an invisible joiner without letters that join',
      4,
    ],
    [
      'two joiners in a row',
      '\u0645\u06CC\u200C\u200C\u062E',
      'an invisible joiner without letters that join',
      4,
    ],
    [
      'a joiner between an emoji and a word',
      '\u{1F642}\u200Da',
      'an invisible joiner without letters that join',
      2,
    ],
    [
      'a variation selector after a Latin letter',
      'a\uFE0F',
      'a variation selector without a character that varies',
      2,
    ],
    [
      'a variation selector after a digit',
      'heart rate 1\uFE0F20',
      'a variation selector without a character that varies',
      13,
    ],
    [
      'bytes encoded in variation selectors after an emoji',
      '\u{1F642}\uFE0F\u{E0110}\u{E0120}',
      'a variation selector without a character that varies',
      3,
    ],
    [
      'a zero-width space after two emoji, counted in code points',
      '\u{1F642}\u{1F642}\u200B',
      'an invisible character',
      3,
    ],
  ])('finds %s', (_what, text, kind, place) => {
    expect(findHiddenCharacter(text)).toEqual({ kind, position: place });
  });

  it.each<[what: string, text: string]>([
    ['words', 'Müller-Lüdenscheidt, O’Brien & Søn'],
    ['several lines', 'S: better.\r\n\tO: 37.2 °C\n\u2028\u2029'],
    ['combining accents', 'Nguye\u0302\u0303n'],
    ['Hebrew', 'שלום'],
    ['Persian with a non-joiner', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645'],
    ['Sinhala with a joiner', '\u0DC1\u0DCA\u200D\u0DBB\u0DD3'],
    ['Hindi with a half form', '\u0915\u094D\u200D\u0937'],
    ['Malayalam with a final joiner', '\u0D28\u0D4D\u200D'],
    ['Bengali with a joiner before the virama', '\u09B0\u200D\u09CD\u09AF'],
    ['Japanese with an ideographic variation sequence', '\u845B\u{E0100}\u57CE'],
    ['Mongolian with a letter variant', '\u182D\u180B'],
    ['an emoji', 'better 🙂'],
    ['a heart in emoji presentation', '\u2764\uFE0F'],
    ['a health worker emoji', '\u{1F469}\u{1F3FD}\u200D\u2695\uFE0F'],
    ['a family emoji', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'],
    ['a heart on fire', '\u2764\uFE0F\u200D\u{1F525}'],
    ['a keycap', '1\uFE0F\u20E3'],
    ['a flag of two regional indicators', '\u{1F1E9}\u{1F1EA}'],
    ['a private-use character', '\uE000'],
    ['an empty text', ''],
  ])('finds no hidden character in %s', (_what, text) => {
    expect(findHiddenCharacter(text)).toBeNull();
  });

  it('finds every control, default-ignorable and noncharacter code point between Latin letters, and no other', () => {
    const refused =
      /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/u;
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const isRefused = findHiddenCharacter(`a${character}b`) !== null;
      if (isRefused !== (refused.test(character) && !'\t\n\r'.includes(character)))
        wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  // In quadratic time, each text would take longer than a test may.
  it.each(['a', '\u0645\u200C', '\u{1F468}\u200D\u{1F469}'])(
    'checks a text of millions of %j in linear time',
    (piece) => {
      expect(findHiddenCharacter(piece.repeat(1_000_000))).toBeNull();
    },
  );
});
