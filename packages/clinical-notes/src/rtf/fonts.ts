/** The fonts of an RTF document, which determine the encoding of its bytes (RTF 1.9.1, "Font Table"). */
import {
  type CharacterSet,
  characterSetOfCodePage,
  CODE_PAGE_OF_CHARSET,
  CODE_PAGE_OF_WORD,
  symbolSetOf,
  WESTERN,
} from './characters.ts';

interface FontTable {
  /** Removes all fonts, at the start of a document. */
  reset(): void;
  /** Reads a control word in the header of a document. */
  readHeader(word: string, value: number | null): void;
  /** Reads a control word in the font table. */
  readWord(word: string, value: number | null): void;
  /** Reads text in the font table, which is part of a font's name. */
  readName(text: string): void;
  /** Returns the character set of a font; null means the default font. */
  characterSetOf(font: number | null): CharacterSet;
}

interface Font {
  name: string;
  codePage: number | null;
  characters: CharacterSet | null;
}

const LONGEST_NAME = 100;

export function createFontTable(): FontTable {
  const fonts = new Map<number, Font>();
  let codePage = WESTERN;
  let defaultFont: number | null = null;
  let defined: Font | null = null;

  return {
    reset() {
      fonts.clear();
      codePage = WESTERN;
      defaultFont = null;
      defined = null;
    },
    readHeader(word, value) {
      if (word === 'deff') defaultFont = value;
      else if (word === 'ansicpg') codePage = value ?? WESTERN;
      else codePage = CODE_PAGE_OF_WORD.get(word) ?? codePage;
    },
    readWord(word, value) {
      if (word === 'f') {
        defined = { name: '', codePage: null, characters: null };
        fonts.set(value ?? 0, defined);
      }
      if (defined === null || value === null) return;
      if (word === 'fcharset') defined.codePage ??= CODE_PAGE_OF_CHARSET.get(value) ?? null;
      if (word === 'cpg') defined.codePage = value;
    },
    readName(text) {
      const [name = '', end] = text.split(';', 2);
      if (defined !== null) defined.name = (defined.name + name).slice(0, LONGEST_NAME);
      if (end !== undefined) defined = null;
    },
    characterSetOf(number) {
      const font = fonts.get(number ?? defaultFont ?? Number.NaN);
      if (font === undefined) return characterSetOfCodePage(codePage);
      font.characters ??= symbolSetOf(font.name) ?? characterSetOfCodePage(font.codePage ?? codePage);
      return font.characters;
    },
  };
}
