/** Copies the project of a client into a folder of its own, with the packages that its users install. */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const CLIENTS = resolve('e2e/clients');
const KIT = resolve('packages/client');
const TSC = resolve('node_modules/typescript/bin/tsc');

/** The gateway's address in the files of the projects. */
export const DOCS_URL = 'http://localhost:4000/graphql';

export interface Project {
  /** An absolute path. */
  readonly folder: string;
  /** Runs a command in a shell that finds the programs of packages. Returns its output. */
  run(command: string): Promise<string>;
  /** Does the same for a command that may fail. */
  tryRun(command: string): Promise<{ status: number; stdout: string; stderr: string }>;
  read(file: string): string;
  write(file: string, content: string): void;
  /** Replaces a text that the file contains. */
  edit(file: string, text: string, replacement: string): void;
  /** Does the same while a function runs. */
  withEdit(file: string, text: string, replacement: string, use: () => Promise<void>): Promise<void>;
  dispose(): void;
}

/**
 * Creates a project in a temporary folder.
 * @param client the folder in e2e/clients to copy; null for an empty project
 * @param url the gateway's address, in place of the one that the files name
 */
export function createProject(client: string | null, url = DOCS_URL): Project {
  const root = mkdtempSync(join(tmpdir(), 'client-'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  installPackages(join(root, 'node_modules'));
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  if (client !== null) {
    const source = join(CLIENTS, client);
    cpSync(source, root, { recursive: true });
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name).slice(source.length + 1);
      write(file, read(file).replaceAll(DOCS_URL, url));
    }
  }
  const edit = (file: string, text: string, replacement: string): void => {
    if (!read(file).includes(text)) throw new Error(`${file} does not contain ${text}.`);
    write(
      file,
      read(file).replaceAll(text, () => replacement),
    );
  };
  const PATH = [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(
    delimiter,
  );
  // Without Vitest's variables, which silence some programs.
  const options = { cwd: root, env: { PATH, HOME: process.env['HOME'], NO_COLOR: '1' } };
  const tryRun: Project['tryRun'] = (command) =>
    new Promise((finish) => {
      execFile('sh', ['-c', command], options, (error, stdout, stderr) =>
        finish({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  return {
    folder: root,
    read,
    write,
    edit,
    withEdit: async (file, text, replacement, use) => {
      const before = read(file);
      edit(file, text, replacement);
      try {
        await use();
      } finally {
        write(file, before);
      }
    },
    run: async (command) => {
      const { status, stdout, stderr } = await tryRun(command);
      if (status !== 0) throw new Error(`"${command}" exited with ${status}. Its output: ${stdout}${stderr}`);
      return stdout + stderr;
    },
    tryRun,
    dispose: () => rmSync(root, { recursive: true }),
  };
}

/** Links what `npm install` would bring: the packages of e2e/clients, TypeScript, the gateway, and a build of the client kit. */
function installPackages(folder: string): void {
  const packages = join(CLIENTS, 'node_modules');
  mkdirSync(join(folder, '.bin'), { recursive: true });
  for (const name of readdirSync(packages).filter((one) => !one.startsWith('.')))
    symlinkSync(join(packages, name), join(folder, name));
  for (const name of readdirSync(join(packages, '.bin')))
    symlinkSync(join(packages, '.bin', name), join(folder, '.bin', name));
  symlinkSync(TSC, join(folder, '.bin', 'tsc'));
  symlinkSync(resolve('.'), join(folder, 'epic-fhir-graphql-gateway'));
  const kit = join(folder, 'epic-fhir-graphql-client');
  mkdirSync(kit);
  cpSync(join(KIT, 'package.json'), join(kit, 'package.json'));
  execFileSync(process.execPath, [
    TSC,
    '-p',
    join(KIT, 'tsconfig.build.json'),
    '--outDir',
    join(kit, 'dist'),
  ]);
}
