/**
 * Buffers the lines of a stream and writes many at once. Each write wakes the process that reads the other end, which costs as much as
 * creating the line.
 *
 * pino's own destination (sonic-boom 4.2.1) cannot replace this, because the audit shares the stream. Its `flush` calls back while lines from
 * a concurrent write are still in memory, and with EINVAL if the output is a pipe, so no event could count as stored. A single limit would
 * drop log lines and events alike. If the reader stops reading, its last write blocks, and SIGTERM does not end the process.
 */
import type { Writable } from 'node:stream';

export interface BufferedOutput {
  /**
   * Queues a line for the next `writeThrough` or the timer. Drops the line if the reader has stopped reading and the queue is full.
   */
  write(line: string): void;
  /**
   * Writes the lines at once, behind the queued ones. While an earlier call is writing, the lines of all further calls wait and go in one write.
   * Resolves when the operating system has accepted these lines. Rejects with the system's error if the write that contains them fails. These
   * lines have no limit here: the caller limits what it writes.
   */
  writeThrough(lines: string): Promise<void>;
  /** Writes all waiting lines. */
  flush(): void;
  /** Reports dropped lines. Returns a function that stops watching. */
  watchLosses(watcher: LossWatcher): () => void;
}

interface LossWatcher {
  /** Called with the number of lines that were dropped. */
  readonly lost: (lines: number) => void;
  /** Called when the reader reads again. @param lines how many were dropped meanwhile */
  readonly recovered: (lines: number) => void;
}

/** Lines of one call of `writeThrough` that wait for an earlier write. */
interface WaitingThrough extends PromiseWithResolvers<void> {
  readonly lines: string;
}

/** The maximum delay of a line, in milliseconds: too short to notice in a live log. */
const MAX_WAIT_MS = 50;
/** The size of the queue, in UTF-16 code units: the most that Node writes at once. */
const MAX_WAITING = 16 * 1024;
/** The maximum of unread lines if the reader has stopped reading, in UTF-16 code units. */
const MAX_UNREAD = 1024 * 1024;

export function createBufferedOutput(stream: Writable, maxUnread = MAX_UNREAD): BufferedOutput {
  let waiting = '';
  let linesWaiting = 0;
  /** The size of the lines that the stream has, and the operating system has not yet accepted. */
  let unread = 0;
  let timer: NodeJS.Timeout | null = null;
  let linesLost = 0;
  let through: WaitingThrough[] = [];
  let isWritingThrough = false;
  const watchers = new Set<LossWatcher>();

  const reportLoss = (lines: number): void => {
    linesLost += lines;
    for (const { lost } of watchers) lost(lines);
  };
  const reportRecovery = (): void => {
    if (linesLost === 0 || unread > maxUnread / 2) return;
    const lines = linesLost;
    linesLost = 0;
    for (const { recovered } of watchers) recovered(lines);
  };
  /** Passes the queued lines to the stream, followed by the given ones. */
  const send = (behind: string, settle?: (error?: Error | null) => void): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const [taken, lines] = [waiting, linesWaiting];
    [waiting, linesWaiting] = ['', 0];
    unread += taken.length;
    stream.write(taken + behind, (error) => {
      unread -= taken.length;
      const isWritten = error === null || error === undefined;
      if (!isWritten && lines > 0) reportLoss(lines);
      settle?.(error);
      if (isWritten) reportRecovery();
    });
  };
  const flushQueue = (): void => {
    if (waiting !== '') send('');
  };
  /**
   * Writes the waiting lines, and again once the operating system has accepted them, until none are left. A pipe accepts them at once, so a write also lasts
   * until the end of the event loop's turn: the operations that end in the same turn then share the second write.
   */
  const writeAllThrough = (): void => {
    const batch = through;
    isWritingThrough = batch.length > 0;
    if (!isWritingThrough) return;
    through = [];
    let unfinished = 2;
    const finish = (): void => {
      unfinished -= 1;
      if (unfinished === 0) writeAllThrough();
    };
    send(batch.length === 1 ? (batch[0]?.lines ?? '') : batch.map(({ lines }) => lines).join(''), (error) => {
      for (const { resolve, reject } of batch) {
        if (error === null || error === undefined) resolve();
        else reject(error);
      }
      finish();
    });
    setImmediate(finish);
  };

  // `writeThrough` and the watchers report errors. Without a listener, an error would end the process.
  stream.on('error', () => {});
  return {
    write(line) {
      if (unread + waiting.length > maxUnread) return reportLoss(1);
      waiting += line;
      linesWaiting += 1;
      if (waiting.length >= MAX_WAITING) flushQueue();
      else timer ??= setTimeout(flushQueue, MAX_WAIT_MS);
    },
    writeThrough(lines) {
      const entry: WaitingThrough = { lines, ...Promise.withResolvers<void>() };
      through.push(entry);
      if (!isWritingThrough) writeAllThrough();
      return entry.promise;
    },
    flush() {
      if (through.length > 0) writeAllThrough();
      else flushQueue();
    },
    watchLosses(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}

let output: BufferedOutput | null = null;

/** Returns the shared buffer of standard output. It is flushed when the process exits. */
export function getStandardOutput(): BufferedOutput {
  if (output !== null) return output;
  const created = createBufferedOutput(process.stdout);
  process.once('exit', () => created.flush());
  output = created;
  return created;
}

/** Characters that end a line in some readers, control a terminal or reverse text. `JSON.stringify` does not escape them. */
const UNSAFE_IN_LINE = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** Escapes these characters in JSON, so every reader sees one line. The parsed value is the same. */
export function escapeLineControls(json: string): string {
  return json.replace(
    UNSAFE_IN_LINE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
