/** Which contents can be converted, by MIME type. */
import type { NoteFormat } from './note-conversion.ts';

/** XHTML, which is what narratives are written in (FHIR R4 §2.4.0). */
export const XHTML = 'application/xhtml+xml';

export const NOTE_FORMATS: ReadonlyMap<string, NoteFormat> = new Map([
  ['text/html', 'html'],
  [XHTML, 'html'],
  ['text/plain', 'plain'],
  ['text/rtf', 'rtf'],
  ['application/rtf', 'rtf'],
  ['application/xml', 'cda'],
  ['text/xml', 'cda'],
  ['application/hl7-v3+xml', 'cda'],
  ['application/cda+xml', 'cda'],
]);

/** The formats that have HTML of their own; the others have plain text only. */
export const FORMATS_WITH_HTML: ReadonlySet<NoteFormat> = new Set<NoteFormat>(['html', 'cda']);
