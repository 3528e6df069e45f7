/**
 * The narrative blocks of a CDA document (HL7 CDA R2 §4.3.5) as HTML. The HTML is as little trusted as any: `meaningfulMarkup` and the sanitizer
 * still come after it. The parser knows no DTD, so an entity that a document declares stays the text `&name;` and nothing is fetched.
 */
import type { Handler } from 'htmlparser2';
import { escaped, narrativeElement, SILENT } from './note-cda-elements.ts';
import { BoundedParser, DEEPEST } from './note-markup.ts';

/** The elements that lead to the narrative, by their parent. The reader skips all others, such as the coded entries. */
const STRUCTURE: Readonly<Record<string, readonly string[]>> = {
  ClinicalDocument: ['title', 'code', 'component'],
  component: ['structuredBody', 'nonXMLBody', 'section'],
  structuredBody: ['component'],
  section: ['title', 'code', 'text', 'component'],
  nonXMLBody: ['text'],
};

/**
 * HL7 v3 NullFlavor, the codes of a section or its text that say why nothing stands there. The others, such as OTH, say of a text that it is
 * there in another form, so that they leave nothing to say.
 */
const NULL_FLAVORS: ReadonlyMap<string, string> = new Map([
  ['NI', 'no information'],
  ['NA', 'not applicable'],
  ['UNK', 'unknown'],
  ['ASKU', 'asked but unknown'],
  ['NAV', 'temporarily unavailable'],
  ['NASK', 'not asked'],
  ['MSK', 'withheld'],
  ['INV', 'marked as invalid'],
]);

/** The document or a section of it. */
interface Section {
  /** 0: the document. */
  readonly level: number;
  /** Why nothing stands there, in words. */
  readonly absence: string | null;
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
  /** What stands for a `text` with nothing in it. */
  readonly emptyAs: string;
}

const NO_TEXT = '<p>(There is no text.)</p>';
/** What stands for an element that holds no text at all. */
const WITHOUT_TEXT: Readonly<Record<string, string>> = {
  ClinicalDocument: '<p>(This document has no text.)</p>',
  section: '<p>(This section has no text.)</p>',
};
const TOO_DEEP = '<p>[The rest of this document is nested too deep and not shown.]</p>';

type Attributes = Readonly<Record<string, string>>;

/** Returns HTML, which says where something is missing; null for XML that is not a CDA document. */
export function cdaToHtml(xml: string): string | null {
  const out: string[] = [];
  const frames: Frame[] = [];
  const notes = new Map<string, number>();
  let isCda = false;
  let isTooDeep = false;

  const writeHeading = (section: Section): void => {
    if (section.isHeaded) return;
    section.isHeaded = true;
    const { level, title, codeName, absence } = section;
    const heading = title ?? codeName;
    const size = Math.min(level + 1, 6);
    if (heading !== null) out.push(`<h${size}>${escaped(heading)}</h${size}>`);
    if (absence !== null) out.push(absent(absence));
  };

  const enterStructure = (parent: Frame, name: string, attributes: Attributes): Frame => {
    const { section } = parent;
    const frame = {
      name,
      kind: 'structure',
      section,
      end: '',
      pending: null,
      plainFrom: null,
      emptyAs: '',
    } as const;
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
    const absence = absenceOf(nullFlavor);
    if (absence !== null) out.push(absent(absence));
    out.push('<div>');
    const emptyAs = absence === null ? NO_TEXT : '';
    return { ...frame, kind: 'narrative', end: '</div>', plainFrom: out.length - 1, emptyAs };
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
      emptyAs: '',
    };
  };

  const enter = (name: string, attributes: Attributes): Frame => {
    const parent = frames.at(-1);
    if (parent === undefined) {
      isCda ||= name === 'ClinicalDocument';
      const kind = name === 'ClinicalDocument' ? 'structure' : 'silent';
      return { name, kind, section: documentSection(), end: '', pending: null, plainFrom: null, emptyAs: '' };
    }
    if (parent.kind === 'narrative') return enterNarrative(parent, name, attributes);
    if (parent.kind === 'title' && !SILENT.has(name)) {
      if (name === 'br') parent.section.title = `${parent.section.title ?? ''} `;
      return { ...parent, name };
    }
    const isOnTheWay = parent.kind === 'structure' && STRUCTURE[parent.name]?.includes(name) === true;
    if (isOnTheWay) return enterStructure(parent, name, attributes);
    return { ...parent, name, kind: 'silent', end: '', pending: null, plainFrom: null, emptyAs: '' };
  };

  const leave = (frame: Frame): void => {
    const { name, kind, section, plainFrom, pending, end, emptyAs } = frame;
    if (plainFrom !== null && out.slice(plainFrom + 1).every((piece) => piece.trim() === ''))
      out.push(emptyAs);
    // Words without any markup have only their lines for a layout.
    if (plainFrom !== null) out[plainFrom] = '<div style="white-space: pre-line">';
    if (kind === 'narrative' && pending === null) out.push(end);
    if (kind !== 'structure' || !Object.hasOwn(WITHOUT_TEXT, name)) return;
    writeHeading(section);
    if (!section.isFilled && section.absence === null) out.push(WITHOUT_TEXT[name] ?? '');
  };

  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      if (isTooDeep) return;
      frames.push(enter(localName(name), attributes));
    },
    ontext(piece) {
      if (isTooDeep) return;
      const frame = frames.at(-1);
      if (frame?.kind === 'narrative') out.push(escaped(piece));
      else if (frame?.kind === 'title') frame.section.title = (frame.section.title ?? '') + piece;
    },
    onclosetag(_name, isImplied) {
      if (isTooDeep) return;
      const frame = frames.pop();
      if (frame !== undefined) leave(frame);
      // Words that are missing can be the ones that matter.
      if (isCda && isImplied && frames.length === 0) out.push('<p>[The document is cut off here.]</p>');
    },
  };
  const accepts = (): boolean => {
    if (isTooDeep || frames.length < DEEPEST) return !isTooDeep;
    isTooDeep = true;
    out.push(...frames.toReversed().map(({ end }) => end), TOO_DEEP);
    return false;
  };
  new BoundedParser(xml.toWellFormed(), handler, { accepts, xmlMode: true }).parse();
  return isCda ? out.join('') : null;
}

function documentSection(): Section {
  return { level: 0, absence: null, title: null, codeName: null, isHeaded: false, isFilled: false };
}

function sectionBelow({ level }: Section, { nullFlavor }: Attributes): Section {
  return { ...documentSection(), level: level + 1, absence: absenceOf(nullFlavor) };
}

function absenceOf(nullFlavor: string | undefined): string | null {
  return NULL_FLAVORS.get(nullFlavor ?? '') ?? null;
}

function absent(absence: string): string {
  return `<p>(${absence})</p>`;
}

/** The name without its namespace prefix, which each document chooses for itself. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
