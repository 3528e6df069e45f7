/** Clinical notes in RTF as plain text: what a person would see of them, and nothing else that RTF can hold. */
import { tidied } from '../text-layout.ts';
import { byteOf, type Characters, symbolByte, SYMBOLS, symbolsOf } from './characters.ts';
import { createRtfFonts } from './fonts.ts';
import { createRtfPage, type RtfPage } from './page.ts';
import { rtfTokens, type RtfToken } from './tokenizer.ts';
import {
  CHARACTER_OF_SYMBOL,
  CHARACTER_OF_WORD,
  LINE_ENDS,
  MARKERS,
  PARAGRAPH_ENDS,
  SEEN,
  UNSEEN,
} from './control-words.ts';

/** What is done with text: shown, taken for a font's name or for what makes a field, or passed over. */
type Destination = 'page' | 'fonts' | 'instruction' | 'nowhere';

/** What a group can change, and its end restores. */
interface Style {
  readonly destination: Destination;
  readonly font: number | null;
  /** How many characters after a `\u` are for readers without Unicode. */
  readonly fallback: number;
  readonly isHidden: boolean;
  readonly isDeleted: boolean;
  readonly isStruck: boolean;
  readonly isRaised: boolean;
  readonly isInTable: boolean;
  /** In the number or bullet of a list item, where a tab is but the space after it. */
  readonly isMarker: boolean;
}

const PLAIN = { font: null, isHidden: false, isDeleted: false, isStruck: false, isRaised: false } as const;
const FIRST: Style = { ...PLAIN, destination: 'page', fallback: 1, isInTable: false, isMarker: false };
const ASCII = /^[\t -~]*$/;
/** A symbol that older editors put in as a field, at times without the result that others could show. */
const SYMBOL_FIELD = /^\s*SYMBOL\s+(\d{1,3})(?:\D[^"]*"([^"]*)")?/i;
const LONGEST_INSTRUCTION = 256;

/**
 * Plain text of an RTF note: paragraphs, lists and tables kept readable, fields and links as what they show, exponents after
 * a `^`, and struck out text between `~~`; no pictures, headers, footers, hidden or deleted text. Takes any string, in a
 * time that grows with its length alone; one that is no RTF is taken for plain text.
 */
export function rtfToText(rtf: string): string {
  if (!rtf.includes('{\\rtf')) return tidied(rtf);
  const page = createRtfPage();
  const read = createReader(page);
  for (const token of rtfTokens(rtf)) read(token);
  read({ kind: 'close' });
  return page.text();
}

function createReader(page: RtfPage): (token: RtfToken) => void {
  const fonts = createRtfFonts();
  /** Those around each group. */
  const styles: Style[] = [];
  /** What some groups do at their end, by their depth. */
  const ends = new Map<number, () => void>();
  let style = FIRST;
  let isGroupStart = false;
  /** After `\*`, which says that readers pass over the group unless they know its word. */
  let isOptional = false;
  let toPassOver = 0;
  let instruction = '';
  let bytes: number[] = [];
  let bytesIn: Characters | null = null;

  function read(token: RtfToken): void {
    if (token.kind !== 'byte' && token.kind !== 'text') showBytes();
    switch (token.kind) {
      case 'open':
        styles.push(style);
        toPassOver = 0;
        isGroupStart = true;
        isOptional = false;
        return;
      case 'close':
        endGroup();
        break;
      case 'word':
        readWord(token.name, token.value);
        break;
      case 'symbol':
        readSymbol(token.name);
        if (isOptional) return;
        break;
      case 'byte':
        readByte(token.value);
        break;
      case 'text':
        readText(token.text);
        break;
    }
    isGroupStart = false;
    isOptional = false;
  }

  function endGroup(): void {
    toPassOver = 0;
    ends.get(styles.length)?.();
    ends.delete(styles.length);
    style = styles.pop() ?? FIRST;
  }

  function readWord(name: string, value: number | null): void {
    if (name === 'u') {
      readUnicode(value);
      return;
    }
    toPassOver = 0;
    if (name === 'nestrow') page.endNestedRow();
    if (isOptional) style = { ...style, destination: optionalDestination(name) };
    switch (style.destination) {
      case 'nowhere':
        break;
      case 'fonts':
        fonts.define(name, value);
        break;
      case 'instruction':
      case 'page':
        if (!beginsGroup(name)) readFormat(name, value);
        break;
    }
  }

  function optionalDestination(name: string): Destination {
    const around = styles.at(-1)?.destination ?? 'page';
    return SEEN.has(name) || name === 'fldinst' ? around : 'nowhere';
  }

  /** True where the word says what its group is for. */
  function beginsGroup(name: string): boolean {
    // In the outermost group, a slip of a writer would hide the whole note.
    if (styles.length > 1 && UNSEEN.has(name)) style = { ...style, destination: 'nowhere' };
    else if (!isGroupStart) return false;
    else if (name === 'rtf') beginDocument();
    else if (name === 'fonttbl') style = { ...style, destination: 'fonts' };
    else if (name === 'fldinst') style = { ...style, destination: 'instruction' };
    else if (name === 'field') beginField();
    else if (name === 'footnote') beginFootnote();
    else if (MARKERS.has(name)) style = { ...style, isMarker: true };
    else return false;
    return true;
  }

  function beginDocument(): void {
    if (styles.length > 1) return;
    if (page.count() > 0) page.endParagraph(false);
    fonts.clear();
  }

  function beginField(): void {
    const around = instruction;
    const count = page.count();
    instruction = '';
    ends.set(styles.length, () => {
      const [, code, font] = SYMBOL_FIELD.exec(instruction) ?? [];
      if (code !== undefined && page.count() === count) {
        show((symbolsOf(font ?? '') ?? fonts.characters(style.font)).of([Number(code) % 256]));
      }
      instruction = around;
    });
  }

  function beginFootnote(): void {
    show(' [');
    ends.set(styles.length, () => {
      show(']');
    });
  }

  function readFormat(name: string, value: number | null): void {
    const isOn = value !== 0;
    const character = CHARACTER_OF_WORD.get(name);
    if (character !== undefined) show(character === '\t' && style.isMarker ? ' ' : character);
    else if (PARAGRAPH_ENDS.has(name) || LINE_ENDS.has(name)) breakText(name);
    else if (name === 'cell') page.endCell();
    else if (name === 'nestcell') page.endNestedCell();
    else if (name === 'row') endRow();
    else if (name === 'f') style = { ...style, font: value };
    else if (name === 'plain') style = { ...style, ...PLAIN };
    else if (name === 'pard') style = { ...style, isInTable: false };
    else if (name === 'intbl' || name === 'trowd') style = { ...style, isInTable: true };
    else if (name === 'uc') style = { ...style, fallback: Math.max(0, value ?? 1) };
    else if (name === 'v') style = { ...style, isHidden: isOn };
    else if (name === 'deleted') style = { ...style, isDeleted: isOn };
    else if (name === 'strike' || name === 'striked') style = { ...style, isStruck: isOn };
    else if (name === 'super') style = { ...style, isRaised: isOn };
    else if (name === 'nosupersub' || name === 'sub') style = { ...style, isRaised: false };
    else if (styles.length === 1) fonts.header(name, value);
  }

  function breakText(name: string): void {
    if (!isShown()) return;
    if (LINE_ENDS.has(name)) page.lineBreak();
    else page.endParagraph(style.isInTable);
  }

  function endRow(): void {
    page.endRow();
    style = { ...style, isInTable: false };
  }

  function readSymbol(name: string): void {
    const character = CHARACTER_OF_SYMBOL.get(name);
    if (name === '*') {
      if (!isGroupStart) return;
      isOptional = true;
      style = { ...style, destination: 'nowhere' };
    } else if (PARAGRAPH_ENDS.has(name)) {
      breakText(name);
    } else if (character !== undefined) {
      readText(character);
    }
  }

  function readUnicode(value: number | null): void {
    if (value === null) return;
    const unit = value < 0 ? value + 0x1_0000 : value;
    if (unit >= 0 && unit <= 0x10_ffff) showUnit(unit, fonts.characters(style.font));
    toPassOver = style.fallback;
  }

  function readByte(byte: number): void {
    if (toPassOver > 0) toPassOver -= 1;
    else if (isShown()) putByte(byte, fonts.characters(style.font));
  }

  function putByte(byte: number, characters: Characters): void {
    if (bytesIn !== characters) showBytes();
    if (characters.isWide) {
      bytesIn = characters;
      bytes.push(byte);
    } else {
      show(characters.of([byte]));
    }
  }

  function readText(text: string): void {
    const rest = text.slice(toPassOver);
    toPassOver = Math.max(0, toPassOver - text.length);
    if (style.destination === 'fonts') fonts.name(rest);
    if (style.destination === 'instruction') instruction = (instruction + rest).slice(0, LONGEST_INSTRUCTION);
    if (isShown() && rest !== '') putText(rest, fonts.characters(style.font));
  }

  function putText(text: string, characters: Characters): void {
    if (ASCII.test(text) && !characters.isSymbols && bytes.length === 0) {
      show(text);
      return;
    }
    for (const character of text) {
      const byte = byteOf(character);
      if (byte !== null) {
        putByte(byte, characters);
      } else {
        showBytes();
        showUnit(character.codePointAt(0) ?? 0, characters);
      }
    }
    if (!characters.isWide) showBytes();
  }

  function showUnit(unit: number, characters: Characters): void {
    const symbol = symbolByte(unit);
    if (symbol === null) show(String.fromCodePoint(unit));
    else show((characters.isSymbols ? characters : SYMBOLS).of([symbol]));
  }

  function showBytes(): void {
    if (bytesIn === null) return;
    const text = bytesIn.of(bytes);
    bytes = [];
    bytesIn = null;
    show(text);
  }

  function isShown(): boolean {
    return style.destination === 'page' && !style.isHidden && !style.isDeleted;
  }

  function show(text: string): void {
    if (isShown()) page.append(text, style);
  }

  return read;
}
