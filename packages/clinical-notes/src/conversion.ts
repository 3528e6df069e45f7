/** Converts a note to plain text and safe HTML. Runs in a worker thread. */
import { cdaToHtml } from './cda/reader.ts';
import { decodeText, type NoteForm, type NoteFormat } from './content-type.ts';
import { toPlainText } from './html/plain-text.ts';
import { readHtml } from './html/reader.ts';
import { toSafeHtml } from './html/safe-html.ts';
import { rtfToText } from './rtf/reader.ts';

/** A note on its way to a worker thread. */
export interface Note {
  /** Covers its whole buffer, which moves to the thread. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: NoteFormat;
  /** The content type as the server sent it, for its charset; null if absent. */
  readonly contentType: string | null;
  readonly forms: readonly NoteForm[];
}

/** A form is null if it was not requested, if the format lacks it, or if the note is XML but not CDA. */
export type Forms = Readonly<Record<NoteForm, string | null>>;

export interface Conversion extends Forms {
  readonly kind: 'converted';
  /** The forms that grew too long. They are null. */
  readonly tooLong: readonly NoteForm[];
}

/** In ordinary notes, links grow most: `rel` makes them 2.5 times as long. A note that grows more abuses its format, like a page of `&`. */
const MOST_GROWTH = 3;
/** Short notes may grow by a larger factor: a list of three letters gets three markers. */
const ALWAYS_ALLOWED = 10_000;

export function convertNote({ bytes, format, contentType, forms }: Note): Conversion {
  const longest = ALWAYS_ALLOWED + MOST_GROWTH * bytes.length;
  const { text, html } = CONVERSIONS[format](decodeText(bytes, contentType), new Set(forms));
  const isTooLong = (form: string | null): boolean => form !== null && form.length > longest;
  return {
    kind: 'converted',
    text: isTooLong(text) ? null : text,
    html: isTooLong(html) ? null : html,
    tooLong: [
      ...(isTooLong(text) ? (['text'] as const) : []),
      ...(isTooLong(html) ? (['html'] as const) : []),
    ],
  };
}

const CONVERSIONS: Readonly<Record<NoteFormat, (written: string, forms: ReadonlySet<NoteForm>) => Forms>> = {
  html: convertHtml,
  plain: (written, forms) => ({ text: forms.has('text') ? written : null, html: null }),
  rtf: (written, forms) => ({ text: forms.has('text') ? rtfToText(written) : null, html: null }),
  cda(written, forms) {
    const html = cdaToHtml(written);
    return html === null ? { text: null, html: null } : convertHtml(html, forms);
  },
};

function convertHtml(written: string, forms: ReadonlySet<NoteForm>): Forms {
  const nodes = readHtml(written);
  return {
    text: forms.has('text') ? toPlainText(nodes) : null,
    html: forms.has('html') ? toSafeHtml(nodes) : null,
  };
}
