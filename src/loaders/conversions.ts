/** Converts contents to plain text and safe HTML, once per operation, whatever fields and aliases select them. */
import { type Conversion, NoteConversionError, type NoteForm, type NoteSource } from 'clinical-notes';
import { GatewayError } from '../errors.ts';
import { abortError } from '../http/abort.ts';
import type { Operation } from './operation.ts';

/** A note to convert, without the forms to convert it to. */
export type Convertible = Omit<NoteSource, 'forms'>;

export interface Conversions {
  /**
   * Converts a content to a form; null if it has no such form. Forms requested while the content loads, as sibling fields do, share one
   * conversion.
   * @param key the same for the same content
   * @param load returns null if there is no content
   * @throws GatewayError CONTENT_TOO_LARGE; CONVERSION_FAILED if the conversion takes too long or too much memory; CONVERSION_OVERLOADED if
   * too many notes are queued
   */
  convert(key: unknown, form: NoteForm, load: () => Promise<Convertible | null>): Promise<string | null>;
}

/** Longer than any real content type. The worker thread gets at most this much. */
const MAX_CONTENT_TYPE_LENGTH = 1_000;

/** A conversion that has not started, and still collects the forms to convert to. */
interface PendingConversion {
  readonly forms: Set<NoteForm>;
  /** Null if there is no content. */
  readonly note: Promise<Conversion | null>;
}

export function createConversions({
  notes,
  budget,
  caller: { site },
}: Pick<Operation, 'notes' | 'budget' | 'caller'>): Conversions {
  const converted = new Map<unknown, Map<NoteForm, Promise<string | null>>>();
  const pending = new Map<unknown, PendingConversion>();

  const convertNote = (content: Convertible, forms: ReadonlySet<NoteForm>): Promise<Conversion> =>
    notes
      .convert({ ...content, forms: [...forms] }, { caller: budget.caller, site, signal: budget.signal })
      .catch((error: unknown) => {
        throw budget.signal?.aborted === true ? abortError(budget.signal) : gatewayErrorOf(error);
      });

  const begin = (key: unknown, load: () => Promise<Convertible | null>): PendingConversion => {
    const forms = new Set<NoteForm>();
    const note = load()
      .then(waitForEndOfTick)
      .finally(() => pending.delete(key))
      .then((content) => (content === null ? null : convertNote(content, forms)));
    const conversion = { forms, note };
    pending.set(key, conversion);
    return conversion;
  };

  return {
    convert(key, form, load) {
      const byForm = converted.get(key) ?? new Map<NoteForm, Promise<string | null>>();
      converted.set(key, byForm);
      const known = byForm.get(form);
      if (known !== undefined) return known;
      const { forms, note } = pending.get(key) ?? begin(key, load);
      forms.add(form);
      const text = note.then((conversion) => (conversion === null ? null : selectForm(conversion, form)));
      byForm.set(form, text);
      return text;
    },
  };
}

/** Resolves at the end of the tick. By then, sibling fields that awaited the content have requested their forms. */
function waitForEndOfTick(content: Convertible | null): Promise<Convertible | null> {
  return new Promise((resolve) => process.nextTick(resolve, content));
}

/** Returns one form of a converted note; null if the note has no such form. @throws GatewayError CONTENT_TOO_LARGE */
function selectForm(conversion: Conversion, form: NoteForm): string | null {
  if (conversion.tooLong.includes(form)) throw conversionTooLargeError('many times longer after conversion');
  return conversion[form];
}

function gatewayErrorOf(error: unknown): unknown {
  if (!(error instanceof NoteConversionError)) return error;
  switch (error.code) {
    case 'TOO_LARGE':
      return conversionTooLargeError(`larger than ${error.limit} bytes (NOTE_CONVERSION_MAX_BYTES)`);
    case 'TIMED_OUT':
      return conversionFailedError(`took longer than ${error.limit} ms`);
    case 'OUT_OF_MEMORY':
      return conversionFailedError('took too much memory');
    case 'QUEUE_FULL':
      return new GatewayError(
        'CONVERSION_OVERLOADED',
        "The gateway's queue for note conversions is full. Retry later, or select fewer notes at a time.",
      );
    case 'CLOSED':
      return abortError();
  }
}

function conversionTooLargeError(how: string): GatewayError {
  return new GatewayError(
    'CONTENT_TOO_LARGE',
    `The content is ${how}, too large to convert to text or HTML. Select the original instead: \`data\` of a document, \`resource\` of a record.`,
  );
}

function conversionFailedError(how: string): GatewayError {
  return new GatewayError(
    'CONVERSION_FAILED',
    `Converting the content to text or HTML ${how}. Select the original instead: \`data\` of a document, \`resource\` of a record.`,
  );
}

/** Returns base64 content to convert. Decodes it only when a worker thread takes it. */
export function toConvertibleData(
  data: string,
  { format, contentType }: Pick<Convertible, 'format' | 'contentType'>,
): Convertible {
  const byteLength = Buffer.byteLength(data, 'base64');
  return {
    format,
    contentType: contentType?.slice(0, MAX_CONTENT_TYPE_LENGTH) ?? null,
    byteLength,
    copy() {
      // Node's pool of small buffers cannot be transferred.
      const bytes = Buffer.alloc(byteLength);
      return bytes.subarray(0, bytes.write(data, 'base64'));
    },
  };
}
