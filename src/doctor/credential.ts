/** Checks the private key or the client secret: its form, and who can read its file. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSigningKeys, exportPublicJwk, type SigningKeys } from '../auth/signing-keys.ts';
import {
  type KeyAuthentication,
  parseSignInMethod,
  type SecretAuthentication,
} from '../config/authentication.ts';
import { describeKeyMismatch, parseKey } from '../config/key-parsing.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../config/variables.ts';
import type { ExaminedSite, ProcessEnvironment } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed, skipped } from './finding.ts';
import { systemCode } from './hosts.ts';
import { describeKey, findKeyFault } from './key-faults.ts';

/** The credential for the token endpoint. */
export type Credential = KeyCredential | SecretCredential | { readonly kind: 'none' };
export interface KeyCredential {
  readonly kind: 'key';
  readonly authentication: KeyAuthentication;
  readonly keys: SigningKeys;
}
interface SecretCredential {
  readonly kind: 'secret';
  readonly authentication: SecretAuthentication;
}

/** @param site null if the configuration is invalid; the key then comes from the environment */
export async function checkCredential(
  env: ProcessEnvironment,
  site: Pick<ExaminedSite, 'connection' | 'isSandbox'> | null,
): Promise<Checked<Credential>> {
  if (site === null) return checkUnconfigured(env);
  const { authentication } = site.connection;
  if (authentication.kind === 'private_key_jwt') return checkKey(env, authentication, site.isSandbox);
  if (authentication.kind !== 'none') return checkSecret(env, authentication);
  const found = ['EPIC_AUTH=none: the gateway sends no token.'];
  return checked<Credential>(
    { kind: 'none' },
    { tried: 'reading EPIC_AUTH', found, facts: { type: 'none' } },
  );
}

async function checkKey(
  env: ProcessEnvironment,
  authentication: KeyAuthentication,
  isSandbox: boolean,
): Promise<Checked<Credential>> {
  const keys = await createSigningKeys(authentication);
  const { privateKey, signingAlgorithm, secondPublicKey } = authentication;
  const { keyId: kid } = keys.signing;
  const thumbprint = await thumbprintOf(privateKey);
  const otherKids = keys.published.keys.slice(1).map((key) => String(key.kid));
  const isAmbiguous =
    otherKids.includes(kid) ||
    (secondPublicKey !== null && (await thumbprintOf(secondPublicKey.key)) === thumbprint);
  const type = describeKey(privateKey);
  return checked<Credential>(
    { kind: 'key', authentication, keys },
    {
      tried: `reading ${isSandbox ? 'the key made for this run' : sourceOf(env, 'EPIC_PRIVATE_KEY')}`,
      found: [
        `${type}. Signs with ${signingAlgorithm}, kid ${kid} (${kid === thumbprint ? 'its thumbprint' : 'as configured'}).`,
        ...otherKids.map(
          (other) => `A second public key is published: kid ${other} (EPIC_SECOND_PUBLIC_KEY).`,
        ),
      ],
      causes: compact<Cause>(
        isSandbox ? [] : exposureOf(settingOf(env, 'EPIC_PRIVATE_KEY_FILE'), 'key'),
        isAmbiguous && AMBIGUOUS_SECOND_KEY,
      ),
      facts: { type, algorithm: signingAlgorithm, kid, thumbprint, otherKids },
    },
  );
}

const AMBIGUOUS_SECOND_KEY = cause`EPIC_SECOND_PUBLIC_KEY is the same key as the private key, or has the same kid.
  → Set it to the next or the previous key (npm run gateway -- keys rotate explains when). Remove EPIC_KEY_ID, so that each key's kid is its thumbprint.`;

/** Returns the RFC 7638 thumbprint of the public key. */
export async function thumbprintOf(key: KeyObject): Promise<string> {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return (await exportPublicJwk(publicKey, null)).kid;
}

/** Where each method puts the secret. */
export const SECRET_PLACES: Readonly<Record<SecretAuthentication['kind'], string>> = {
  client_secret_basic: 'in the Authorization header',
  client_secret_post: 'in the request body',
};

/** Never shows the secret itself. */
function checkSecret(env: ProcessEnvironment, authentication: SecretAuthentication): Checked<Credential> {
  const { kind } = authentication;
  return checked<Credential>(
    { kind: 'secret', authentication },
    {
      tried: `reading ${sourceOf(env, 'EPIC_CLIENT_SECRET')}`,
      found: [`A client secret, sent ${SECRET_PLACES[kind]} (EPIC_AUTH=${kind}).`],
      causes: exposureOf(settingOf(env, 'EPIC_CLIENT_SECRET_FILE'), 'client secret'),
      facts: { type: 'secret', method: kind },
    },
  );
}

/**
 * Warns if other users can read the file. Windows has no such modes.
 * @param path empty if the secret is not in a file
 */
function exposureOf(path: string, content: 'key' | 'client secret'): Cause[] {
  if (path === '' || process.platform === 'win32') return [];
  const { mode = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return compact<Cause>(
    (mode & 0o077) !== 0 &&
      cause`Other users can read the file of the ${content} (mode ${octal}).
        → Run chmod 600 on it. For a Kubernetes secret, set defaultMode: 0400.`,
  );
}

/** Checks the key in the environment if the configuration is invalid, since the key may be the reason. */
async function checkUnconfigured(env: ProcessEnvironment): Promise<Checked<Credential>> {
  const method = parseSignInMethod(settingOf(env, 'EPIC_AUTH'));
  if (method !== 'private_key_jwt' && method !== undefined)
    return skipped(`EPIC_AUTH=${method} uses no key. See "Configuration".`);
  const [inline, file] = [settingOf(env, 'EPIC_PRIVATE_KEY'), settingOf(env, 'EPIC_PRIVATE_KEY_FILE')];
  if ((inline === '') === (file === ''))
    return skipped(
      'Exactly one of EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE must be set. See "Configuration".',
    );
  const tried = `reading ${sourceOf(env, 'EPIC_PRIVATE_KEY')}`;
  const text = file === '' ? inline : readKeyFile(file);
  const read = typeof text === 'string' ? parseKey(text, createPrivateKey) : null;
  if (read === null) {
    const fault = typeof text === 'string' ? findKeyFault(text) : text;
    return failed({ tried, found: ['The private key cannot be read.'], causes: [fault], certain: true });
  }
  const { key } = read;
  const type = describeKey(key);
  const algorithm = SIGNING_ALGORITHMS.find(
    (known) => known === (settingOf(env, 'EPIC_SIGNING_ALG') || 'RS384'),
  );
  const mismatch = algorithm === undefined ? null : describeKeyMismatch(key, algorithm);
  if (mismatch !== null) {
    const gist = `The private key (${type}) cannot sign with ${algorithm}, which needs ${mismatch}.`;
    return failed({ tried, found: [gist], causes: [mismatchCause(key)], facts: { type } });
  }
  const { kid } = await exportPublicJwk(createPublicKey(key), env['EPIC_KEY_ID'] ?? read.keyId);
  return checked<Credential>(null, { tried, found: [`${type}, kid ${kid}.`], facts: { type, kid } });
}

function mismatchCause(key: KeyObject): Cause {
  const fitting = fittingAlgorithms(key);
  const suggested = fitting.includes('RS384') ? 'RS384' : fitting[0];
  return suggested === undefined
    ? cause`Epic does not accept keys of this type or size.
        → Make a new key: npm run gateway -- keys create (RSA, 3072 bits), or with --type ec (EC, P-384).`
    : cause`EPIC_SIGNING_ALG does not match the key. → Set EPIC_SIGNING_ALG=${suggested}, or use another key.`;
}

/** Returns the algorithms that the key can sign with. */
export function fittingAlgorithms(key: KeyObject): SigningAlgorithm[] {
  return SIGNING_ALGORITHMS.filter((name) => describeKeyMismatch(key, name) === null);
}

function settingOf(env: ProcessEnvironment, name: string): string {
  return env[name]?.trim() ?? '';
}

/** Names the variable, or the file that replaces it. */
function sourceOf(env: ProcessEnvironment, variable: string): string {
  const file = settingOf(env, `${variable}_FILE`);
  return file === '' ? variable : `${file} (${variable}_FILE)`;
}

function readKeyFile(path: string): string | Cause {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    return (
      FILE_FAULTS[code] ??
      cause`Reading the file failed (${code}). → Check the file and the disk that it is on.`
    );
  }
}

const FILE_FAULTS: Readonly<Record<string, Cause>> = {
  ENOENT: cause`The file does not exist. Relative paths start at the folder where the gateway is started.
    → Use an absolute path. In a container, check that the file is mounted there.`,
  EACCES: cause`The user who runs the doctor may not read the file.
    → Make that user the owner, with mode 0600. In a container, check the user id.`,
  EISDIR: cause`The path is a folder. → Use the path of the file in it.`,
};
