/** The variables about callers, from src/config/caller-variables.ts. */
import type { TokenVerification } from '../../../src/config/server-settings.ts';
import { signInEnv } from '../environment.ts';
import { badUrls, booleanCase, integerCase, SECRET, type VariableCase } from './variable-case.ts';

const claimCase = (
  name: Exclude<keyof TokenVerification['claims'], 'scope'>,
  value: string,
): VariableCase => ({
  read: ({ callers }) => callers?.claims[name],
  given: signInEnv(),
  good: [
    [value, value],
    [` ${value} `, value],
  ],
  bad: [],
});

export const CALLER_CASES: Readonly<Record<string, VariableCase>> = {
  AUTH_MODE: {
    read: ({ callers }) => callers !== null,
    given: signInEnv(),
    good: [
      ['jwt', true],
      [' jwt ', true],
    ],
    bad: ['JWT', 'oauth', 'off', 'true', 'jwt,none'],
  },
  AUTH_ISSUER: {
    read: ({ callers }) => callers?.issuers,
    given: signInEnv(),
    good: [
      ['https://id.example.org', ['https://id.example.org']],
      // An issuer is an exact name (RFC 7519 §4.1.1), so it stays unchanged.
      ['https://id.example.org/', ['https://id.example.org/']],
      [
        'https://id.example.org/realms/a , https://other.example.org',
        ['https://id.example.org/realms/a', 'https://other.example.org'],
      ],
      ['http://localhost:8080', ['http://localhost:8080']],
    ],
    bad: [...badUrls, 'https://id.example.org,', 'https://id.example.org,http://id.example.org', ',', '*'],
  },
  AUTH_AUDIENCE: {
    read: ({ callers }) => callers?.audiences,
    given: signInEnv(),
    good: [
      ['https://gateway.example.org', ['https://gateway.example.org']],
      ['gateway, api://7f3a0d1e', ['gateway', 'api://7f3a0d1e']],
    ],
    bad: [',', 'gateway,', ',gateway', 'gateway,,api'],
  },
  AUTH_JWKS_URL: {
    read: ({ callers }) => callers?.jwksUrl,
    given: signInEnv(),
    good: [
      ['https://id.example.org/keys', 'https://id.example.org/keys'],
      ['http://127.0.0.1:8080/keys', 'http://127.0.0.1:8080/keys'],
    ],
    bad: badUrls,
  },
  AUTH_ALGORITHMS: {
    read: ({ callers }) => callers?.algorithms,
    given: signInEnv(),
    good: [
      ['ES256', ['ES256']],
      ['PS256, EdDSA ,RS512', ['PS256', 'EdDSA', 'RS512']],
    ],
    bad: ['none', 'HS256', 'RS256,HS256', 'RS256,none', 'rs256', 'RS256,', 'RSA-OAEP', 'dir'],
  },
  AUTH_CLOCK_TOLERANCE_SECONDS: {
    ...integerCase(({ callers }) => callers?.clockToleranceSeconds, 0, 300),
    given: signInEnv(),
  },
  AUTH_CLIENTS: {
    read: ({ callers }) => callers?.clients,
    given: signInEnv(),
    good: [
      ['chart-app', ['chart-app']],
      ['chart-app, 0oa1b2c3', ['chart-app', '0oa1b2c3']],
    ],
    bad: [',', 'chart-app,', ',chart-app', 'chart-app,,portal'],
  },
  AUTH_SCOPE_CLAIM: {
    read: ({ callers }) => callers?.claims.scope,
    given: signInEnv(),
    good: [
      ['scp', ['scp']],
      [' scp , roles ', ['scp', 'roles']],
      ['https://example.org/scopes', ['https://example.org/scopes']],
    ],
    bad: [',', 'scp,', ',roles'],
  },
  AUTH_SCOPE_MAP: {
    read: ({ callers }) => (callers?.scopeMap ? [...callers.scopeMap] : callers?.scopeMap),
    given: signInEnv(),
    good: [
      ['Chart.Read=user/*.rs', [['Chart.Read', ['user/*.rs']]]],
      [
        'Chart=user/Patient.rs, Own=patient/*.read ,Chart=user/Observation.rs?category=laboratory%2Cvital-signs',
        [
          ['Chart', ['user/Patient.rs', 'user/Observation.rs?category=laboratory%2Cvital-signs']],
          ['Own', ['patient/*.read']],
        ],
      ],
      ['https://gateway.example.org/read=system/*.*', [['https://gateway.example.org/read', ['system/*.*']]]],
      ['user/*.rs=user/*.rs', [['user/*.rs', ['user/*.rs']]]],
    ],
    bad: [
      'Chart.Read',
      'Chart.Read=',
      '=user/*.rs',
      'Chart.Read=openid',
      'Chart.Read=user/*.sr',
      'Chart.Read=user/*.',
      'Chart.Read=user/*',
      'Chart.Read=admin/*.rs',
      'Chart.Read=user/patient.rs',
      'Chart.Read=user/*.rs user/*.c',
      'Chart Read=user/*.rs',
      'Chart.Read=user/*.read?category=laboratory',
      'Chart.Read=user/*.rs,',
      'Chart.Read=user/*.rs;Own=patient/*.rs',
    ],
  },
  AUTH_PATIENT_CLAIM: claimCase('patient', 'https://example.org/fhir_patient'),
  AUTH_CLIENT_CLAIM: claimCase('client', 'cid'),
  AUTH_SITE_CLAIM: claimCase('sites', 'https://example.org/hospitals'),
  ROUTER_SECRET: {
    read: ({ routerSecrets }) => routerSecrets,
    good: [
      [SECRET, [SECRET]],
      [` ${SECRET} , ${SECRET}2 `, [SECRET, `${SECRET}2`]],
      [`${SECRET}+/=!"~`, [`${SECRET}+/=!"~`]],
    ],
    bad: [
      'x'.repeat(31),
      `${SECRET},`,
      `${SECRET},short`,
      `${SECRET},${SECRET},${SECRET}`,
      `${SECRET} ${SECRET}`,
      `${SECRET}é`,
      `${SECRET}\n${SECRET}`,
      ','.repeat(40),
    ],
  },
  PANEL_ONLY: {
    ...booleanCase(({ isPanelOnly }) => isPanelOnly),
    given: { PATIENT_PANEL: 'group:eGroup-1' },
  },
  PATIENT_SEES_CONFIDENTIALITY: {
    read: ({ patientSees }) => patientSees,
    good: [
      ['N', 'N'],
      ['R', 'R'],
      ['V', 'V'],
    ],
    bad: ['n', 'R,V', 'true', 'all', 'U'],
  },
};
