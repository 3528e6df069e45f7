import { describe, expect, it } from 'vitest';
import type { KeyAuthentication } from '../../src/config/authentication.ts';
import { type Config, loadConfig, type TokenVerification } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, expects, problemsOf, signInEnv, type Variables } from './environment.ts';

/** How a setting is read, what valid values become, and which values are refused. */
interface VariableCase {
  readonly read: (config: Config) => unknown;
  /** Other variables that the setting requires. */
  readonly given?: Variables;
  readonly good: readonly (readonly [value: string, becomes: unknown])[];
  readonly bad: readonly string[];
}

/** Returns the key authentication of the connection; null for other methods. */
function keyOf(epic: Config['epic']): KeyAuthentication | null {
  return epic?.authentication.kind === 'private_key_jwt' ? epic.authentication : null;
}

function secretOf(epic: Config['epic']): string | undefined {
  const authentication = epic?.authentication;
  if (authentication === undefined || authentication.kind === 'private_key_jwt') return undefined;
  const key = authentication.kind === 'none' ? authentication.stateSecret : authentication.clientSecret;
  return key?.export().toString();
}

const SECRET = '0123456789abcdefghijklmnopqrstuv';

const badUrls = [
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

const integerCase = (read: VariableCase['read'], minimum: number, maximum: number): VariableCase => ({
  read,
  good: [
    [`${minimum}`, minimum],
    [`${maximum}`, maximum],
    [` ${maximum} `, maximum],
    [`0${minimum}`, minimum],
  ],
  bad: [`${minimum - 1}`, `${maximum + 1}`, '1.5', '1e3', '0x10', '-5', '+5', 'ten', '9'.repeat(400), '٣٠٠'],
});

const booleanCase = (read: VariableCase['read']): VariableCase => ({
  read,
  good: [
    ['true', true],
    [' false ', false],
  ],
  bad: ['TRUE', 'yes', '1', '0', 'on', 'truth'],
});

const claimCase = (name: keyof TokenVerification['claims'], value: string): VariableCase => ({
  read: ({ callers }) => callers?.claims[name],
  given: signInEnv(),
  good: [
    [value, value],
    [` ${value} `, value],
  ],
  bad: [],
});

const CASES: Record<string, VariableCase> = {
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
    ],
    // RFC 6749 appendix A.1 allows visible ASCII and space. The id is also sent as a header.
    bad: ['clïent', 'client\nid', 'client\u0000'],
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
  STATE_SECRET: {
    read: ({ epic }) => secretOf(epic),
    given: { EPIC_AUTH: 'none', EPIC_CLIENT_ID: undefined, EPIC_PRIVATE_KEY: undefined },
    good: [[SECRET, SECRET]],
    bad: ['too short', `${SECRET} with spaces`, `${SECRET},two`],
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
  AUTH_SCOPE_CLAIM: claimCase('scope', 'scp'),
  AUTH_PATIENT_CLAIM: claimCase('patient', 'https://example.org/fhir_patient'),
  AUTH_CLIENT_CLAIM: claimCase('client', 'cid'),
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
    good: [['persisted-queries/manifest.json', 'persisted-queries/manifest.json']],
    bad: [],
  },
  INTROSPECTION: booleanCase(({ canIntrospect }) => canIntrospect),
  SUBGRAPH_SCOPES: booleanCase(({ hasSubgraphScopes }) => hasSubgraphScopes),
  LANDING_PAGE: booleanCase(({ hasLandingPage }) => hasLandingPage),
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
  METRICS_PORT: {
    ...integerCase(({ telemetry }) => telemetry.metrics?.port, 0, 65_535),
    given: { PORT: '1' },
  },
  METRICS_HOST: {
    read: ({ telemetry }) => telemetry.metrics?.host,
    given: { METRICS_PORT: '9464' },
    good: [
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::'],
    ],
    bad: ['[::1]', '*', '127.0.0.1,0.0.0.0', 'http://127.0.0.1', '0.0.0.0/0'],
  },
  TELEMETRY_OPERATION_NAMES: {
    read: ({ telemetry }) => telemetry.operationNames,
    good: [
      ['trusted', 'trusted'],
      ['any', 'any'],
      [' none ', 'none'],
    ],
    bad: ['all', 'ANY', 'true', 'trusted,any'],
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    read: ({ telemetry }) => telemetry.traces?.endpoint,
    good: [
      ['http://otel-collector:4318', 'http://otel-collector:4318'],
      ['https://otlp.example.org/path', 'https://otlp.example.org/path'],
    ],
    bad: [
      'otel-collector:4318',
      'grpc://otel-collector:4317',
      'https://user:word@otlp.example.org',
      'https://o.example.org?key=1',
    ],
  },
  OTEL_SERVICE_NAME: {
    read: ({ telemetry }) => telemetry.traces?.serviceName,
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
    good: [['fhir-gateway.west', 'fhir-gateway.west']],
    bad: ['fhir gateway', 'a=b', 'x'.repeat(101)],
  },
  OTEL_TRACES_SAMPLER_ARG: {
    read: ({ telemetry }) => telemetry.traces?.ratio,
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
    good: [
      ['0', 0],
      ['0.25', 0.25],
      ['.5', 0.5],
      ['1.0', 1],
    ],
    bad: ['2', '1.1', '-0.1', '10%', '1e-3', 'all'],
  },
  TRACE_UPSTREAM: {
    ...booleanCase(({ telemetry }) => telemetry.traces?.isSentUpstream),
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
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
  HOST: {
    read: ({ host }) => host,
    given: signInEnv(),
    good: [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['localhost', 'localhost'],
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::'],
      ['gateway.internal', 'gateway.internal'],
    ],
    bad: ['[::1]', '*', '127.0.0.1,0.0.0.0', 'http://127.0.0.1', 'gateway internal', '0.0.0.0/0'],
  },
  PORT: integerCase(({ port }) => port, 0, 65_535),
  CORS_ORIGINS: {
    read: ({ corsOrigins }) => corsOrigins,
    good: [
      ['https://a.example.org', ['https://a.example.org']],
      ['https://a.example.org , http://localhost:3000', ['https://a.example.org', 'http://localhost:3000']],
    ],
    bad: [
      '*',
      'null',
      'https://*.example.org',
      'https://a.example.org/',
      'https://a.example.org/path',
      'a.example.org',
      'https://a.example.org,',
      'https://a.example.org,,https://b.example.org',
      'https://A.example.org',
      'https://a.example.org:443',
      'file:///tmp',
    ],
  },
  LOG_LEVEL: {
    read: ({ logLevel }) => logLevel,
    good: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => [level, level]),
    bad: ['warning', 'INFO', '30', 'off'],
  },
  SHUTDOWN_TIMEOUT_MS: integerCase(({ shutdownTimeoutMs }) => shutdownTimeoutMs, 0, 300_000),
  NODE_ENV: {
    read: ({ isProduction }) => isProduction,
    good: [
      ['production', true],
      [' production ', true],
      ['development', false],
      ['test', false],
      ['prod', true],
      ['staging', true],
      ['Production', true],
      ['developement', true],
    ],
    bad: [],
  },
};

const REFUSED = Object.entries(CASES).flatMap(([name, { bad, given }]) =>
  bad.map((value) => [name, value, given] as const),
);

it.each(REFUSED)('refuses %s=%j and reports what it expects', (name, value, given) => {
  const problems = problemsOf(connectionEnv({ ...given, [name]: value }));
  expect(problems).toHaveLength(1);
  expect([expects(name), `${expects(name)}, got ${value.trim()}`]).toContain(problems[0]);
});

describe.each(Object.entries(CASES))('%s', (name, { read, good, given }) => {
  it.each(good)(`reads ${name}=%j as %j`, (value, becomes) => {
    expect(read(loadConfig(connectionEnv({ ...given, [name]: value })))).toEqual(becomes);
  });

  it(`treats an empty ${name} as unset`, () => {
    const without = connectionEnv({ ...given, [name]: undefined });
    const empty = connectionEnv({ ...given, [name]: '' });
    expect(outcomeOf(empty)).toEqual(outcomeOf(without));
  });
});

describe('the table of variables', () => {
  it('covers each variable here, except keys and the file of the secret, which other tests cover', () => {
    const keys = [
      'EPIC_PRIVATE_KEY',
      'EPIC_PRIVATE_KEY_FILE',
      'EPIC_CLIENT_SECRET_FILE',
      'EPIC_SECOND_PUBLIC_KEY',
    ];
    expect([...Object.keys(CASES), ...keys].toSorted()).toEqual([...VARIABLES.keys()].toSorted());
  });

  it('describes what each variable expects and what it is for', () => {
    const facts = [...VARIABLES].filter(
      ([, { expects: expected, about }]) => expected === '' || !about.endsWith('.'),
    );
    expect(facts).toEqual([]);
  });

  it('states the actual default of each variable', () => {
    const defaults = Object.fromEntries(
      [...VARIABLES].flatMap(([name, facts]) => (facts.default === undefined ? [] : [[name, facts.default]])),
    );
    expect(loadConfig(connectionEnv(defaults))).toEqual(loadConfig(connectionEnv()));
    const signedIn = connectionEnv({ ...defaults, ...signInEnv() });
    expect(loadConfig(signedIn)).toEqual(loadConfig(connectionEnv(signInEnv())));
    expect(Object.keys(defaults)).toHaveLength(38);
  });
});

/** Returns the configuration, or the problems if it is refused. */
function outcomeOf(variables: Readonly<Record<string, string | undefined>>): unknown {
  try {
    return loadConfig(variables);
  } catch {
    return problemsOf(variables);
  }
}
