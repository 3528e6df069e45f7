/** What contents look like as plain text and as safe HTML: each is converted once in an operation, whatever fields and aliases show it. */
import { type Conversion, NoteConversionError, type NoteForm, type NoteSource } from 'clinical-notes';
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { Operation } from './operation.ts';

/** A note, without the forms to convert it to. */
export type Convertible = Omit<NoteSource, 'forms'>;

export interface Conversions {
  /**
   * Converts a content to a form; null where it has none. Forms that are requested while the content loads, as sibling fields are, come
   * from one conversion.
   * @param key equal for the same content
   * @param load null where there is no content
   * @throws GatewayError CONTENT_TOO_LARGE; CONVERSION_FAILED if the conversion takes too long or too much memory; CONVERSION_OVERLOADED if too
   * many notes wait
   */
  convert(key: unknown, form: NoteForm, load: () => Promise<Convertible | null>): Promise<string | null>;
}

/** Longer than any real content type. The thread gets no more than this. */
const LONGEST_CONTENT_TYPE = 1_000;

/** A conversion that has not begun. */
interface Gathering {
  readonly forms: Set<NoteForm>;
  readonly converted: Promise<Conversion | null>;
}

export function createConversions({ notes, budget }: Pick<Operation, 'notes' | 'budget'>): Conversions {
  const known = new Map<unknown, Map<NoteForm, Promise<string | null>>>();
  const gathering = new Map<unknown, Gathering>();

  const begin = (key: unknown, load: () => Promise<Convertible | null>): Gathering => {
    const forms = new Set<NoteForm>();
    const convert = async (): Promise<Conversion | null> => {
      const content = await load()
        .then(endOfTick)
        .finally(() => gathering.delete(key));
      if (content === null) return null;
      return notes.convert({ ...content, forms: [...forms] }, budget).catch((error: unknown) => {
        throw budget.signal?.aborted === true ? abortError(budget.signal) : gatewayErrorOf(error);
      });
    };
    const begun = { forms, converted: convert() };
    gathering.set(key, begun);
    return begun;
  };

  return {
    convert(key, form, load) {
      const forms = known.get(key) ?? new Map<NoteForm, Promise<string | null>>();
      known.set(key, forms);
      const made = forms.get(form);
      if (made !== undefined) return made;
      const begun = gathering.get(key) ?? begin(key, load);
      begun.forms.add(form);
      const converted = begun.converted.then((note) => (note === null ? null : inForm(note, form)));
      forms.set(form, converted);
      return converted;
    },
  };
}

/** Passes a content on at the end of the tick, in which sibling fields that waited for it request their forms. */
function endOfTick(content: Convertible | null): Promise<Convertible | null> {
  return new Promise((resolve) => process.nextTick(resolve, content));
}

/** Returns the form of a converted note; null if the note has no such form. @throws GatewayError CONTENT_TOO_LARGE */
function inForm(conversion: Conversion, form: NoteForm): string | null {
  if (conversion.tooLong.includes(form)) throw tooLarge('many times longer once it is converted');
  return conversion[form];
}

function gatewayErrorOf(error: unknown): unknown {
  if (!(error instanceof NoteConversionError)) return error;
  switch (error.code) {
    case 'TOO_LARGE':
      return tooLarge(`larger than ${error.limit} bytes (NOTE_CONVERSION_MAX_BYTES)`);
    case 'TIMED_OUT':
      return failed(`took longer than ${error.limit} ms`);
    case 'OUT_OF_MEMORY':
      return failed('took more memory than one may');
    case 'QUEUE_FULL':
      return new GatewayError(
        'CONVERSION_OVERLOADED',
        'More notes wait to be converted than this gateway keeps waiting. Try again later, or select fewer at a time.',
      );
    case 'CLOSED':
      return abortError();
  }
}

function tooLarge(how: string): GatewayError {
  return new GatewayError(
    'CONTENT_TOO_LARGE',
    `The content is ${how}, which is more than this gateway converts to text or HTML. Select it as it is: \`data\` of a document, \`resource\` of a ` +
      'record.',
  );
}

function failed(how: string): GatewayError {
  return new GatewayError(
    'CONVERSION_FAILED',
    `Converting the content to text or HTML ${how}. Select it as it is: \`data\` of a document, \`resource\` of a record.`,
  );
}

/** Wraps content in base64, and decodes it only when a thread takes it. */
export function convertibleData(
  data: string,
  { format, contentType }: Pick<Convertible, 'format' | 'contentType'>,
): Convertible {
  const byteLength = Buffer.byteLength(data, 'base64');
  return {
    format,
    contentType: contentType?.slice(0, LONGEST_CONTENT_TYPE) ?? null,
    byteLength,
    copy() {
      // Not from Node's pool of small buffers, which cannot be transferred.
      const bytes = Buffer.alloc(byteLength);
      return bytes.subarray(0, bytes.write(data, 'base64'));
    },
  };
}
