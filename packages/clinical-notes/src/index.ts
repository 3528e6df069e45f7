/**
 * Clinical notes in HTML, RTF and CDA as plain text and as HTML that is safe in a page. Importing this starts no thread and loads no parser: the first
 * note of a converter does.
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
