/** A worker thread that converts notes, one at a time. */
import { extname } from 'node:path';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Conversion, Note } from './conversion.ts';
import type { ThreadMessage } from './worker.ts';

export interface NoteThread {
  /** Resolves once the thread has loaded its code. Rejects if it exits earlier. */
  readonly loaded: Promise<void>;
  /**
   * Converts a note. Its buffer moves to the thread.
   * @throws the reason of `stop`, or the error that ended the thread
   */
  convert(note: Note): Promise<Conversion>;
  /** Rejects the running conversion with this reason and terminates the thread, which can take a moment. */
  stop(reason: unknown): void;
  /** Returns false once the thread is terminating. It accepts no more notes then. */
  isUsable(): boolean;
  /** Resolves once the thread has exited and its memory is free. */
  readonly ended: Promise<void>;
}

export type ThreadMemory = Pick<ResourceLimits, 'maxOldGenerationSizeMb' | 'maxYoungGenerationSizeMb'>;

/** The file next to this one, which is TypeScript in `src/` and JavaScript in `dist/`. */
const ENTRY = new URL(`worker${extname(import.meta.url)}`, import.meta.url);

/** Starts a thread, which keeps the process alive while it loads or converts, but not while idle. */
export function startNoteThread(resourceLimits: ThreadMemory): NoteThread {
  // The thread reads hostile notes, so it gets neither the environment, which can hold a private key, nor the flags of the process. It works without
  // `-C source`, because its files import each other by path.
  const worker = new Worker(ENTRY, { name: 'notes', resourceLimits, env: {}, execArgv: [] });
  const loaded = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<undefined>();
  let endedBy: { readonly reason: unknown } | null = null;
  let conversion: PromiseWithResolvers<Conversion> | null = null;

  const end = (reason: unknown): void => {
    endedBy ??= { reason };
    loaded.reject(endedBy.reason);
    conversion?.reject(endedBy.reason);
  };
  // Prevents an unhandled rejection if the thread exits before a conversion awaits this.
  loaded.promise.catch(() => undefined);
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind !== 'loaded') {
      conversion?.resolve(message);
      return;
    }
    worker.unref();
    loaded.resolve(undefined);
  });
  worker.on('error', end);
  worker.on('exit', () => {
    end(new Error('The worker thread exited.'));
    ended.resolve(undefined);
  });

  return {
    loaded: loaded.promise,
    async convert(note) {
      if (endedBy !== null) throw endedBy.reason;
      conversion = Promise.withResolvers();
      worker.ref();
      worker.postMessage(note, [note.bytes.buffer]);
      try {
        return await conversion.promise;
      } finally {
        conversion = null;
        worker.unref();
      }
    },
    stop(reason) {
      end(reason);
      void worker.terminate();
    },
    isUsable: () => endedBy === null,
    ended: ended.promise,
  };
}

/** Returns whether the error reports that a thread exceeded its memory limit. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
