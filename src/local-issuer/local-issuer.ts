/** The local issuer: a key pair in a folder, which signs tokens for development. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { JWTHeaderParameters } from 'jose';
import { exportPublicJwk } from '../auth/signing-keys.ts';
import { PRIVATE_MODE } from '../config/private-files.ts';
import {
  KEY_SET_NAME,
  LOCAL_ALGORITHM,
  LOCAL_ISSUER_FOLDER,
  readLocalKeySet,
} from '../config/local-issuer.ts';
import { readTrustedFile, UntrustedFile } from '../config/trusted-files.ts';
import { systemErrorCode } from '../errors.ts';
import { createKeyPair, writePrivateKey } from '../keys/key-pair.ts';
import { signToken, type TokenClaims } from './signed-token.ts';
import { claimsOf, type TokenGrant } from './token-grant.ts';

export interface LocalIssuer {
  /** The absolute path of the folder with its keys. AUTH_LOCAL_ISSUER names it. */
  readonly folder: string;
  /** Whether its keys were just created. */
  readonly isNew: boolean;
  /** Returns a token that a gateway with AUTH_LOCAL_ISSUER accepts. */
  issue(grant: TokenGrant, names?: Parameters<typeof claimsOf>[2]): Promise<string>;
  /** Signs exactly these claims. @param header replaces members of the header; an undefined one is omitted */
  sign(claims: TokenClaims, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

/** Explains why the folder is no local issuer, and what to do. */
export class LocalIssuerError extends Error {
  override readonly name = 'LocalIssuerError';
}

const PRIVATE_KEY_NAME = 'private-key.pem';

/**
 * Opens the issuer of a folder, and creates its keys if the folder does not exist.
 * @param now the time of issue, in epoch milliseconds
 * @throws LocalIssuerError
 */
export async function openLocalIssuer(
  path: string = LOCAL_ISSUER_FOLDER,
  now: () => number = Date.now,
): Promise<LocalIssuer> {
  const folder = resolve(path);
  const found = readKey(folder);
  const key = found ?? (await createKeys(folder));
  const { kid } = await exportPublicJwk(createPublicKey(key), null);
  if (!publishes(folder, kid))
    throw new LocalIssuerError(
      `${KEY_SET_NAME} does not belong to ${PRIVATE_KEY_NAME}. ${startOver(folder)}`,
    );
  const sign: LocalIssuer['sign'] = (claims, header = {}) =>
    signToken(claims, { alg: LOCAL_ALGORITHM, kid, typ: 'at+jwt', ...header }, key);
  return {
    folder,
    isNew: found === null,
    issue: (grant, names) => sign(claimsOf(grant, now(), names)),
    sign,
  };
}

/** Returns null if the folder does not exist or is empty. @throws LocalIssuerError */
function readKey(folder: string): KeyObject | null {
  try {
    return parseKey(readTrustedFile(join(folder, PRIVATE_KEY_NAME), true));
  } catch (error) {
    if (!(error instanceof UntrustedFile)) throw error;
    if (error.isMissing) return null;
    throw new LocalIssuerError(
      `The local issuer was not used, because ${error.message}. ${startOver(folder)}`,
    );
  }
}

function parseKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // The error of the parser could quote the key.
  }
  throw new UntrustedFile(`${PRIVATE_KEY_NAME} is not a P-256 key`);
}

/** Writes the files to a folder of their own and moves it, so that no other process sees a part of them. */
async function createKeys(folder: string): Promise<KeyObject> {
  const { privateKey, publicJwk } = await createKeyPair({ type: 'ec', curve: 'P-256' });
  try {
    mkdirSync(dirname(folder), { recursive: true });
    // Only its owner can access it.
    const draft = mkdtempSync(`${folder}-`);
    try {
      writePrivateKey(join(draft, PRIVATE_KEY_NAME), privateKey);
      const keySet = { keys: [publicJwk] };
      writeFileSync(join(draft, KEY_SET_NAME), `${JSON.stringify(keySet, null, 2)}\n`, {
        mode: PRIVATE_MODE,
      });
      // Keeps the keys out of any repository, whatever its own list says.
      writeFileSync(join(draft, '.gitignore'), '*\n', { mode: PRIVATE_MODE });
      renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true });
      throw error;
    }
  } catch (error) {
    // Another process may have created the keys meanwhile.
    const other = readKey(folder);
    if (other !== null) return other;
    const code = systemErrorCode(error) ?? 'unknown';
    throw new LocalIssuerError(
      code === 'ENOTEMPTY' || code === 'EEXIST'
        ? `${folder} contains no ${PRIVATE_KEY_NAME}, but other files. Name another folder with --folder, or remove it.`
        : `The keys of the local issuer cannot be written to ${folder} (${code}). Name another folder with --folder.`,
    );
  }
  return privateKey;
}

function publishes(folder: string, kid: string): boolean {
  try {
    return readLocalKeySet(join(folder, KEY_SET_NAME)).keys.some((key) => key.kid === kid);
  } catch (error) {
    if (error instanceof UntrustedFile) return false;
    throw error;
  }
}

function startOver(folder: string): string {
  return `Name another folder with --folder. If ${folder} contains only the keys of a local issuer, you can remove it instead and run the command again: it creates new keys, and tokens of the old ones stop working.`;
}
