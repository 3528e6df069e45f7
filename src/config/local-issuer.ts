/** The local issuer, which signs tokens for development (`npm run gateway -- token`), and its key set, with which a gateway verifies them. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readTrustedFile, UntrustedFile } from './trusted-files.ts';

/** The `iss` of its tokens. AUTH_ISSUER accepts only URLs, so no configured issuer can have this name. */
export const LOCAL_ISSUER = 'urn:epic-fhir-graphql-gateway:local-issuer';
/** The `aud` of its tokens, unless AUTH_AUDIENCE names another. */
export const LOCAL_AUDIENCE = 'urn:epic-fhir-graphql-gateway:local';
/** The algorithm of its key, which AUTH_ALGORITHMS includes by default. */
export const LOCAL_ALGORITHM = 'ES256';
export const LOCAL_ISSUER_FOLDER = '.local-issuer';
export const KEY_SET_NAME = 'jwks.json';
/** The settings of an identity provider, with which a gateway accepts no local issuer. */
export const PROVIDER_SETTINGS = ['AUTH_ISSUER', 'AUTH_JWKS_URL', 'AUTH_CLIENTS', 'AUTH_SCOPE_MAP'] as const;

/** The public part of an elliptic key: the private part (`d`) must never be shared with a gateway. */
const publicKey = z
  .looseObject({ kty: z.literal('EC'), kid: z.string().min(1) })
  .refine((key) => !Object.hasOwn(key, 'd'));
const localKeySet = z.object({ keys: z.array(publicKey).min(1) });

export type LocalKeySet = z.output<typeof localKeySet>;

/** Returns the key set of a folder, or the file itself if the path names a file. */
export function keySetFileOf(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isFile() !== true;
  return resolve(isFolder ? join(path, KEY_SET_NAME) : path);
}

/** Returns the problem of AUTH_LOCAL_ISSUER if its key set cannot be used. */
export function findKeySetProblems(path: string): readonly string[] {
  try {
    readLocalKeySet(keySetFileOf(path));
    return [];
  } catch (error) {
    if (!(error instanceof UntrustedFile)) throw error;
    return [
      `AUTH_LOCAL_ISSUER: expected the folder or the key set of the local issuer, but ${error.message}: run npm run gateway -- token --as clinician, which ${error.isMissing ? 'creates it' : 'says what to do'}`,
    ];
  }
}

/** @throws UntrustedFile if the file is missing, is not a key set, or could have been written by another user */
export function readLocalKeySet(path: string): LocalKeySet {
  const parsed = localKeySet.safeParse(parseJson(readTrustedFile(path)));
  if (parsed.success) return parsed.data;
  throw new UntrustedFile('the file is not a public key set of the local issuer');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
