/**
 * Reduces the HTML of a note to the few elements that carry its meaning. What this gives is well-formed and small in kind,
 * but it is not what makes a note safe: that is the sanitiser in note-html.ts.
 */
import { Parser, type Handler } from 'htmlparser2';
import { emphasisOf, type Spacing } from './note-emphasis.ts';
import { withoutControls } from './note-layout.ts';
import { createMarkupWriter, type MarkupWriter } from './note-markup-writer.ts';

/** The elements that stay. */
export const ELEMENTS: readonly string[] = [
  ...words('h1 h2 h3 h4 h5 h6 p div blockquote pre br hr ul ol li dl dt dd'),
  ...words('table caption thead tbody tfoot tr th td'),
  ...words('a abbr b cite code del em i ins kbd mark q s samp small strong sub sup u var'),
];
/** Those that are shown as another is; all others are left out, and what they hold stays. */
const SHOWN_AS: ReadonlyMap<string, string> = new Map([
  ...ELEMENTS.map((name): [string, string] => [name, name]),
  ...words('address article aside center details dialog fieldset figcaption figure').map(as('div')),
  ...words('footer form header hgroup legend main nav section summary').map(as('div')),
  ...words('listing plaintext textarea xmp').map(as('pre')),
  ...words('dir menu').map(as('ul')),
  ['strike', 's'],
  ['tt', 'code'],
  ['acronym', 'abbr'],
]);
/** These hold nothing. */
const VOID: ReadonlySet<string> = new Set(words('br img input'));
/** What these hold is no text for a reader. */
const SILENT: ReadonlySet<string> = new Set(
  words('datalist iframe noembed noframes noscript script style template title'),
);
/** What a style says of these, it says of the table or list, and no element for text can stand in its place. */
const STRUCTURE: ReadonlySet<string> = new Set(words('dl ol table tbody tfoot thead tr ul'));
/** Parsers take time by the depth for each tag: deeper elements are passed over, and their text stays. */
export const DEEPEST = 256;
const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
const LONGEST_LINK = 4_096;
const TICKS: ReadonlyMap<string, readonly [off: string, on: string]> = new Map([
  ['checkbox', ['☐', '☑']],
  ['radio', ['○', '◉']],
]);
const VALUE_INPUTS: ReadonlySet<string> = new Set(['', 'date', 'email', 'number', 'tel', 'text', 'time']);

/** An element of the note that is open. */
interface Frame {
  /** Where the writer goes back to at its end. */
  readonly depth: number;
  readonly isSilent: boolean;
  readonly spacing: Spacing;
}

const ROOT: Frame = { depth: 0, isSilent: false, spacing: 'collapsed' };

type Attributes = Readonly<Record<string, string>>;

/** The meaning of a note in HTML of its own making; the same for any HTML that it has made before. */
export function meaningfulMarkup(html: string): string {
  const writer = createMarkupWriter();
  const frames: Frame[] = [];
  /** The parser hands out text in pieces, of which a flood of entities makes many. */
  let text = '';

  function innermost(): Frame {
    return frames.at(-1) ?? ROOT;
  }

  function writeText(): void {
    const { isSilent, spacing } = innermost();
    if (text !== '' && !isSilent) writeSpaced(writer, withoutControls(text), spacing);
    text = '';
  }

  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      writeText();
      frames.push(opened(writer, innermost(), name, attributes));
    },
    ontext(piece) {
      text += piece;
    },
    onclosetag() {
      writeText();
      const { isSilent, depth } = frames.pop() ?? ROOT;
      if (!isSilent) writer.closeTo(depth);
    },
  };
  const accepts = (name: string): boolean => {
    if (frames.length < DEEPEST || VOID.has(name) || (SILENT.has(name) && !innermost().isSilent)) return true;
    writeText();
    if (!innermost().isSilent) writer.passOver(SHOWN_AS.get(name) ?? name);
    return false;
  };
  const parser = new BoundedParser(html.toWellFormed(), handler, { accepts });
  parser.parse();
  writeText();
  return writer.end();
}

interface Bounds {
  /** Whether the element that is about to be opened is parsed, by its name in lower case. */
  readonly accepts: (name: string) => boolean;
  readonly xmlMode?: boolean;
}

/** The sanitizer's parser, which `accepts` keeps from depths that make it slow. It reads HTML by default. */
export class BoundedParser extends Parser {
  readonly #markup: string;
  readonly #accepts: (name: string) => boolean;

  constructor(markup: string, handler: Partial<Handler>, { accepts, xmlMode = false }: Bounds) {
    super(handler, { xmlMode });
    this.#markup = markup;
    this.#accepts = accepts;
  }

  parse(): void {
    this.end(this.#markup);
  }

  override onopentagname(start: number, end: number): void {
    if (this.#accepts(this.#markup.slice(start, end).toLowerCase())) super.onopentagname(start, end);
  }
}

function opened(writer: MarkupWriter, parent: Frame, name: string, attributes: Attributes): Frame {
  if (parent.isSilent || holdsNoText(name, attributes)) return { ...parent, isSilent: true };
  const emphasis = emphasisOf(attributes['style']);
  const spacing = name === 'pre' || name === 'textarea' ? 'kept' : (emphasis.spacing ?? parent.spacing);
  const depth = written(writer, name, attributes);
  if (!STRUCTURE.has(name) && !VOID.has(name)) for (const element of emphasis.elements) writer.open(element);
  return { depth, isSilent: false, spacing };
}

/** Writes the element, or what stands for it, and gives the depth to go back to. */
function written(writer: MarkupWriter, name: string, attributes: Attributes): number {
  switch (name) {
    case 'br':
      writer.lineBreak();
      break;
    case 'img':
      writer.text(withoutControls(attributes['alt'] ?? ''));
      break;
    case 'input':
      writer.text(withoutControls(inputText(attributes)));
      break;
    default: {
      const shown = SHOWN_AS.get(name);
      const kept = shown === undefined ? null : keptAttributes(shown, attributes);
      if (shown !== undefined && kept !== null) return writer.open(shown, kept);
    }
  }
  return writer.depth();
}

/** Null where the element is nothing without them. */
function keptAttributes(shown: string, attributes: Attributes): Attributes | null {
  switch (shown) {
    case 'a': {
      const href = safeLink(attributes['href'] ?? '');
      return href === null ? null : { href };
    }
    case 'abbr':
      return named('title', withoutControls(attributes['title'] ?? ''));
    case 'li':
      return named('value', wholeNumber(attributes['value']));
    case 'ol':
      return {
        ...named('start', wholeNumber(attributes['start'])),
        ...named('type', /^[aAiI]$/.test(attributes['type'] ?? '') ? attributes['type'] : ''),
      };
    case 'td':
    case 'th':
      return {
        ...named('colspan', wholeNumber(attributes['colspan'])),
        ...named('rowspan', wholeNumber(attributes['rowspan'])),
      };
    default:
      return {};
  }
}

function named(name: string, value: string | undefined): Attributes {
  return value === undefined || value === '' ? {} : { [name]: value };
}

/** Up to what browsers allow for spans (HTML, "Attributes common to td and th elements"). */
function wholeNumber(value: string | undefined): string {
  return value !== undefined && /^\s{0,9}\d{1,3}\s{0,9}$/.test(value) ? String(Number(value)) : '';
}

/** An absolute link of a harmless kind, as browsers read it; null for any other. */
function safeLink(href: string): string | null {
  if (href.length > LONGEST_LINK || !URL.canParse(href)) return null;
  const url = new URL(href);
  return LINK_PROTOCOLS.has(url.protocol) ? url.href : null;
}

/** A list of choices shows those that are made. */
function holdsNoText(name: string, attributes: Attributes): boolean {
  return SILENT.has(name) || (name === 'option' && attributes['selected'] === undefined);
}

function inputText(attributes: Attributes): string {
  const type = attributes['type']?.toLowerCase() ?? '';
  const tick = TICKS.get(type);
  if (tick !== undefined) return attributes['checked'] === undefined ? tick[0] : tick[1];
  return VALUE_INPUTS.has(type) ? (attributes['value'] ?? '') : '';
}

function writeSpaced(writer: MarkupWriter, text: string, spacing: Spacing): void {
  const isPreformatted = writer.isOpen('pre');
  if (spacing === 'collapsed') {
    // Only where the element that was to show this as it is spaced is not its own.
    writer.text(isPreformatted ? text.replace(/\s+/g, ' ') : text);
    return;
  }
  if (isPreformatted) {
    writer.text(text);
    return;
  }
  for (const [at, line] of text.split(/\r\n?|\n/).entries()) {
    if (at > 0) writer.lineBreak();
    writer.text(spacing === 'kept' ? unbreakable(line) : line);
  }
}

/** Spaces that would be run together become such as are not. */
function unbreakable(line: string): string {
  return line.replace(/\t/g, '    ').replace(/^ | (?= )/g, '\u00a0');
}

function words(text: string): string[] {
  return text.split(' ');
}

function as(name: string): (other: string) => [string, string] {
  return (other) => [other, name];
}
