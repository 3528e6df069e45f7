import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { VARIABLES } from '../src/config/variables.ts';
import { connectionEnv, expects, failureOf, problemsOf } from './config/environment.ts';
import { jwk, pkcs8, rsa } from './config/key-material.ts';

describe('an environment that says nothing', () => {
  it('means the sandbox, on the documented defaults', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      corsOrigins: [],
      logLevel: 'info',
      shutdownTimeoutMs: 10_000,
      epic: null,
      limits: {
        timeoutMs: 15_000,
        maxConcurrency: 8,
        idBatchSize: 10,
        binaryTimeoutMs: 20_000,
        binaryMaxBytes: 10_000_000,
      },
      panel: null,
    });
  });

  it('is also one in which every variable is empty or blank', () => {
    const empty = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, '']));
    const blank = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, ' \t\n']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
    expect(loadConfig(blank)).toEqual(loadConfig({}));
  });

  it('is not disturbed by variables of others', () => {
    expect(loadConfig({ PATH: '/bin', EPIC_UNKNOWN: 'x', HOME: undefined })).toEqual(loadConfig({}));
  });
});

describe('an environment that names a FHIR server', () => {
  it('needs no more than the base URL, the client id and the key', () => {
    expect(loadConfig(connectionEnv()).epic).toEqual({
      baseUrl: 'https://fhir.example.org/api/FHIR/R4',
      tokenUrl: null,
      clientId: 'client-1',
      privateKey: rsa().privateKey,
      keyId: null,
      secondPublicKey: null,
      signingAlgorithm: 'RS384',
      tokenAudience: null,
      scope: null,
    });
  });

  it('may say everything', () => {
    const config = loadConfig(
      connectionEnv({
        EPIC_TOKEN_URL: 'https://auth.example.org/token/',
        EPIC_KEY_ID: 'key-1',
        EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey, { kid: 'key-2' }),
        EPIC_SIGNING_ALG: 'RS512',
        EPIC_TOKEN_AUDIENCE: 'https://internal.example.org/token',
        EPIC_SCOPE: 'system/Patient.rs system/List.rs',
        EPIC_TIMEOUT_MS: '5000',
        EPIC_MAX_CONCURRENCY: '4',
        EPIC_ID_BATCH_SIZE: '1',
        PATIENT_PANEL: 'group:eGroup-1',
        HOST: '::1',
        PORT: '0',
        CORS_ORIGINS: 'https://app.example.org, http://localhost:3000',
        LOG_LEVEL: 'debug',
        SHUTDOWN_TIMEOUT_MS: '0',
        NODE_ENV: 'production',
      }),
    );
    expect(config).toEqual({
      production: true,
      host: '::1',
      port: 0,
      corsOrigins: ['https://app.example.org', 'http://localhost:3000'],
      logLevel: 'debug',
      shutdownTimeoutMs: 0,
      epic: {
        baseUrl: 'https://fhir.example.org/api/FHIR/R4',
        tokenUrl: 'https://auth.example.org/token/',
        clientId: 'client-1',
        privateKey: rsa().privateKey,
        keyId: 'key-1',
        secondPublicKey: { key: rsa(2048, 'second').publicKey, keyId: 'key-2' },
        signingAlgorithm: 'RS512',
        tokenAudience: 'https://internal.example.org/token',
        scope: 'system/Patient.rs system/List.rs',
      },
      limits: {
        timeoutMs: 5_000,
        maxConcurrency: 4,
        idBatchSize: 1,
        binaryTimeoutMs: 20_000,
        binaryMaxBytes: 10_000_000,
      },
      panel: { kind: 'group', id: 'eGroup-1' },
    } satisfies Config);
  });

  it.each([
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
  ])('is meant as soon as %s is set: what is missing then is named, and there is no sandbox', (name) => {
    const values = connectionEnv({
      EPIC_TOKEN_URL: 'https://auth.example.org/token',
      EPIC_PRIVATE_KEY_FILE: 'no/such/file.pem',
      EPIC_KEY_ID: 'key-1',
      EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey),
      EPIC_SIGNING_ALG: 'RS384',
      EPIC_TOKEN_AUDIENCE: 'https://auth.example.org/token',
      EPIC_SCOPE: 'system/Patient.rs',
    });
    const problems = problemsOf({ [name]: values[name] }).join('\n');
    const needed = ['EPIC_BASE_URL', 'EPIC_CLIENT_ID'].filter((needs) => needs !== name);
    for (const missing of needed) {
      expect(problems).toContain(
        `${missing} is needed, since other EPIC_ variables are set: it ${expects(missing).slice(missing.length + 1)}`,
      );
    }
    const namesKey = problems.includes('EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is needed: expects ');
    expect(namesKey).toBe(!name.startsWith('EPIC_PRIVATE_KEY'));
  });

  it.each(['EPIC_TIMEOUT_MS', 'EPIC_MAX_CONCURRENCY', 'EPIC_ID_BATCH_SIZE'])(
    'is not meant by %s, which tunes the sandbox too',
    (name) => {
      expect(loadConfig({ [name]: '100' }).epic).toBeNull();
    },
  );
});

describe('production', () => {
  it('never falls back to the sandbox', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are needed: ' +
        'NODE_ENV=production never falls back to the sandbox',
    ]);
  });

  it('is also meant with space around the word', () => {
    expect(problemsOf({ NODE_ENV: ' production ' })).toHaveLength(1);
  });

  it.each(['development', 'test', 'staging'])('is not meant by NODE_ENV=%s', (value) => {
    expect(loadConfig({ NODE_ENV: value }).production).toBe(false);
  });
});

describe('a bad environment', () => {
  /** A value of each variable that is wrong, and marked. */
  const wrong: Record<string, string> = {
    EPIC_BASE_URL: 'ftp://MARKED-base.example.org',
    EPIC_TOKEN_URL: 'https://user:MARKED@auth.example.org/token',
    EPIC_CLIENT_ID: 'MARKED-cliënt',
    EPIC_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nMARKED\n-----END PRIVATE KEY-----',
    EPIC_SECOND_PUBLIC_KEY: '{"kty":"RSA","n":"MARKED"}',
    EPIC_SIGNING_ALG: 'MARKED256',
    EPIC_TIMEOUT_MS: 'MARKED',
    EPIC_MAX_CONCURRENCY: '-1 MARKED',
    EPIC_ID_BATCH_SIZE: '1e1 MARKED',
    PATIENT_PANEL: 'ids:MARKED one',
    HOST: 'MARKED.example.org',
    PORT: '65536 MARKED',
    CORS_ORIGINS: 'https://MARKED.example.org/path',
    LOG_LEVEL: 'MARKED',
    SHUTDOWN_TIMEOUT_MS: 'MARKED',
  };

  it('is told all of its problems at once, each with the name and what it expects', () => {
    expect([...problemsOf(wrong)].toSorted()).toEqual(Object.keys(wrong).map(expects).toSorted());
  });

  it('has one line a problem in the message', () => {
    const { message, problems } = failureOf({ PORT: 'MARKED', HOST: 'MARKED' });
    expect(problems).toHaveLength(2);
    expect(message).toBe(
      `The configuration has 2 problem(s):\n  - ${expects('HOST')}\n  - ${expects('PORT')}`,
    );
  });

  it('finds none of its values in the error, however that is looked at', () => {
    const error = failureOf(wrong);
    const seen = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
    expect(seen).not.toContain('MARKED');
    expect(error.cause).toBeUndefined();
  });

  it('keeps good secrets to itself too', () => {
    const pem = pkcs8(rsa().privateKey);
    const error = failureOf(connectionEnv({ EPIC_CLIENT_ID: 'MARKED-id', EPIC_SCOPE: 'MARKED', PORT: 'x' }));
    const seen = inspect(error, { depth: Infinity, showHidden: true });
    expect(seen).not.toContain('MARKED');
    expect(seen).not.toContain(pem.split('\n')[1]);
    expect(error.problems).toEqual([expects('PORT')]);
  });
});

describe('the configuration', () => {
  it('is frozen, down to its lists', () => {
    const config = loadConfig(
      connectionEnv({
        PATIENT_PANEL: 'ids:a,b',
        CORS_ORIGINS: 'https://app.example.org',
        EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey),
      }),
    );
    const { epic, panel } = config;
    const ids = panel?.kind === 'ids' ? panel.ids : null;
    const parts = [config, config.limits, config.corsOrigins, epic, epic?.secondPublicKey, panel, ids];
    expect(parts.map((part) => [typeof part, Object.isFrozen(part)])).toEqual(
      parts.map(() => ['object', true]),
    );
    expect(parts).not.toContain(null);
  });

  it('does not change when the environment does', () => {
    const env = { PORT: '4001' };
    const config = loadConfig(env);
    env.PORT = '4002';
    expect(config.port).toBe(4001);
  });

  it('never holds the private key as text', () => {
    const pem = pkcs8(rsa().privateKey);
    const seen = inspect(loadConfig(connectionEnv()), { depth: Infinity, showHidden: true });
    expect(seen).not.toContain(pem.split('\n')[1]);
  });
});
