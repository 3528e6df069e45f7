/** A child process of the soak, controlled over IPC. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { z } from 'zod';

export interface Child {
  /** Standard output. Callers must read it. */
  readonly output: Readable;
  /** Resolves to a description of the exit. */
  readonly ended: Promise<string>;
  /** Does nothing if the process has ended. */
  send(message: string | object): void;
  /** Resolves to the next message of this shape. Rejects if the process exits first. */
  next<T>(shape: z.ZodType<T>): Promise<T>;
  onEach<T>(shape: z.ZodType<T>, take: (message: T) => void): void;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Sends SIGTERM, and SIGKILL after the timeout. Returns whether SIGTERM was enough. */
  stop(timeoutMs: number): Promise<boolean>;
}

export interface ChildOptions {
  /** The whole environment, apart from PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** Node flags. */
  readonly flags?: readonly string[];
  /** A working directory without an .env, which could contain a developer's credentials. */
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
  if (stdout === null) throw new Error('The child process has no pipe for its output.');
  const closed = once(child, 'exit');
  const ended = closed.then(
    ([code, signal]: unknown[]) => `${program.pathname.split('/').at(-1)} ended (${String(signal ?? code)})`,
  );
  return {
    output: stdout,
    ended,
    send: (message) => void child.send(message, () => {}),
    next: (shape) =>
      Promise.race([receiveMessage(child, shape), ended.then((exit) => Promise.reject(new Error(exit)))]),
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
    async stop(timeoutMs) {
      child.kill('SIGTERM');
      const hasEnded = await Promise.race([closed.then(() => true), delay(timeoutMs, false, { ref: false })]);
      child.kill('SIGKILL');
      await closed;
      return hasEnded;
    },
  };
}

function receiveMessage<T>(child: ChildProcess, shape: z.ZodType<T>): Promise<T> {
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
