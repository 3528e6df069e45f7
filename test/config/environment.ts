/** Environments for tests of the configuration, and the problems of an invalid one. */
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { pkcs8, rsa } from './key-material.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Returns the minimal environment with a FHIR server, plus these variables; `undefined` removes one. */
export function connectionEnv(variables: Variables = {}): Variables {
  return {
    EPIC_BASE_URL: 'https://fhir.example.org/api/FHIR/R4',
    EPIC_CLIENT_ID: 'client-1',
    EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
    ...variables,
  };
}

/** Returns the minimal environment with sign-in, plus these variables. */
export function signInEnv(variables: Variables = {}): Variables {
  return {
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: 'https://id.example.org',
    AUTH_AUDIENCE: 'https://gateway.example.org',
    ...variables,
  };
}

/** Returns the variables with which clinicians sign in at the FHIR server, plus these. */
export function smartEnv(variables: Variables = {}): Variables {
  return {
    SMART_CLIENT_ID: 'clinicians',
    SMART_REDIRECT_URL: 'https://gateway.example.org/auth/callback',
    SMART_RETURN_URLS: 'https://app.example.org/chart',
    SESSION_SECRET: '0123456789abcdefghijklmnopqrstuv',
    ...variables,
  };
}

/** Returns the problems of an environment in the order of the report. */
export function problemsOf(variables: Variables, fileNames: readonly string[] = []): readonly string[] {
  return failureOf(variables, fileNames).problems;
}

export function failureOf(variables: Variables, fileNames: readonly string[] = []): ConfigError {
  try {
    loadConfig(variables, fileNames);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('Expected the environment to be refused.');
}

/** Returns the line that reports an invalid value of a variable without repeating the value. */
export function expects(name: string): string {
  return `${name}: expected ${VARIABLES.get(name)?.expects}`;
}
