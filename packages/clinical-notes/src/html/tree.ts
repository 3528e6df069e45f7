/** Builds the tree of a converted note, and bounds its depth and size: a page must render it quickly. */
import {
  BLOCKS,
  type ElementName,
  LISTS,
  type SafeAttributes,
  type SafeElement,
  type SafeNode,
} from './elements.ts';

/** Nesting one of these in itself adds no meaning, but sloppy editors do it hundreds of times. */
const EMPHASIS: ReadonlySet<string> = new Set(['b', 'del', 'em', 'i', 'ins', 's', 'small', 'strong', 'u']);
const DEEPEST = 64;
const DEEPEST_LIST = 10;
/** Far more than a person writes. Everything beyond becomes one block of plain text. */
const MOST_ELEMENTS = 100_000;

export class TreeBuilder {
  readonly #nodes: SafeNode[] = [];
  /** The open elements from the outside in. */
  #open: SafeElement[] = [];
  #elements = 0;
  /** Whether the tree has reached its limit, after which it takes only text. */
  #isPlain = false;
  #isAfterLineBreak = false;

  /** The number of open elements. */
  get depth(): number {
    return this.#open.length;
  }

  isOpen(name: ElementName): boolean {
    return this.#open.some((element) => element.name === name);
  }

  /** Opens an element. If the tree would become too deep or too large, adds a line break in place of a block. */
  open(name: ElementName, attributes: SafeAttributes = {}): void {
    if (EMPHASIS.has(name) && this.isOpen(name)) return;
    if (this.#isTooDeep(name) || this.#isFull()) this.passOver(name);
    else this.#open.push(this.#add(name, attributes));
  }

  /** Closes all elements deeper than this. */
  closeTo(depth: number): void {
    if (this.#isPlain || depth >= this.#open.length) return;
    this.#open.length = depth;
    this.#isAfterLineBreak = false;
  }

  lineBreak(): void {
    if (this.#isFull()) this.#append('\n');
    else this.#add('br');
    this.#isAfterLineBreak = true;
  }

  rule(): void {
    if (this.#isTooDeep('hr') || this.#isFull()) this.passOver('hr');
    else this.#add('hr');
  }

  /** Adds a line break if the skipped element would have begun a new line. */
  passOver(name: string): void {
    if (BLOCKS.has(name) && !this.#isAfterLineBreak) this.lineBreak();
  }

  text(text: string): void {
    // Plain text indents each line of a list by up to 140 characters, so count these lines like line breaks.
    if (this.isOpen('pre') && this.#open.some(({ name }) => LISTS.has(name))) this.#isFull(countLines(text));
    this.#append(text);
    this.#isAfterLineBreak = false;
  }

  /** Returns the tree. */
  end(): SafeNode[] {
    return this.#nodes;
  }

  get #children(): SafeNode[] {
    return this.#open.at(-1)?.children ?? this.#nodes;
  }

  #add(name: ElementName, attributes: SafeAttributes = {}): SafeElement {
    const element = { name, attributes, children: [] };
    this.#children.push(element);
    this.#isAfterLineBreak = false;
    return element;
  }

  #append(text: string): void {
    const children = this.#children;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else if (text !== '') children.push(text);
  }

  /** @param count the number of elements to be added */
  #isFull(count = 1): boolean {
    this.#elements += count;
    if (this.#elements > MOST_ELEMENTS && !this.#isPlain) {
      this.#open = [];
      this.#open.push(this.#add('pre'));
      this.#isPlain = true;
      this.#isAfterLineBreak = true;
    }
    return this.#isPlain;
  }

  #isTooDeep(name: ElementName): boolean {
    if (this.#open.length >= DEEPEST) return true;
    return LISTS.has(name) && this.#open.filter((other) => LISTS.has(other.name)).length >= DEEPEST_LIST;
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
