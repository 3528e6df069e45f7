/** THE TABLE of elements in the narrative blocks of CDA (HL7 CDA R2 §4.3.5, StrucDoc.Text), and the HTML that stands for each. */
import { ELEMENTS } from '../html/elements.ts';
import { escapeAttribute } from '../html/safe-html.ts';

interface NarrativeElement {
  readonly start: string;
  readonly end: string;
  /** Whether its text is not for readers. */
  readonly isSilent: boolean;
}

interface NarrativeContext {
  /** The element around it. */
  readonly parent: string;
  /** The numbers of footnotes, by their IDs. */
  readonly footnotes: Map<string, number>;
}

/** The attributes of an element, by their names in lower case. */
export type Attributes = Readonly<Record<string, string>>;

/** Elements that are shown as an element of another name. */
const SHOWN_AS: ReadonlyMap<string, string> = new Map([
  ['paragraph', 'p'],
  ['item', 'li'],
  ['linkhtml', 'a'],
]);
const SHOWN: ReadonlySet<string> = new Set(ELEMENTS);
const VOID: ReadonlySet<string> = new Set(['br', 'hr']);
export const SCRIPTS: ReadonlySet<string> = new Set(['script', 'style']);
/** Elements that hold no text themselves, so that no emphasis can stand in them. */
const LAYOUT: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'br', 'hr']);
/** Attributes that carry meaning, by the HTML element. */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['href']],
  ['td', ['colspan', 'rowspan']],
  ['th', ['colspan', 'rowspan']],
]);

/** CDA R2 §4.3.5.11, with the spelling of strike-through that vendors add. */
const STYLES: readonly (readonly [code: RegExp, element: string])[] = [
  [/^bold$/i, 'strong'],
  [/^(italics|emphasis)$/i, 'em'],
  [/^underline$/i, 'u'],
  [/strike/i, 's'],
];
/** CDA R2 §4.3.5.2: text that a revision took out still stands in the document, and means that it no longer holds. */
const REVISIONS: ReadonlyMap<string, string> = new Map([
  ['delete', 'del'],
  ['insert', 'ins'],
]);
/** CDA R2 §4.3.5.11: how ordered lists are numbered. */
const NUMBERING: ReadonlyMap<string, string> = new Map([
  ['LittleAlpha', 'a'],
  ['BigAlpha', 'A'],
  ['LittleRoman', 'i'],
  ['BigRoman', 'I'],
]);

export function narrativeElement(
  name: string,
  attributes: Attributes,
  { parent, footnotes }: NarrativeContext,
): NarrativeElement {
  switch (name) {
    case 'list':
      return shownList(attributes);
    case 'caption':
      return around(CAPTIONS.get(parent) ?? ['strong']);
    case 'rendermultimedia':
      return { start: '[Media not shown as text] ', end: '', isSilent: false };
    case 'reference':
      return { start: ELSEWHERE, end: '', isSilent: true };
    case 'footnote':
      return { start: ` [${numberOf(attributes['id'], footnotes)}: `, end: ']', isSilent: false };
    case 'footnoteref':
      return { start: `[${numberOf(attributes['idref'], footnotes)}]`, end: '', isSilent: true };
    default:
      return shownElement(name, attributes);
  }
}

/** Stands for a body that is not XML (HL7 CDA R2 §4.3.1.2, data type ED). */
const ELSEWHERE = '[The body of this document is a file of its own and not shown as text.]';

/** Where a caption stands decides its form: HTML has captions of tables only. */
const CAPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['table', ['caption']],
  ['list', ['p', 'strong']],
  ['text', ['p', 'strong']],
]);

function shownElement(name: string, attributes: Attributes): NarrativeElement {
  const element = SHOWN_AS.get(name) ?? name;
  if (VOID.has(element)) return { start: `<${element}>`, end: '', isSilent: false };
  const emphasis = LAYOUT.has(element) ? [] : emphasisOf(attributes);
  const { start, end } = around(SHOWN.has(element) ? [element, ...emphasis] : emphasis, attributes);
  return { start, end, isSilent: SCRIPTS.has(name) };
}

function shownList({ listtype, stylecode }: Attributes): NarrativeElement {
  if (listtype !== 'ordered') return around(['ul']);
  const type = NUMBERING.get(stylecode ?? '');
  return { start: type === undefined ? '<ol>' : `<ol type="${type}">`, end: '</ol>', isSilent: false };
}

function emphasisOf({ stylecode = '', revised = '' }: Attributes): string[] {
  const codes = stylecode.split(/\s+/, 10);
  const styled = STYLES.filter(([code]) => codes.some((one) => code.test(one))).map(([, element]) => element);
  const revision = REVISIONS.get(revised);
  return revision === undefined ? styled : [revision, ...styled];
}

function around(elements: readonly string[], attributes: Attributes = {}): NarrativeElement {
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

/** Footnotes are numbered in the order in which they, or references to them, turn up. */
function numberOf(id: string | undefined, footnotes: Map<string, number>): number {
  const key = id ?? `without an ID: ${footnotes.size}`;
  const number = footnotes.get(key) ?? footnotes.size + 1;
  footnotes.set(key, number);
  return number;
}
