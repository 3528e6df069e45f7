import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, expects, failureOf, problemsOf, type Variables } from './environment.ts';
import { jwk, pkcs8, rsa } from './key-material.ts';

const CANARY = 'canary-secret-4711';
const STATE_SECRET = 'a-state-secret-of-32-characters.';
const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'] as const;

/** A text that holds this one. */
function containing(part: string): unknown {
  return expect.stringContaining(part);
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function secretEnv(variables: Variables = {}): Variables {
  return connectionEnv({
    EPIC_AUTH: 'client_secret_basic',
    EPIC_PRIVATE_KEY: undefined,
    EPIC_CLIENT_SECRET: CANARY,
    ...variables,
  });
}

function openEnv(variables: Variables = {}): Variables {
  return { EPIC_BASE_URL: 'http://127.0.0.1:8080/fhir', EPIC_AUTH: 'none', ...variables };
}

function secretIn(env: Variables): string | undefined {
  const authentication = loadConfig(env).epic?.authentication;
  return authentication !== undefined && 'clientSecret' in authentication
    ? authentication.clientSecret.export().toString()
    : undefined;
}

describe('signing in with a secret', () => {
  it.each(SECRET_METHODS)('by %s needs the base URL, the client id and the secret', (method) => {
    expect(loadConfig(secretEnv({ EPIC_AUTH: method })).epic?.authentication).toMatchObject({
      kind: method,
      clientId: 'client-1',
      tokenUrl: null,
      scope: null,
    });
  });

  it('takes the secret from a file, without the line break at its end', () => {
    const path = file('secret', `${CANARY}\n`);
    const env = secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: path });
    expect(secretIn(env)).toBe(CANARY);
  });

  it.each<[what: string, content: string]>([
    ['empty', ' \n'],
    ['of several lines', `${CANARY}\nmore`],
  ])('is refused with a file that is %s, without a word of it', (_what, content) => {
    const path = file('bad', content);
    const env = secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: path });
    expect(problemsOf(env)).toEqual([expects('EPIC_CLIENT_SECRET_FILE')]);
    expect(inspect(failureOf(env), { depth: null })).not.toContain(CANARY);
  });

  it('is refused where the file cannot be read, or both are set, or neither is', () => {
    const name = join(folder, 'absent');
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: name }))).toEqual([
      expects('EPIC_CLIENT_SECRET_FILE'),
    ]);
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET_FILE: name }))).toEqual([
      'EPIC_CLIENT_SECRET and EPIC_CLIENT_SECRET_FILE are both set: expected only one of them',
    ]);
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET: undefined }))).toEqual([
      containing('EPIC_CLIENT_SECRET or EPIC_CLIENT_SECRET_FILE is required: expected the client secret'),
    ]);
  });

  it.each([
    ['PEM on one line', pkcs8(rsa().privateKey).trim().replaceAll('\n', '\\n')],
    ['a JWK', jwk(rsa().privateKey)],
  ])('recognizes %s in place of the secret as a private key', (_what, key) => {
    const failure = failureOf(secretEnv({ EPIC_CLIENT_SECRET: key }));
    expect(failure.problems).toEqual([
      'EPIC_CLIENT_SECRET: expected a client secret, got a private key: set it as EPIC_PRIVATE_KEY, with EPIC_AUTH=private_key_jwt',
    ]);
    expect(inspect(failure, { depth: null })).not.toContain(key.slice(40, 80));
  });

  it('leaves the secret out of whatever prints the configuration', () => {
    const config = loadConfig(secretEnv());
    const printed = [inspect(config, { depth: null, showHidden: true }), JSON.stringify(config)];
    expect(printed.filter((text) => text.includes(CANARY))).toEqual([]);
    expect(Object.isFrozen(config.epic?.authentication)).toBe(true);
  });
});

describe('an open server', () => {
  it('needs the base URL and EPIC_AUTH=none, and nothing else', () => {
    expect(loadConfig(openEnv()).epic).toEqual({
      baseUrl: 'http://127.0.0.1:8080/fhir',
      linkBaseUrl: null,
      authentication: { kind: 'none', stateSecret: null },
    });
    expect(loadConfig(openEnv()).warnings).toEqual([]);
  });

  const PRODUCTION = { NODE_ENV: 'production' };

  it.each<[what: string, variables: Variables]>([
    ['in production', PRODUCTION],
    ['where replicas share a store', { STATE_URL: 'redis://valkey:6379' }],
  ])('needs STATE_SECRET %s, since replicas have no other secret in common', (_what, variables) => {
    expect(problemsOf(openEnv(variables))).toEqual([
      containing('STATE_SECRET is required with EPIC_AUTH=none'),
    ]);
    expect(problemsOf(openEnv(variables))).toHaveLength(1);
    expect(loadConfig(openEnv({ ...variables, STATE_SECRET })).epic?.authentication.kind).toBe('none');
  });

  it('is warned of at each start in production', () => {
    expect(loadConfig(openEnv({ ...PRODUCTION, STATE_SECRET })).warnings).toEqual([
      containing('EPIC_AUTH=none: the gateway sends no token, so the FHIR server must be open'),
    ]);
  });
});

/** Each setting of a way to sign in, with a good value, and the ways that have no use for it. */
const UNUSED: readonly (readonly [name: string, value: string, unusedBy: readonly string[]])[] = [
  ['EPIC_TOKEN_URL', 'https://auth.example.org/token', ['none']],
  ['EPIC_CLIENT_ID', 'client-1', ['none']],
  ['EPIC_SCOPE', 'system/*.rs', ['none']],
  ['EPIC_PRIVATE_KEY', pkcs8(rsa().privateKey), [...SECRET_METHODS, 'none']],
  ['EPIC_PRIVATE_KEY_FILE', '/run/key.pem', [...SECRET_METHODS, 'none']],
  ['EPIC_KEY_ID', 'key-1', [...SECRET_METHODS, 'none']],
  ['EPIC_SECOND_PUBLIC_KEY', jwk(rsa(2048, 'second').publicKey), [...SECRET_METHODS, 'none']],
  ['EPIC_JWKS_URL', 'https://gateway.example.org/jwks', [...SECRET_METHODS, 'none']],
  ['EPIC_SIGNING_ALG', 'RS384', [...SECRET_METHODS, 'none']],
  ['EPIC_TOKEN_AUDIENCE', 'https://internal/token', [...SECRET_METHODS, 'none']],
  ['EPIC_CLIENT_SECRET', CANARY, ['private_key_jwt', 'none']],
  ['EPIC_CLIENT_SECRET_FILE', '/run/secret', ['private_key_jwt', 'none']],
  ['STATE_SECRET', STATE_SECRET, ['private_key_jwt', ...SECRET_METHODS]],
];

function envOf(method: string): Variables {
  if (method === 'none') return openEnv();
  return method === 'private_key_jwt' ? connectionEnv() : secretEnv({ EPIC_AUTH: method });
}

describe('a setting that the chosen way to sign in does not use', () => {
  it.each(UNUSED.flatMap(([name, value, methods]) => methods.map((method) => ({ name, value, method }))))(
    'stops the start: $name with $method',
    ({ name, value, method }) => {
      const problems = problemsOf({ ...envOf(method), [name]: value });
      expect(problems).toEqual([containing(`${name} applies only to EPIC_AUTH=`)]);
      expect(problems[0]).toContain(`EPIC_AUTH is ${method}`);
      expect(problems[0]).not.toContain(value);
    },
  );

  it('is reported where a secret was set and EPIC_AUTH forgotten, with the missing key', () => {
    const env = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_CLIENT_SECRET: CANARY });
    expect(problemsOf(env)).toEqual([
      'EPIC_CLIENT_SECRET applies only to EPIC_AUTH=client_secret_basic or client_secret_post, but EPIC_AUTH is private_key_jwt, the default: ' +
        'remove EPIC_CLIENT_SECRET or change EPIC_AUTH',
      containing('EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required'),
    ]);
  });
});
