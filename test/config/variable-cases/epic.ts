/** The variables of the connection to the FHIR server. */
import type { KeyAuthentication } from '../../../src/config/authentication.ts';
import type { Config } from '../../../src/config/config.ts';
import { badUrls, integerCase, secretOf, type VariableCase } from './variable-case.ts';

/** Returns the key authentication of the connection; null for other methods. */
function keyOf(epic: Config['epic']): KeyAuthentication | null {
  return epic?.authentication.kind === 'private_key_jwt' ? epic.authentication : null;
}

export const EPIC_CASES: Readonly<Record<string, VariableCase>> = {
  EPIC_BASE_URL: {
    read: ({ epic }) => epic?.baseUrl,
    good: [
      ['https://fhir.example.org/R4', 'https://fhir.example.org/R4'],
      ['https://fhir.example.org/R4/', 'https://fhir.example.org/R4'],
      ['https://fhir.example.org/R4//', 'https://fhir.example.org/R4'],
      ['https://fhir.example.org', 'https://fhir.example.org'],
      ['https://fhir.example.org:8443/R4', 'https://fhir.example.org:8443/R4'],
      [' https://fhir.example.org/R4 ', 'https://fhir.example.org/R4'],
      ['http://localhost:8080/fhir', 'http://localhost:8080/fhir'],
      ['http://127.0.0.1:8080/fhir', 'http://127.0.0.1:8080/fhir'],
      ['http://127.1.2.3/fhir', 'http://127.1.2.3/fhir'],
      ['http://[::1]:8080/fhir', 'http://[::1]:8080/fhir'],
    ],
    bad: badUrls,
  },
  EPIC_LINK_BASE_URL: {
    read: ({ epic }) => epic?.linkBaseUrl,
    good: [
      ['https://fhir.internal.example.org/R4/', 'https://fhir.internal.example.org/R4'],
      // The gateway sends nothing to this URL, so it does not require TLS.
      ['http://fhir-internal:8080/fhir', 'http://fhir-internal:8080/fhir'],
    ],
    bad: [
      'fhir-internal',
      'ftp://fhir-internal/fhir',
      'https://',
      'https://user@fhir-internal/fhir',
      'https://fhir-internal/fhir?x=1',
      'https://fhir-internal/fhir#x',
    ],
  },
  EPIC_TOKEN_URL: {
    read: ({ epic }) => keyOf(epic)?.tokenUrl,
    good: [
      ['https://auth.example.org/oauth2/token', 'https://auth.example.org/oauth2/token'],
      // The path belongs to the endpoint, and the URL is the `aud` of the assertion, so it stays unchanged.
      ['https://auth.example.org/oauth2/token/', 'https://auth.example.org/oauth2/token/'],
      ['http://127.0.0.1:8080/token', 'http://127.0.0.1:8080/token'],
    ],
    bad: badUrls,
  },
  EPIC_CLIENT_ID: {
    read: ({ epic }) => keyOf(epic)?.clientId,
    good: [
      ['7f3a0d1e-0000-4000-8000-000000000000', '7f3a0d1e-0000-4000-8000-000000000000'],
      [' client ', 'client'],
      ['client-id-7', 'client-id-7'],
      ['theodora', 'theodora'],
    ],
    bad: [
      'clïent',
      'client\nid',
      'client\u0000',
      // As in docs/getting-started-with-epic.md, docs/other-servers.md and other examples.
      '<the non-production client id>',
      'the-id-of-the-client-application',
      'your-client-id',
      'YOUR_CLIENT_ID',
      'client_id',
      'changeme',
    ],
  },
  EPIC_AUTH: {
    read: ({ epic }) => epic?.authentication.kind,
    given: { EPIC_CLIENT_ID: undefined, EPIC_PRIVATE_KEY: undefined },
    good: [[' none ', 'none']],
    bad: ['basic', 'NONE', 'jwt'],
  },
  EPIC_CLIENT_SECRET: {
    read: ({ epic }) => secretOf(epic),
    given: { EPIC_AUTH: 'client_secret_post', EPIC_PRIVATE_KEY: undefined },
    good: [
      ['s3cret', 's3cret'],
      [' p@ss word:100%+ ', 'p@ss word:100%+'],
    ],
    // RFC 6749 appendix A.2: printable ASCII.
    bad: ['geheim\u00fc', 'two\nlines', 'a\u0000b'],
  },
  EPIC_KEY_ID: { read: ({ epic }) => keyOf(epic)?.keyId, good: [['key-1', 'key-1']], bad: [] },
  EPIC_JWKS_URL: {
    read: ({ keySetUrl }) => keySetUrl,
    good: [
      [
        'https://gateway.example.org/.well-known/jwks.json',
        'https://gateway.example.org/.well-known/jwks.json',
      ],
    ],
    bad: badUrls,
  },
  EPIC_SIGNING_ALG: {
    read: ({ epic }) => keyOf(epic)?.signingAlgorithm,
    good: [
      ['RS256', 'RS256'],
      ['RS384', 'RS384'],
      [' RS512 ', 'RS512'],
    ],
    bad: ['rs384', 'HS256', 'none', 'PS256', 'ES512', 'EdDSA'],
  },
  EPIC_TOKEN_AUDIENCE: {
    read: ({ epic }) => keyOf(epic)?.tokenAudience,
    good: [['http://internal:8080/token', 'http://internal:8080/token']],
    bad: [],
  },
  EPIC_SCOPE: {
    read: ({ epic }) => keyOf(epic)?.scope,
    good: [['system/Patient.rs system/List.rs', 'system/Patient.rs system/List.rs']],
    bad: [],
  },
  EPIC_TIMEOUT_MS: integerCase(({ limits }) => limits.timeoutMs, 100, 120_000),
  EPIC_MAX_CONCURRENCY: integerCase(({ limits }) => limits.maxConcurrency, 1, 256),
  EPIC_MAX_RPS: integerCase(({ limits }) => limits.maxRps, 0, 10_000),
  EPIC_ID_BATCH_SIZE: integerCase(({ limits }) => limits.idBatchSize, 1, 100),
  EPIC_BINARY_TIMEOUT_MS: integerCase(({ limits }) => limits.binaryTimeoutMs, 100, 120_000),
  EPIC_BINARY_MAX_BYTES: integerCase(({ limits }) => limits.binaryMaxBytes, 1, 100_000_000),
  PANEL_CACHE_SECONDS: integerCase(({ panelCacheSeconds }) => panelCacheSeconds, 0, 300),
  PATIENT_PANEL: {
    read: ({ panel }) => panel,
    good: [
      ['ids:a', { kind: 'ids', ids: ['a'] }],
      ['ids:erXuFYU.-_~3,b,a,b', { kind: 'ids', ids: ['erXuFYU.-_~3', 'b', 'a'] }],
      ['list:urn:oid:1.2.3|5332', { kind: 'list', identifier: 'urn:oid:1.2.3|5332' }],
      ['list:search', { kind: 'list', identifier: 'search' }],
      ['group:eGroup.-1', { kind: 'group', id: 'eGroup.-1' }],
      ['search', { kind: 'search' }],
      ['none', { kind: 'none' }],
    ],
    bad: [
      'ids:',
      'ids:a,',
      'ids:,a',
      'ids:a,,b',
      'ids:a b',
      'ids:a, b',
      'ids:a/b',
      'ids:a?b',
      'ids:a$b',
      'ids:.',
      'ids:a,_history',
      'ids:a,..',
      'ids:..,a',
      'list:',
      'list: ',
      'list:urn:oid:1.2.3|',
      'list:a b',
      'group:',
      'group:a/b',
      'group:a,b',
      'group:..',
      'group:_search',
      'groups:a',
      'all',
      'SEARCH',
      'search:x',
      'a,b',
    ],
  },
  MRN_SYSTEM: {
    read: ({ mrnSystem }) => mrnSystem,
    good: [
      ['MRN', 'MRN'],
      [' UH MRN ', 'UH MRN'],
      ['urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0', 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0'],
      ['1.2.840.114350', '1.2.840.114350'],
      ['http://hospital.example.org/mrn', 'http://hospital.example.org/mrn'],
    ],
    bad: ['MRN|', 'urn:oid:1.2.3|203713', '|', 'a\nb', 'x'.repeat(201)],
  },
  SITE_TIME_ZONE: {
    read: ({ siteTimeZone }) => siteTimeZone,
    good: [
      ['America/Chicago', 'America/Chicago'],
      [' UTC ', 'UTC'],
      ['Asia/Kathmandu', 'Asia/Kathmandu'],
    ],
    bad: ['Mars/Olympus', '+02:00', '-5', 'Central', 'UTC+1', 'America'],
  },
};
