/** The gateway as a process of its own, as `npm start` runs it, in a folder of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FROM_SOURCE } from './from-source.ts';

export interface GatewayProcess {
  /** What it has printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves to the origin when the gateway says that it listens. */
  listening(): Promise<string>;
  /** Resolves to exit code and signal. */
  readonly exit: Promise<unknown[]>;
  /** The same, before its output is read to the end. */
  readonly ended: Promise<unknown[]>;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading its standard output, as a log reader does that hangs, or reads it again. */
  readOutput(isRead: boolean): void;
  /** Ends it, whatever it does, and its folder. */
  dispose(): Promise<void>;
}

/** What `npm start` gives to Node, from any folder. */
const NPM_START = [
  ...FROM_SOURCE,
  '--import',
  pathToFileURL('src/compile-cache.js').href,
  resolve('src/cli.ts'),
  'start',
];

/**
 * The environment has nothing but what is given here; `files` are put into the folder before the start.
 * @param program what Node is given: its options, the file that it runs, and the arguments of that
 */
export function startGatewayProcess(
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  program: readonly string[] = NPM_START,
): GatewayProcess {
  const cwd = mkdtempSync(join(tmpdir(), 'gateway-main-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, program, {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const exit = once(child, 'close');
  const ended = once(child, 'exit');
  const origin = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    const found = /http:\/\/localhost:\d+(?=\/graphql)/.exec(output.stdout)?.[0];
    const port = /"event":"listening"/.test(output.stdout)
      ? /"port":(\d+)/.exec(output.stdout)?.[1]
      : undefined;
    if (found !== undefined) origin.resolve(found);
    if (port !== undefined) origin.resolve(`http://localhost:${port}`);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  void exit.then(() => origin.reject(new Error(`The gateway has ended: ${output.stderr}`)));
  origin.promise.catch(() => undefined);
  return {
    output,
    exit,
    ended,
    listening: () => origin.promise,
    kill: (signal) => void child.kill(signal),
    readOutput: (isRead) => void (isRead ? child.stdout.resume() : child.stdout.pause()),
    dispose: async () => {
      child.kill('SIGKILL');
      await exit;
      rmSync(cwd, { recursive: true });
    },
  };
}
