/** What the gateway signs in with: whether the server accepts the form, size and algorithm of the key, and who else can read the file. */
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
import { type Cause, cause, type Checked, checked, failed, present, skipped } from './finding.ts';
import { systemCode } from './hosts.ts';
import { describeKey, findKeyFault } from './key-faults.ts';

/** The credential that later steps show the token endpoint. */
export type Credential = KeyCredential | SecretCredential | { readonly kind: 'none' };
export interface KeyCredential {
  readonly kind: 'key';
  readonly authentication: KeyAuthentication;
  readonly keys: SigningKeys;
}
export interface SecretCredential {
  readonly kind: 'secret';
  readonly authentication: SecretAuthentication;
}

/** @param site null if the configuration is faulty: the key then comes from the environment */
export async function checkCredential(
  env: ProcessEnvironment,
  site: Pick<ExaminedSite, 'connection' | 'isSandbox'> | null,
): Promise<Checked<Credential>> {
  if (site === null) return checkUnconfigured(env);
  const { authentication } = site.connection;
  switch (authentication.kind) {
    case 'private_key_jwt':
      return checkKey(env, authentication, site.isSandbox);
    case 'client_secret_basic':
    case 'client_secret_post':
      return checkSecret(env, authentication);
    case 'none':
      return checked<Credential>(
        { kind: 'none' },
        {
          tried: 'look at EPIC_AUTH',
          found: ['None: EPIC_AUTH=none sends no token.'],
          facts: { type: 'none' },
        },
      );
  }
}

async function checkKey(
  env: ProcessEnvironment,
  authentication: KeyAuthentication,
  isSandbox: boolean,
): Promise<Checked<Credential>> {
  const keys = await createSigningKeys(authentication);
  const { privateKey, signingAlgorithm, keyId, secondPublicKey } = authentication;
  const { keyId: kid } = keys.signing;
  const thumbprint = await thumbprintOf(privateKey);
  const kidFrom = keyId === null || keyId === thumbprint ? 'its thumbprint' : 'as configured';
  const otherKids = keys.published.keys.slice(1).map((key) => String(key.kid));
  const seconds = otherKids.map(
    (other) => `A second public key is published beside it: kid ${other} (EPIC_SECOND_PUBLIC_KEY).`,
  );
  const type = describeKey(privateKey);
  return checked<Credential>(
    { kind: 'key', authentication, keys },
    {
      tried: `read ${isSandbox ? 'the key made for this run' : keySource(env)}`,
      found: [`${type}, signs ${signingAlgorithm}, kid ${kid} (${kidFrom})`, ...seconds],
      causes: present<Cause>(
        !isSandbox && exposureOf(settingOf(env, 'EPIC_PRIVATE_KEY_FILE'), 'key'),
        secondPublicKey !== null && (await confusionOf(keys, secondPublicKey.key)),
      ),
      facts: { type, algorithm: signingAlgorithm, kid, thumbprint, otherKids },
    },
  );
}

/** Returns what makes the two published keys indistinguishable. */
async function confusionOf({ signing, published }: SigningKeys, second: KeyObject): Promise<Cause | null> {
  const [first, other] = published.keys;
  if ((await thumbprintOf(signing.privateKey)) === (await thumbprintOf(second)))
    return cause`EPIC_SECOND_PUBLIC_KEY is the public half of the very key that signs.
      → Give the key that comes next, or the one before; npm run keys -- rotate says which and when.`;
  return first?.kid === other?.kid
    ? cause`Both published keys have one kid, so that nobody can tell them apart.
        → Leave EPIC_KEY_ID out, and the "kid" of EPIC_SECOND_PUBLIC_KEY right: each has its thumbprint then.`
    : null;
}

/** Returns the thumbprint of the public key (RFC 7638). */
export async function thumbprintOf(key: KeyObject): Promise<string> {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return (await exportPublicJwk(publicKey, null)).kid;
}

/** Where each way sends the secret. */
export const SECRET_PLACES: Readonly<Record<SecretAuthentication['kind'], string>> = {
  client_secret_basic: 'in the Authorization header',
  client_secret_post: 'in the form',
};

/** Never shows the secret itself. */
function checkSecret(env: ProcessEnvironment, authentication: SecretAuthentication): Checked<Credential> {
  const { kind } = authentication;
  const file = settingOf(env, 'EPIC_CLIENT_SECRET_FILE');
  return checked<Credential>(
    { kind: 'secret', authentication },
    {
      tried: `read ${file === '' ? 'EPIC_CLIENT_SECRET' : `${file} (EPIC_CLIENT_SECRET_FILE)`}`,
      found: [`A client secret, sent ${SECRET_PLACES[kind]} (EPIC_AUTH=${kind}).`],
      causes: exposureOf(file, 'client secret'),
      facts: { type: 'secret', method: kind },
    },
  );
}

/**
 * Warns if other users can read the file of a secret. Windows has no such modes.
 * @param path empty if the secret comes from no file
 */
function exposureOf(path: string, what: 'key' | 'client secret'): Cause[] {
  if (path === '' || process.platform === 'win32') return [];
  const { mode = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return present<Cause>(
    (mode & 0o077) !== 0 &&
      cause`Others than its owner may read the file of the ${what} (mode ${octal}).
        → chmod 600 on it; for a secret of Kubernetes, set defaultMode: 0400.`,
  );
}

/** Examines the key that the environment names, of a configuration that could not be read. */
async function checkUnconfigured(env: ProcessEnvironment): Promise<Checked<Credential>> {
  const method = parseSignInMethod(settingOf(env, 'EPIC_AUTH'));
  if (method !== 'private_key_jwt' && method !== undefined)
    return skipped(`EPIC_AUTH=${method} uses no key; see "Configuration".`);
  const { name, text, fault } = readKeySource(env);
  const tried = `look at ${name}`;
  if (text === null)
    return failed({ tried, found: ['There is no key to sign with.'], causes: [fault], certain: true });
  const read = parseKey(text, createPrivateKey);
  if (read === null) {
    const gist = 'It is no private key that the gateway can use.';
    return failed({ tried, found: [gist], causes: [findKeyFault(text)], certain: true });
  }
  const { key } = read;
  const type = describeKey(key);
  const algorithm = SIGNING_ALGORITHMS.find(
    (known) => known === (settingOf(env, 'EPIC_SIGNING_ALG') || 'RS384'),
  );
  const mismatch = algorithm === undefined ? null : describeKeyMismatch(key, algorithm);
  if (mismatch !== null) {
    const gist = `It is a private key (${type}), and cannot sign ${algorithm}: that needs ${mismatch}.`;
    return failed({ tried, found: [gist], causes: [mismatchCause(key)], facts: { type } });
  }
  const { kid } = await exportPublicJwk(createPublicKey(key), env['EPIC_KEY_ID'] ?? read.keyId);
  return checked<Credential>(null, { tried, found: [`${type}, kid ${kid}`], facts: { type, kid } });
}

function mismatchCause(key: KeyObject): Cause {
  const fitting = fittingAlgorithms(key);
  const suggested = fitting.includes('RS384') ? 'RS384' : fitting[0];
  return suggested === undefined
    ? cause`Keys of this kind or size are not accepted by Epic.
        → Make one that is: npm run keys -- create (RSA, 3072 bits), or with --type ec (EC, P-384).`
    : cause`EPIC_SIGNING_ALG does not go with the key. → Set EPIC_SIGNING_ALG=${suggested}, or use another key.`;
}

/** Returns the algorithms that the key can sign. */
export function fittingAlgorithms(key: KeyObject): SigningAlgorithm[] {
  return SIGNING_ALGORITHMS.filter((name) => describeKeyMismatch(key, name) === null);
}

function settingOf(env: ProcessEnvironment, name: string): string {
  return env[name]?.trim() ?? '';
}

function keySource(env: ProcessEnvironment): string {
  const file = settingOf(env, 'EPIC_PRIVATE_KEY_FILE');
  return file === '' ? 'EPIC_PRIVATE_KEY' : `${file} (EPIC_PRIVATE_KEY_FILE)`;
}

/** The text of a key with the name of its place, or why there is none. */
type KeySource =
  | { readonly name: string; readonly text: string; readonly fault: null }
  | { readonly name: string; readonly text: null; readonly fault: Cause };

function readKeySource(env: ProcessEnvironment): KeySource {
  const inline = settingOf(env, 'EPIC_PRIVATE_KEY');
  const file = settingOf(env, 'EPIC_PRIVATE_KEY_FILE');
  if ((inline === '') === (file === '')) {
    const fault = inline === '' ? NEITHER_SET : BOTH_SET;
    return { name: 'EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE', text: null, fault };
  }
  const name = keySource(env);
  try {
    return { name, text: file === '' ? inline : readFileSync(file, 'utf8'), fault: null };
  } catch (error) {
    const code = systemCode(error);
    return { name, text: null, fault: FILE_FAULTS[code] ?? unreadable(code) };
  }
}

const BOTH_SET = cause`Both are set. → Leave one of them out.`;
const NEITHER_SET = cause`Neither is set.
  → Make a pair (npm run keys -- create), and set EPIC_PRIVATE_KEY_FILE to the private one.`;

const FILE_FAULTS: Readonly<Record<string, Cause>> = {
  ENOENT: cause`There is no such file here: a relative path counts from the folder where the gateway is started.
    → Give the path in full; in a container, see to it that the file is mounted there.`,
  EACCES: cause`The user who runs this may not read the file.
    → Let the file belong to that user, with mode 0600; in a container, mind its user id.`,
  EISDIR: cause`It is a folder. → Give the path of the file in it.`,
};

function unreadable(code: string): Cause {
  return cause`The file cannot be read (${code}). → Look at the file, and at the disk that it is on.`;
}
