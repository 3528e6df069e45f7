/**
 * Converts notes in worker threads, so that the event loop stays free however long a note takes. Each conversion has a deadline and a limit of memory.
 */
import type { NoteForm, NoteFormat } from './content-type.ts';
import type { Conversion } from './conversion.ts';
import { NoteConversionError } from './conversion-error.ts';
import { isOutOfMemory, type NoteThread } from './thread.ts';
import { ThreadPool } from './thread-pool.ts';

/** A note that may have to wait for a thread. */
export interface NoteSource {
  readonly format: NoteFormat;
  /** The content type as its sender wrote it, for its charset; null if there is none. */
  readonly contentType: string | null;
  readonly byteLength: number;
  /** Makes a copy for a thread to take over, when one is free: a note that waits takes no memory of its own. */
  readonly copy: () => Uint8Array<ArrayBuffer>;
  /** What to convert it to. */
  readonly forms: readonly NoteForm[];
}

export interface ConversionRequest {
  /** Whose turn the note takes. Callers take turns; without callers the notes are converted in their order. */
  readonly caller?: string;
  /** Gives the conversion up, and frees its thread. */
  readonly signal?: AbortSignal | undefined;
}

export interface NoteConverter {
  /**
   * Converts a note. The first one starts a thread.
   * @throws NoteConversionError, or the reason of the signal if that is aborted
   */
  convert(note: NoteSource, request?: ConversionRequest): Promise<Conversion>;
  /** Gives up what waits and what is in progress. Resolves when all threads have ended. */
  close(): Promise<void>;
}

export interface NoteConverterOptions {
  /** How large a note may be; 2,000,000 bytes by default. */
  readonly maxBytes?: number;
  /** How long one conversion may take, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** How many notes are converted at once; two by default, so that one slow note does not keep the others waiting. */
  readonly threads?: number;
  /** How long a thread without a note is kept, in milliseconds; a minute by default. */
  readonly idleMs?: number;
  /** How many notes may wait; 24,000 by default. Each takes 1 kB. One caller may take up half of them. */
  readonly maxWaiting?: number;
}

const BYTES_PER_MB = 1_000_000;

export function createNoteConverter({
  maxBytes = 2_000_000,
  timeoutMs = 10_000,
  threads = 2,
  idleMs = 60_000,
  maxWaiting = 24_000,
}: NoteConverterOptions = {}): NoteConverter {
  const pool = new ThreadPool({ threads, memory: memoryFor(maxBytes), idleMs, maxWaiting });
  return {
    async convert(note, { caller = '', signal } = {}) {
      if (note.byteLength > maxBytes) throw new NoteConversionError('TOO_LARGE', maxBytes);
      const thread = await pool.acquire(caller, signal);
      try {
        return await convertIn(thread, note, { timeoutMs, signal });
      } finally {
        void pool.release(thread);
      }
    },
    close: () => pool.close(),
  };
}

/** Half as much again as the worst known notes take, which are in test/hostile-notes.matrix.test.ts. */
function memoryFor(maxBytes: number) {
  const maxOldGenerationSizeMb = 64 + Math.ceil((64 * maxBytes) / BYTES_PER_MB);
  return { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: 32 };
}

/** How long a conversion may go on. */
interface Bounds {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

async function convertIn(
  thread: NoteThread,
  { copy, format, contentType, forms }: NoteSource,
  { timeoutMs, signal }: Bounds,
): Promise<Conversion> {
  const abort = (): void => thread.stop(signal?.reason);
  const expire = (): void => thread.stop(new NoteConversionError('TIMED_OUT', timeoutMs));
  let deadline: NodeJS.Timeout | undefined;
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    await thread.loaded;
    deadline = setTimeout(expire, timeoutMs);
    return await thread.convert({ bytes: copy(), format, contentType, forms });
  } catch (error) {
    throw isOutOfMemory(error) ? new NoteConversionError('OUT_OF_MEMORY') : error;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', abort);
  }
}
