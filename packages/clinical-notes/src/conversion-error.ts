/**
 * - `TOO_LARGE`: the note is larger than `maxBytes`.
 * - `TIMED_OUT`: the conversion took longer than `timeoutMs`.
 * - `OUT_OF_MEMORY`: the conversion exceeded the memory limit of its thread.
 * - `QUEUE_FULL`: `maxWaiting` notes are waiting, or the caller has taken its share of the queue.
 * - `CLOSED`: the converter is closed.
 */
export type NoteConversionFailure = 'TOO_LARGE' | 'TIMED_OUT' | 'OUT_OF_MEMORY' | 'QUEUE_FULL' | 'CLOSED';

const MESSAGES: Readonly<Record<NoteConversionFailure, string>> = {
  TOO_LARGE: 'The note is larger than the converter accepts.',
  TIMED_OUT: 'The conversion exceeded its time limit.',
  OUT_OF_MEMORY: 'The conversion exceeded its memory limit.',
  QUEUE_FULL: 'Too many notes are waiting for conversion. Try again later.',
  CLOSED: 'The converter is closed.',
};

export class NoteConversionError extends Error {
  override readonly name = 'NoteConversionError';
  readonly code: NoteConversionFailure;
  /** The limit that the note exceeded, `maxBytes` or `timeoutMs`; null for other failures. */
  readonly limit: number | null;

  constructor(code: NoteConversionFailure, limit: number | null = null) {
    super(limit === null ? MESSAGES[code] : `${MESSAGES[code]} The limit is ${limit}.`);
    this.code = code;
    this.limit = limit;
  }
}
