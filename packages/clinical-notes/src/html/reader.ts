/**
 * Reads the HTML of a note into a tree of the allowed elements. It uses the tokenizer of a parser that follows the HTML standard, but not its tree
 * construction. That keeps the text of malformed tables in order, and the time linear in the length of the note.
 */
import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';
import { collapseSpaces, removeControls } from '../text-layout.ts';
import {
  type ElementName,
  CLOSED_BY,
  type SafeAttributes,
  type SafeNode,
  SHOWN_AS,
  SILENT,
  STRUCTURE,
  VOID,
} from './elements.ts';
import { inlineStyleOf, type Spacing } from './inline-style.ts';
import { TreeBuilder } from './tree.ts';

/**
 * The reader drops elements nested deeper than this, but keeps their text: each tag takes time in proportion to the number of open
 * elements.
 */
const DEEPEST = 256;
const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
const LONGEST_LINK = 4_096;
const TICKS: ReadonlyMap<string, readonly [off: string, on: string]> = new Map([
  ['checkbox', ['☐', '☑']],
  ['radio', ['○', '◉']],
]);
const VALUE_INPUTS: ReadonlySet<string> = new Set(['', 'date', 'email', 'number', 'tel', 'text', 'time']);
/** Elements whose content is not markup (HTML, "Parsing HTML fragments"). */
const CONTENT_MODES: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ...['textarea', 'title'].map((name) => [name, TokenizerMode.RCDATA] as const),
  ...['iframe', 'noembed', 'noframes', 'style', 'xmp'].map((name) => [name, TokenizerMode.RAWTEXT] as const),
  ['script', TokenizerMode.SCRIPT_DATA] as const,
  ['plaintext', TokenizerMode.PLAINTEXT] as const,
]);

/** An open element of the note, allowed or not. */
interface OpenElement {
  readonly tagName: string;
  /** The name of its allowed element; its own name if it is dropped. */
  readonly shownAs: string;
  /** The depth of the tree outside and inside of the element. Equal for a dropped element. */
  readonly outerDepth: number;
  readonly innerDepth: number;
  /** The index of the innermost open element that is not dropped; -1 if there is none. */
  readonly shownAt: number;
  /** Whether readers must not see its text. */
  readonly isSilent: boolean;
  /** Whether it is in SVG or MathML, where tags can close themselves. */
  readonly isForeign: boolean;
  readonly spacing: Spacing;
}

const ROOT: OpenElement = {
  tagName: '',
  shownAs: '',
  outerDepth: 0,
  innerDepth: 0,
  shownAt: -1,
  isSilent: false,
  isForeign: false,
  spacing: 'collapsed',
};

/** Returns the tree of a note. Reading the output of `toSafeHtml` gives the same tree again. */
export function readHtml(html: string): SafeNode[] {
  const reader = new HtmlReader();
  return reader.read(html);
}

class HtmlReader implements TokenHandler {
  readonly #tree = new TreeBuilder();
  readonly #tokenizer = new Tokenizer({}, this);
  readonly #open: OpenElement[] = [];
  /** The tokenizer emits text in pieces: very many for a flood of entities. */
  #text = '';

  read(html: string): SafeNode[] {
    this.#tokenizer.write(html.toWellFormed(), true);
    this.#writeText();
    return this.#tree.end();
  }

  onCharacter({ chars }: Token.CharacterToken): void {
    this.#text += chars;
  }

  onWhitespaceCharacter({ chars }: Token.CharacterToken): void {
    this.#text += chars;
  }

  onStartTag(tag: Token.TagToken): void {
    this.#writeText();
    this.#endImplied(tag.tagName);
    const parent = this.#innermost();
    if (VOID.has(tag.tagName)) {
      if (!parent.isSilent) this.#writeVoid(tag);
    } else if (!(parent.isForeign && tag.selfClosing)) {
      this.#openElement(tag, parent);
    }
  }

  onEndTag(tag: Token.TagToken): void {
    this.#writeText();
    const at = this.#open.findLastIndex(({ tagName }) => tagName === tag.tagName);
    if (at !== -1) this.#close(at);
    else if (!this.#innermost().isSilent) this.#writeStrayEnd(tag.tagName);
  }

  onNullCharacter(): void {}
  onComment(): void {}
  onDoctype(): void {}
  onEof(): void {}

  #innermost(): OpenElement {
    return this.#open.at(-1) ?? ROOT;
  }

  /** Closes the element at this index, and all inside it. */
  #close(at: number): void {
    const [element] = this.#open.splice(at);
    if (element !== undefined && !element.isSilent) this.#tree.closeTo(element.outerDepth);
  }

  /** Closes the elements that this start tag closes implicitly. Dropped elements in between don't prevent that. */
  #endImplied(tagName: string): void {
    const ended = CLOSED_BY.get(tagName) ?? CLOSED_BY.get(SHOWN_AS.get(tagName) ?? '');
    if (ended === undefined) return;
    for (;;) {
      const { shownAt } = this.#innermost();
      if (!ended.has(this.#open[shownAt]?.shownAs ?? '')) return;
      this.#close(shownAt);
    }
  }

  #openElement(tag: Token.TagToken, parent: OpenElement): void {
    const { tagName } = tag;
    const isSilent = parent.isSilent || hasNoText(tag);
    const shownAs = SHOWN_AS.get(tagName) ?? tagName;
    if (this.#open.length >= DEEPEST && (parent.isSilent || !SILENT.has(tagName))) {
      if (!isSilent) this.#tree.passOver(shownAs);
      return;
    }
    const outerDepth = this.#tree.depth;
    const spacing = isSilent ? parent.spacing : this.#openShown(tag, parent.spacing);
    const isForeign = parent.isForeign || tagName === 'svg' || tagName === 'math';
    const innerDepth = this.#tree.depth;
    const shownAt = isSilent || innerDepth > outerDepth ? this.#open.length : parent.shownAt;
    this.#open.push({ tagName, shownAs, outerDepth, innerDepth, shownAt, isSilent, isForeign, spacing });
    const mode = CONTENT_MODES.get(tagName);
    if (mode !== undefined && !isForeign) this.#tokenizer.state = mode;
  }

  /** Opens the allowed elements for an element and its style. Returns the spacing of its text. */
  #openShown(tag: Token.TagToken, inherited: Spacing): Spacing {
    const { tagName } = tag;
    const style = inlineStyleOf(attributeOf(tag, 'style'));
    const name = SHOWN_AS.get(tagName);
    if (name !== undefined) {
      const attributes = ATTRIBUTES.get(name)?.(tag);
      if (attributes !== null) this.#tree.open(name, attributes);
    }
    if (!STRUCTURE.has(tagName)) for (const emphasis of style.elements) this.#tree.open(emphasis);
    return tagName === 'pre' || tagName === 'textarea' ? 'kept' : (style.spacing ?? inherited);
  }

  #writeVoid(tag: Token.TagToken): void {
    if (tag.tagName === 'br') this.#tree.lineBreak();
    if (tag.tagName === 'hr') this.#tree.rule();
    if (tag.tagName === 'img') this.#tree.text(removeControls(attributeOf(tag, 'alt')));
    if (tag.tagName === 'input') this.#tree.text(removeControls(readInput(tag)));
  }

  /** Handles an end tag without a start tag as browsers do (HTML, "The rules for parsing tokens in HTML content"). */
  #writeStrayEnd(tagName: string): void {
    if (tagName === 'br') this.#tree.lineBreak();
    if (tagName !== 'p') return;
    const { depth } = this.#tree;
    this.#tree.open('p');
    this.#tree.closeTo(depth);
  }

  #writeText(): void {
    const { isSilent, spacing } = this.#innermost();
    if (this.#text !== '' && !isSilent) writeSpaced(this.#tree, removeControls(this.#text), spacing);
    this.#text = '';
  }
}

/** Returns an empty string for a missing attribute. */
function attributeOf(tag: Token.TagToken, name: string): string {
  return tag.attrs.find((attribute) => attribute.name === name)?.value ?? '';
}

function hasAttribute(tag: Token.TagToken, name: string): boolean {
  return tag.attrs.some((attribute) => attribute.name === name);
}

/** Readers of the attributes that elements keep. A reader returns null to drop an element that means nothing without its attribute. */
const ATTRIBUTES: ReadonlyMap<ElementName, (tag: Token.TagToken) => SafeAttributes | null> = new Map([
  ['a', (tag: Token.TagToken) => readLink(attributeOf(tag, 'href'))],
  ['abbr', readMeaning],
  ['li', (tag: Token.TagToken) => readNumber(tag, 'value')],
  ['ol', readNumbering],
  ['td', readSpans],
  ['th', readSpans],
]);

function readMeaning(tag: Token.TagToken): SafeAttributes {
  const title = removeControls(attributeOf(tag, 'title'));
  return title === '' ? {} : { title };
}

function readNumbering(tag: Token.TagToken): SafeAttributes {
  const type = attributeOf(tag, 'type');
  return { ...readNumber(tag, 'start'), ...(/^[aAiI]$/.test(type) && { type }) };
}

function readSpans(tag: Token.TagToken): SafeAttributes {
  return { ...readNumber(tag, 'colspan'), ...readNumber(tag, 'rowspan') };
}

/** Returns a number of at most three digits, the limit of browsers for spans (HTML, "Attributes common to td and th elements"). */
function readNumber(tag: Token.TagToken, name: 'colspan' | 'rowspan' | 'start' | 'value'): SafeAttributes {
  const value = attributeOf(tag, name);
  return /^\s{0,9}\d{1,3}\s{0,9}$/.test(value) ? { [name]: String(Number(value)) } : {};
}

/** Returns an absolute link with an allowed protocol, normalized like in browsers; null for any other. */
function readLink(href: string): SafeAttributes | null {
  if (href.length > LONGEST_LINK || !URL.canParse(href)) return null;
  const url = new URL(href);
  return LINK_PROTOCOLS.has(url.protocol) ? { href: url.href } : null;
}

/** Returns true for unselected options, because notes show only the selected ones. */
function hasNoText(tag: Token.TagToken): boolean {
  return SILENT.has(tag.tagName) || (tag.tagName === 'option' && !hasAttribute(tag, 'selected'));
}

function readInput(tag: Token.TagToken): string {
  const type = attributeOf(tag, 'type').toLowerCase();
  const tick = TICKS.get(type);
  if (tick !== undefined) return hasAttribute(tag, 'checked') ? tick[1] : tick[0];
  return VALUE_INPUTS.has(type) ? attributeOf(tag, 'value') : '';
}

function writeSpaced(tree: TreeBuilder, text: string, spacing: Spacing): void {
  const isPreformatted = tree.isOpen('pre');
  if (isPreformatted || spacing === 'collapsed') {
    // The element's own style collapses space, but the `pre` around it would preserve it.
    tree.text(isPreformatted && spacing === 'collapsed' ? collapseSpaces(text) : text);
    return;
  }
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) tree.lineBreak();
    tree.text(spacing === 'kept' ? preserveSpaces(line) : line);
  }
}

/** Replaces spaces that would collapse with no-break spaces. */
function preserveSpaces(line: string): string {
  return line.replace(/\t/g, '    ').replace(/^ | (?= )/g, '\u00a0');
}
