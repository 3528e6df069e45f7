import { describe, expect, it } from 'vitest';
import { findHiddenCharacter } from '../../src/writes/hidden-characters.ts';
import { cpuMsOf } from '../support/cpu.ts';

describe('a text', () => {
  it.each<[what: string, text: string, kind: string, place: number]>([
    ['turns its words round', 'Hyper\u202Etension', 'a control for the direction of text', 6],
    ['isolates a direction', 'a\u2066b\u2069', 'a control for the direction of text', 2],
    ['has a mark of direction', '\u200Fa', 'a control for the direction of text', 1],
    ['has an Arabic letter mark', '\u061C', 'a control for the direction of text', 1],
    ['carries words in tags', 'ok\u{E0041}\u{E0042}', 'a tag character', 3],
    ['has a flag made of tags', '\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}', 'a tag character', 2],
    ['has a noncharacter', 'a\uFFFE', 'a noncharacter', 2],
    ['has a noncharacter of a later plane', '\u{10FFFF}', 'a noncharacter', 1],
    ['has one half of a pair', 'a\uD83Db', 'half of a surrogate pair', 2],
    ['has the other half of a pair', '\uDE42', 'half of a surrogate pair', 1],
    ['ends for programs in C', 'a\u0000b', 'a control character', 2],
    ['steers a terminal', '\u001B[31m', 'a control character', 1],
    ['has a C1 control', 'a\u0085b', 'a control character', 2],
    ['has an annotation', 'a\uFFF9b\uFFFAc\uFFFB', 'an annotation mark', 2],
    ['has a zero-width space', 'pass\u200Bword', 'an invisible character', 5],
    ['has a soft hyphen', 'Hyper\u00ADtension', 'an invisible character', 6],
    ['begins with a byte order mark', '\uFEFFa', 'an invisible character', 1],
    ['has a word joiner', 'a\u2060b', 'an invisible character', 2],
    ['has a filler for a letter', 'a\u3164', 'an invisible character', 2],
    ['has a grapheme joiner', 'a\u034Fb', 'an invisible character', 2],
    [
      'has a joiner between Latin letters',
      'Hyper\u200Dtension',
      'an invisible joiner without letters that join',
      6,
    ],
    [
      'has a non-joiner between Latin letters',
      'Auf\u200Clage',
      'an invisible joiner without letters that join',
      4,
    ],
    [
      'has two joiners in a row',
      '\u0645\u06CC\u200C\u200C\u062E',
      'an invisible joiner without letters that join',
      4,
    ],
    ['joins an emoji to a word', '\u{1F642}\u200Da', 'an invisible joiner without letters that join', 2],
    ['varies a Latin letter', 'a\uFE0F', 'a variation selector without a character that varies', 2],
    ['varies a digit', 'heart rate 1\uFE0F20', 'a variation selector without a character that varies', 13],
    [
      'carries bytes behind an emoji',
      '\u{1F642}\uFE0F\u{E0110}\u{E0120}',
      'a variation selector without a character that varies',
      3,
    ],
    ['has its place counted in characters', '\u{1F642}\u{1F642}\u200B', 'an invisible character', 3],
  ])('that %s is found', (_what, text, kind, place) => {
    expect(findHiddenCharacter(text)).toEqual({ kind, position: place });
  });

  it.each<[what: string, text: string]>([
    ['of words', 'Müller-Lüdenscheidt, O’Brien & Søn'],
    ['of several lines', 'S: better.\r\n\tO: 37.2 °C\n\u2028\u2029'],
    ['with accents of their own', 'Nguye\u0302\u0303n'],
    ['in Hebrew', 'שלום'],
    ['in Persian, with a non-joiner', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645'],
    ['in Sinhala, with a joiner', '\u0DC1\u0DCA\u200D\u0DBB\u0DD3'],
    ['in Hindi, with a half form', '\u0915\u094D\u200D\u0937'],
    ['in Malayalam, with a joiner at its end', '\u0D28\u0D4D\u200D'],
    ['in Bengali, with a joiner before the virama', '\u09B0\u200D\u09CD\u09AF'],
    ['in Japanese, with a family’s form of an ideograph', '\u845B\u{E0100}\u57CE'],
    ['in Mongolian, with a variant of a letter', '\u182D\u180B'],
    ['with an emoji', 'better 🙂'],
    ['with a heart as emoji', '\u2764\uFE0F'],
    ['with a health worker', '\u{1F469}\u{1F3FD}\u200D\u2695\uFE0F'],
    ['with a family', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'],
    ['with a heart on fire', '\u2764\uFE0F\u200D\u{1F525}'],
    ['with a keycap', '1\uFE0F\u20E3'],
    ['with a flag of two letters', '\u{1F1E9}\u{1F1EA}'],
    ['with signs of a private use', '\uE000'],
    ['that is empty', ''],
  ])('%s has nothing hidden', (_what, text) => {
    expect(findHiddenCharacter(text)).toBeNull();
  });

  it('may have no code point between Latin letters that Unicode calls a control, ignorable or no character', () => {
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
  }, 60_000);

  it('of 60,000 characters is checked within 50 ms of CPU', async () => {
    const notes = ['a'.repeat(60_000), '\u0645\u200C'.repeat(30_000), '\u{1F468}\u200D'.repeat(20_000)];
    for (const note of notes) {
      findHiddenCharacter(note);
      expect(await cpuMsOf(() => findHiddenCharacter(note))).toBeLessThan(50);
    }
  });
});
