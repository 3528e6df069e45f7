/** Reads an RTF note as plain text: only the text that Word would show. */
import { tidyText } from '../text-layout.ts';
import {
  type CharacterSet,
  SYMBOL_FONT,
  symbolByteOf,
  symbolSetOf,
  windows1252ByteOf,
} from './characters.ts';
import {
  CHARACTER_OF_SYMBOL,
  CHARACTER_OF_WORD,
  HIDDEN_DESTINATIONS,
  LINE_ENDS,
  LIST_MARKERS,
  PARAGRAPH_ENDS,
  SHOWN_DESTINATIONS,
} from './control-words.ts';
import { createFontTable } from './fonts.ts';
import { type Destination, type GroupState, INITIAL_STATE, PLAIN } from './group-state.ts';
import { createRtfPage } from './page.ts';
import { type RtfToken, tokenizeRtf } from './tokenizer.ts';

const ASCII = /^[\t -~]*$/;
/** The instruction of a field with which older editors insert a symbol, sometimes without a field result. */
const SYMBOL_FIELD = /^\s*SYMBOL\s+(\d{1,3})(?:\D[^"]*"([^"]*)")?/i;
const LONGEST_INSTRUCTION = 256;

/**
 * Returns the plain text of an RTF note, with the results of fields and links, exponents after `^`, and struck-out text between `~~`. Omits pictures,
 * headers, footers, and hidden or deleted text. Reads any string in linear time, and treats a string without RTF as plain text.
 */
export function rtfToText(rtf: string): string {
  if (!rtf.includes('{\\rtf')) return tidyText(rtf);
  const reader = new RtfReader();
  return reader.read(rtf);
}

class RtfReader {
  readonly #page = createRtfPage();
  readonly #fonts = createFontTable();
  /** The states outside of each open group. */
  readonly #outerStates: GroupState[] = [];
  /** Callbacks for the end of open groups, by depth. */
  readonly #atGroupEnd = new Map<number, () => void>();
  #state = INITIAL_STATE;
  #isGroupStart = false;
  /** Whether the reader has just read `\*`, which hides the group unless the next word is known. */
  #isOptional = false;
  /** The number of fallback characters of a `\u` that are still to be skipped. */
  #fallbackLeft = 0;
  #instruction = '';
  /** Bytes of a multibyte character set that are not decoded yet. */
  #bytes: number[] = [];
  #bytesIn: CharacterSet | null = null;

  read(rtf: string): string {
    for (const token of tokenizeRtf(rtf)) this.#readToken(token);
    this.#readToken({ kind: 'close' });
    return this.#page.text();
  }

  #readToken(token: RtfToken): void {
    if (token.kind !== 'byte' && token.kind !== 'text') this.#showBytes();
    switch (token.kind) {
      case 'open':
        this.#outerStates.push(this.#state);
        this.#fallbackLeft = 0;
        this.#isGroupStart = true;
        this.#isOptional = false;
        return;
      case 'close':
        this.#endGroup();
        break;
      case 'word':
        this.#readWord(token.name, token.value);
        break;
      case 'symbol':
        this.#readSymbol(token.name);
        if (this.#isOptional) return;
        break;
      case 'byte':
        this.#readByte(token.value);
        break;
      case 'text':
        this.#readText(token.text);
        break;
    }
    this.#isGroupStart = false;
    this.#isOptional = false;
  }

  #change(changes: Partial<GroupState>): void {
    this.#state = { ...this.#state, ...changes };
  }

  get #characters(): CharacterSet {
    return this.#fonts.characterSetOf(this.#state.font);
  }

  get #isInOutermostGroup(): boolean {
    return this.#outerStates.length <= 1;
  }

  #endGroup(): void {
    const depth = this.#outerStates.length;
    this.#fallbackLeft = 0;
    this.#atGroupEnd.get(depth)?.();
    this.#atGroupEnd.delete(depth);
    this.#state = this.#outerStates.pop() ?? INITIAL_STATE;
  }

  #readWord(name: string, value: number | null): void {
    if (name === 'u') {
      this.#readUnicode(value);
      return;
    }
    this.#fallbackLeft = 0;
    if (name === 'nestrow') this.#page.endNestedRow();
    if (this.#isOptional) this.#change({ destination: this.#optionalDestination(name) });
    switch (this.#state.destination) {
      case 'ignored':
        break;
      case 'fonts':
        this.#fonts.readWord(name, value);
        break;
      case 'instruction':
      case 'page':
        if (!this.#beginsGroup(name)) this.#readFormat(name, value);
        break;
    }
  }

  #optionalDestination(name: string): Destination {
    const outer = this.#outerStates.at(-1)?.destination ?? 'page';
    return SHOWN_DESTINATIONS.has(name) || name === 'fldinst' ? outer : 'ignored';
  }

  /** Handles a word that determines the purpose of its group. Returns whether it was one. */
  #beginsGroup(name: string): boolean {
    // In the outermost group, such a word is an error of the editor, and would hide the whole note.
    if (!this.#isInOutermostGroup && HIDDEN_DESTINATIONS.has(name)) this.#change({ destination: 'ignored' });
    else if (!this.#isGroupStart) return false;
    else if (name === 'rtf') this.#beginDocument();
    else if (name === 'fonttbl') this.#change({ destination: 'fonts' });
    else if (name === 'fldinst') this.#change({ destination: 'instruction' });
    else if (name === 'field') this.#beginField();
    else if (name === 'footnote') this.#beginFootnote();
    else if (LIST_MARKERS.has(name)) this.#change({ isListMarker: true });
    else return false;
    return true;
  }

  #beginDocument(): void {
    if (!this.#isInOutermostGroup) return;
    if (this.#page.pieceCount() > 0) this.#page.endParagraph(false);
    this.#fonts.reset();
  }

  #beginField(): void {
    const outerInstruction = this.#instruction;
    const pieceCount = this.#page.pieceCount();
    this.#instruction = '';
    this.#atGroupEnd.set(this.#outerStates.length, () => {
      if (this.#page.pieceCount() === pieceCount) this.#showSymbolField();
      this.#instruction = outerInstruction;
    });
  }

  #showSymbolField(): void {
    const [, code, font = ''] = SYMBOL_FIELD.exec(this.#instruction) ?? [];
    if (code === undefined) return;
    const characters = symbolSetOf(font) ?? this.#characters;
    this.#show(characters.decode([Number(code) % 256]));
  }

  #beginFootnote(): void {
    this.#show(' [');
    this.#atGroupEnd.set(this.#outerStates.length, () => this.#show(']'));
  }

  #readFormat(name: string, value: number | null): void {
    const isOn = value !== 0;
    const character = CHARACTER_OF_WORD.get(name);
    if (character !== undefined) this.#show(character === '\t' && this.#state.isListMarker ? ' ' : character);
    else if (PARAGRAPH_ENDS.has(name) || LINE_ENDS.has(name)) this.#breakText(name);
    else if (name === 'cell') this.#page.endCell();
    else if (name === 'nestcell') this.#page.endNestedCell();
    else if (name === 'row') this.#endRow();
    else if (name === 'f') this.#change({ font: value });
    else if (name === 'plain') this.#change(PLAIN);
    else if (name === 'pard') this.#change({ isInTable: false });
    else if (name === 'intbl' || name === 'trowd') this.#change({ isInTable: true });
    else if (name === 'uc') this.#change({ fallbackLength: Math.max(0, value ?? 1) });
    else if (name === 'v') this.#change({ isHidden: isOn });
    else if (name === 'deleted') this.#change({ isDeleted: isOn });
    else if (name === 'strike' || name === 'striked') this.#change({ isStruck: isOn });
    else if (name === 'super') this.#change({ isRaised: isOn });
    else if (name === 'nosupersub' || name === 'sub') this.#change({ isRaised: false });
    else if (this.#outerStates.length === 1) this.#fonts.readHeader(name, value);
  }

  #breakText(name: string): void {
    if (!this.#isShown) return;
    if (LINE_ENDS.has(name)) this.#page.lineBreak();
    else this.#page.endParagraph(this.#state.isInTable);
  }

  #endRow(): void {
    this.#page.endRow();
    this.#change({ isInTable: false });
  }

  #readSymbol(name: string): void {
    const character = CHARACTER_OF_SYMBOL.get(name);
    if (name === '*') {
      if (!this.#isGroupStart) return;
      this.#isOptional = true;
      this.#change({ destination: 'ignored' });
    } else if (PARAGRAPH_ENDS.has(name)) {
      this.#breakText(name);
    } else if (character !== undefined) {
      this.#readText(character);
    }
  }

  #readUnicode(value: number | null): void {
    if (value === null) return;
    const unit = value < 0 ? value + 0x1_0000 : value;
    if (unit >= 0 && unit <= 0x10_ffff) this.#showUnit(unit, this.#characters);
    this.#fallbackLeft = this.#state.fallbackLength;
  }

  #readByte(byte: number): void {
    if (this.#fallbackLeft > 0) this.#fallbackLeft -= 1;
    else if (this.#isShown) this.#putByte(byte, this.#characters);
  }

  #putByte(byte: number, characters: CharacterSet): void {
    if (this.#bytesIn !== characters) this.#showBytes();
    if (characters.isMultibyte) {
      this.#bytesIn = characters;
      this.#bytes.push(byte);
    } else {
      this.#show(characters.decode([byte]));
    }
  }

  #readText(text: string): void {
    const rest = text.slice(this.#fallbackLeft);
    this.#fallbackLeft = Math.max(0, this.#fallbackLeft - text.length);
    const { destination } = this.#state;
    if (destination === 'fonts') this.#fonts.readName(rest);
    if (destination === 'instruction')
      this.#instruction = (this.#instruction + rest).slice(0, LONGEST_INSTRUCTION);
    if (this.#isShown && rest !== '') this.#putText(rest, this.#characters);
  }

  #putText(text: string, characters: CharacterSet): void {
    if (ASCII.test(text) && !characters.hasSymbols && this.#bytes.length === 0) {
      this.#show(text);
      return;
    }
    for (const character of text) {
      const byte = windows1252ByteOf(character);
      if (byte !== null) {
        this.#putByte(byte, characters);
      } else {
        this.#showBytes();
        this.#showUnit(character.codePointAt(0) ?? 0, characters);
      }
    }
    if (!characters.isMultibyte) this.#showBytes();
  }

  #showUnit(unit: number, characters: CharacterSet): void {
    const symbol = symbolByteOf(unit);
    if (symbol === null) this.#show(String.fromCodePoint(unit));
    else this.#show((characters.hasSymbols ? characters : SYMBOL_FONT).decode([symbol]));
  }

  #showBytes(): void {
    if (this.#bytesIn === null) return;
    const text = this.#bytesIn.decode(this.#bytes);
    this.#bytes = [];
    this.#bytesIn = null;
    this.#show(text);
  }

  get #isShown(): boolean {
    const { destination, isHidden, isDeleted } = this.#state;
    return destination === 'page' && !isHidden && !isDeleted;
  }

  #show(text: string): void {
    if (this.#isShown) this.#page.append(text, this.#state);
  }
}
