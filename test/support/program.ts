/** Runs a program of this repository to its end, as a separate process in a temporary folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { FROM_SOURCE } from './from-source.ts';

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Folder {
  readonly path: string;
  remove(): void;
}

/** Creates a temporary folder with these files. */
export function newFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), 'gateway-program-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** Runs a program with exactly this environment. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { folder, env = {} }: { readonly folder: Folder; readonly env?: Readonly<Record<string, string>> },
): Promise<ProgramResult> {
  const child = spawn(process.execPath, [...FROM_SOURCE, resolve(program), ...args], {
    cwd: folder.path,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
}
