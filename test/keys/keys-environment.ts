/** Runs keys commands in a test's folder, and returns their output. */
import { join } from 'node:path';
import type { KeysCommand } from '../../src/keys/arguments.ts';
import { createKey, exportKeySet, type KeysEnvironment, rotateKey } from '../../src/keys/commands.ts';

export type Environment = Readonly<Record<string, string>>;

export interface CommandOutput {
  /** The printed public key set; empty if it was written to a file. */
  stdout: string;
  /** The messages for the operator. */
  messages: string;
}

export type PairOptions = Partial<Omit<Extract<KeysCommand, { name: 'create' | 'rotate' }>, 'name'>>;

const NOW = Date.parse('2026-06-01T12:00:00Z');

async function runCommand(
  command: (environment: KeysEnvironment) => Promise<void>,
  env: Environment = {},
  envFileNames: readonly string[] = [],
): Promise<CommandOutput> {
  const output: CommandOutput = { stdout: '', messages: '' };
  const add = (to: keyof CommandOutput) => (text: string) => {
    output[to] += text;
  };
  await command({
    env,
    envFileNames,
    writeOutput: add('stdout'),
    writeMessage: add('messages'),
    now: () => NOW,
  });
  return output;
}

export function runCreate(folder: string, options: PairOptions = {}): Promise<CommandOutput> {
  const out = join(folder, 'key.pem');
  return runCommand((environment) =>
    createKey({ name: 'create', kind: null, keySetFile: null, out, ...options }, environment),
  );
}

export function runRotate(env: Environment, options: PairOptions = {}): Promise<CommandOutput> {
  return runCommand(
    (environment) =>
      rotateKey({ name: 'rotate', kind: null, out: null, keySetFile: null, ...options }, environment),
    env,
  );
}

export function runJwks(
  env: Environment,
  keyFiles: readonly string[] = [],
  fileNames: readonly string[] = [],
): Promise<CommandOutput> {
  return runCommand(
    (environment) => exportKeySet({ name: 'jwks', keyFiles, keySetFile: null }, environment),
    env,
    fileNames,
  );
}

/** Returns the settings of a numbered step in the messages, as .env would contain them. */
export function settingsIn(messages: string, step: number): Record<string, string> {
  const [, text = ''] = new RegExp(`^${step}\\. (.*?)(?=^\\d\\. |$(?![\\s\\S]))`, 'ms').exec(messages) ?? [];
  return Object.fromEntries(
    [...text.matchAll(/^ {5}(EPIC_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
