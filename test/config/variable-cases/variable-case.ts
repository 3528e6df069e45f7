/** The cases of a variable: how its setting is read, and the values that are accepted and refused. */
import type { Config } from '../../../src/config/config.ts';
import type { Variables } from '../environment.ts';

/** How a setting is read, what valid values become, and which values are refused. */
export interface VariableCase {
  readonly read: (config: Config) => unknown;
  /** Other variables that the setting requires. */
  readonly given?: Variables;
  readonly good: readonly (readonly [value: string, becomes: unknown])[];
  readonly bad: readonly string[];
}

export function secretOf(epic: Config['epic']): string | undefined {
  const authentication = epic?.authentication;
  if (authentication === undefined || authentication.kind === 'private_key_jwt') return undefined;
  const key = authentication.kind === 'none' ? authentication.stateSecret : authentication.clientSecret;
  return key?.export().toString();
}

export const SECRET = '0123456789abcdefghijklmnopqrstuv';

export const badUrls = [
  'fhir.example.org',
  '/api/FHIR/R4',
  'http://fhir.example.org/R4',
  'http://10.0.0.1/R4',
  'http://localhost.example.org/R4',
  'http://127.0.0.1.example.org/R4',
  'ftp://localhost/R4',
  'file:///etc/passwd',
  'https://',
  'https://user@fhir.example.org/R4',
  'https://user:word@fhir.example.org/R4',
  'https://fhir.example.org/R4?x=1',
  'https://fhir.example.org/R4?',
  'https://fhir.example.org/R4#x',
  'https://fhir.example.org/R4#',
  'https://fhir.example.org/a\nb',
  'https://fhir.example.org/a b',
];

export const integerCase = (read: VariableCase['read'], minimum: number, maximum: number): VariableCase => ({
  read,
  good: [
    [`${minimum}`, minimum],
    [`${maximum}`, maximum],
    [` ${maximum} `, maximum],
    [`0${minimum}`, minimum],
  ],
  bad: [`${minimum - 1}`, `${maximum + 1}`, '1.5', '1e3', '0x10', '-5', '+5', 'ten', '9'.repeat(400), '٣٠٠'],
});

export const booleanCase = (read: VariableCase['read']): VariableCase => ({
  read,
  good: [
    ['true', true],
    [' false ', false],
  ],
  bad: ['TRUE', 'yes', '1', '0', 'on', 'truth'],
});
