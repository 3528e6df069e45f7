/** Creates and rotates keys, and prints the public ones. */
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createSigningKeys, exportPublicJwk } from '../auth/signing-keys.ts';
import type { KeyAuthentication } from '../config/authentication.ts';
import { ConfigError, loadConfig } from '../config/config.ts';
import { parseKey } from '../config/key-parsing.ts';
import { systemErrorCode } from '../errors.ts';
import type { KeysCommand } from './arguments.ts';
import { creationInstructions, rotationInstructions, rotationSteps } from './instructions.ts';
import {
  createKeyPair,
  DEFAULT_KEY_KIND,
  chooseSuccessorKind,
  type PublicJwk,
  writePrivateKey,
} from './key-pair.ts';

export interface KeysEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The names of the variables that `.env` added to `env`. */
  readonly envFileNames: readonly string[];
  /** Receives the public key set. */
  readonly writeOutput: (text: string) => void;
  /** Receives instructions and warnings. */
  readonly writeMessage: (text: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Explains to the user why a command failed. */
export class KeysError extends Error {
  override readonly name = 'KeysError';
}

type CommandNamed<Name extends KeysCommand['name']> = Extract<KeysCommand, { readonly name: Name }>;
type PairCommand = CommandNamed<'create' | 'rotate'>;

const DEFAULT_KEY_FILE = './epic-private-key.pem';

/** @throws KeysError. A failure can leave the file of the new private key behind, which does no harm. */
export async function createKey(
  { kind, out, keySetFile }: PairCommand,
  environment: KeysEnvironment,
): Promise<void> {
  const path = out ?? DEFAULT_KEY_FILE;
  const pair = await createKeyPair(kind ?? DEFAULT_KEY_KIND);
  writeOrExplain(path, () => writePrivateKey(path, pair.privateKey));
  environment.writeMessage(creationInstructions({ pair, path, keySetFile }));
  publish([pair.publicJwk], keySetFile, environment);
}

/** @throws KeysError */
export async function rotateKey(
  { kind, out, keySetFile }: PairCommand,
  environment: KeysEnvironment,
): Promise<void> {
  const { env, writeMessage, now } = environment;
  const authentication = readConfiguredKey(environment);
  if (authentication.secondPublicKey !== null) {
    throw new KeysError(
      'A rotation is in progress: EPIC_SECOND_PUBLIC_KEY is set. Finish it first. Its steps are in the .txt file next to the newer key.',
    );
  }
  const [oldKey] = (await createSigningKeys(authentication)).published.keys;
  if (oldKey?.kid === undefined) throw new KeysError('The key in use has no kid.');
  const pair = await createKeyPair(kind ?? chooseSuccessorKind(authentication.privateKey));
  const path = out ?? datedKeyPath(env['EPIC_PRIVATE_KEY_FILE']?.trim() ?? '', now());
  const rotation = {
    pair,
    path,
    keySetFile,
    oldKey: { ...oldKey, kid: oldKey.kid },
    stepsFile: `${path.replace(/\.pem$/, '')}.txt`,
    obsolete: ['EPIC_KEY_ID', 'EPIC_PRIVATE_KEY'].filter((name) => (env[name]?.trim() ?? '') !== ''),
    changesAlgorithm: pair.algorithm !== authentication.signingAlgorithm,
  };
  writeOrExplain(path, () => writePrivateKey(path, pair.privateKey));
  writeOrExplain(rotation.stepsFile, () =>
    writeFileSync(rotation.stepsFile, rotationSteps(rotation), { flag: 'wx' }),
  );
  writeMessage(rotationInstructions(rotation));
  publish([rotation.oldKey, pair.publicJwk], keySetFile, environment);
}

/** @throws KeysError */
export async function exportKeySet(
  { keyFiles, keySetFile }: CommandNamed<'jwks'>,
  environment: KeysEnvironment,
): Promise<void> {
  const keys =
    keyFiles.length === 0
      ? (await createSigningKeys(readConfiguredKey(environment))).published.keys
      : await Promise.all(keyFiles.map(readPublicKey));
  publish(keys, keySetFile, environment);
}

/** Returns the path of the current key, or the default one, with today's date. */
function datedKeyPath(current: string, now: number): string {
  const stem = (current === '' ? DEFAULT_KEY_FILE : current).replace(/\.[A-Za-z0-9]{1,5}$/, '');
  return `${stem.replace(/-\d{4}-\d{2}-\d{2}$/, '')}-${new Date(now).toISOString().slice(0, 10)}.pem`;
}

function readConfiguredKey({ env, envFileNames, writeMessage }: KeysEnvironment): KeyAuthentication {
  try {
    const { epic, warnings } = loadConfig(env, envFileNames);
    for (const warning of warnings) writeMessage(`${warning}\n`);
    const authentication = epic?.authentication;
    if (authentication?.kind === 'private_key_jwt') return authentication;
  } catch (error) {
    if (error instanceof ConfigError) throw new KeysError(error.message);
    throw error;
  }
  if (env['SITES_FILE']?.trim())
    throw new KeysError(
      'SITES_FILE is set, and rotate and jwks read no key of a sites file. To print public keys, name their files: npm run gateway -- keys jwks --key FILE. To rotate, create the next pair with npm run gateway -- keys create --out FILE, and follow "Rotate the key" in docs/keys.md.',
    );
  throw new KeysError(
    'No key is configured. Set EPIC_PRIVATE_KEY_FILE or EPIC_PRIVATE_KEY, in the environment or in .env, or create a key: npm run gateway -- keys create.',
  );
}

async function readPublicKey(path: string): Promise<PublicJwk> {
  const source = read(path);
  const parsed = parseKey(source, createPublicKey);
  if (parsed === null)
    throw new KeysError(`${path} does not contain a key. Expected a private or public key, as PEM or JWK.`);
  return exportPublicJwk(parsed.key, parsed.keyId);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new KeysError(`${path} cannot be read (${systemErrorCode(error) ?? 'unknown'}).`);
  }
}

function publish(
  keys: readonly object[],
  file: string | null,
  { writeOutput, writeMessage }: KeysEnvironment,
): void {
  const text = `${JSON.stringify({ keys }, null, 2)}\n`;
  if (file === null) {
    writeOutput(text);
    return;
  }
  writeOrExplain(file, () => writeFileSync(file, text));
  writeMessage(`The public key set is in ${file}.\n`);
}

function writeOrExplain(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = systemErrorCode(error) ?? 'unknown';
    throw new KeysError(
      code === 'EEXIST'
        ? `${path} exists already. It was not overwritten, because it may be the only copy of a key in use. Choose another file with --out.`
        : `${path} cannot be written (${code}). Choose another file with --out or --jwks.`,
    );
  }
}
