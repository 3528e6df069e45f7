/**
 * Converts notes in worker threads, so that the event loop stays free however long a note takes: so many at once, callers in rotation, each
 * within a deadline and a limit of memory.
 */
import { GatewayError } from '../errors.ts';
import { givenUp } from '../http/given-up.ts';
import { createFairQueue } from '../throttle/fair-queue.ts';
import type { Conversion, Note, NoteForm } from './note-conversion.ts';
import { isOutOfMemory, type NoteThread, startNoteThread } from './note-thread.ts';

/** A note that may have to wait for a thread. */
export interface WaitingNote extends Omit<Note, 'bytes'> {
  readonly byteLength: number;
  /** Makes a copy for the thread to take over. It is called when a thread is free: what waits takes no memory of its own. */
  readonly copy: () => Uint8Array<ArrayBuffer>;
}

/** On whose behalf a note is converted. */
export interface ConversionRequest {
  /** Whose turn it takes. */
  readonly caller: string;
  /** Gives the conversion up, and frees its thread. */
  readonly signal?: AbortSignal | undefined;
}

export interface NoteConverter {
  /**
   * Starts the first thread with the first note.
   * @throws GatewayError CONTENT_TOO_LARGE; CONVERSION_FAILED where it takes too long or too much memory; CONVERSION_OVERLOADED where too
   * many wait; the reason of the signal where that is aborted
   */
  convert(note: WaitingNote, request: ConversionRequest): Promise<Conversion>;
  /** Gives up what waits and what is in progress. Resolves when all threads have ended. */
  close(): Promise<void>;
}

export interface NoteConverterOptions {
  /** How large a note may be. */
  readonly maxBytes: number;
  /** How long one conversion may take. */
  readonly timeoutMs: number;
  /** How many notes are converted at once; two by default. */
  readonly threads?: number;
  /** How long a thread without a note is kept, in milliseconds. */
  readonly keptMs?: number;
  /** How many notes may wait. */
  readonly queue?: { readonly perCaller: number; readonly total: number };
}

/** With two, one slow note does not keep the others waiting. Each takes 30 MB, and up to 200 MB for the worst notes. */
const THREADS = 2;
/** A thread that has met a large note keeps its memory until it ends. */
const KEPT_MS = 60_000;
/** Far more notes than one operation can select; each takes 1 kB here. */
const QUEUE_BOUNDS = { perCaller: 12_000, total: 24_000 };
const BYTES_PER_MB = 1_000_000;

export function createNoteConverter({
  maxBytes,
  timeoutMs,
  threads = THREADS,
  keptMs = KEPT_MS,
  queue: bounds = QUEUE_BOUNDS,
}: NoteConverterOptions): NoteConverter {
  const queue = createFairQueue<PromiseWithResolvers<NoteThread>>(bounds);
  const started = new Set<NoteThread>();
  const idle: { readonly thread: NoteThread; readonly end: NodeJS.Timeout }[] = [];
  /** Threads that convert, and those that were stopped and have not ended yet. */
  let busy = 0;
  let isClosed = false;

  const start = (): NoteThread => {
    const thread = startNoteThread(limitsFor(maxBytes));
    started.add(thread);
    void thread.ended.then(() => started.delete(thread));
    return thread;
  };

  const takeThread = (): NoteThread => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      clearTimeout(kept.end);
      if (kept.thread.isUsable()) return kept.thread;
    }
    return start();
  };

  const letIn = (): void => {
    while (busy < threads) {
      const turn = queue.take();
      if (turn === undefined) return;
      turn.resolve(takeThread());
      busy += 1;
    }
  };

  /** Waits for a thread. */
  const enter = async ({ caller, signal }: ConversionRequest): Promise<NoteThread> => {
    if (isClosed || signal?.aborted === true) throw givenUp(signal);
    const turn = Promise.withResolvers<NoteThread>();
    const place = queue.add(caller, turn);
    if (place === null) throw overloaded();
    const giveUp = (): void => {
      place.leave();
      turn.reject(givenUp(signal));
    };
    signal?.addEventListener('abort', giveUp);
    letIn();
    try {
      return await turn.promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  };

  /** A stopped thread runs on for a moment, so its place is free only when it has ended. */
  const leave = async (thread: NoteThread): Promise<void> => {
    if (!thread.isUsable()) await thread.ended;
    else idle.push({ thread, end: setTimeout(() => thread.stop(givenUp()), keptMs).unref() });
    busy -= 1;
    letIn();
  };

  const convertIn = async (
    thread: NoteThread,
    note: WaitingNote,
    signal?: AbortSignal,
  ): Promise<Conversion> => {
    const { copy, format, contentType, forms } = note;
    const giveUp = (): void => thread.stop(givenUp(signal));
    let deadline: NodeJS.Timeout | undefined;
    signal?.addEventListener('abort', giveUp);
    try {
      if (signal?.aborted === true) throw givenUp(signal);
      await thread.loaded;
      deadline = setTimeout(() => thread.stop(failed(`took longer than ${timeoutMs} ms`)), timeoutMs);
      return await thread.convert({ bytes: copy(), format, contentType, forms });
    } catch (error) {
      throw isOutOfMemory(error) ? failed('took more memory than one may') : error;
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', giveUp);
      void leave(thread);
    }
  };

  return {
    async convert(note, request) {
      if (note.byteLength > maxBytes)
        throw tooLarge(`larger than ${maxBytes} bytes (NOTE_CONVERSION_MAX_BYTES)`);
      const thread = await enter(request);
      return convertIn(thread, note, request.signal);
    },
    async close() {
      isClosed = true;
      for (const turn of queue.takeAll(() => true)) turn.reject(givenUp());
      const ending = [...started];
      for (const thread of ending) thread.stop(givenUp());
      await Promise.all(ending.map(({ ended }) => ended));
    },
  };
}

/** The converted note; null where it has no such form. @throws GatewayError CONTENT_TOO_LARGE */
export function inForm(conversion: Conversion, form: NoteForm): string | null {
  if (conversion.tooLong.includes(form)) throw tooLarge('many times longer once it is converted');
  return conversion[form];
}

/** Half as much again as the worst known notes take, which are in test/abuse/hostile-notes.matrix.test.ts. */
function limitsFor(maxBytes: number) {
  const maxOldGenerationSizeMb = 64 + Math.ceil((64 * maxBytes) / BYTES_PER_MB);
  return { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: 32 };
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

function overloaded(): GatewayError {
  return new GatewayError(
    'CONVERSION_OVERLOADED',
    'More notes wait to be converted than this gateway keeps waiting. Try again later, or select fewer at a time.',
  );
}
