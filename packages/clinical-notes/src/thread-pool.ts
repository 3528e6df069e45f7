/** A bounded pool of worker threads, which callers use in turn. */
import { NoteConversionError } from './conversion-error.ts';
import { FairQueue, type QueueOwner } from './fair-queue.ts';
import { type NoteThread, startNoteThread, type ThreadMemory } from './thread.ts';

interface ThreadPoolOptions {
  readonly threads: number;
  readonly memory: ThreadMemory;
  /** How long an idle thread stays alive, in milliseconds. */
  readonly idleMs: number;
  /** The largest number of callers that wait for a thread. */
  readonly maxWaiting: number;
}

interface IdleThread {
  readonly thread: NoteThread;
  readonly end: NodeJS.Timeout;
}

export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #queue: FairQueue<PromiseWithResolvers<NoteThread>>;
  readonly #started = new Set<NoteThread>();
  readonly #idle: IdleThread[] = [];
  /** The number of threads that are converting, or were stopped but have not exited yet. */
  #busy = 0;
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#queue = new FairQueue(options.maxWaiting);
  }

  /**
   * Waits for a thread. The caller must release it.
   * @throws NoteConversionError `QUEUE_FULL` or `CLOSED`, or the reason of an aborted signal
   */
  async acquire(owner: QueueOwner, signal: AbortSignal | undefined): Promise<NoteThread> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw new NoteConversionError('CLOSED');
    const turn = Promise.withResolvers<NoteThread>();
    const waiting = this.#queue.add(owner, turn);
    if (waiting === null) throw new NoteConversionError('QUEUE_FULL');
    const abort = (): void => {
      waiting.leave();
      turn.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort);
    this.#startTurns();
    try {
      return await turn.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Returns a thread to the pool. A stopped thread keeps its place until it has exited, because that takes a moment. */
  async release(thread: NoteThread): Promise<void> {
    if (thread.isUsable()) this.#keep(thread);
    else await thread.ended;
    this.#busy -= 1;
    this.#startTurns();
  }

  /** Rejects all waiting callers. Resolves once all threads have exited. */
  async close(): Promise<void> {
    const closed = new NoteConversionError('CLOSED');
    this.#isClosed = true;
    for (let turn = this.#queue.take(); turn !== undefined; turn = this.#queue.take()) turn.reject(closed);
    const ending = [...this.#started];
    for (const thread of ending) thread.stop(closed);
    await Promise.all(ending.map(({ ended }) => ended));
  }

  #startTurns(): void {
    while (this.#busy < this.#options.threads) {
      const turn = this.#queue.take();
      if (turn === undefined) return;
      turn.resolve(this.#takeThread());
      this.#busy += 1;
    }
  }

  #takeThread(): NoteThread {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.end);
      if (idle.thread.isUsable()) return idle.thread;
    }
    const thread = startNoteThread(this.#options.memory);
    this.#started.add(thread);
    void thread.ended.then(() => this.#started.delete(thread));
    return thread;
  }

  #keep(thread: NoteThread): void {
    const stop = (): void => thread.stop(new NoteConversionError('CLOSED'));
    this.#idle.push({ thread, end: setTimeout(stop, this.#options.idleMs).unref() });
  }
}
