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
]);
