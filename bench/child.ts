/** A child process of the bench: asked questions over IPC, and gone when the bench is. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Question } from './messages.ts';

export interface Child {
  /** Its standard output, which has to be read. */
  readonly output: Readable;
  /** Resolves to the next message of this shape. Rejects where the process ends first. */
  next<T>(shape: z.ZodType<T>): Promise<T>;
  /** Sends the question, and resolves to the next message of this shape. */
  ask<T>(question: Question, shape: z.ZodType<T>): Promise<T>;
  stop(): Promise<void>;
}

const METER = new URL('./processes/meter.ts', import.meta.url);
const FOLDER = new URL('./', import.meta.url);

/**
 * Starts a program with nothing of the bench's environment but PATH, and in a folder without an .env, so that it cannot
 * take up a developer's credentials. Flags of Node, such as --cpu-prof, are passed on.
 */
export function startChild(program: URL, environment: Readonly<Record<string, string>>): Child {
  const child = fork(program, {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: [...process.execArgv, '--import', METER.href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('A child process came without a pipe for its output.');
  const next = <T>(shape: z.ZodType<T>): Promise<T> => messageOf(child, program, shape);
  return {
    output: stdout,
    next,
    ask(question, shape) {
      const answer = next(shape);
      child.send(question);
      return answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function messageOf<T>(child: ChildProcess, program: URL, shape: z.ZodType<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onMessage = (message: unknown): void => {
    const parsed = shape.safeParse(message);
    if (parsed.success) resolve(parsed.data);
  };
  const onExit = (code: number | null, signal: string | null): void => {
    reject(new Error(`${program.pathname.split('/').at(-1)} ended early (${signal ?? code}).`));
  };
  child.on('message', onMessage).once('exit', onExit);
  try {
    return await promise;
  } finally {
    child.off('message', onMessage).off('exit', onExit);
  }
}
