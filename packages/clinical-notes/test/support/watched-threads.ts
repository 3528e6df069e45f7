/** Observes the worker threads that this process starts. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Worker } from 'node:worker_threads';

export interface WatchedThreads {
  /** The number of threads started so far. */
  readonly started: number;
  /** The number of running threads. */
  readonly running: number;
  /** The largest number of concurrent threads. */
  readonly most: number;
  end(): void;
}

export function watchThreads(): WatchedThreads {
  let [started, running, most] = [0, 0, 0];
  const watch = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('worker' in message)) return;
    if (!(message.worker instanceof Worker)) return;
    started += 1;
    running += 1;
    most = Math.max(most, running);
    message.worker.once('exit', () => {
      running -= 1;
    });
  };
  subscribe('worker_threads', watch);
  return {
    get started() {
      return started;
    },
    get running() {
      return running;
    },
    get most() {
      return most;
    },
    end: () => void unsubscribe('worker_threads', watch),
  };
}
