/**
 * Writes HTML that reads back as it was written: no element in it is ended by another's start, and none is so deep that
 * parsers become slow or stop.
 */

/**
 * What the start of an element ends where it is innermost (HTML, "Optional tags"): at least what htmlparser2 has it end, so
 * that what was written is read back as it is, and the parts of tables that it takes for parts of each other.
 */
const ENDED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...['blockquote', 'div', 'dl', 'hr', 'ol', 'p', 'pre', 'table', 'ul'].map(ending('p')),
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(ending('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p')),
  ...['dd', 'dt'].map(ending('dd', 'dt')),
  ...['tbody', 'tfoot', 'thead'].map(ending('caption', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr')),
  ...['tr'].map(ending('caption', 'td', 'th', 'tr')),
  ...['td', 'th'].map(ending('caption', 'td', 'th', 'thead')),
  ...['li'].map(ending('li')),
  ...['a'].map(ending('a')),
]);
const LINE_BREAK = '<br />';
/** Writing these twice, one in the other, says nothing more; sloppy writers do it by the hundred. */
const EMPHASIS: ReadonlySet<string> = new Set(['b', 'del', 'em', 'i', 'ins', 's', 'small', 'strong', 'u']);
const LISTS: ReadonlySet<string> = new Set(['dl', 'ol', 'ul']);
const BREAKS: ReadonlySet<string> = new Set(
  [...LISTS, ...ENDED_BY.keys(), 'caption'].filter((name) => name !== 'a'),
);
const DEEPEST = 64;
const DEEPEST_LIST = 10;
/** Far more than a person writes; what comes after is one block of plain text. */
const MOST_ELEMENTS = 100_000;

export interface MarkupWriter {
  /** How many elements are open. */
  depth(): number;
  isOpen(name: string): boolean;
  /**
   * Starts an element (a `hr` ends at once); what cannot go deeper is left out, with a line break in place of a block.
   * @returns the depth to go back to at its end
   */
  open(name: string, attributes?: Readonly<Record<string, string>>): number;
  /** Ends the elements deeper than that. */
  closeTo(depth: number): void;
  lineBreak(): void;
  /** Writes a line break where the element that is passed over would have begun on a line of its own. */
  passOver(name: string): void;
  text(text: string): void;
  /** Ends what is open, and gives all that was written. */
  end(): string;
}

export function createMarkupWriter(): MarkupWriter {
  const written: string[] = [];
  const open: string[] = [];
  let elements = 0;
  /** Where the plain text begins, after too many elements. */
  let plainFrom: number | null = null;

  function endBefore(name: string): void {
    const ended = ENDED_BY.get(name);
    while (ended?.has(open.at(-1) ?? '') === true) closeTo(open.length - 1);
  }

  function closeTo(depth: number): void {
    if (plainFrom === null) while (open.length > depth) written.push(`</${open.pop() ?? ''}>`);
  }

  /** @param count how many elements are about to be written */
  function isFull(count = 1): boolean {
    elements += count;
    if (elements > MOST_ELEMENTS && plainFrom === null) {
      closeTo(0);
      open.push('pre');
      plainFrom = written.push('<pre>');
    }
    return plainFrom !== null;
  }

  function isTooDeep(name: string): boolean {
    if (open.length >= DEEPEST) return true;
    return LISTS.has(name) && open.filter((other) => LISTS.has(other)).length >= DEEPEST_LIST;
  }

  function lineBreak(): void {
    written.push(isFull() ? '\n' : LINE_BREAK);
  }

  function passOver(name: string): void {
    const last = written.at(-1);
    const isStart = last === LINE_BREAK || last === '\n' || written.length === plainFrom;
    if (BREAKS.has(name) && !isStart) lineBreak();
  }

  return {
    depth: () => open.length,
    isOpen: (name) => open.includes(name),
    open(name, attributes = {}) {
      if (EMPHASIS.has(name) && open.includes(name)) return open.length;
      endBefore(name);
      const depth = open.length;
      if (isTooDeep(name) || isFull()) {
        passOver(name);
      } else if (name === 'hr') {
        written.push('<hr />');
      } else {
        open.push(name);
        written.push(`<${name}${attributesText(attributes)}>`);
      }
      return depth;
    },
    closeTo,
    lineBreak,
    passOver,
    text(text) {
      // Plain text indents each line of a list, by up to 140 characters: lines cost as much there as line breaks do.
      if (open.includes('pre') && open.some((name) => LISTS.has(name))) isFull(linesIn(text));
      written.push(escaped(text));
    },
    end() {
      plainFrom = null;
      closeTo(0);
      return written.join('');
    },
  };
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function ending(...names: string[]): (name: string) => [string, ReadonlySet<string>] {
  return (name) => [name, new Set(names)];
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/"/g, '&quot;')}"`)
    .join('');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
