/** Runs the programs of bench/. */
import { execFile } from 'node:child_process';
import { FROM_SOURCE } from './from-source.ts';

interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

export async function run(...args: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(process.execPath, [...FROM_SOURCE, ...args], (error, stdout, stderr) => {
    resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
  });
  return promise;
}

export const bench = (...args: string[]): Promise<Ended> => run('bench/main.ts', ...args);

/** A bench starts up to eight processes, and waits for up to 24 s before it measures idle ones. */
export const SLOW_MS = 300_000;

export const SMALL_RUN = ['--operations', '10', '--concurrency', '1', '--rounds', '1', '--warm-up', '0'];
