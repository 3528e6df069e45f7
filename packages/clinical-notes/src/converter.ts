/** Converts notes in worker threads, which keeps the event loop free. Each conversion has a deadline and a memory limit. */
import type { NoteForm, NoteFormat } from './content-type.ts';
import type { Conversion } from './conversion.ts';
import { NoteConversionError } from './conversion-error.ts';
import { isOutOfMemory, type NoteThread } from './thread.ts';
import { ThreadPool } from './thread-pool.ts';

/** A note to convert, which may first wait for a thread. */
export interface NoteSource {
  readonly format: NoteFormat;
  /** The content type as the server sent it, for its charset; null if absent. */
  readonly contentType: string | null;
  readonly byteLength: number;
  /** Returns a copy whose buffer moves to a thread. Called once a thread is free, so waiting notes take no extra memory. */
  readonly copy: () => Uint8Array<ArrayBuffer>;
  readonly forms: readonly NoteForm[];
}

export interface ConversionRequest {
  /** Callers take turns. Notes without a caller are converted in order. */
  readonly caller?: string;
  /** Sites take turns, and then the callers of each. */
  readonly site?: string | undefined;
  /** Cancels the conversion and frees its thread. */
  readonly signal?: AbortSignal | undefined;
}

export interface NoteConverter {
  /**
   * Converts a note. The first call starts a thread.
   * @throws NoteConversionError, or the reason of an aborted signal
   */
  convert(note: NoteSource, request?: ConversionRequest): Promise<Conversion>;
  /** Rejects all waiting and running conversions. Resolves once all threads have exited. */
  close(): Promise<void>;
}

export interface NoteConverterOptions {
  /** The largest note. Defaults to 2,000,000 bytes. */
  readonly maxBytes?: number;
  /** The longest conversion, in milliseconds. Defaults to 10,000. */
  readonly timeoutMs?: number;
  /** The number of concurrent conversions. Defaults to two, so one slow note doesn't block all others. */
  readonly threads?: number;
  /** How long an idle thread stays alive, in milliseconds. Defaults to a minute. */
  readonly idleMs?: number;
  /** The largest number of waiting notes. Defaults to 24,000. Each takes 1 kB. One caller, or one site, can use at most half of the queue. */
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
  const pool = new ThreadPool({ threads, memory: computeMemoryLimits(maxBytes), idleMs, maxWaiting });
  return {
    async convert(note, { caller = '', site, signal } = {}) {
      if (note.byteLength > maxBytes) throw new NoteConversionError('TOO_LARGE', maxBytes);
      const thread = await pool.acquire({ caller, site }, signal);
      try {
        return await convertInThread(thread, note, { timeoutMs, signal });
      } finally {
        void pool.release(thread);
      }
    },
    close: () => pool.close(),
  };
}

/** Allows 1.5 times the memory of the worst known notes, which are in test/support/hostile-notes.ts. */
function computeMemoryLimits(maxBytes: number) {
  const maxOldGenerationSizeMb = 64 + Math.ceil((64 * maxBytes) / BYTES_PER_MB);
  return { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: 32 };
}

/** The limits of one conversion. */
interface ConversionLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

async function convertInThread(
  thread: NoteThread,
  { copy, format, contentType, forms }: NoteSource,
  { timeoutMs, signal }: ConversionLimits,
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
