import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, expects, failureOf, problemsOf, signInEnv, type Variables } from './environment.ts';
import { pkcs8, rsa } from './key-material.ts';

describe('a gateway without sign-in [T6-S1]', () => {
  const ONLY_LOOPBACK =
    'AUTH_MODE: expected jwt, or SMART_CLIENT_ID for sign-in at the FHIR server, because HOST is not loopback: ' +
    'without authentication the gateway listens only on 127.0.0.1, ::1 or localhost';

  it.each(['127.0.0.1', '::1', 'localhost', '127.0.0.2'])(
    'serves a FHIR server without sign-in on %s',
    (host) => {
      const { callers } = loadConfig(connectionEnv({ HOST: host }));
      expect(callers).toBeNull();
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.10', 'gateway.internal', 'localhost.example.org', '127.0.0.1.nip.io'])(
    'refuses to serve a FHIR server without sign-in on %s, and names the setting to change',
    (host) => {
      expect(problemsOf(connectionEnv({ HOST: host }))).toEqual([ONLY_LOOPBACK]);
      expect(problemsOf(connectionEnv({ HOST: host, AUTH_MODE: 'none' }))).toEqual([ONLY_LOOPBACK]);
    },
  );

  it('serves the sandbox without sign-in on any host, since its patients are synthetic', () => {
    expect(loadConfig({ HOST: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0', callers: null, epic: null });
  });
});

describe('a gateway with sign-in', () => {
  it('serves a FHIR server with sign-in on any host', () => {
    const { host, callers } = loadConfig(connectionEnv(signInEnv({ HOST: '0.0.0.0' })));
    expect([host, callers]).toEqual([
      '0.0.0.0',
      {
        issuers: ['https://id.example.org'],
        audiences: ['https://gateway.example.org'],
        clients: null,
        jwksUrl: null,
        keySetFile: null,
        algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
        clockToleranceSeconds: 30,
        scopeMap: null,
        claims: { scope: ['scope'], patient: 'patient', client: 'client_id', sites: 'sites' },
      },
    ]);
  });

  it('serves the sandbox with sign-in', () => {
    expect(loadConfig(signInEnv())).toMatchObject({
      callers: { audiences: ['https://gateway.example.org'] },
    });
  });
});

describe('settings that contradict each other', () => {
  const ISSUER_WITHOUT_JWT =
    'AUTH_MODE: expected jwt, because AUTH_ISSUER, AUTH_AUDIENCE, AUTH_CLIENTS or AUTH_JWKS_URL is set; remove them if callers do ' +
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
      [
        ['AUTH_ISSUER', ''],
        ['AUTH_AUDIENCE', '; or set AUTH_CLIENTS, if the issuer’s access tokens have no aud'],
      ].map(
        ([name = '', more]) =>
          `${name} is required with AUTH_MODE=jwt: expected ${VARIABLES.get(name)?.expects}${more}`,
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
    ['a panel-only gateway without a panel', connectionEnv({ PANEL_ONLY: 'true' }), [PANEL_NEEDED]],
    [
      'a panel-only gateway whose panel is a search',
      connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'search' }),
      [PANEL_NEEDED],
    ],
    ['a limit per operation above the limit per minute', { MAX_UPSTREAM_CALLS: '3001' }, [PER_MINUTE]],
    [
      'a limit per minute below the limit per operation',
      { MAX_UPSTREAM_CALLS_PER_MINUTE: '149' },
      [PER_MINUTE],
    ],
    ['a required audit without a destination', { AUDIT_REQUIRED: 'true' }, [LOG_NEEDED]],
    [
      'a required audit that is turned off',
      connectionEnv({ AUDIT_REQUIRED: 'true', AUDIT_LOG: 'none' }),
      [LOG_NEEDED],
    ],
    ['idempotency keys in memory with a FHIR server', connectionEnv({ STATE_URL: 'memory:' }), [FORGOTTEN]],
  ])('refuses %s', (_what, variables, problems) => {
    expect(problemsOf(variables)).toEqual(problems);
  });

  it.each<[what: string, variables: Variables]>([
    [
      'a panel-only gateway with a panel of ids',
      connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'ids:a' }),
    ],
    [
      'a panel-only gateway with a panel from a List',
      connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'list:a' }),
    ],
    [
      'a panel-only gateway with a panel from a Group',
      connectionEnv({ PANEL_ONLY: 'true', PATIENT_PANEL: 'group:a' }),
    ],
    ['a panel-only sandbox', { PANEL_ONLY: 'true' }],
    ['a limit per minute equal to the limit per operation', { MAX_UPSTREAM_CALLS_PER_MINUTE: '150' }],
    ['no limit per minute', { MAX_UPSTREAM_CALLS_PER_MINUTE: '0' }],
    ['a required audit on the default, standard output', connectionEnv({ AUDIT_REQUIRED: 'true' })],
    ['idempotency keys in memory with the sandbox', { STATE_URL: 'memory:' }],
    ['a required audit of the sandbox', { AUDIT_REQUIRED: 'true', AUDIT_LOG: 'file:audit.ndjson' }],
  ])('accepts %s', (_what, variables) => {
    expect(() => loadConfig(variables)).not.toThrow();
  });

  it('reports all contradictions at once', () => {
    const problems = problemsOf(
      connectionEnv({ HOST: '0.0.0.0', PANEL_ONLY: 'true', AUDIT_LOG: 'none', AUDIT_REQUIRED: 'true' }),
    );
    expect(problems).toHaveLength(3);
  });
});

describe('an invalid environment', () => {
  const TOO_LONG = `CANARY-${'x'.repeat(25)}`;
  /** An invalid value of each setting that the error must not repeat. Each contains the canary. */
  const secretValues: Record<string, string> = {
    // Secrets, and settings that identify patients.
    EPIC_PRIVATE_KEY: 'CANARY',
    EPIC_SECOND_PUBLIC_KEY: 'CANARY',
    PATIENT_PANEL: 'ids:CANARY one',
    MRN_SYSTEM: 'MRN|CANARY',
    ROUTER_SECRET: 'CANARY',
    STATE_URL: 'redis:CANARY',
    // Credentials in URLs.
    EPIC_BASE_URL: 'https://CANARY@example.org',
    EPIC_TOKEN_URL: 'https://x:CANARY@example.org/',
    EPIC_JWKS_URL: 'https://x.org/?key=CANARY',
    AUTH_ISSUER: 'https://x.org/#token=CANARY',
    AUDIT_LOG: 'fhir:https://CANARY@example.org',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://CANARY@example.org',
    // Long values, and values with characters other than visible ASCII.
    EPIC_CLIENT_ID: 'CANARY-cliënt',
    HOST: 'CANARY\u001b[31m',
    LOG_LEVEL: 'CANARY\u202e',
    CORS_ORIGINS: 'https://CANARY\n/x',
    AUTH_MODE: TOO_LONG,
    PORT: TOO_LONG,
    PANEL_ONLY: TOO_LONG,
  };
  /** Invalid values that help to find the mistake. */
  const harmlessValues: Record<string, string> = {
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

  it('reports all problems at once, each with the setting, the expected value and, if harmless, the actual value', () => {
    const lines = [
      ...Object.keys(secretValues).map(expects),
      ...Object.entries(harmlessValues).map(([name, value]) => `${expects(name)}, got ${value}`),
    ];
    expect([...problemsOf({ ...secretValues, ...harmlessValues })].toSorted()).toEqual(lines.toSorted());
  });

  it('writes a line for each problem in the message', () => {
    const { message, problems } = failureOf({ PORT: 'abc', HOST: '[::1]' });
    expect(problems).toHaveLength(2);
    expect(message).toBe(
      'The configuration has 2 problem(s):\n' +
        '  - HOST: expected a host name or address to listen on, got [::1]\n' +
        '  - PORT: expected a port number from 0 to 65535 (0 uses any free port), got abc',
    );
  });

  it('keeps invalid secrets out of every part of the error [T6-I5]', () => {
    const error = failureOf(secretValues);
    const printed = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
    expect(printed).not.toContain('CANARY');
    expect(error.cause).toBeUndefined();
  });

  it('keeps valid secrets out of the error', () => {
    const pem = pkcs8(rsa().privateKey);
    const error = failureOf(connectionEnv({ EPIC_CLIENT_ID: 'CANARY-id', EPIC_SCOPE: 'CANARY', PORT: 'x' }));
    const printed = inspect(error, { depth: Infinity, showHidden: true });
    expect(printed).not.toContain('CANARY');
    expect(printed).not.toContain(pem.split('\n')[1]);
    expect(error.problems).toEqual([`${expects('PORT')}, got x`]);
  });
});
