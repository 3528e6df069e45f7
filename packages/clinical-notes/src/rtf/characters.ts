/** Decodes bytes in RTF by code page, by a font's character set, and by symbol font. */
import iconv from 'iconv-lite';

/** Windows-1252, the default of RTF (RTF 1.9.1, "Character Set"). */
export const WESTERN = 1252;
/** Code pages by control word in the header of a document. */
export const CODE_PAGE_OF_WORD: ReadonlyMap<string, number> = new Map([
  ['ansi', WESTERN],
  ['mac', 10_000],
  ['pc', 437],
  ['pca', 850],
]);
/** Code pages by a font's `\fcharset`. 1, the document's own code page, has no row (RTF 1.9.1, "Font Table"). */
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
/** iconv's names for code pages, if not `cp` and the number. */
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [10_000, 'macroman'],
  [65_001, 'utf8'],
]);
/** Code pages with characters of more than one byte. */
const MULTIBYTE: ReadonlySet<number> = new Set([932, 936, 949, 950, 65_001]);
const REPLACEMENT = '\ufffd';

/** Adobe's Symbol font from 0x20 (unicode.org, MAPPINGS/VENDORS/ADOBE/symbol.txt). A dot means no character. */
const SYMBOL = [
  ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_',
  '‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼································',
  '·€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓',
  '◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪·〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭·',
].join('');
/** The marks that notes and forms use. The other characters of this font are pictures. */
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

/** A code page or a symbol font. */
export interface CharacterSet {
  /** Whether a character can take several bytes, which must then be decoded together. */
  readonly isMultibyte: boolean;
  /** Whether unescaped text consists of symbols too. */
  readonly hasSymbols: boolean;
  decode(bytes: readonly number[]): string;
}

const characterSets = new Map<number, CharacterSet>();

/** Returns the character set of a code page; Windows-1252 for an unknown one. */
export function characterSetOfCodePage(codePage: number): CharacterSet {
  const characters = characterSets.get(codePage);
  if (characters !== undefined) return characters;
  const encoding = ENCODINGS.get(codePage) ?? `cp${codePage}`;
  if (!iconv.encodingExists(encoding)) return characterSetOfCodePage(WESTERN);
  const created = MULTIBYTE.has(codePage) ? createMultibyteSet(encoding) : createSingleByteSet(encoding);
  characterSets.set(codePage, created);
  return created;
}

/** Returns the character set of a symbol font; null for any other font. */
export function symbolSetOf(font: string): CharacterSet | null {
  const name = font.trim().toLowerCase();
  if (name.startsWith('wingdings 2')) return createSymbolSet((byte) => WINGDINGS_2.get(byte));
  if (name.startsWith('wingdings')) return createSymbolSet((byte) => WINGDINGS.get(byte));
  return name === 'symbol' || name.startsWith('symbol ') ? SYMBOL_FONT : null;
}

/** Returns the symbol font byte that Windows maps to this code point, from U+F020 to U+F0FF; null for any other code point. */
export function symbolByteOf(unit: number): number | null {
  return unit >= 0xf020 && unit <= 0xf0ff ? unit - 0xf000 : null;
}

/** Returns the Windows-1252 byte of a character, which recovers the bytes of text in an unknown encoding; null if there is none. */
export function windows1252ByteOf(character: string): number | null {
  const code = character.charCodeAt(0);
  return code < 0x80 ? code : (WESTERN_BYTES.get(character) ?? null);
}

const WESTERN_BYTES: ReadonlyMap<string, number> = new Map(
  Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))).map(
    (character, byte) => [character, byte],
  ),
);

/** The font for symbols outside of symbol fonts, such as list bullets. */
export const SYMBOL_FONT: CharacterSet = createSymbolSet((byte) => {
  const symbol = SYMBOL[byte - 0x20];
  return symbol === '·' ? undefined : symbol;
});

function createSymbolSet(symbolOf: (byte: number) => string | undefined): CharacterSet {
  return {
    isMultibyte: false,
    hasSymbols: true,
    decode: (bytes) => bytes.map((byte) => (byte <= 0x20 ? ' ' : (symbolOf(byte) ?? REPLACEMENT))).join(''),
  };
}

function createSingleByteSet(encoding: string): CharacterSet {
  const table = iconv.decode(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    encoding,
  );
  return {
    isMultibyte: false,
    hasSymbols: false,
    decode: (bytes) => bytes.map((byte) => table[byte] ?? REPLACEMENT).join(''),
  };
}

function createMultibyteSet(encoding: string): CharacterSet {
  return {
    isMultibyte: true,
    hasSymbols: false,
    decode: (bytes) => iconv.decode(Uint8Array.from(bytes), encoding),
  };
}
