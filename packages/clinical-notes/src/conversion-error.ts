/** Why a note was not converted. */

/**
 * - `TOO_LARGE`: the note is larger than `maxBytes`.
 * - `TIMED_OUT`: the conversion took longer than `timeoutMs`.
 * - `OUT_OF_MEMORY`: the conversion took more memory than a thread may.
 * - `QUEUE_FULL`: as many notes wait as may wait.
 * - `CLOSED`: the converter was closed.
 */
export type NoteConversionFailure = 'TOO_LARGE' | 'TIMED_OUT' | 'OUT_OF_MEMORY' | 'QUEUE_FULL' | 'CLOSED';

const MESSAGES: Readonly<Record<NoteConversionFailure, string>> = {
  TOO_LARGE: 'The note is larger than the converter accepts.',
  TIMED_OUT: 'The conversion took longer than it may.',
  OUT_OF_MEMORY: 'The conversion took more memory than it may.',
  QUEUE_FULL: 'Too many notes are waiting to be converted. Try again later.',
  CLOSED: 'The converter is closed.',
};

export class NoteConversionError extends Error {
  override readonly name = 'NoteConversionError';
  readonly code: NoteConversionFailure;
  /** The bound that the note passed, `maxBytes` or `timeoutMs`; null for other failures. */
  readonly limit: number | null;

  constructor(code: NoteConversionFailure, limit: number | null = null) {
    super(limit === null ? MESSAGES[code] : `${MESSAGES[code]} The limit is ${limit}.`);
    this.code = code;
    this.limit = limit;
  }
}
