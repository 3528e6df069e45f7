/** Starts the gateway as a separate process, as `npm start` does, in a temporary folder. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FROM_SOURCE } from './from-source.ts';
import { metricsOriginIn } from './scrape.ts';

export interface GatewayProcess {
  /** The output so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves to the origin when the gateway logs that it listens. */
  listening(): Promise<string>;
  /** Resolves to the origin of METRICS_PORT when the gateway logs that it listens there. */
  metricsListening(): Promise<string>;
  /** Resolves to the exit code and the signal, after the output is complete. */
  readonly exit: Promise<unknown[]>;
  /** Resolves to the same when the process exits, which can be before the output is complete. */
  readonly ended: Promise<unknown[]>;
  kill(signal: NodeJS.Signals): void;
  /** Pauses or resumes reading of standard output. A paused one acts as a log reader that hangs. */
  readOutput(isRead: boolean): void;
  /** Kills the process and removes its folder. */
  dispose(): Promise<void>;
}

/** The arguments that `npm start` passes to Node, independent of the working directory. */
const NPM_START = [
  ...FROM_SOURCE,
  '--import',
  pathToFileURL('src/compile-cache.js').href,
  resolve('src/cli.ts'),
  'start',
];

/**
 * Starts a process with exactly this environment. Writes `files` into its folder first.
 * @param program Node's arguments: options, the file to run and its arguments
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
  const metricsOrigin = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    const found = /http:\/\/localhost:\d+(?=\/(?:graphql|sites\/))/.exec(output.stdout)?.[0];
    const port = /"port":(\d+)[^\n]*"event":"listening"/.exec(output.stdout)?.[1];
    const metrics = metricsOriginIn(output.stdout);
    if (found !== undefined) origin.resolve(found);
    if (metrics !== undefined) metricsOrigin.resolve(metrics);
    if (port !== undefined) origin.resolve(`http://localhost:${port}`);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  for (const { promise, reject } of [origin, metricsOrigin]) {
    void exit.then(() => reject(new Error(`The gateway exited: ${output.stderr}`)));
    promise.catch(() => undefined);
  }
  return {
    output,
    exit,
    ended,
    listening: () => origin.promise,
    metricsListening: () => metricsOrigin.promise,
    kill: (signal) => void child.kill(signal),
    readOutput: (isRead) => void (isRead ? child.stdout.resume() : child.stdout.pause()),
    dispose: async () => {
      child.kill('SIGKILL');
      await exit;
      rmSync(cwd, { recursive: true });
    },
  };
}
