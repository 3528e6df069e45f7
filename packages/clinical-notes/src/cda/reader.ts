/**
 * Reads the narrative blocks of a CDA document (HL7 CDA R2 §4.3.5) as HTML, which `readHtml` then reads like any other untrusted HTML. parse5's tokenizer
 * gives names in lower case. It knows no DTD: an entity that a document declares stays the text `&name;`, and nothing is fetched.
 */
import { type Token, type TokenHandler, Tokenizer } from 'parse5';
import { escapeText } from '../html/safe-html.ts';
import { type Attributes, narrativeElement, SCRIPTS } from './elements.ts';

/** Documents that nest deeper are cut off there. */
const DEEPEST = 256;

/** The elements around the narrative, by their parent. The reader skips all others, such as the coded entries. */
const STRUCTURE: Readonly<Record<string, readonly string[]>> = {
  clinicaldocument: ['title', 'code', 'component'],
  component: ['structuredbody', 'nonxmlbody', 'section'],
  structuredbody: ['component'],
  section: ['title', 'code', 'text', 'component'],
  nonxmlbody: ['text'],
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
  clinicaldocument: '<p>(This document has no text.)</p>',
  section: '<p>(This section has no text.)</p>',
};
const TOO_DEEP = '<p>[The rest of this document is nested too deep and not shown.]</p>';

/** Returns HTML, which says where something is missing; null for XML that is not a CDA document. */
export function cdaToHtml(xml: string): string | null {
  const reader = new CdaReader();
  return reader.read(xml);
}

class CdaReader implements TokenHandler {
  readonly #tokenizer = new Tokenizer({}, this);
  readonly #html: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #footnotes = new Map<string, number>();
  #isCda = false;
  #isTooDeep = false;

  read(xml: string): string | null {
    // Elements that are not HTML's own can hold CDATA.
    this.#tokenizer.inForeignNode = true;
    this.#tokenizer.write(xml.toWellFormed(), true);
    return this.#isCda ? this.#html.join('') : null;
  }

  onStartTag(tag: Token.TagToken): void {
    if (this.#isTooDeep) return;
    if (this.#frames.length >= DEEPEST) {
      this.#isTooDeep = true;
      this.#html.push(...this.#frames.toReversed().map(({ end }) => end), TOO_DEEP);
      return;
    }
    const attributes = Object.fromEntries(tag.attrs.map(({ name, value }) => [name, value]));
    this.#frames.push(this.#enter(localName(tag.tagName), attributes));
    if (tag.selfClosing) this.#leaveTo(this.#frames.length - 1);
  }

  onEndTag(tag: Token.TagToken): void {
    if (this.#isTooDeep) return;
    const name = localName(tag.tagName);
    const depth = this.#frames.findLastIndex((frame) => frame.name === name);
    if (depth !== -1) this.#leaveTo(depth);
  }

  onCharacter({ chars }: Token.CharacterToken): void {
    const frame = this.#frames.at(-1);
    if (this.#isTooDeep || frame === undefined) return;
    if (frame.kind === 'narrative') this.#html.push(escapeText(chars));
    if (frame.kind === 'title') frame.section.title = (frame.section.title ?? '') + chars;
  }

  onWhitespaceCharacter(token: Token.CharacterToken): void {
    this.onCharacter(token);
  }

  onEof(): void {
    if (this.#isTooDeep || this.#frames.length === 0) return;
    this.#leaveTo(0);
    // Words that are missing can be the ones that matter.
    if (this.#isCda) this.#html.push('<p>[The document is cut off here.]</p>');
  }

  onNullCharacter(): void {}
  onComment(): void {}
  onDoctype(): void {}

  #enter(name: string, attributes: Attributes): Frame {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return this.#enterDocument(name);
    if (parent.kind === 'narrative') return this.#enterNarrative(parent, name, attributes);
    if (parent.kind === 'title' && !SCRIPTS.has(name)) {
      if (name === 'br') parent.section.title = `${parent.section.title ?? ''} `;
      return { ...parent, name };
    }
    const isOnTheWay = parent.kind === 'structure' && STRUCTURE[parent.name]?.includes(name) === true;
    if (isOnTheWay) return this.#enterStructure(parent, name, attributes);
    return frameOf(name, 'silent', parent.section);
  }

  #enterDocument(name: string): Frame {
    const isDocument = name === 'clinicaldocument';
    this.#isCda ||= isDocument;
    return frameOf(name, isDocument ? 'structure' : 'silent', documentSection());
  }

  #enterStructure(parent: Frame, name: string, attributes: Attributes): Frame {
    const { section } = parent;
    switch (name) {
      case 'title':
        return frameOf(name, 'title', section);
      case 'code':
        section.codeName ??= attributes['displayname'] ?? null;
        return frameOf(name, 'silent', section);
      case 'section':
        section.isFilled = true;
        return frameOf(name, 'structure', sectionBelow(section, attributes));
      case 'component':
        this.#writeHeading(section);
        return frameOf(name, 'structure', section);
      case 'text':
        this.#writeHeading(section);
        section.isFilled = true;
        return parent.name === 'nonxmlbody'
          ? this.#enterBody(section, attributes)
          : this.#enterText(section, attributes);
      default:
        return frameOf(name, 'structure', section);
    }
  }

  #enterText(section: Section, { nullflavor }: Attributes): Frame {
    const absence = absenceOf(nullflavor);
    if (absence !== null) this.#html.push(absent(absence));
    const plainFrom = this.#html.push('<div>') - 1;
    const emptyAs = absence === null ? NO_TEXT : '';
    return { ...frameOf('text', 'narrative', section), end: '</div>', plainFrom, emptyAs };
  }

  /** A body that is not XML (CDA R2 §4.3.1.2): words, or a whole file in base64. */
  #enterBody(section: Section, attributes: Attributes): Frame {
    const { mediatype = '', representation } = attributes;
    const isText = representation !== 'B64' && /^(text\/plain)?$/i.test(mediatype.trim());
    if (isText) return this.#enterText(section, attributes);
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(mediatype) ? mediatype : 'in another format';
    this.#html.push(`<p>[The body of this document is ${type} and not shown as text.]</p>`);
    return frameOf('text', 'silent', section);
  }

  #enterNarrative(parent: Frame, name: string, attributes: Attributes): Frame {
    parent.plainFrom = null;
    if (parent.name === 'list' && name === 'item' && parent.pending !== null) {
      this.#html.push(parent.pending);
      parent.pending = null;
    }
    const footnotes = this.#footnotes;
    const { start, end, isSilent } = narrativeElement(name, attributes, { parent: parent.name, footnotes });
    const isList = name === 'list';
    if (!isList) this.#html.push(start);
    const frame = frameOf(name, isSilent ? 'silent' : 'narrative', parent.section);
    return { ...frame, end, pending: isList ? start : null };
  }

  /** Leaves the innermost elements, down to this depth. */
  #leaveTo(depth: number): void {
    for (const frame of this.#frames.splice(depth).toReversed()) this.#leave(frame);
  }

  #leave({ name, kind, section, plainFrom, pending, end, emptyAs }: Frame): void {
    if (plainFrom !== null) {
      if (this.#html.slice(plainFrom + 1).every((piece) => piece.trim() === '')) this.#html.push(emptyAs);
      // Words without any markup have only their lines for a layout.
      this.#html[plainFrom] = '<div style="white-space: pre-line">';
    }
    if (kind === 'narrative' && pending === null) this.#html.push(end);
    if (kind !== 'structure' || !Object.hasOwn(WITHOUT_TEXT, name)) return;
    this.#writeHeading(section);
    if (!section.isFilled && section.absence === null) this.#html.push(WITHOUT_TEXT[name] ?? '');
  }

  #writeHeading(section: Section): void {
    if (section.isHeaded) return;
    section.isHeaded = true;
    const { level, title, codeName, absence } = section;
    const heading = title ?? codeName;
    const size = Math.min(level + 1, 6);
    if (heading !== null) this.#html.push(`<h${size}>${escapeText(heading)}</h${size}>`);
    if (absence !== null) this.#html.push(absent(absence));
  }
}

function frameOf(name: string, kind: Frame['kind'], section: Section): Frame {
  return { name, kind, section, end: '', pending: null, plainFrom: null, emptyAs: '' };
}

function documentSection(): Section {
  return { level: 0, absence: null, title: null, codeName: null, isHeaded: false, isFilled: false };
}

function sectionBelow({ level }: Section, { nullflavor }: Attributes): Section {
  return { ...documentSection(), level: level + 1, absence: absenceOf(nullflavor) };
}

function absenceOf(code: string | undefined): string | null {
  return NULL_FLAVORS.get(code ?? '') ?? null;
}

function absent(absence: string): string {
  return `<p>(${absence})</p>`;
}

/** The name without its namespace prefix, which each document chooses for itself. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
