/** The fonts of an RTF document, so far as they say which characters its bytes stand for (RTF 1.9.1, "Font Table"). */
import {
  type Characters,
  charactersOf,
  CODE_PAGE_OF_CHARSET,
  CODE_PAGE_OF_WORD,
  symbolsOf,
  WESTERN,
} from './characters.ts';

export interface RtfFonts {
  /** Forgets all, for a document that begins. */
  clear(): void;
  /** Takes a control word that comes before the text. */
  header(word: string, value: number | null): void;
  /** Takes a control word, or the name, in the table of fonts. */
  define(word: string, value: number | null): void;
  name(text: string): void;
  /** Of text in a font; null: in none that was named. */
  characters(font: number | null): Characters;
}

interface Font {
  name: string;
  codePage: number | null;
  characters: Characters | null;
}

const LONGEST_NAME = 100;

export function createRtfFonts(): RtfFonts {
  const fonts = new Map<number, Font>();
  let codePage = WESTERN;
  let defaultFont: number | null = null;
  let defined: Font | null = null;

  return {
    clear() {
      fonts.clear();
      codePage = WESTERN;
      defaultFont = null;
      defined = null;
    },
    header(word, value) {
      if (word === 'deff') defaultFont = value;
      else if (word === 'ansicpg') codePage = value ?? WESTERN;
      else codePage = CODE_PAGE_OF_WORD.get(word) ?? codePage;
    },
    define(word, value) {
      if (word === 'f') {
        defined = { name: '', codePage: null, characters: null };
        fonts.set(value ?? 0, defined);
      }
      if (defined === null || value === null) return;
      if (word === 'fcharset') defined.codePage ??= CODE_PAGE_OF_CHARSET.get(value) ?? null;
      if (word === 'cpg') defined.codePage = value;
    },
    name(text) {
      const [name = '', end] = text.split(';', 2);
      if (defined !== null) defined.name = (defined.name + name).slice(0, LONGEST_NAME);
      if (end !== undefined) defined = null;
    },
    characters(number) {
      const font = fonts.get(number ?? defaultFont ?? Number.NaN);
      if (font === undefined) return charactersOf(codePage);
      font.characters ??= symbolsOf(font.name) ?? charactersOf(font.codePage ?? codePage);
      return font.characters;
    },
  };
}
