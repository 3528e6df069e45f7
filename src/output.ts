/**
 * Lines of one stream, many in one write: each write wakes up who reads the other end, which costs an operation as much again as all that is
 * said in its line.
 */
import type { Writable } from 'node:stream';

export interface Output {
  /** Takes a line, which goes out with the next that does not wait, or a moment later by itself. */
  write(line: string): void;
  /** Writes the lines at once, behind those that wait. Resolves once the operating system has them. Rejects with the system's error. */
  writeAtOnce(lines: string): Promise<void>;
  /** Writes what waits. */
  flush(): void;
}

/** How long a line waits at most, in milliseconds: whoever watches the log does not see it. */
const LONGEST_WAIT_MS = 50;
/** How much waits at most, in UTF-16 code units: what Node writes in one piece. */
const MOST_WAITING = 16 * 1024;

export function createOutput(stream: Writable): Output {
  let waiting = '';
  let timer: NodeJS.Timeout | null = null;

  const take = (): string => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const taken = waiting;
    waiting = '';
    return taken;
  };
  const flush = (): void => {
    const lines = take();
    if (lines !== '') stream.write(lines);
  };

  // What goes wrong is told to whoever waits for it; without a listener it would end the process too.
  stream.on('error', () => {});
  return {
    write(line) {
      waiting += line;
      if (waiting.length >= MOST_WAITING) flush();
      else timer ??= setTimeout(flush, LONGEST_WAIT_MS);
    },
    writeAtOnce(lines) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      stream.write(take() + lines, (error) => {
        if (error === null || error === undefined) resolve(undefined);
        else reject(error);
      });
      return promise;
    },
    flush,
  };
}

let output: Output | null = null;

/** That of the process: all who write lines there share it. What waits at its end is written then. */
export function standardOutput(): Output {
  if (output !== null) return output;
  const made = createOutput(process.stdout);
  process.once('exit', () => made.flush());
  output = made;
  return made;
}
