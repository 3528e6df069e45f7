/** Which characters the bytes of RTF stand for: by code page, by the font's character set, and in fonts of symbols. */
import iconv from 'iconv-lite';

/** What Windows calls ANSI in the west, and what RTF is in where it does not say (RTF 1.9.1, "Character Set"). */
export const WESTERN = 1252;
/** By the words that come before a document's text. */
export const CODE_PAGE_OF_WORD: ReadonlyMap<string, number> = new Map([
  ['ansi', WESTERN],
  ['mac', 10_000],
  ['pc', 437],
  ['pca', 850],
]);
/** By a font's `\fcharset`; 1 is the document's own (RTF 1.9.1, "Font Table"). */
export const CODE_PAGE_OF_CHARSET: ReadonlyMap<number, number> = new Map([
  [0, WESTERN],
  [77, 10_000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
]);
/** What iconv calls by another name than `cp` and the number. */
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [10_000, 'macroman'],
  [65_001, 'utf8'],
]);
/** In these a character takes more than one byte. */
const WIDE: ReadonlySet<number> = new Set([932, 936, 949, 950, 65_001]);
const UNKNOWN = '\ufffd';

/** Adobe's Symbol from 0x20 (unicode.org, MAPPINGS/VENDORS/ADOBE/symbol.txt); a dot is where it has nothing. */
const SYMBOL = [
  ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_',
  '‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼································',
  '·€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓',
  '◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪·〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭·',
].join('');
/** The marks that notes and forms use; the rest of these fonts are pictures. */
const WINGDINGS: ReadonlyMap<number, string> = new Map([
  [0x6c, '●'],
  [0x6e, '■'],
  [0x6f, '☐'],
  [0x71, '❑'],
  [0x75, '◆'],
  [0x76, '❖'],
  [0x9f, '•'],
  [0xa7, '▪'],
  [0xa8, '☐'],
  [0xd8, '➢'],
  [0xdf, '←'],
  [0xe0, '→'],
  [0xe1, '↑'],
  [0xe2, '↓'],
  [0xe8, '➔'],
  [0xfb, '✗'],
  [0xfc, '✓'],
  [0xfd, '☒'],
  [0xfe, '☑'],
]);
const WINGDINGS_2: ReadonlyMap<number, string> = new Map([
  [0x4f, '✗'],
  [0x50, '✓'],
  [0x51, '☒'],
  [0x52, '☑'],
  [0x53, '☒'],
  [0x54, '☒'],
  [0x97, '●'],
  [0xa3, '☐'],
]);

/** What a code page or a font makes of bytes. */
export interface Characters {
  /** True where characters can take more than one byte, so that bytes are read together. */
  readonly isWide: boolean;
  /** In a font of symbols, plain text is symbols too. */
  readonly isSymbols: boolean;
  of(bytes: readonly number[]): string;
}

const known = new Map<number, Characters>();

/** Of a code page; those that are not known are taken for the western one. */
export function charactersOf(codePage: number): Characters {
  const characters = known.get(codePage);
  if (characters !== undefined) return characters;
  const encoding = ENCODINGS.get(codePage) ?? `cp${codePage}`;
  if (!iconv.encodingExists(encoding)) return charactersOf(WESTERN);
  const made = WIDE.has(codePage) ? wide(encoding) : narrow(encoding);
  known.set(codePage, made);
  return made;
}

/** Of a font of symbols by its name; null where it is another. */
export function symbolsOf(font: string): Characters | null {
  const name = font.trim().toLowerCase();
  if (name.startsWith('wingdings 2')) return symbols((byte) => WINGDINGS_2.get(byte));
  if (name.startsWith('wingdings')) return symbols((byte) => WINGDINGS.get(byte));
  return name === 'symbol' || name.startsWith('symbol ') ? SYMBOLS : null;
}

/** The private use of Unicode in which Windows has the bytes of symbol fonts: U+F020 to U+F0FF. */
export function symbolByte(unit: number): number | null {
  return unit >= 0xf020 && unit <= 0xf0ff ? unit - 0xf000 : null;
}

/**
 * The byte that a character was before it was taken for Windows-1252, as text of an unknown encoding is; null where it was
 * none.
 */
export function byteOf(character: string): number | null {
  const code = character.charCodeAt(0);
  return code < 0x80 ? code : (WESTERN_BYTES.get(character) ?? null);
}

const WESTERN_BYTES: ReadonlyMap<string, number> = new Map(
  Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))).map(
    (character, byte) => [character, byte],
  ),
);

/** Where no font says which symbols are meant, as for the bullets of lists. */
export const SYMBOLS: Characters = symbols((byte) => {
  const symbol = SYMBOL[byte - 0x20];
  return symbol === '·' ? undefined : symbol;
});

function symbols(symbolOf: (byte: number) => string | undefined): Characters {
  return {
    isWide: false,
    isSymbols: true,
    of: (bytes) => bytes.map((byte) => (byte <= 0x20 ? ' ' : (symbolOf(byte) ?? UNKNOWN))).join(''),
  };
}

function narrow(encoding: string): Characters {
  const table = iconv.decode(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    encoding,
  );
  return {
    isWide: false,
    isSymbols: false,
    of: (bytes) => bytes.map((byte) => table[byte] ?? UNKNOWN).join(''),
  };
}

function wide(encoding: string): Characters {
  return { isWide: true, isSymbols: false, of: (bytes) => iconv.decode(Uint8Array.from(bytes), encoding) };
}
