/** Builds the tree of a converted note within bounds: it is never so deep or so large that showing it takes long. */
import {
  BLOCKS,
  type ElementName,
  LISTS,
  type SafeAttributes,
  type SafeElement,
  type SafeNode,
} from './elements.ts';

/** Nesting these in themselves says nothing more; sloppy writers do it by the hundred. */
const EMPHASIS: ReadonlySet<string> = new Set(['b', 'del', 'em', 'i', 'ins', 's', 'small', 'strong', 'u']);
const DEEPEST = 64;
const DEEPEST_LIST = 10;
/** Far more than a person writes; what comes after is one block of plain text. */
const MOST_ELEMENTS = 100_000;

export class TreeBuilder {
  readonly #nodes: SafeNode[] = [];
  /** The open elements, from the outside in. */
  #open: SafeElement[] = [];
  #elements = 0;
  /** Whether there were too many elements, so that only text is added. */
  #isPlain = false;
  #isAfterLineBreak = false;

  /** How many elements are open. */
  get depth(): number {
    return this.#open.length;
  }

  isOpen(name: ElementName): boolean {
    return this.#open.some((element) => element.name === name);
  }

  /** Opens an element, unless the tree would become too deep or too large. Then a line break stands for a block. */
  open(name: ElementName, attributes: SafeAttributes = {}): void {
    if (EMPHASIS.has(name) && this.isOpen(name)) return;
    if (this.#isTooDeep(name) || this.#isFull()) this.passOver(name);
    else this.#open.push(this.#add(name, attributes));
  }

  /** Closes the elements deeper than that. */
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

  /** Breaks the line where an element that is not opened would have begun a line. */
  passOver(name: string): void {
    if (BLOCKS.has(name) && !this.#isAfterLineBreak) this.lineBreak();
  }

  text(text: string): void {
    // Plain text indents each line of a list, by up to 140 characters, so these lines cost as much as line breaks do.
    if (this.isOpen('pre') && this.#open.some(({ name }) => LISTS.has(name))) this.#isFull(linesIn(text));
    this.#append(text);
    this.#isAfterLineBreak = false;
  }

  /** Returns the whole tree. */
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

  /** @param count how many elements are about to be added */
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

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
