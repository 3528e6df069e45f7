/**
 * Buffers the lines of one stream, and writes many at once: each write wakes up the process that reads the other end, which costs an operation
 * as much again as making its line.
 *
 * pino's own destination (sonic-boom 4.2.1) cannot replace this, because the audit shares the stream. Its `flush` calls back while lines that
 * came during a write are still in memory, and with EINVAL where the output is a pipe, so no event could count as safe. One bound would
 * drop log lines and events alike. And with a reader that has stopped reading, its last write blocks, so that SIGTERM does not end the process.
 */
import type { Writable } from 'node:stream';

export interface BufferedOutput {
  /**
   * Queues a line, which goes out with the next `writeThrough`, or a moment later by itself. Drops the line if the reader has stopped
   * reading and too much waits already.
   */
  write(line: string): void;
  /**
   * Writes the lines at once, behind the queued ones. Resolves once the operating system has taken them. Rejects with the system's error.
   * These lines have no bound here: the caller bounds what it writes.
   */
  writeThrough(lines: string): Promise<void>;
  /** Writes what waits. */
  flush(): void;
  /** Reports lines that were dropped. Returns a function that ends that. */
  watchLosses(watcher: LossWatcher): () => void;
}

interface LossWatcher {
  /** So many lines were dropped just now. */
  readonly lost: (lines: number) => void;
  /** The reader reads again. @param lines how many were dropped meanwhile */
  readonly recovered: (lines: number) => void;
}

/** How long a line waits at most, in milliseconds: whoever watches the log does not see it. */
const MAX_WAIT_MS = 50;
/** How much waits at most, in UTF-16 code units: what Node writes in one piece. */
const MAX_WAITING = 16 * 1024;
/** How much waits at most for a reader that has stopped reading, in UTF-16 code units. */
const MAX_UNREAD = 1024 * 1024;

export function createBufferedOutput(stream: Writable, maxUnread = MAX_UNREAD): BufferedOutput {
  let waiting = '';
  let linesWaiting = 0;
  /** The size of the queued lines that the stream has and the operating system has not taken yet. */
  let unread = 0;
  let timer: NodeJS.Timeout | null = null;
  let linesLost = 0;
  const watchers = new Set<LossWatcher>();

  const lose = (lines: number): void => {
    linesLost += lines;
    for (const { lost } of watchers) lost(lines);
  };
  const recover = (): void => {
    if (linesLost === 0 || unread > maxUnread / 2) return;
    const lines = linesLost;
    linesLost = 0;
    for (const { recovered } of watchers) recovered(lines);
  };
  /** Hands the queued lines to the stream, followed by the given ones. */
  const send = (behind: string, settle?: (error?: Error | null) => void): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const [taken, lines] = [waiting, linesWaiting];
    [waiting, linesWaiting] = ['', 0];
    unread += taken.length;
    stream.write(taken + behind, (error) => {
      unread -= taken.length;
      const isWritten = error === null || error === undefined;
      if (!isWritten && lines > 0) lose(lines);
      settle?.(error);
      if (isWritten) recover();
    });
  };
  const flush = (): void => {
    if (waiting !== '') send('');
  };

  // `writeThrough` and the watchers report errors. Without a listener, an error would end the process.
  stream.on('error', () => {});
  return {
    write(line) {
      if (unread + waiting.length > maxUnread) return lose(1);
      waiting += line;
      linesWaiting += 1;
      if (waiting.length >= MAX_WAITING) flush();
      else timer ??= setTimeout(flush, MAX_WAIT_MS);
    },
    writeThrough(lines) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      send(lines, (error) => {
        if (error === null || error === undefined) resolve(undefined);
        else reject(error);
      });
      return promise;
    },
    flush,
    watchLosses(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

let output: BufferedOutput | null = null;

/** That of the process: all who write lines there share it. What waits at its end is written then. */
export function getStandardOutput(): BufferedOutput {
  if (output !== null) return output;
  const created = createBufferedOutput(process.stdout);
  process.once('exit', () => created.flush());
  output = created;
  return created;
}

/** Characters that end a line for some readers, control a terminal or reverse text. `JSON.stringify` does not escape them. */
const UNSAFE_IN_LINE = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** Escapes these characters in JSON, so that every reader sees one line. The value stays the same. */
export function escapeLineControls(json: string): string {
  return json.replace(
    UNSAFE_IN_LINE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
