import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Command } from './messages.ts';

/** A child process that the bench commands over IPC. It exits when the bench does. */
export interface Child {
  /** Standard output, which the owner must read or resume: the child blocks on a full pipe. */
  readonly output: Readable;
  /** Resolves to the next message of this shape. Rejects if the process exits first. */
  next<T>(shape: z.ZodType<T>): Promise<T>;
  /** Sends the command and resolves to the next message of this shape. */
  request<T>(command: Command, shape: z.ZodType<T>): Promise<T>;
  stop(): Promise<void>;
}

const METER = new URL('./processes/meter.ts', import.meta.url);
const FOLDER = new URL('./', import.meta.url);

/**
 * Starts a program in a folder without an .env and passes only PATH of the bench's environment, so it cannot pick up a developer's
 * credentials. Passes on Node's flags, such as --cpu-prof.
 * @param flags Node's flags for this program only
 */
export function startChild(
  program: URL,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Child {
  const child = fork(program, {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: [...process.execArgv, ...flags, '--import', METER.href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('The child process has no pipe for its standard output.');
  const next = <T>(shape: z.ZodType<T>): Promise<T> => receiveMessage(child, program, shape);
  return {
    output: stdout,
    next,
    request(command, shape) {
      const response = next(shape);
      child.send(command);
      return response;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function receiveMessage<T>(child: ChildProcess, program: URL, shape: z.ZodType<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onMessage = (message: unknown): void => {
    const parsed = shape.safeParse(message);
    if (parsed.success) resolve(parsed.data);
  };
  const onExit = (code: number | null, signal: string | null): void => {
    reject(new Error(`${program.pathname.split('/').at(-1)} exited early (${signal ?? code}).`));
  };
  child.on('message', onMessage).once('exit', onExit);
  try {
    return await promise;
  } finally {
    child.off('message', onMessage).off('exit', onExit);
  }
}
