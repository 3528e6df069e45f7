import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGES = fileURLToPath(new URL('node_modules', import.meta.url));
const runFile = promisify(execFile);

/** A temporary project in which the tools of a client library run. */
export interface Workspace {
  /** Runs a program with Node, by its path below node_modules. Returns its output. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** The same for a program of the project. */
  runOwn(file: string): Promise<string>;
  read(file: string): string;
  dispose(): void;
}

/** @param files contents by path, in addition to a package.json for ES modules */
export function createWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'client-'));
  symlinkSync(PACKAGES, join(root, 'node_modules'));
  for (const [path, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const runNode = async (...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await runFile(process.execPath, args, { cwd: root });
    return stdout + stderr;
  };
  return {
    run: (program, ...args) => runNode(join(PACKAGES, program), ...args),
    runOwn: (file) => runNode(join(root, file)),
    read: (file) => readFileSync(join(root, file), 'utf8'),
    dispose: () => rmSync(root, { recursive: true }),
  };
}
