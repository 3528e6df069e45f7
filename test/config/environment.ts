/** Environments for tests of the configuration, and what is said of a bad one. */
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { pkcs8, rsa } from './key-material.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** The least that names a FHIR server, with what is given on top; undefined takes a variable away. */
export function connectionEnv(variables: Variables = {}): Variables {
  return {
    EPIC_BASE_URL: 'https://fhir.example.org/api/FHIR/R4',
    EPIC_CLIENT_ID: 'client-1',
    EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
    ...variables,
  };
}

/** The least by which callers sign in, with what is given on top. */
export function signInEnv(variables: Variables = {}): Variables {
  return {
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: 'https://id.example.org',
    AUTH_AUDIENCE: 'https://gateway.example.org',
    ...variables,
  };
}

/** The problems of an environment, in their order. */
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
  throw new Error('The environment was expected to be refused, and was not.');
}

/** The line for a variable whose value is not what it expects, and is not repeated. */
export function expects(name: string): string {
  return `${name}: expected ${VARIABLES.get(name)?.expects}`;
}
