/**
 * The narrative blocks of a CDA document (HL7 CDA R2 §4.3.5) as HTML. The HTML is as little trusted as any: `meaningfulMarkup` and the sanitizer
 * still come after it. The parser knows no DTD, so an entity that a document declares stays the text `&name;` and nothing is fetched.
 */
import type { Handler } from 'htmlparser2';
import { escaped, narrativeElement } from './note-cda-elements.ts';
import { BoundedParser, DEEPEST } from './note-markup.ts';

/** The elements that lead to the narrative, by their parent. The reader skips all others, such as the coded entries. */
const STRUCTURE: Readonly<Record<string, readonly string[]>> = {
  ClinicalDocument: ['title', 'code', 'component'],
  component: ['structuredBody', 'nonXMLBody', 'section'],
  structuredBody: ['component'],
  section: ['title', 'code', 'text', 'component'],
  nonXMLBody: ['text'],
};

/** HL7 v3 NullFlavor, the codes that a section or its text can have. */
const NULL_FLAVORS: ReadonlyMap<string, string> = new Map([
  ['NI', 'no information'],
  ['NA', 'not applicable'],
  ['UNK', 'unknown'],
  ['ASKU', 'asked but unknown'],
  ['NAV', 'temporarily unavailable'],
  ['NASK', 'not asked'],
  ['MSK', 'withheld'],
]);

/** The document or a section of it. */
interface Section {
  /** 0: the document. */
  readonly level: number;
  readonly nullFlavor: string | null;
  title: string | null;
  /** The display of its code, which stands in for a missing title. */
  codeName: string | null;
  isHeaded: boolean;
  /** Whether it has a text or sections of its own. */
  isFilled: boolean;
}

/** An open element. */
interface Frame {
  readonly name: string;
  readonly kind: 'structure' | 'title' | 'narrative' | 'silent';
  readonly section: Section;
  /** Written at its end. */
  readonly end: string;
  /** The start tag of a `list`, until the first item writes it. */
  pending: string | null;
  /** The start of a `text` in the output, until markup turns up in it. */
  plainFrom: number | null;
}

type Attributes = Readonly<Record<string, string>>;

/** Returns HTML; null for XML that is not a CDA document, or nests deeper than any author would. */
export function cdaToHtml(xml: string): string | null {
  const out: string[] = [];
  const frames: Frame[] = [];
  const notes = new Map<string, number>();
  let isCda = false;
  let isTooDeep = false;

  const writeHeading = (section: Section): void => {
    if (section.isHeaded) return;
    section.isHeaded = true;
    const { level, title, codeName, nullFlavor } = section;
    const heading = title ?? codeName;
    const size = Math.min(level + 1, 6);
    if (heading !== null) out.push(`<h${size}>${escaped(heading)}</h${size}>`);
    if (nullFlavor !== null) out.push(absent(nullFlavor));
  };

  const enterStructure = (parent: Frame, name: string, attributes: Attributes): Frame => {
    const { section } = parent;
    const frame = { name, kind: 'structure', section, end: '', pending: null, plainFrom: null } as const;
    switch (name) {
      case 'title':
        return { ...frame, kind: 'title' };
      case 'code':
        section.codeName ??= attributes['displayName'] ?? null;
        return { ...frame, kind: 'silent' };
      case 'section':
        section.isFilled = true;
        return { ...frame, section: sectionBelow(section, attributes) };
      case 'component':
        writeHeading(section);
        return frame;
      case 'text':
        writeHeading(section);
        section.isFilled = true;
        return parent.name === 'nonXMLBody' ? enterBody(frame, attributes) : enterText(frame, attributes);
      default:
        return frame;
    }
  };

  const enterText = (frame: Frame, { nullFlavor }: Attributes): Frame => {
    if (nullFlavor !== undefined) out.push(absent(nullFlavor));
    out.push('<div>');
    return { ...frame, kind: 'narrative', end: '</div>', plainFrom: out.length - 1 };
  };

  /** A body that is not XML (CDA R2 §4.3.1.2): words, or a whole file in base64. */
  const enterBody = (frame: Frame, attributes: Attributes): Frame => {
    const { mediaType = '', representation } = attributes;
    const isText = representation !== 'B64' && /^(text\/plain)?$/i.test(mediaType.trim());
    if (isText) return enterText(frame, attributes);
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'in another format';
    out.push(`<p>[The body of this document is ${type} and not shown as text.]</p>`);
    return { ...frame, kind: 'silent' };
  };

  const enterNarrative = (parent: Frame, name: string, attributes: Attributes): Frame => {
    parent.plainFrom = null;
    const inList = parent.name === 'list';
    if (inList && name === 'item' && parent.pending !== null) {
      out.push(parent.pending);
      parent.pending = null;
    }
    const { start, end, isSilent } = narrativeElement(name, attributes, { parent: parent.name, notes });
    const isList = name === 'list';
    if (!isList) out.push(start);
    return {
      name,
      kind: isSilent ? 'silent' : 'narrative',
      section: parent.section,
      end,
      pending: isList ? start : null,
      plainFrom: null,
    };
  };

  const enter = (name: string, attributes: Attributes): Frame => {
    const parent = frames.at(-1);
    if (parent === undefined) {
      isCda ||= name === 'ClinicalDocument';
      const kind = name === 'ClinicalDocument' ? 'structure' : 'silent';
      return { name, kind, section: documentSection(), end: '', pending: null, plainFrom: null };
    }
    if (parent.kind === 'narrative') return enterNarrative(parent, name, attributes);
    const isOnTheWay = parent.kind === 'structure' && STRUCTURE[parent.name]?.includes(name) === true;
    if (isOnTheWay) return enterStructure(parent, name, attributes);
    return { ...parent, name, kind: 'silent', end: '', pending: null, plainFrom: null };
  };

  const leave = (frame: Frame): void => {
    const { name, kind, section, plainFrom, pending, end } = frame;
    // Words without any markup have only their lines for a layout.
    if (plainFrom !== null) out[plainFrom] = '<div style="white-space: pre-line">';
    if (kind === 'narrative' && pending === null) out.push(end);
    if (kind !== 'structure' || name !== 'section') return;
    writeHeading(section);
    if (!section.isFilled && section.nullFlavor === null) out.push('<p>(This section has no text.)</p>');
  };

  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      frames.push(enter(localName(name), attributes));
    },
    ontext(piece) {
      const frame = frames.at(-1);
      if (frame?.kind === 'narrative') out.push(escaped(piece));
      else if (frame?.kind === 'title') frame.section.title = (frame.section.title ?? '') + piece;
    },
    onclosetag(_name, isImplied) {
      const frame = frames.pop();
      if (frame !== undefined) leave(frame);
      // Words that are missing can be the ones that matter.
      if (isCda && isImplied && frames.length === 0) out.push('<p>[The document is cut off here.]</p>');
    },
  };
  const accepts = (): boolean => {
    isTooDeep ||= frames.length >= DEEPEST;
    return !isTooDeep;
  };
  new BoundedParser(xml.toWellFormed(), handler, { accepts, xmlMode: true }).parse();
  return isCda && !isTooDeep ? out.join('') : null;
}

function documentSection(): Section {
  return { level: 0, nullFlavor: null, title: null, codeName: null, isHeaded: false, isFilled: false };
}

function sectionBelow({ level }: Section, { nullFlavor }: Attributes): Section {
  return { ...documentSection(), level: level + 1, nullFlavor: nullFlavor ?? null };
}

function absent(nullFlavor: string): string {
  return `<p>(${NULL_FLAVORS.get(nullFlavor) ?? 'no information'})</p>`;
}

/** The name without its namespace prefix, which each document chooses for itself. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
