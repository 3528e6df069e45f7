/** A child process of the soak: it is told things over IPC, and is gone when the soak is. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { z } from 'zod';

export interface Child {
  /** Its standard output, which has to be read. */
  readonly output: Readable;
  /** Resolves when it has ended, to how. */
  readonly ended: Promise<string>;
  tell(message: string): void;
  /** Resolves to the next message of this shape. Rejects where the process ends first. */
  next<T>(shape: z.ZodType<T>): Promise<T>;
  onEach<T>(shape: z.ZodType<T>, take: (message: T) => void): void;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it in order: false where it does not end, so that it had to be killed. */
  stop(withinMs: number): Promise<boolean>;
}

export interface ChildOptions {
  /** Nothing else is in it but PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** A folder without an .env, so that it cannot take up a developer's credentials. */
  readonly folder: string;
}

export function startChild(program: URL, { environment, flags = [], folder }: ChildOptions): Child {
  const child = fork(program, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: ['-C', 'source', ...flags],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('A child process came without a pipe for its output.');
  const closed = once(child, 'exit');
  const ended = closed.then(
    ([code, signal]: unknown[]) => `${program.pathname.split('/').at(-1)} ended (${String(signal ?? code)})`,
  );
  return {
    output: stdout,
    ended,
    tell: (message) => void child.send(message),
    next: (shape) =>
      Promise.race([messageOf(child, shape), ended.then((how) => Promise.reject(new Error(how)))]),
    onEach(shape, take) {
      child.on('message', (message) => {
        const parsed = shape.safeParse(message);
        if (parsed.success) take(parsed.data);
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
    async stop(withinMs) {
      child.kill('SIGTERM');
      const hasEnded = await Promise.race([closed.then(() => true), delay(withinMs, false, { ref: false })]);
      child.kill('SIGKILL');
      await closed;
      return hasEnded;
    },
  };
}

function messageOf<T>(child: ChildProcess, shape: z.ZodType<T>): Promise<T> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      const parsed = shape.safeParse(message);
      if (!parsed.success) return;
      child.off('message', onMessage);
      resolve(parsed.data);
    };
    child.on('message', onMessage);
  });
}
