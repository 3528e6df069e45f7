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

function textContaining(part: string): unknown {
  return expect.stringContaining(part);
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeFile(name: string, content: string): string {
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

function clientSecretOf(env: Variables): string | undefined {
  const authentication = loadConfig(env).epic?.authentication;
  return authentication !== undefined && 'clientSecret' in authentication
    ? authentication.clientSecret.export().toString()
    : undefined;
}

describe('EPIC_AUTH with a client secret', () => {
  it.each(SECRET_METHODS)('requires only the base URL, the client id and the secret for %s', (method) => {
    expect(loadConfig(secretEnv({ EPIC_AUTH: method })).epic?.authentication).toMatchObject({
      kind: method,
      clientId: 'client-1',
      tokenUrl: null,
      scope: null,
    });
  });

  it('reads the secret from a file, without the line break at its end', () => {
    const path = writeFile('secret', `${CANARY}\n`);
    const env = secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: path });
    expect(clientSecretOf(env)).toBe(CANARY);
  });

  it.each<[what: string, content: string]>([
    ['is empty', ' \n'],
    ['has several lines', `${CANARY}\nmore`],
  ])('refuses a secret file that %s, without quoting it', (_what, content) => {
    const path = writeFile('bad', content);
    const env = secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: path });
    expect(problemsOf(env)).toEqual([expects('EPIC_CLIENT_SECRET_FILE')]);
    expect(inspect(failureOf(env), { depth: null })).not.toContain(CANARY);
  });

  it('refuses an unreadable secret file, two secrets, and a missing secret', () => {
    const name = join(folder, 'absent');
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET: undefined, EPIC_CLIENT_SECRET_FILE: name }))).toEqual([
      expects('EPIC_CLIENT_SECRET_FILE'),
    ]);
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET_FILE: name }))).toEqual([
      'EPIC_CLIENT_SECRET and EPIC_CLIENT_SECRET_FILE are both set: expected only one of them',
    ]);
    expect(problemsOf(secretEnv({ EPIC_CLIENT_SECRET: undefined }))).toEqual([
      textContaining('EPIC_CLIENT_SECRET or EPIC_CLIENT_SECRET_FILE is required: expected the client secret'),
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

  it('omits the secret when the configuration is printed [T3-I4]', () => {
    const config = loadConfig(secretEnv());
    const printed = [inspect(config, { depth: null, showHidden: true }), JSON.stringify(config)];
    expect(printed.filter((text) => text.includes(CANARY))).toEqual([]);
    expect(Object.isFrozen(config.epic?.authentication)).toBe(true);
  });
});

describe('EPIC_AUTH=none', () => {
  it('requires only the base URL with EPIC_AUTH=none', () => {
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
    ['with a store that replicas share', { STATE_URL: 'redis://valkey:6379' }],
  ])(
    'requires STATE_SECRET with EPIC_AUTH=none %s, since the replicas share no other secret',
    (_what, variables) => {
      expect(problemsOf(openEnv(variables))).toEqual([
        textContaining('STATE_SECRET is required with EPIC_AUTH=none'),
      ]);
      expect(problemsOf(openEnv(variables))).toHaveLength(1);
      expect(loadConfig(openEnv({ ...variables, STATE_SECRET })).epic?.authentication.kind).toBe('none');
    },
  );

  it('warns of an open FHIR server at each start in production [T3-S5]', () => {
    expect(loadConfig(openEnv({ ...PRODUCTION, STATE_SECRET })).warnings).toEqual([
      textContaining('EPIC_AUTH=none: the gateway sends no token, so the FHIR server must be open'),
    ]);
  });
});

/** The settings of the authentication methods: name, valid value, and the methods that do not use it. */
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

function envFor(method: string): Variables {
  if (method === 'none') return openEnv();
  return method === 'private_key_jwt' ? connectionEnv() : secretEnv({ EPIC_AUTH: method });
}

describe('a setting that the authentication method does not use [T6-T7]', () => {
  it.each(UNUSED.flatMap(([name, value, methods]) => methods.map((method) => ({ name, value, method }))))(
    'refuses to start with $name and EPIC_AUTH=$method',
    ({ name, value, method }) => {
      const problems = problemsOf({ ...envFor(method), [name]: value });
      expect(problems).toEqual([textContaining(`${name} applies only to EPIC_AUTH=`)]);
      expect(problems[0]).toContain(`EPIC_AUTH is ${method}`);
      expect(problems[0]).not.toContain(value);
    },
  );

  it('reports a client secret without EPIC_AUTH, and the missing key', () => {
    const env = connectionEnv({ EPIC_PRIVATE_KEY: undefined, EPIC_CLIENT_SECRET: CANARY });
    expect(problemsOf(env)).toEqual([
      'EPIC_CLIENT_SECRET applies only to EPIC_AUTH=client_secret_basic or client_secret_post, but EPIC_AUTH is private_key_jwt, the default: ' +
        'remove EPIC_CLIENT_SECRET or change EPIC_AUTH',
      textContaining('EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required'),
    ]);
  });
});
