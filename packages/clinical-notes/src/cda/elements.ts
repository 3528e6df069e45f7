/** The elements of CDA's narrative blocks (HL7 CDA R2 §4.3.5, StrucDoc.Text), and the HTML for each. */
import { ELEMENTS } from '../html/elements.ts';
import { escapeAttribute } from '../html/safe-html.ts';
import { collapseSpaces } from '../text-layout.ts';

interface NarrativeElement {
  readonly start: string;
  readonly end: string;
  /** Whether readers must not see its text. */
  readonly isSilent: boolean;
}

interface NarrativeContext {
  /** The name of the parent element. */
  readonly parent: string;
  /** The numbers of footnotes by ID. */
  readonly footnotes: Map<string, number>;
}

/** The attributes of an element by name, in lower case. */
export type Attributes = Readonly<Record<string, string>>;

/** Elements whose HTML element has another name. */
const SHOWN_AS: ReadonlyMap<string, string> = new Map([
  ['paragraph', 'p'],
  ['item', 'li'],
  ['linkhtml', 'a'],
]);
const SHOWN: ReadonlySet<string> = new Set(ELEMENTS);
const VOID: ReadonlySet<string> = new Set(['br', 'hr']);
export const SCRIPTS: ReadonlySet<string> = new Set(['script', 'style']);
/** Elements that contain no text directly, and so cannot contain emphasis. */
const LAYOUT: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'br', 'hr']);
/** Attributes that carry meaning, by HTML element. */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['href']],
  ['td', ['colspan', 'rowspan']],
  ['th', ['colspan', 'rowspan']],
]);

/** CDA R2 §4.3.5.11, and the strike-through codes that vendors add. */
const STYLES: readonly (readonly [code: RegExp, element: string])[] = [
  [/^bold$/i, 'strong'],
  [/^(italics|emphasis)$/i, 'em'],
  [/^underline$/i, 'u'],
  [/strike/i, 's'],
];
/** CDA R2 §4.3.5.2: text that a revision deleted stays in the document, but is no longer valid. */
const REVISIONS: ReadonlyMap<string, string> = new Map([
  ['delete', 'del'],
  ['insert', 'ins'],
]);
/** CDA R2 §4.3.5.11: the numbering of ordered lists. */
const NUMBERING: ReadonlyMap<string, string> = new Map([
  ['LittleAlpha', 'a'],
  ['BigAlpha', 'A'],
  ['LittleRoman', 'i'],
  ['BigRoman', 'I'],
]);

export function convertNarrativeElement(
  name: string,
  attributes: Attributes,
  { parent, footnotes }: NarrativeContext,
): NarrativeElement {
  switch (name) {
    case 'list':
      return convertList(attributes);
    case 'caption':
      return wrapIn(CAPTIONS.get(parent) ?? ['strong']);
    case 'rendermultimedia':
      return { start: '[Media not shown as text] ', end: '', isSilent: false };
    case 'reference':
      return { start: BODY_IN_FILE, end: '', isSilent: true };
    case 'footnote':
      return { start: ` [${numberFootnote(attributes['id'], footnotes)}: `, end: ']', isSilent: false };
    case 'footnoteref':
      return { start: `[${numberFootnote(attributes['idref'], footnotes)}]`, end: '', isSilent: true };
    default:
      return convertElement(name, attributes);
  }
}

/** Replaces a body that is not XML (HL7 CDA R2 §4.3.1.2, data type ED). */
const BODY_IN_FILE = '[The body of this document is a separate file and not shown as text.]';

/** The elements for a caption, by its parent. HTML has captions only in tables. */
const CAPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['table', ['caption']],
  ['list', ['p', 'strong']],
  ['text', ['p', 'strong']],
]);

function convertElement(name: string, attributes: Attributes): NarrativeElement {
  const element = SHOWN_AS.get(name) ?? name;
  if (VOID.has(element)) return { start: `<${element}>`, end: '', isSilent: false };
  const emphasis = LAYOUT.has(element) ? [] : emphasisOf(attributes);
  const { start, end } = wrapIn(SHOWN.has(element) ? [element, ...emphasis] : emphasis, attributes);
  return { start, end, isSilent: SCRIPTS.has(name) };
}

function convertList({ listtype, stylecode }: Attributes): NarrativeElement {
  if (listtype !== 'ordered') return wrapIn(['ul']);
  const type = NUMBERING.get(stylecode ?? '');
  return { start: type === undefined ? '<ol>' : `<ol type="${type}">`, end: '</ol>', isSilent: false };
}

function emphasisOf({ stylecode = '', revised = '' }: Attributes): string[] {
  const codes = collapseSpaces(stylecode).split(/\s/, 10);
  const styled = STYLES.filter(([code]) => codes.some((one) => code.test(one))).map(([, element]) => element);
  const revision = REVISIONS.get(revised);
  return revision === undefined ? styled : [revision, ...styled];
}

function wrapIn(elements: readonly string[], attributes: Attributes = {}): NarrativeElement {
  return {
    start: elements.map((element) => `<${element}${attributesOf(element, attributes)}>`).join(''),
    end: elements
      .toReversed()
      .map((element) => `</${element}>`)
      .join(''),
    isSilent: false,
  };
}

function attributesOf(element: string, attributes: Attributes): string {
  return (ATTRIBUTES.get(element) ?? [])
    .map((name) => {
      const value = attributes[name];
      return value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`;
    })
    .join('');
}

/** Numbers footnotes in the order in which they, or references to them, first appear. */
function numberFootnote(id: string | undefined, footnotes: Map<string, number>): number {
  const key = id ?? `without an ID: ${footnotes.size}`;
  const number = footnotes.get(key) ?? footnotes.size + 1;
  footnotes.set(key, number);
  return number;
}
