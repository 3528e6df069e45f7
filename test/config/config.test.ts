import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { readProcessTimeZone } from '../../src/config/values.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, expects, failureOf, problemsOf, signInEnv, type Variables } from './environment.ts';
import { jwk, pkcs8, rsa } from './key-material.ts';

const ROUTER_SECRET = 'r'.repeat(32);
const OTHER_SECRET = 's'.repeat(32);

describe('an environment that says nothing', () => {
  it('means the sandbox, on the documented defaults', () => {
    expect(loadConfig({})).toEqual({
      isProduction: false,
      host: '127.0.0.1',
      port: 4000,
      corsOrigins: [],
      logLevel: 'info',
      shutdownTimeoutMs: 10_000,
      epic: null,
      keySetUrl: null,
      limits: {
        timeoutMs: 15_000,
        maxConcurrency: 8,
        maxRps: 0,
        idBatchSize: 10,
        binaryTimeoutMs: 20_000,
        binaryMaxBytes: 10_000_000,
      },
      panel: null,
      mrnSystem: null,
      siteTimeZone: readProcessTimeZone(),
      callers: null,
      routerSecrets: null,
      isPanelOnly: false,
      patientSees: 'N',
      budgets: {
        maxUpstreamCalls: 150,
        maxUpstreamCallsPerMinute: 3_000,
        maxResponseBytes: 20_000_000,
        operationTimeoutMs: 30_000,
      },
      noteConversion: { maxBytes: 2_000_000, timeoutMs: 10_000 },
      documentLinkSeconds: 120,
      trustedDocuments: null,
      canIntrospect: true,
      hasSubgraphScopes: false,
      hasLandingPage: true,
      hasExplorer: true,
      telemetry: { metrics: null, traces: null, operationNames: 'trusted' },
      audit: {
        sink: { kind: 'none' },
        isRequired: false,
        spool: { path: 'audit-spool.sqlite', maxEvents: 100_000 },
        tokenFile: null,
      },
      canWrite: false,
      state: { kind: 'memory' },
      sharedCacheSeconds: 300,
      warnings: [],
    } satisfies Config);
  });

  it('is also one in which every variable is empty or blank', () => {
    const empty = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, '']));
    const blank = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, ' \t\n']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
    expect(loadConfig(blank)).toEqual(loadConfig({}));
  });

  it('is not disturbed by variables of others', () => {
    expect(loadConfig({ PATH: '/bin', HOME: undefined })).toEqual(loadConfig({}));
  });
});

describe('an environment that names a FHIR server', () => {
  it('needs no more than the base URL, the client id and the key', () => {
    expect(loadConfig(connectionEnv()).epic).toEqual({
      baseUrl: 'https://fhir.example.org/api/FHIR/R4',
      linkBaseUrl: null,
      authentication: {
        kind: 'private_key_jwt',
        tokenUrl: null,
        clientId: 'client-1',
        privateKey: rsa().privateKey,
        keyId: null,
        secondPublicKey: null,
        signingAlgorithm: 'RS384',
        tokenAudience: null,
        scope: null,
      },
    });
  });

  it('may say everything', () => {
    const config = loadConfig(
      connectionEnv({
        EPIC_LINK_BASE_URL: 'http://fhir-internal/R4/',
        EPIC_TOKEN_URL: 'https://auth.example.org/token/',
        EPIC_KEY_ID: 'key-1',
        EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey, { kid: 'key-2' }),
        EPIC_JWKS_URL: 'https://gateway.example.org/jwks',
        EPIC_SIGNING_ALG: 'RS512',
        EPIC_TOKEN_AUDIENCE: 'https://internal.example.org/token',
        EPIC_SCOPE: 'system/Patient.rs system/List.rs',
        EPIC_TIMEOUT_MS: '5000',
        EPIC_MAX_CONCURRENCY: '4',
        EPIC_ID_BATCH_SIZE: '1',
        EPIC_BINARY_TIMEOUT_MS: '7000',
        EPIC_BINARY_MAX_BYTES: '1000',
        PATIENT_PANEL: 'group:eGroup-1',
        MRN_SYSTEM: 'urn:oid:1.2.3',
        SITE_TIME_ZONE: 'America/Chicago',
        AUTH_MODE: 'jwt',
        AUTH_ISSUER: 'https://id.example.org/',
        AUTH_AUDIENCE: 'gateway, https://gateway.example.org',
        AUTH_JWKS_URL: 'https://id.example.org/keys',
        AUTH_ALGORITHMS: 'ES256',
        AUTH_CLOCK_TOLERANCE_SECONDS: '5',
        AUTH_SCOPE_CLAIM: 'scp',
        AUTH_PATIENT_CLAIM: 'fhir_patient',
        AUTH_CLIENT_CLAIM: 'cid',
        ROUTER_SECRET: `${ROUTER_SECRET}, ${OTHER_SECRET}`,
        PANEL_ONLY: 'true',
        PATIENT_SEES_CONFIDENTIALITY: 'R',
        MAX_UPSTREAM_CALLS: '10',
        MAX_UPSTREAM_CALLS_PER_MINUTE: '100',
        MAX_RESPONSE_BYTES: '5000000',
        OPERATION_TIMEOUT_MS: '1000',
        DOCUMENT_LINK_SECONDS: '60',
        NOTE_CONVERSION_MAX_BYTES: '500000',
        NOTE_CONVERSION_TIMEOUT_MS: '2000',
        TRUSTED_DOCUMENTS: 'manifest.json',
        SUBGRAPH_SCOPES: 'true',
        INTROSPECTION: 'true',
        LANDING_PAGE: 'false',
        WRITES_ENABLED: 'true',
        SHARED_CACHE_SECONDS: '60',
        STATE_URL: 'sqlite:/var/lib/gateway/state.sqlite',
        AUDIT_LOG: 'fhir:https://audit.example.org/R4',
        AUDIT_REQUIRED: 'true',
        AUDIT_SPOOL: '/var/spool/audit.sqlite',
        AUDIT_SPOOL_MAX_EVENTS: '7',
        AUDIT_TOKEN_FILE: '/run/secrets/audit',
        HOST: '0.0.0.0',
        PORT: '0',
        CORS_ORIGINS: 'https://app.example.org, http://localhost:3000',
        LOG_LEVEL: 'debug',
        SHUTDOWN_TIMEOUT_MS: '0',
        NODE_ENV: 'production',
      }),
    );
    expect(config).toEqual({
      isProduction: true,
      host: '0.0.0.0',
      port: 0,
      corsOrigins: ['https://app.example.org', 'http://localhost:3000'],
      logLevel: 'debug',
      shutdownTimeoutMs: 0,
      epic: {
        baseUrl: 'https://fhir.example.org/api/FHIR/R4',
        linkBaseUrl: 'http://fhir-internal/R4',
        authentication: {
          kind: 'private_key_jwt',
          tokenUrl: 'https://auth.example.org/token/',
          clientId: 'client-1',
          privateKey: rsa().privateKey,
          keyId: 'key-1',
          secondPublicKey: { key: rsa(2048, 'second').publicKey, keyId: 'key-2' },
          signingAlgorithm: 'RS512',
          tokenAudience: 'https://internal.example.org/token',
          scope: 'system/Patient.rs system/List.rs',
        },
      },
      keySetUrl: 'https://gateway.example.org/jwks',
      limits: {
        timeoutMs: 5_000,
        maxConcurrency: 4,
        maxRps: 0,
        idBatchSize: 1,
        binaryTimeoutMs: 7_000,
        binaryMaxBytes: 1_000,
      },
      panel: { kind: 'group', id: 'eGroup-1' },
      mrnSystem: 'urn:oid:1.2.3',
      siteTimeZone: 'America/Chicago',
      callers: {
        issuers: ['https://id.example.org/'],
        audiences: ['gateway', 'https://gateway.example.org'],
        jwksUrl: 'https://id.example.org/keys',
        algorithms: ['ES256'],
        clockToleranceSeconds: 5,
        claims: { scope: 'scp', patient: 'fhir_patient', client: 'cid' },
      },
      routerSecrets: [ROUTER_SECRET, OTHER_SECRET],
      isPanelOnly: true,
      patientSees: 'R',
      budgets: {
        maxUpstreamCalls: 10,
        maxUpstreamCallsPerMinute: 100,
        maxResponseBytes: 5_000_000,
        operationTimeoutMs: 1_000,
      },
      noteConversion: { maxBytes: 500_000, timeoutMs: 2_000 },
      documentLinkSeconds: 60,
      trustedDocuments: 'manifest.json',
      canIntrospect: true,
      hasSubgraphScopes: true,
      hasLandingPage: false,
      hasExplorer: false,
      telemetry: { metrics: null, traces: null, operationNames: 'trusted' },
      audit: {
        sink: { kind: 'fhir', baseUrl: 'https://audit.example.org/R4' },
        isRequired: true,
        spool: { path: '/var/spool/audit.sqlite', maxEvents: 7 },
        tokenFile: '/run/secrets/audit',
      },
      canWrite: true,
      state: { kind: 'sqlite', path: '/var/lib/gateway/state.sqlite' },
      sharedCacheSeconds: 60,
      warnings: [],
    } satisfies Config);
  });

  it.each([
    'EPIC_BASE_URL',
    'EPIC_LINK_BASE_URL',
    'EPIC_TOKEN_URL',
    'EPIC_CLIENT_ID',
    'EPIC_PRIVATE_KEY',
    'EPIC_PRIVATE_KEY_FILE',
    'EPIC_KEY_ID',
    'EPIC_SECOND_PUBLIC_KEY',
    'EPIC_JWKS_URL',
    'EPIC_SIGNING_ALG',
    'EPIC_TOKEN_AUDIENCE',
    'EPIC_SCOPE',
  ])('is meant as soon as %s is set: what is missing then is named, and there is no sandbox', (name) => {
    const values = connectionEnv({
      EPIC_LINK_BASE_URL: 'http://fhir-internal/R4',
      EPIC_TOKEN_URL: 'https://auth.example.org/token',
      EPIC_PRIVATE_KEY_FILE: 'no/such/file.pem',
      EPIC_KEY_ID: 'key-1',
      EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey),
      EPIC_JWKS_URL: 'https://gateway.example.org/jwks',
      EPIC_SIGNING_ALG: 'RS384',
      EPIC_TOKEN_AUDIENCE: 'https://auth.example.org/token',
      EPIC_SCOPE: 'system/Patient.rs',
    });
    const problems = problemsOf({ [name]: values[name] }).join('\n');
    const needed = ['EPIC_BASE_URL', 'EPIC_CLIENT_ID'].filter((needs) => needs !== name);
    for (const missing of needed) {
      expect(problems).toContain(
        `${missing} is required when other EPIC_ variables are set: expected ${VARIABLES.get(missing)?.expects}`,
      );
    }
    const namesKey = problems.includes('EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required: expected ');
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
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are required: ' +
        'NODE_ENV=production never falls back to the sandbox',
    ]);
  });

  it('is also meant with space around the word', () => {
    expect(problemsOf({ NODE_ENV: ' production ' })).toHaveLength(1);
  });

  it.each(['development', 'test'])('is not meant by NODE_ENV=%s', (value) => {
    expect(loadConfig({ NODE_ENV: value })).toMatchObject({ isProduction: false, warnings: [] });
  });

  it.each(['prod', 'staging', 'PRODUCTION', 'developement'])(
    'is what NODE_ENV=%s counts as, with a warning and with the defaults of production',
    (value) => {
      const known = 'NODE_ENV: expected one of production, development, test';
      const warning = `${known}, got ${value}. It counts as production.`;
      expect(loadConfig(connectionEnv({ NODE_ENV: value }))).toMatchObject({
        isProduction: true,
        canIntrospect: false,
        hasLandingPage: false,
        hasExplorer: false,
        warnings: [warning],
      });
      const problems = problemsOf({ NODE_ENV: value });
      expect(problems).toHaveLength(2);
      expect(problems[0]).toContain('never falls back to the sandbox');
      expect(problems[1]).toBe(warning);
    },
  );
});

function production(variables: Variables = {}): Config {
  return loadConfig(connectionEnv({ NODE_ENV: 'production', ...variables }));
}

describe('what production changes by default', () => {
  it('is that neither the schema nor the landing page is shown, unless they are asked for', () => {
    const { canIntrospect, hasLandingPage, hasExplorer } = production();
    expect({ canIntrospect, hasLandingPage, hasExplorer }).toEqual({
      canIntrospect: false,
      hasLandingPage: false,
      hasExplorer: false,
    });
    expect(production({ INTROSPECTION: 'true' })).toMatchObject({
      canIntrospect: true,
      hasLandingPage: false,
    });
    expect(production({ LANDING_PAGE: 'true' })).toMatchObject({
      canIntrospect: false,
      hasLandingPage: true,
    });
  });

  it('is that there is no explorer, whatever is asked for', () => {
    expect(loadConfig({}).hasExplorer).toBe(true);
    expect(loadConfig({ LANDING_PAGE: 'false' }).hasExplorer).toBe(false);
    expect(production({ LANDING_PAGE: 'true', INTROSPECTION: 'true' }).hasExplorer).toBe(false);
  });
});

describe('what a router secret changes by default', () => {
  it('is that no browser is served, which cannot be asked for either', () => {
    expect(loadConfig({ ROUTER_SECRET })).toMatchObject({ hasLandingPage: false, hasExplorer: false });
    expect(loadConfig({ ROUTER_SECRET, LANDING_PAGE: 'false' }).hasLandingPage).toBe(false);
    expect(problemsOf({ ROUTER_SECRET, LANDING_PAGE: 'true' })).toEqual([
      'LANDING_PAGE: expected false, because ROUTER_SECRET is set: the gateway then serves only routers',
    ]);
  });
});

describe('what a FHIR server changes by default', () => {
  it('is that its operations are recorded: audit events go to standard output', () => {
    expect(loadConfig(connectionEnv()).audit.sink).toEqual({ kind: 'stdout' });
    expect(loadConfig(connectionEnv({ AUDIT_LOG: 'none' })).audit.sink).toEqual({ kind: 'none' });
    expect(loadConfig({ AUDIT_LOG: 'stdout' }).audit.sink).toEqual({ kind: 'stdout' });
  });

  it('is that idempotency keys outlive the process; it changes nothing about whether there are writes', () => {
    const state = { kind: 'sqlite', path: 'gateway-state.sqlite' };
    expect(loadConfig(connectionEnv())).toMatchObject({ canWrite: false, state });
  });
});

describe('a gateway whose callers do not sign in', () => {
  const ONLY_LOOPBACK =
    'AUTH_MODE: expected jwt, because HOST is not loopback: without authentication the gateway listens only on ' +
    '127.0.0.1, ::1 or localhost';

  it.each(['127.0.0.1', '::1', 'localhost', '127.0.0.2'])('may serve a FHIR server on %s', (host) => {
    const { callers } = loadConfig(connectionEnv({ HOST: host }));
    expect(callers).toBeNull();
  });

  it.each(['0.0.0.0', '::', '192.168.1.10', 'gateway.internal', 'localhost.example.org', '127.0.0.1.nip.io'])(
    'never serves a FHIR server on %s, and is told which variable to set',
    (host) => {
      expect(problemsOf(connectionEnv({ HOST: host }))).toEqual([ONLY_LOOPBACK]);
      expect(problemsOf(connectionEnv({ HOST: host, AUTH_MODE: 'none' }))).toEqual([ONLY_LOOPBACK]);
    },
  );

  it('may serve the embedded sandbox anywhere, since nobody in it is real', () => {
    expect(loadConfig({ HOST: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0', callers: null, epic: null });
  });
});

describe('a gateway whose callers sign in', () => {
  it('may serve a FHIR server anywhere', () => {
    const { host, callers } = loadConfig(connectionEnv(signInEnv({ HOST: '0.0.0.0' })));
    expect([host, callers]).toEqual([
      '0.0.0.0',
      {
        issuers: ['https://id.example.org'],
        audiences: ['https://gateway.example.org'],
        jwksUrl: null,
        algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
        clockToleranceSeconds: 30,
        claims: { scope: 'scope', patient: 'patient', client: 'client_id' },
      },
    ]);
  });

  it('may serve the embedded sandbox too', () => {
    expect(loadConfig(signInEnv())).toMatchObject({
      callers: { audiences: ['https://gateway.example.org'] },
    });
  });
});

describe('variables that do not go together', () => {
  const ISSUER_WITHOUT_JWT =
    'AUTH_MODE: expected jwt, because AUTH_ISSUER, AUTH_AUDIENCE or AUTH_JWKS_URL is set; remove them if callers do ' +
    'not sign in';
  const PANEL_NEEDED = 'PANEL_ONLY requires a PATIENT_PANEL that names patients: ids, list or group';
  const PER_MINUTE = 'MAX_UPSTREAM_CALLS_PER_MINUTE: expected at least MAX_UPSTREAM_CALLS, or 0';
  const FORGOTTEN =
    'STATE_URL: expected sqlite:<path>, redis://… or rediss://…, because a FHIR server is configured: idempotency keys in ' +
    'memory end with the process, and a repeated write would then be sent twice';
  const LOG_NEEDED = 'AUDIT_REQUIRED requires an AUDIT_LOG: stdout, file:<path> or fhir:<base URL>';

  it.each<[what: string, variables: Variables, problems: string[]]>([
    [
      'sign-in without an issuer and an audience',
      connectionEnv({ AUTH_MODE: 'jwt' }),
      ['AUTH_ISSUER', 'AUTH_AUDIENCE'].map(
        (name) => `${name} is required with AUTH_MODE=jwt: expected ${VARIABLES.get(name)?.expects}`,
      ),
    ],
    [
      'one key set for several issuers',
      connectionEnv(
        signInEnv({
          AUTH_ISSUER: 'https://id.example.org,https://other.example.org',
          AUTH_JWKS_URL: 'https://id.example.org/keys',
        }),
      ),
      [
        'AUTH_JWKS_URL applies to a single AUTH_ISSUER; remove it to discover the JWKS of each issuer from its OpenID configuration',
      ],
    ],
    ['an issuer without sign-in', { AUTH_ISSUER: 'https://id.example.org' }, [ISSUER_WITHOUT_JWT]],
    [
      'an audience without sign-in',
      connectionEnv({ AUTH_AUDIENCE: 'gateway', AUTH_MODE: 'none' }),
      [ISSUER_WITHOUT_JWT],
    ],
    [
      'a key set without sign-in',
      connectionEnv({ AUTH_JWKS_URL: 'https://id.example.org/keys' }),
      [ISSUER_WITHOUT_JWT],
    ],
    ['a panel alone, and none', connectionEnv({ PANEL_ONLY: 'true' }), [PANEL_NEEDED]],
    [
      'a panel alone, and one that is whoever is found',
      connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'search' }),
      [PANEL_NEEDED],
    ],
    ['more for an operation than for a minute', { MAX_UPSTREAM_CALLS: '3001' }, [PER_MINUTE]],
    ['less for a minute than for an operation', { MAX_UPSTREAM_CALLS_PER_MINUTE: '149' }, [PER_MINUTE]],
    ['a needed audit that goes nowhere', { AUDIT_REQUIRED: 'true' }, [LOG_NEEDED]],
    [
      'a needed audit that is turned off',
      connectionEnv({ AUDIT_REQUIRED: 'true', AUDIT_LOG: 'none' }),
      [LOG_NEEDED],
    ],
    ['keys that are forgotten with the process', connectionEnv({ STATE_URL: 'memory:' }), [FORGOTTEN]],
  ])('are refused: %s', (_what, variables, problems) => {
    expect(problemsOf(variables)).toEqual(problems);
  });

  it.each<[what: string, variables: Variables]>([
    ['a panel alone, of ids', connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'ids:a' })],
    ['a panel alone, of a list', connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'list:a' })],
    ['a panel alone, of a group', connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'group:a' })],
    ['the panel of the sandbox alone', { PANEL_ONLY: 'true' }],
    ['as much for a minute as for an operation', { MAX_UPSTREAM_CALLS_PER_MINUTE: '150' }],
    ['no limit for a minute', { MAX_UPSTREAM_CALLS_PER_MINUTE: '0' }],
    ['a needed audit on standard output by default', connectionEnv({ AUDIT_REQUIRED: 'true' })],
    ['keys that are forgotten with the sandbox', { STATE_URL: 'memory:' }],
    ['a needed audit of the sandbox', { AUDIT_REQUIRED: 'true', AUDIT_LOG: 'file:audit.ndjson' }],
  ])('are not: %s', (_what, variables) => {
    expect(() => loadConfig(variables)).not.toThrow();
  });

  it('are told all at once', () => {
    const problems = problemsOf(
      connectionEnv({ HOST: '0.0.0.0', PANEL_ONLY: 'true', AUDIT_LOG: 'none', AUDIT_REQUIRED: 'true' }),
    );
    expect(problems).toHaveLength(3);
  });
});

describe('a bad environment', () => {
  const TOO_LONG = `MARKED-${'x'.repeat(25)}`;
  /** A value of each variable that is wrong, and must not be repeated: it is marked. */
  const hidden: Record<string, string> = {
    // Secrets, and settings that name patients.
    EPIC_PRIVATE_KEY: 'MARKED',
    EPIC_SECOND_PUBLIC_KEY: 'MARKED',
    PATIENT_PANEL: 'ids:MARKED one',
    MRN_SYSTEM: 'MRN|MARKED',
    ROUTER_SECRET: 'MARKED',
    STATE_URL: 'redis:MARKED',
    // Credentials in URLs.
    EPIC_BASE_URL: 'https://MARKED@example.org',
    EPIC_TOKEN_URL: 'https://x:MARKED@example.org/',
    EPIC_JWKS_URL: 'https://x.org/?key=MARKED',
    AUTH_ISSUER: 'https://x.org/#token=MARKED',
    AUDIT_LOG: 'fhir:https://MARKED@example.org',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://MARKED@example.org',
    // Anything that is long, or has other characters than visible ASCII.
    EPIC_CLIENT_ID: 'MARKED-cliënt',
    HOST: 'MARKED\u001b[31m',
    LOG_LEVEL: 'MARKED\u202e',
    CORS_ORIGINS: 'https://MARKED\n/x',
    AUTH_MODE: TOO_LONG,
    PORT: TOO_LONG,
    PANEL_ONLY: TOO_LONG,
  };
  /** The same with values that help to find the mistake. */
  const shown: Record<string, string> = {
    EPIC_SIGNING_ALG: 'HS256',
    EPIC_TIMEOUT_MS: '5s',
    EPIC_MAX_CONCURRENCY: '-1',
    AUTH_JWKS_URL: 'http://id.example.org/keys',
    AUTH_AUDIENCE: 'gateway,',
    AUTH_ALGORITHMS: 'RS256,none',
    AUDIT_REQUIRED: 'yes',
    MAX_UPSTREAM_CALLS: '1e3',
    WRITES_ENABLED: '${WRITES}',
    METRICS_PORT: 'abc',
  };

  it('is reported with all problems at once, each with its name, the expected value and a harmless value', () => {
    const lines = [
      ...Object.keys(hidden).map(expects),
      ...Object.entries(shown).map(([name, value]) => `${expects(name)}, got ${value}`),
    ];
    expect([...problemsOf({ ...hidden, ...shown })].toSorted()).toEqual(lines.toSorted());
  });

  it('has one line a problem in the message', () => {
    const { message, problems } = failureOf({ PORT: 'abc', HOST: '[::1]' });
    expect(problems).toHaveLength(2);
    expect(message).toBe(
      'The configuration has 2 problem(s):\n' +
        '  - HOST: expected a host name or address to listen on, got [::1]\n' +
        '  - PORT: expected a port number from 0 to 65535 (0 uses any free port), got abc',
    );
  });

  it('has none of its secrets in any part of the error', () => {
    const error = failureOf(hidden);
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
    expect(error.problems).toEqual([`${expects('PORT')}, got x`]);
  });
});

describe('the configuration', () => {
  it('is frozen, down to its lists', () => {
    const config = loadConfig(
      connectionEnv({
        PATIENT_PANEL: 'ids:a,b',
        CORS_ORIGINS: 'https://app.example.org',
        ROUTER_SECRET,
        EPIC_SECOND_PUBLIC_KEY: jwk(rsa(2048, 'second').publicKey),
        ...signInEnv(),
      }),
    );
    const { epic, panel, callers, audit } = config;
    const ids = panel?.kind === 'ids' ? panel.ids : null;
    const parts = [
      config,
      config.limits,
      config.corsOrigins,
      epic,
      epic?.authentication,
      epic?.authentication.kind === 'private_key_jwt' ? epic.authentication.secondPublicKey : null,
      panel,
      ids,
      callers,
      callers?.issuers,
      callers?.claims,
      config.routerSecrets,
      config.budgets,
      audit,
      audit.spool,
      config.state,
    ];
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
