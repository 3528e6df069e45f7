import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { readProcessTimeZone } from '../../src/config/values.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, problemsOf, signInEnv, type Variables } from './environment.ts';
import { jwk, pkcs8, rsa } from './key-material.ts';

const ROUTER_SECRET = 'r'.repeat(32);
const OTHER_SECRET = 's'.repeat(32);

describe('an empty environment', () => {
  it('configures the sandbox with the documented defaults', () => {
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
      smart: null,
      sessions: { secrets: [], idleMs: 900_000, maxMs: 36_000_000, sameSite: 'lax' },
      sites: null,
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
      hasApolloSandbox: true,
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
      panelCacheSeconds: 15,
      warnings: [],
    } satisfies Config);
  });

  it('treats empty and blank variables as unset', () => {
    const empty = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, '']));
    const blank = Object.fromEntries([...VARIABLES.keys()].map((name) => [name, ' \t\n']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
    expect(loadConfig(blank)).toEqual(loadConfig({}));
  });

  it('ignores the variables of other programs', () => {
    expect(loadConfig({ PATH: '/bin', HOME: undefined })).toEqual(loadConfig({}));
  });
});

describe('an environment that names a FHIR server', () => {
  it('requires only the base URL, the client id and the key', () => {
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

  it('reads every setting', () => {
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
        PANEL_CACHE_SECONDS: '60',
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
        AUTH_SITE_CLAIM: 'hospitals',
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
        TRUSTED_DOCUMENTS: 'manifest.json, relay.json',
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
      sites: null,
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
      smart: null,
      sessions: { secrets: [], idleMs: 900_000, maxMs: 36_000_000, sameSite: 'lax' },
      callers: {
        issuers: ['https://id.example.org/'],
        audiences: ['gateway', 'https://gateway.example.org'],
        clients: null,
        jwksUrl: 'https://id.example.org/keys',
        keySetFile: null,
        algorithms: ['ES256'],
        clockToleranceSeconds: 5,
        scopeMap: null,
        claims: { scope: ['scp'], patient: 'fhir_patient', client: 'cid', sites: 'hospitals' },
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
      trustedDocuments: ['manifest.json', 'relay.json'],
      canIntrospect: true,
      hasSubgraphScopes: true,
      hasApolloSandbox: false,
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
      panelCacheSeconds: 60,
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
  ])('reports the missing settings instead of starting the sandbox if only %s is set', (name) => {
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
    const needed = ['EPIC_BASE_URL', 'EPIC_CLIENT_ID'].filter((setting) => setting !== name);
    for (const missing of needed) {
      expect(problems).toContain(
        `${missing} is required when other EPIC_ variables are set: expected ${VARIABLES.get(missing)?.expects}`,
      );
    }
    const namesKey = problems.includes('EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required: expected ');
    expect(namesKey).toBe(!name.startsWith('EPIC_PRIVATE_KEY'));
  });

  it.each(['EPIC_TIMEOUT_MS', 'EPIC_MAX_CONCURRENCY', 'EPIC_ID_BATCH_SIZE'])(
    'starts the sandbox with %s, which configures it as well',
    (name) => {
      expect(loadConfig({ [name]: '100' }).epic).toBeNull();
    },
  );
});

describe('NODE_ENV', () => {
  it('never falls back to the sandbox in production [T6-S2]', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are required: ' +
        'NODE_ENV=production never falls back to the sandbox',
    ]);
  });

  it('accepts whitespace around NODE_ENV', () => {
    expect(problemsOf({ NODE_ENV: ' production ' })).toHaveLength(1);
  });

  it.each(['development', 'test'])('does not treat NODE_ENV=%s as production', (value) => {
    expect(loadConfig({ NODE_ENV: value })).toMatchObject({ isProduction: false, warnings: [] });
  });

  it.each(['prod', 'staging', 'PRODUCTION', 'developement'])(
    'treats NODE_ENV=%s as production, with its defaults and a warning [T6-T6]',
    (value) => {
      const known = 'NODE_ENV: expected one of production, development, test';
      const warning = `${known}, got ${value}. It counts as production.`;
      expect(loadConfig(connectionEnv({ NODE_ENV: value }))).toMatchObject({
        isProduction: true,
        canIntrospect: false,
        hasApolloSandbox: false,
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

function productionConfig(variables: Variables = {}): Config {
  return loadConfig(connectionEnv({ NODE_ENV: 'production', ...variables }));
}

describe('the defaults in production', () => {
  it('disables introspection and the landing page in production unless they are enabled', () => {
    const { canIntrospect, hasApolloSandbox, hasExplorer } = productionConfig();
    expect({ canIntrospect, hasApolloSandbox, hasExplorer }).toEqual({
      canIntrospect: false,
      hasApolloSandbox: false,
      hasExplorer: false,
    });
    expect(productionConfig({ INTROSPECTION: 'true' })).toMatchObject({
      canIntrospect: true,
      hasApolloSandbox: false,
    });
    expect(productionConfig({ LANDING_PAGE: 'true' })).toMatchObject({
      canIntrospect: false,
      hasApolloSandbox: true,
    });
  });

  it('disables the explorer in production, whatever is enabled [T1-I17]', () => {
    expect(loadConfig({}).hasExplorer).toBe(true);
    expect(loadConfig({ LANDING_PAGE: 'false' }).hasExplorer).toBe(false);
    expect(productionConfig({ LANDING_PAGE: 'true', INTROSPECTION: 'true' }).hasExplorer).toBe(false);
  });
});

describe('the defaults with a router secret', () => {
  it('disables and forbids the landing page with a router secret', () => {
    expect(loadConfig({ ROUTER_SECRET })).toMatchObject({ hasApolloSandbox: false, hasExplorer: false });
    expect(loadConfig({ ROUTER_SECRET, LANDING_PAGE: 'false' }).hasApolloSandbox).toBe(false);
    expect(problemsOf({ ROUTER_SECRET, LANDING_PAGE: 'true' })).toEqual([
      'LANDING_PAGE: expected false, because ROUTER_SECRET is set: the gateway then serves only routers',
    ]);
  });
});

describe('the defaults with a FHIR server', () => {
  it('writes audit events to standard output if a FHIR server is configured [T6-R1]', () => {
    expect(loadConfig(connectionEnv()).audit.sink).toEqual({ kind: 'stdout' });
    expect(loadConfig(connectionEnv({ AUDIT_LOG: 'none' })).audit.sink).toEqual({ kind: 'none' });
    expect(loadConfig({ AUDIT_LOG: 'stdout' }).audit.sink).toEqual({ kind: 'stdout' });
  });

  it('keeps idempotency keys in a file if a FHIR server is configured, and leaves writes disabled', () => {
    const state = { kind: 'sqlite', path: 'gateway-state.sqlite' };
    expect(loadConfig(connectionEnv())).toMatchObject({ canWrite: false, state });
  });
});

describe('the configuration [T6-T1]', () => {
  it('freezes the configuration, including its lists', () => {
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

  it('does not change the configuration when the environment changes', () => {
    const env = { PORT: '4001' };
    const config = loadConfig(env);
    env.PORT = '4002';
    expect(config.port).toBe(4001);
  });

  it('never stores the private key as text', () => {
    const pem = pkcs8(rsa().privateKey);
    const printed = inspect(loadConfig(connectionEnv()), { depth: Infinity, showHidden: true });
    expect(printed).not.toContain(pem.split('\n')[1]);
  });
});
