/** Runs the keys command in a folder of a test, and returns what it printed. */
import { join } from 'node:path';
import type { KeysCommand } from '../../src/keys/arguments.ts';
import { createKey, exportKeySet, type KeysEnvironment, rotateKey } from '../../src/keys/commands.ts';

export type Environment = Readonly<Record<string, string>>;

export interface Carried {
  /** The public key set, where it was printed. */
  printed: string;
  /** What people were told. */
  told: string;
}

export type PairOptions = Partial<Omit<Extract<KeysCommand, { name: 'create' | 'rotate' }>, 'name'>>;

const NOW = Date.parse('2026-06-01T12:00:00Z');

async function carriedOut(
  command: (environment: KeysEnvironment) => Promise<void>,
  env: Environment = {},
  envFileNames: readonly string[] = [],
): Promise<Carried> {
  const said: Carried = { printed: '', told: '' };
  const add = (to: keyof Carried) => (text: string) => {
    said[to] += text;
  };
  await command({
    env,
    envFileNames,
    writeOutput: add('printed'),
    writeMessage: add('told'),
    now: () => NOW,
  });
  return said;
}

export function created(folder: string, options: PairOptions = {}): Promise<Carried> {
  const out = join(folder, 'key.pem');
  return carriedOut((where) =>
    createKey({ name: 'create', kind: null, keySetFile: null, out, ...options }, where),
  );
}

export function rotated(env: Environment, options: PairOptions = {}): Promise<Carried> {
  return carriedOut(
    (where) => rotateKey({ name: 'rotate', kind: null, out: null, keySetFile: null, ...options }, where),
    env,
  );
}

export function printed(
  env: Environment,
  keyFiles: readonly string[] = [],
  fileNames: readonly string[] = [],
): Promise<Carried> {
  return carriedOut(
    (where) => exportKeySet({ name: 'jwks', keyFiles, keySetFile: null }, where),
    env,
    fileNames,
  );
}

/** The settings that a step tells to make, as a .env would have them. */
export function settingsIn(told: string, step: number): Record<string, string> {
  const [, text = ''] = new RegExp(`^${step}\\. (.*?)(?=^\\d\\. |$(?![\\s\\S]))`, 'ms').exec(told) ?? [];
  return Object.fromEntries(
    [...text.matchAll(/^ {5}(EPIC_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
