/** How to reach the FHIR server, read from the variables of the connection. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EpicConnection } from '../config.ts';
import { keyMismatch, parseKey, type ReadKey } from './keys.ts';
import { missingVariable, unexpectedValue } from './problems.ts';
import { isProduction } from './values.ts';
import { type Environment, SIGNING_ALGORITHMS, type SigningAlgorithm, VARIABLES } from './variables.ts';

/** Set any of these and the FHIR server is meant, so that all of the required ones have to be there. */
const CONNECTION_VARIABLES = [
  'EPIC_BASE_URL',
  'EPIC_LINK_BASE_URL',
  'EPIC_TOKEN_URL',
  'EPIC_CLIENT_ID',
  'EPIC_PRIVATE_KEY',
  'EPIC_PRIVATE_KEY_FILE',
  'EPIC_KEY_ID',
  'EPIC_SECOND_PUBLIC_KEY',
  'EPIC_JWKS_URL',
  'EPIC_SIGNING_ALG',
  'EPIC_TOKEN_AUDIENCE',
  'EPIC_SCOPE',
];

/** A connection of what every one needs; all else is as where no variable says anything. */
export function bareConnection(
  needed: Pick<EpicConnection, 'baseUrl' | 'clientId' | 'privateKey' | 'keyId'>,
): EpicConnection {
  return {
    ...needed,
    linkBaseUrl: null,
    tokenUrl: null,
    secondPublicKey: null,
    signingAlgorithm: 'RS384',
    tokenAudience: null,
    scope: null,
  };
}

/**
 * The connection; null for the embedded sandbox, which is what is served where none of the variables is set.
 * @param set the variables that are set
 * @param values what they were read as
 * @param problems takes what is wrong
 */
export function readConnection(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  return CONNECTION_VARIABLES.some((name) => name in set)
    ? connectionOf(set, values, problems)
    : noConnection(set, problems);
}

function noConnection(set: Record<string, string | undefined>, problems: string[]): null {
  if (isProduction(set['NODE_ENV'])) {
    problems.push(
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are needed: ' +
        'NODE_ENV=production never falls back to the sandbox',
    );
  }
  return null;
}

function connectionOf(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  for (const name of ['EPIC_BASE_URL', 'EPIC_CLIENT_ID']) {
    if (!(name in set)) {
      problems.push(missingVariable(name, 'where other EPIC_ variables are set'));
    }
  }
  const algorithm = SIGNING_ALGORITHMS.find((name) => name === (set['EPIC_SIGNING_ALG'] ?? 'RS384'));
  const signing = readPrivateKey(set, algorithm, problems);
  const second = readPublicKey(set['EPIC_SECOND_PUBLIC_KEY'], problems);
  const { EPIC_BASE_URL: baseUrl, EPIC_CLIENT_ID: clientId } = values;
  if (baseUrl === undefined || clientId === undefined || signing === null || algorithm === undefined)
    return null;
  return {
    baseUrl,
    linkBaseUrl: values.EPIC_LINK_BASE_URL ?? null,
    tokenUrl: values.EPIC_TOKEN_URL ?? null,
    clientId,
    privateKey: signing.key,
    keyId: values.EPIC_KEY_ID ?? signing.keyId,
    secondPublicKey: second,
    signingAlgorithm: algorithm,
    tokenAudience: values.EPIC_TOKEN_AUDIENCE ?? null,
    scope: values.EPIC_SCOPE ?? null,
  };
}

function readPrivateKey(
  set: Record<string, string | undefined>,
  algorithm: SigningAlgorithm | undefined,
  problems: string[],
): ReadKey | null {
  const { EPIC_PRIVATE_KEY: inline, EPIC_PRIVATE_KEY_FILE: file } = set;
  if (inline !== undefined && file !== undefined) {
    problems.push('EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE are both set: expected one of them');
    return null;
  }
  const name = file === undefined ? 'EPIC_PRIVATE_KEY' : 'EPIC_PRIVATE_KEY_FILE';
  const source = file === undefined ? inline : readFile(file);
  if (source === undefined) {
    problems.push(
      `EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is needed: expected ${VARIABLES.get('EPIC_PRIVATE_KEY')?.expects}`,
    );
    return null;
  }
  const read = source === null ? null : parseKey(source, createPrivateKey);
  if (read === null) {
    problems.push(unexpectedValue(name, set[name] ?? ''));
    return null;
  }
  const mismatch = algorithm === undefined ? null : keyMismatch(read.key, algorithm);
  if (mismatch !== null) {
    problems.push(`${name}: expected ${mismatch}, to go with EPIC_SIGNING_ALG ${algorithm}`);
    return null;
  }
  return read;
}

function readPublicKey(source: string | undefined, problems: string[]): ReadKey | null {
  if (source === undefined) return null;
  const read = parseKey(source, createPublicKey);
  if (read === null) problems.push(unexpectedValue('EPIC_SECOND_PUBLIC_KEY', source));
  return read;
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
