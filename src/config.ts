/** What the environment may say: every variable, what it expects, and the frozen configuration it becomes. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyMismatch, parseKey, type ReadKey } from './config/keys.ts';
import {
  type Environment,
  environmentSchema,
  type PatientPanel,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  VARIABLES,
} from './config/variables.ts';
import type { LogLevel } from './log.ts';

/** How to reach one FHIR server as a SMART Backend Services client. */
export interface EpicConnection {
  /** The FHIR R4 base, without a trailing slash. */
  readonly baseUrl: string;
  /** Where tokens are asked for; null: discovered from the server. */
  readonly tokenUrl: string | null;
  readonly clientId: string;
  readonly privateKey: KeyObject;
  /** The `kid` of the signing key; null: its RFC 7638 thumbprint. */
  readonly keyId: string | null;
  /** A second public key to publish while keys are rotated, with its `kid` where its JWK has one. */
  readonly secondPublicKey: { readonly key: KeyObject; readonly keyId: string | null } | null;
  readonly signingAlgorithm: SigningAlgorithm;
  /** The `aud` of the assertion; null: the token URL. */
  readonly tokenAudience: string | null;
  /** The `scope` to ask for; null: none is sent, as Epic wants it. */
  readonly scope: string | null;
}

/** How hard the FHIR server may be worked. */
export interface EpicLimits {
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  /** How many ids one `_id` search asks for; 1: reads only. */
  readonly idBatchSize: number;
  /** How long the content of a document may take. */
  readonly binaryTimeoutMs: number;
  /** How large the content of a document may be, in bytes. */
  readonly binaryMaxBytes: number;
}

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  readonly shutdownTimeoutMs: number;
  /** The FHIR server to use; null: the embedded sandbox. */
  readonly epic: EpicConnection | null;
  readonly limits: EpicLimits;
  /** The configured panel; null: nothing was said, so the upstream's own default holds. */
  readonly panel: PatientPanel | null;
}

/** Every problem of the environment at once; none of the lines holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Set any of these and the FHIR server is meant, so that all of the required ones have to be there. */
const CONNECTION_VARIABLES = [
  'EPIC_BASE_URL',
  'EPIC_TOKEN_URL',
  'EPIC_CLIENT_ID',
  'EPIC_PRIVATE_KEY',
  'EPIC_PRIVATE_KEY_FILE',
  'EPIC_KEY_ID',
  'EPIC_SECOND_PUBLIC_KEY',
  'EPIC_SIGNING_ALG',
  'EPIC_TOKEN_AUDIENCE',
  'EPIC_SCOPE',
];

/**
 * Reads the configuration. A variable that is empty counts as not set; space around a value does not count.
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const parsed = environmentSchema.safeParse(set);
  const problems = parsed.success
    ? []
    : [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].map(
        (name) => `${name} expects ${VARIABLES.get(name)?.expects}`,
      );
  const epic = CONNECTION_VARIABLES.some((name) => name in set)
    ? readConnection(set, parsed.data ?? {}, problems)
    : noConnection(set, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const values = parsed.data;
  return deepFreeze({
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    corsOrigins: values.CORS_ORIGINS ?? [],
    logLevel: values.LOG_LEVEL,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    epic,
    limits: {
      timeoutMs: values.EPIC_TIMEOUT_MS,
      maxConcurrency: values.EPIC_MAX_CONCURRENCY,
      idBatchSize: values.EPIC_ID_BATCH_SIZE,
      binaryTimeoutMs: values.EPIC_BINARY_TIMEOUT_MS,
      binaryMaxBytes: values.EPIC_BINARY_MAX_BYTES,
    },
    panel: values.PATIENT_PANEL ?? null,
  });
}

function noConnection(set: Record<string, string | undefined>, problems: string[]): null {
  if (set['NODE_ENV'] === 'production') {
    problems.push(
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are needed: ' +
        'NODE_ENV=production never falls back to the sandbox',
    );
  }
  return null;
}

function readConnection(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  for (const name of ['EPIC_BASE_URL', 'EPIC_CLIENT_ID']) {
    if (!(name in set)) {
      problems.push(
        `${name} is needed, since other EPIC_ variables are set: it expects ${VARIABLES.get(name)?.expects}`,
      );
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
    problems.push('EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE are both set: expects one of them');
    return null;
  }
  const name = file === undefined ? 'EPIC_PRIVATE_KEY' : 'EPIC_PRIVATE_KEY_FILE';
  const expects = VARIABLES.get(name)?.expects;
  const source = file === undefined ? inline : readFile(file);
  if (source === undefined) {
    problems.push(
      `EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is needed: expects ${VARIABLES.get('EPIC_PRIVATE_KEY')?.expects}`,
    );
    return null;
  }
  const read = source === null ? null : parseKey(source, createPrivateKey);
  if (read === null) {
    problems.push(`${name} expects ${expects}`);
    return null;
  }
  const mismatch = algorithm === undefined ? null : keyMismatch(read.key, algorithm);
  if (mismatch !== null) {
    problems.push(`${name} expects ${mismatch}, to go with EPIC_SIGNING_ALG ${algorithm}`);
    return null;
  }
  return read;
}

function readPublicKey(source: string | undefined, problems: string[]): ReadKey | null {
  if (source === undefined) return null;
  const read = parseKey(source, createPublicKey);
  if (read === null)
    problems.push(`EPIC_SECOND_PUBLIC_KEY expects ${VARIABLES.get('EPIC_SECOND_PUBLIC_KEY')?.expects}`);
  return read;
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (isPlain(inner)) deepFreeze(inner);
  }
  return Object.freeze(value);
}

/** Keys are not: they cannot be altered, and freezing Node's own objects is not ours to do. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
  );
}
