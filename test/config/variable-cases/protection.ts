/** The variables of budgets, state and audit, from src/config/protection-variables.ts. */
import { badUrls, booleanCase, integerCase, SECRET, secretOf, type VariableCase } from './variable-case.ts';

export const PROTECTION_CASES: Readonly<Record<string, VariableCase>> = {
  MAX_UPSTREAM_CALLS: {
    ...integerCase(({ budgets }) => budgets.maxUpstreamCalls, 1, 10_000),
    given: { MAX_UPSTREAM_CALLS_PER_MINUTE: '0' },
  },
  MAX_UPSTREAM_CALLS_PER_MINUTE: {
    ...integerCase(({ budgets }) => budgets.maxUpstreamCallsPerMinute, 0, 1_000_000),
    given: { MAX_UPSTREAM_CALLS: '1' },
  },
  MAX_RESPONSE_BYTES: integerCase(({ budgets }) => budgets.maxResponseBytes, 1_000_000, 500_000_000),
  DOCUMENT_LINK_SECONDS: integerCase(({ documentLinkSeconds }) => documentLinkSeconds, 0, 300),
  OPERATION_TIMEOUT_MS: integerCase(({ budgets }) => budgets.operationTimeoutMs, 100, 600_000),
  NOTE_CONVERSION_MAX_BYTES: integerCase(({ noteConversion }) => noteConversion.maxBytes, 1, 20_000_000),
  NOTE_CONVERSION_TIMEOUT_MS: integerCase(({ noteConversion }) => noteConversion.timeoutMs, 100, 120_000),
  TRUSTED_DOCUMENTS: {
    read: ({ trustedDocuments }) => trustedDocuments,
    good: [
      ['persisted-queries/manifest.json', ['persisted-queries/manifest.json']],
      ['web.json, mobile.json', ['web.json', 'mobile.json']],
    ],
    bad: [',', 'web.json,', 'web.json,,mobile.json'],
  },
  INTROSPECTION: booleanCase(({ canIntrospect }) => canIntrospect),
  SUBGRAPH_SCOPES: booleanCase(({ hasSubgraphScopes }) => hasSubgraphScopes),
  LANDING_PAGE: booleanCase(({ hasApolloSandbox }) => hasApolloSandbox),
  WRITES_ENABLED: booleanCase(({ canWrite }) => canWrite),
  SHARED_CACHE_SECONDS: integerCase(({ sharedCacheSeconds }) => sharedCacheSeconds, 0, 86_400),
  STATE_URL: {
    read: ({ state }) => state,
    good: [
      ['sqlite:state.sqlite', { kind: 'sqlite', path: 'state.sqlite' }],
      ['sqlite:/var/lib/gateway/state.sqlite', { kind: 'sqlite', path: '/var/lib/gateway/state.sqlite' }],
      ['redis://valkey:6379', { kind: 'valkey', url: 'redis://valkey:6379' }],
      ['rediss://user:secret@valkey/3', { kind: 'valkey', url: 'rediss://user:secret@valkey/3' }],
      ['redis+cluster://one:7000', { kind: 'valkey-cluster', urls: ['redis://one:7000'] }],
      [
        'rediss+cluster://user:secret@one:7000,other:7001',
        {
          kind: 'valkey-cluster',
          urls: ['rediss://user:secret@one:7000', 'rediss://user:secret@other:7001'],
        },
      ],
    ],
    bad: [
      'memory',
      'sqlite:',
      'state.sqlite',
      'redis:',
      'redis://',
      'redis://host/name',
      'redis+cluster://',
      'redis+cluster://one:7000,',
      'redis+cluster://one:7000,other/1',
      'redis://host?db=1',
      'http://host',
    ],
  },
  STATE_SECRET: {
    read: ({ epic }) => secretOf(epic),
    given: { EPIC_AUTH: 'none', EPIC_CLIENT_ID: undefined, EPIC_PRIVATE_KEY: undefined },
    good: [[SECRET, SECRET]],
    bad: ['too short', `${SECRET} with spaces`, `${SECRET},two`],
  },
  AUDIT_LOG: {
    read: ({ audit }) => audit.sink,
    good: [
      ['stdout', { kind: 'stdout' }],
      ['none', { kind: 'none' }],
      ['file:/var/log/gateway audit.ndjson', { kind: 'file', path: '/var/log/gateway audit.ndjson' }],
      ['fhir:https://audit.example.org/R4/', { kind: 'fhir', baseUrl: 'https://audit.example.org/R4' }],
      ['fhir:http://localhost:8080/fhir', { kind: 'fhir', baseUrl: 'http://localhost:8080/fhir' }],
    ],
    bad: [
      'stderr',
      'STDOUT',
      'file:',
      'file',
      'fhir:',
      'fhir',
      'off',
      '/var/log/audit.ndjson',
      'https://audit.example.org/R4',
      ...badUrls.map((url) => `fhir:${url}`),
    ],
  },
  AUDIT_REQUIRED: booleanCase(({ audit }) => audit.isRequired),
  AUDIT_SPOOL: {
    read: ({ audit }) => audit.spool.path,
    good: [['/var/spool/audit.sqlite', '/var/spool/audit.sqlite']],
    bad: [],
  },
  AUDIT_SPOOL_MAX_EVENTS: integerCase(({ audit }) => audit.spool.maxEvents, 1, 10_000_000),
  AUDIT_TOKEN_FILE: {
    read: ({ audit }) => audit.tokenFile,
    good: [['/run/secrets/audit-token', '/run/secrets/audit-token']],
    bad: [],
  },
};
