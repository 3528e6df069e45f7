/** The variables of sign-in with SMART App Launch, from src/config/smart-variables.ts. */
import { smartEnv } from '../environment.ts';
import { badUrls, integerCase, SECRET, type VariableCase } from './variable-case.ts';

const MINUTE_MS = 60_000;

const clientIdCase = (read: VariableCase['read']): VariableCase => ({
  read,
  given: smartEnv(),
  good: [['7c1e63f2', '7c1e63f2']],
  bad: ['über', 'a\nb', '<the client id of the app for clinicians>'],
});

const scopesCase = (read: VariableCase['read']): VariableCase => ({
  read,
  given: { ...smartEnv(), SMART_PATIENT_CLIENT_ID: 'patients' },
  good: [
    ['openid fhirUser', ['openid', 'fhirUser']],
    [' openid fhirUser user/Patient.rs ', ['openid', 'fhirUser', 'user/Patient.rs']],
  ],
  bad: ['openid', 'fhirUser user/*.rs', 'openid,fhirUser', 'openid  fhirUser', 'openid fhirUser "'],
});

const originsCase = (read: VariableCase['read']): VariableCase => ({
  read,
  given: smartEnv(),
  good: [
    ['https://a.example.org, https://b.example.org', ['https://a.example.org', 'https://b.example.org']],
  ],
  bad: ['*', 'https://*.example.org', 'https://a.example.org/', 'a.example.org', 'https://a.example.org,'],
});

export const SMART_CASES: Readonly<Record<string, VariableCase>> = {
  SMART_CLIENT_ID: clientIdCase(({ smart }) => smart?.clients.clinician?.clientId),
  SMART_PATIENT_CLIENT_ID: clientIdCase(({ smart }) => smart?.clients.patient?.clientId),
  SMART_SCOPES: scopesCase(({ smart }) => smart?.clients.clinician?.scopes),
  SMART_PATIENT_SCOPES: scopesCase(({ smart }) => smart?.clients.patient?.scopes),
  SMART_REDIRECT_URL: {
    read: ({ smart }) => smart?.redirectUrl,
    given: smartEnv(),
    good: [
      ['https://gw.example.org/auth/callback', 'https://gw.example.org/auth/callback'],
      ['http://localhost:4000/sites/a/auth/callback', 'http://localhost:4000/sites/a/auth/callback'],
    ],
    bad: [...badUrls, 'https://gw.example.org/callback', 'http://gw.example.org/auth/callback'],
  },
  SMART_CLIENT_AUTH: {
    read: ({ smart }) => smart?.clientAuthentication,
    given: smartEnv(),
    good: [
      ['private_key_jwt', 'private_key_jwt'],
      ['none', 'none'],
    ],
    bad: ['client_secret_basic', 'None'],
  },
  SMART_RETURN_URLS: {
    read: ({ smart }) => smart?.returnUrls,
    given: smartEnv(),
    good: [
      ['https://app.example.org/chart', ['https://app.example.org/chart']],
      [
        'https://app.example.org, http://localhost:3000/',
        ['https://app.example.org/', 'http://localhost:3000/'],
      ],
    ],
    bad: [...badUrls, 'https://app.example.org,', '*'],
  },
  SMART_APP_ORIGINS: originsCase(({ smart }) => smart?.appOrigins),
  SMART_FRAME_ANCESTORS: originsCase(({ smart }) => smart?.frameAncestors),
  SESSION_SECRET: {
    read: ({ sessions }) => sessions.secrets.map((secret) => secret.export().toString()),
    given: smartEnv(),
    good: [
      [SECRET, [SECRET]],
      [`${SECRET}, ${SECRET}2`, [SECRET, `${SECRET}2`]],
    ],
    bad: [SECRET.slice(1), `${SECRET},short`, `${SECRET},${SECRET}2,${SECRET}3`, `${SECRET} with spaces`],
  },
  SESSION_IDLE_MINUTES: {
    ...integerCase(({ sessions }) => sessions.idleMs / MINUTE_MS, 1, 1_440),
    given: { SESSION_MAX_HOURS: '24' },
  },
  SESSION_MAX_HOURS: integerCase(({ sessions }) => sessions.maxMs / (60 * MINUTE_MS), 1, 24),
  SESSION_SAME_SITE: {
    read: ({ sessions }) => sessions.sameSite,
    good: [
      ['lax', 'lax'],
      ['none', 'none'],
    ],
    bad: ['strict', 'None'],
  },
};
