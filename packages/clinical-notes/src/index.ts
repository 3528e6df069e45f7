/**
 * Converts clinical notes in HTML, RTF and CDA to plain text and safe HTML. The import starts no thread and loads no parser; the first conversion
 * does.
 */
export { charsetOf, formatOf, formsOf, type NoteForm, type NoteFormat } from './content-type.ts';
export type { Conversion } from './conversion.ts';
export { NoteConversionError, type NoteConversionFailure } from './conversion-error.ts';
export {
  type ConversionRequest,
  createNoteConverter,
  type NoteConverter,
  type NoteConverterOptions,
  type NoteSource,
} from './converter.ts';
