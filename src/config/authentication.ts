/** The gateway's authentication at the FHIR server: the methods, and the variables of each. */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describeKeyMismatch, type ParsedKey, parseKey } from './key-parsing.ts';
import { describeMissingVariable, describeUnexpectedValue } from './problems.ts';
import {
  type Environment,
  SIGN_IN_METHODS,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  type SignInMethod,
  VARIABLES,
} from './variables.ts';

/** The settings of every method that uses a token endpoint. */
interface TokenClient {
  readonly clientId: string;
  /** The token endpoint; null: discovered from the FHIR server. */
  readonly tokenUrl: string | null;
  /** The `scope` to request; null: none is sent, because Epic ignores scopes. */
  readonly scope: string | null;
}

/** A signed assertion (SMART Backend Services, RFC 7523 §2.2). */
export interface KeyAuthentication extends TokenClient {
  readonly kind: 'private_key_jwt';
  readonly privateKey: KeyObject;
  /** The `kid` of the signing key; null: its RFC 7638 thumbprint. */
  readonly keyId: string | null;
  /** A second public key to publish during key rotation, and the `kid` of its JWK; null for PEM, or a JWK without `kid`. */
  readonly secondPublicKey: { readonly key: KeyObject; readonly keyId: string | null } | null;
  readonly signingAlgorithm: SigningAlgorithm;
  /** The `aud` of the assertion; null: the token URL. */
  readonly tokenAudience: string | null;
}

/** A shared secret, in the Authorization header or in the form (RFC 6749 §2.3.1). */
export interface SecretAuthentication extends TokenClient {
  readonly kind: 'client_secret_basic' | 'client_secret_post';
  /** A KeyObject, so that printing the configuration does not reveal the secret. */
  readonly clientSecret: KeyObject;
}

/** No authentication: the FHIR server is open. */
export interface NoAuthentication {
  readonly kind: 'none';
  /** The secret that keys are derived from; null: the keys are random and end with the process. */
  readonly stateSecret: KeyObject | null;
}

export type TokenAuthentication = KeyAuthentication | SecretAuthentication;
export type Authentication = TokenAuthentication | NoAuthentication;

/** Returns the configured token endpoint; null if it is discovered, or if there is none. */
export function getTokenUrl(authentication: Authentication): string | null {
  return authentication.kind === 'none' ? null : authentication.tokenUrl;
}

const KEY_METHODS: readonly SignInMethod[] = ['private_key_jwt'];
const SECRET_METHODS: readonly SignInMethod[] = ['client_secret_basic', 'client_secret_post'];
const TOKEN_METHODS: readonly SignInMethod[] = [...KEY_METHODS, ...SECRET_METHODS];

/** The methods that each setting applies to. */
const USED_BY: Readonly<Record<string, readonly SignInMethod[]>> = {
  EPIC_TOKEN_URL: TOKEN_METHODS,
  EPIC_CLIENT_ID: TOKEN_METHODS,
  EPIC_PRIVATE_KEY: KEY_METHODS,
  EPIC_PRIVATE_KEY_FILE: KEY_METHODS,
  EPIC_KEY_ID: KEY_METHODS,
  EPIC_SECOND_PUBLIC_KEY: KEY_METHODS,
  EPIC_JWKS_URL: KEY_METHODS,
  EPIC_SIGNING_ALG: KEY_METHODS,
  EPIC_TOKEN_AUDIENCE: KEY_METHODS,
  EPIC_CLIENT_SECRET: SECRET_METHODS,
  EPIC_CLIENT_SECRET_FILE: SECRET_METHODS,
  EPIC_SCOPE: TOKEN_METHODS,
  STATE_SECRET: ['none'],
};

/** The settings that configure a FHIR server. STATE_SECRET does not. */
export const SIGN_IN_VARIABLES: readonly string[] = [
  'EPIC_AUTH',
  ...Object.keys(USED_BY).filter((name) => name !== 'STATE_SECRET'),
];

type Settings = Readonly<Record<string, string | undefined>>;

const DEFAULT_METHOD: SignInMethod = 'private_key_jwt';

/** Parses EPIC_AUTH; an empty value is the default. Returns undefined for an unknown method. */
export function parseSignInMethod(chosen: string): SignInMethod | undefined {
  return SIGN_IN_METHODS.find((name) => name === (chosen === '' ? DEFAULT_METHOD : chosen));
}

/**
 * Reads the settings of the chosen method. Returns null if any is missing or invalid.
 * @param set the variables that are set
 * @param values their parsed values
 * @param problems receives every problem, including settings that do not apply to the chosen method
 */
export function readAuthentication(
  set: Settings,
  values: Partial<Environment>,
  problems: string[],
): Authentication | null {
  const method = parseSignInMethod(set['EPIC_AUTH'] ?? '');
  if (method === undefined) return null;
  for (const [name, methods] of Object.entries(USED_BY)) {
    if (name in set && !methods.includes(method)) problems.push(describeUnusedSetting(name, methods, set));
  }
  if (method === 'none') return { kind: method, stateSecret: toSecretKey(values.STATE_SECRET) };
  const client = readClient(set, values, problems);
  return method === 'private_key_jwt'
    ? readKeyAuthentication(client, { set, values, problems })
    : readSecretAuthentication(client, method, { set, problems });
}

function describeUnusedSetting(name: string, methods: readonly SignInMethod[], set: Settings): string {
  const chosen = set['EPIC_AUTH'] ?? `${DEFAULT_METHOD}, the default`;
  return `${name} applies only to EPIC_AUTH=${methods.join(' or ')}, but EPIC_AUTH is ${chosen}: remove ${name} or change EPIC_AUTH`;
}

function readClient(set: Settings, values: Partial<Environment>, problems: string[]): TokenClient | null {
  if (!('EPIC_CLIENT_ID' in set)) {
    problems.push(describeMissingVariable('EPIC_CLIENT_ID', 'when other EPIC_ variables are set'));
  }
  const { EPIC_CLIENT_ID: clientId, EPIC_TOKEN_URL: tokenUrl = null, EPIC_SCOPE: scope = null } = values;
  return clientId === undefined ? null : { clientId, tokenUrl, scope };
}

interface VariableReading {
  readonly set: Settings;
  readonly values: Partial<Environment>;
  readonly problems: string[];
}

function readKeyAuthentication(
  client: TokenClient | null,
  { set, values, problems }: VariableReading,
): KeyAuthentication | null {
  const signingAlgorithm = SIGNING_ALGORITHMS.find((name) => name === (set['EPIC_SIGNING_ALG'] ?? 'RS384'));
  const signing = readPrivateKey(set, signingAlgorithm, problems);
  const secondPublicKey = readPublicKey(set['EPIC_SECOND_PUBLIC_KEY'], problems);
  if (client === null || signing === null || signingAlgorithm === undefined) return null;
  return {
    ...client,
    kind: 'private_key_jwt',
    privateKey: signing.key,
    keyId: values.EPIC_KEY_ID ?? signing.keyId,
    secondPublicKey,
    signingAlgorithm,
    tokenAudience: values.EPIC_TOKEN_AUDIENCE ?? null,
  };
}

function readSecretAuthentication(
  client: TokenClient | null,
  kind: SecretAuthentication['kind'],
  { set, problems }: Omit<VariableReading, 'values'>,
): SecretAuthentication | null {
  const clientSecret = toSecretKey(readClientSecret(set, problems) ?? undefined);
  return client === null || clientSecret === null ? null : { ...client, kind, clientSecret };
}

function toSecretKey(secret: string | undefined): KeyObject | null {
  return secret === undefined ? null : createSecretKey(secret, 'utf8');
}

/** The value of a variable, or the content of the file that its `_FILE` variable names; null if the file cannot be read. */
interface VariableSource {
  readonly name: string;
  readonly text: string | null;
}

/** Reads a variable or its `_FILE` variable. Returns null if neither or both are set. */
function readSource(set: Settings, variable: string, problems: string[]): VariableSource | null {
  const fileVariable = `${variable}_FILE`;
  const { [variable]: inline, [fileVariable]: file } = set;
  if (inline !== undefined && file !== undefined) {
    problems.push(`${variable} and ${fileVariable} are both set: expected only one of them`);
    return null;
  }
  if (file !== undefined) return { name: fileVariable, text: readFile(file) };
  if (inline !== undefined) return { name: variable, text: inline };
  problems.push(`${variable} or ${fileVariable} is required: expected ${VARIABLES.get(variable)?.expects}`);
  return null;
}

function readPrivateKey(
  set: Settings,
  algorithm: SigningAlgorithm | undefined,
  problems: string[],
): ParsedKey | null {
  const source = readSource(set, 'EPIC_PRIVATE_KEY', problems);
  if (source === null) return null;
  const { name, text } = source;
  const read = text === null ? null : parseKey(text, createPrivateKey);
  if (read === null) {
    problems.push(describeUnexpectedValue(name, set[name] ?? ''));
    return null;
  }
  const mismatch = algorithm === undefined ? null : describeKeyMismatch(read.key, algorithm);
  if (mismatch !== null) {
    problems.push(`${name}: expected ${mismatch}, to match EPIC_SIGNING_ALG=${algorithm}`);
    return null;
  }
  return read;
}

function readPublicKey(source: string | undefined, problems: string[]): ParsedKey | null {
  if (source === undefined) return null;
  const read = parseKey(source, createPublicKey);
  if (read === null) problems.push(describeUnexpectedValue('EPIC_SECOND_PUBLIC_KEY', source));
  return read;
}

/** RFC 6749 appendix A.2. */
const CLIENT_SECRET = /^[\x20-\x7e]+$/;

function readClientSecret(set: Settings, problems: string[]): string | null {
  const source = readSource(set, 'EPIC_CLIENT_SECRET', problems);
  if (source === null) return null;
  const { name } = source;
  const secret = source.text?.trim() ?? '';
  if (parseKey(secret, createPrivateKey) !== null) {
    problems.push(
      `${name}: expected a client secret, got a private key: set it as EPIC_PRIVATE_KEY, with EPIC_AUTH=private_key_jwt`,
    );
    return null;
  }
  if (CLIENT_SECRET.test(secret)) return secret;
  problems.push(describeUnexpectedValue(name, set[name] ?? ''));
  return null;
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
