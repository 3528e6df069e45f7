/**
 * Turns the narrative blocks of a CDA document (HL7 CDA R2 §4.3.5) into HTML, which `readHtml` then reads like any other untrusted HTML. parse5's
 * tokenizer returns names in lower case and ignores DTDs: an entity that a document declares stays the text `&name;`, and nothing is fetched.
 */
import { type Token, type TokenHandler, Tokenizer } from 'parse5';
import { escapeText } from '../html/safe-html.ts';
import { type Attributes, convertNarrativeElement, SCRIPTS } from './elements.ts';

/** The reader truncates documents at this depth. */
const DEEPEST = 256;

/** The elements around the narrative, by parent. The reader skips all others, such as the coded entries. */
const STRUCTURE: Readonly<Record<string, readonly string[]>> = {
  clinicaldocument: ['title', 'code', 'component'],
  component: ['structuredbody', 'nonxmlbody', 'section'],
  structuredbody: ['component'],
  section: ['title', 'code', 'text', 'component'],
  nonxmlbody: ['text'],
};

/**
 * The HL7 v3 NullFlavor codes that explain why a section or its text is empty. The others, such as OTH, mean that the text exists in another form,
 * and need no explanation.
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

/** The document, or one of its sections. */
interface Section {
  /** 0 for the document. */
  readonly level: number;
  /** Why the section is empty, as text. */
  readonly absence: string | null;
  title: string | null;
  /** The display of its code, which replaces a missing title. */
  codeName: string | null;
  isHeaded: boolean;
  /** Whether it has a text or subsections. */
  isFilled: boolean;
}

/** An open element. */
interface Frame {
  readonly name: string;
  readonly kind: 'structure' | 'title' | 'narrative' | 'silent';
  readonly section: Section;
  /** The HTML to write at its end. */
  readonly end: string;
  /** The start tag of a `list`, which the first item writes. */
  pending: string | null;
  /** The index of a `text` in the output while it contains no markup; otherwise null. */
  plainFrom: number | null;
  /** The HTML for an empty `text`. */
  readonly emptyAs: string;
}

const EMPTY_TEXT = '<p>(There is no text.)</p>';
/** The HTML for a document or section without any text. */
const EMPTY_ELEMENTS: Readonly<Record<string, string>> = {
  clinicaldocument: '<p>(This document has no text.)</p>',
  section: '<p>(This section has no text.)</p>',
};
const TOO_DEEP = '<p>[The rest of this document is nested too deep and not shown.]</p>';

/** Returns HTML, which states what is missing or cut off. Returns null for XML that is not a CDA document. */
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
    // In foreign elements, the tokenizer accepts CDATA.
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
    // A reader must know, because the missing words can be the important ones.
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
    const isStructure = parent.kind === 'structure' && STRUCTURE[parent.name]?.includes(name) === true;
    if (isStructure) return this.#enterStructure(parent, name, attributes);
    return createFrame(name, 'silent', parent.section);
  }

  #enterDocument(name: string): Frame {
    const isDocument = name === 'clinicaldocument';
    this.#isCda ||= isDocument;
    return createFrame(name, isDocument ? 'structure' : 'silent', createSection());
  }

  #enterStructure(parent: Frame, name: string, attributes: Attributes): Frame {
    const { section } = parent;
    switch (name) {
      case 'title':
        return createFrame(name, 'title', section);
      case 'code':
        section.codeName ??= attributes['displayname'] ?? null;
        return createFrame(name, 'silent', section);
      case 'section':
        section.isFilled = true;
        return createFrame(name, 'structure', createSubsection(section, attributes));
      case 'component':
        this.#writeHeading(section);
        return createFrame(name, 'structure', section);
      case 'text':
        this.#writeHeading(section);
        section.isFilled = true;
        return parent.name === 'nonxmlbody'
          ? this.#enterBody(section, attributes)
          : this.#enterText(section, attributes);
      default:
        return createFrame(name, 'structure', section);
    }
  }

  #enterText(section: Section, { nullflavor }: Attributes): Frame {
    const absence = absenceOf(nullflavor);
    if (absence !== null) this.#html.push(renderAbsence(absence));
    const plainFrom = this.#html.push('<div>') - 1;
    const emptyAs = absence === null ? EMPTY_TEXT : '';
    return { ...createFrame('text', 'narrative', section), end: '</div>', plainFrom, emptyAs };
  }

  /** Enters a body that is not XML (CDA R2 §4.3.1.2): plain text, or a file in base64. */
  #enterBody(section: Section, attributes: Attributes): Frame {
    const { mediatype = '', representation } = attributes;
    const isText = representation !== 'B64' && /^(text\/plain)?$/i.test(mediatype.trim());
    if (isText) return this.#enterText(section, attributes);
    const type = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/.test(mediatype) ? mediatype : 'in another format';
    this.#html.push(`<p>[The body of this document is ${type} and not shown as text.]</p>`);
    return createFrame('text', 'silent', section);
  }

  #enterNarrative(parent: Frame, name: string, attributes: Attributes): Frame {
    parent.plainFrom = null;
    if (parent.name === 'list' && name === 'item' && parent.pending !== null) {
      this.#html.push(parent.pending);
      parent.pending = null;
    }
    const footnotes = this.#footnotes;
    const { start, end, isSilent } = convertNarrativeElement(name, attributes, {
      parent: parent.name,
      footnotes,
    });
    const isList = name === 'list';
    if (!isList) this.#html.push(start);
    const frame = createFrame(name, isSilent ? 'silent' : 'narrative', parent.section);
    return { ...frame, end, pending: isList ? start : null };
  }

  /** Leaves all elements at or below this depth, from the inside out. */
  #leaveTo(depth: number): void {
    for (const frame of this.#frames.splice(depth).toReversed()) this.#leave(frame);
  }

  #leave({ name, kind, section, plainFrom, pending, end, emptyAs }: Frame): void {
    if (plainFrom !== null) {
      if (this.#html.slice(plainFrom + 1).every((piece) => piece.trim() === '')) this.#html.push(emptyAs);
      // Text without markup has no layout except its line breaks.
      this.#html[plainFrom] = '<div style="white-space: pre-line">';
    }
    if (kind === 'narrative' && pending === null) this.#html.push(end);
    if (kind !== 'structure' || !Object.hasOwn(EMPTY_ELEMENTS, name)) return;
    this.#writeHeading(section);
    if (!section.isFilled && section.absence === null) this.#html.push(EMPTY_ELEMENTS[name] ?? '');
  }

  #writeHeading(section: Section): void {
    if (section.isHeaded) return;
    section.isHeaded = true;
    const { level, title, codeName, absence } = section;
    const heading = title ?? codeName;
    const size = Math.min(level + 1, 6);
    if (heading !== null) this.#html.push(`<h${size}>${escapeText(heading)}</h${size}>`);
    if (absence !== null) this.#html.push(renderAbsence(absence));
  }
}

function createFrame(name: string, kind: Frame['kind'], section: Section): Frame {
  return { name, kind, section, end: '', pending: null, plainFrom: null, emptyAs: '' };
}

function createSection(): Section {
  return { level: 0, absence: null, title: null, codeName: null, isHeaded: false, isFilled: false };
}

function createSubsection({ level }: Section, { nullflavor }: Attributes): Section {
  return { ...createSection(), level: level + 1, absence: absenceOf(nullflavor) };
}

function absenceOf(code: string | undefined): string | null {
  return NULL_FLAVORS.get(code ?? '') ?? null;
}

function renderAbsence(absence: string): string {
  return `<p>(${absence})</p>`;
}

/** Removes the namespace prefix, which each document chooses for itself. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
