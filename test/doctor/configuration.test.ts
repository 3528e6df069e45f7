import { describe, expect, it } from 'vitest';
import { createKeyConnection } from '../../src/config/connection.ts';
import { checkConfiguration, type ConfigurationSources } from '../../src/doctor/configuration.ts';
import { checkNames } from '../../src/doctor/connection.ts';
import { isPrivateAddress } from '../../src/doctor/hosts.ts';
import { connectionEnv, type Variables } from '../config/environment.ts';
import { rsa } from '../config/key-material.ts';
import { matching } from '../support/expected.ts';
import { siteOf } from './examined-site.ts';

const SANDBOX = {
  connection: createKeyConnection({
    baseUrl: 'http://127.0.0.1:1/R4',
    clientId: 'sandbox-client',
    privateKey: rsa().privateKey,
    keyId: 'sandbox-key',
  }),
  panel: { kind: 'list', identifier: 'all' },
  mrnSystem: 'urn:oid:1.2.3',
} as const;

function checked(env: Variables, sources: Partial<ConfigurationSources> = {}) {
  return checkConfiguration({
    env,
    fileNames: [],
    problems: [],
    readFrom: 'the environment',
    keySetUrl: null,
    openSandbox: async () => SANDBOX,
    ...sources,
  });
}

describe('the configuration', () => {
  it('that names a server is told with what the gateway goes by', async () => {
    const { finding, value } = await checked(
      connectionEnv({
        EPIC_SCOPE: 'system/Patient.rs',
        EPIC_TOKEN_AUDIENCE: 'urn:x',
        PATIENT_PANEL: 'search',
        SITE_TIME_ZONE: 'America/Chicago',
      }),
    );
    expect(finding).toMatchObject({
      outcome: 'passed',
      tried: 'read the environment',
      found: [
        'https://fhir.example.org/api/FHIR/R4, as client client-1',
        'Panel: search. Token endpoint: asked of the server.',
        'Audience: urn:x (EPIC_TOKEN_AUDIENCE).',
        'Scope: system/Patient.rs (EPIC_SCOPE).',
        'Time zone of the site: America/Chicago (SITE_TIME_ZONE).',
      ],
      facts: { upstream: 'configured', panel: 'search', writesEnabled: false },
    });
    expect(value).toMatchObject({ isSandbox: false, keySetUrl: null });
  });

  it('that names none is the embedded sandbox, and says so', async () => {
    const { finding, value } = await checked({});
    expect(finding.found[0]).toMatch(/^No EPIC_ variable names a FHIR server: this is the embedded sandbox/);
    expect(finding.facts['upstream']).toBe('sandbox');
    expect(value).toMatchObject({ isSandbox: true, connection: SANDBOX.connection, panel: SANDBOX.panel });
  });

  it('has the key set where the argument says, before the variable', async () => {
    const env = connectionEnv({ EPIC_JWKS_URL: 'https://one.example/jwks' });
    expect((await checked(env)).value?.keySetUrl).toBe('https://one.example/jwks');
    const given = await checked(env, { keySetUrl: 'https://other.example/jwks' });
    expect(given.value?.keySetUrl).toBe('https://other.example/jwks');
  });

  it('that is not as it should be is told with all that is wrong', async () => {
    const { finding, value } = await checked({
      EPIC_CLIENT_ID: 'x',
      EPIC_BASEURL: 'https://fhir.example.org',
      PORT: 'abc',
      ROUTER_SECRET: 'MARKED',
    });
    expect([finding.outcome, finding.certain, value]).toEqual(['failed', true, null]);
    expect(finding.found).toEqual(['5 things are not as they should be.']);
    expect(finding.causes.map(({ cause }) => cause)).toEqual([
      matching(/^ROUTER_SECRET: expected/),
      matching(/^PORT: expected a port number .*, got abc\.$/),
      matching(/^EPIC_BASE_URL is required/),
      matching(/^EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required/),
      'Unknown setting EPIC_BASEURL. Did you mean EPIC_BASE_URL?',
    ]);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });

  it('with a misspelt security setting is a failure that names the setting', async () => {
    const { finding, value } = await checked(connectionEnv({ AUDIT_REQUIERD: 'true' }), {
      fileNames: ['AUDIT_REQUIERD'],
    });
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.causes).toMatchObject([
      { cause: 'Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?' },
    ]);
  });

  it('with an unknown name in .env, another misspelt setting or an unknown NODE_ENV is a warning', async () => {
    const env = connectionEnv({ FAVOURITE: 'x', LOG_LEVLE: 'debug', NODE_ENV: 'prod' });
    const { finding, value } = await checked(env, { fileNames: ['FAVOURITE', 'LOG_LEVLE'] });
    expect(finding.outcome).toBe('warning');
    expect(finding.causes.map(({ cause }) => cause)).toEqual([
      'Unknown setting LOG_LEVLE. Did you mean LOG_LEVEL?',
      'NODE_ENV: expected one of production, development, test, got prod. It counts as production.',
      'Unknown setting FAVOURITE.',
    ]);
    expect(value).not.toBeNull();
  });

  it.each([
    ['https://fhir.example.org/api/FHIR/R4/metadata', /goes on to \/metadata/],
    ['https://fhir.example.org/api/FHIR/R4/.well-known/smart-configuration', /goes on to \/\.well-known/],
    ['https://fhir.example.org/api/FHIR/R4/Patient', /goes on to \/Patient/],
    ['https://fhir.example.org/oauth2/token', /OAuth endpoint/],
    ['https://fhir.example.org/api/FHIR/DSTU2', /not that of R4/],
    ['https://fhir.example.org/api/FHIR/STU3/', /not that of R4/],
    ['https://fhir.example.org/api/FHIR', /not that of R4/],
  ])('with the base URL %s is a warning', async (url, cause) => {
    const { finding, value } = await checked(connectionEnv({ EPIC_BASE_URL: url }));
    expect(finding.outcome).toBe('warning');
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(value).not.toBeNull();
  });

  it('that goes too far is told with where it should end', async () => {
    const { finding } = await checked(
      connectionEnv({ EPIC_BASE_URL: 'https://fhir.example.org/R4/metadata' }),
    );
    expect(finding.causes[0]?.remedy).toBe('Set EPIC_BASE_URL=https://fhir.example.org/R4');
  });

  it.each(['https://fhir.example.org/api/FHIR/R4', 'https://r4.example.org/fhir', 'https://example.org'])(
    'with the base URL %s is none',
    async (url) => {
      expect((await checked(connectionEnv({ EPIC_BASE_URL: url }))).finding.outcome).toBe('passed');
    },
  );
});

describe('the names of the hosts', () => {
  it('are looked up, each once', async () => {
    const site = siteOf({ baseUrl: 'http://localhost:1/R4', tokenUrl: 'http://localhost:2/token' });
    const { finding, value } = await checkNames(site);
    expect(finding).toMatchObject({ outcome: 'passed', tried: 'look up localhost' });
    expect(finding.found[0]).toMatch(/^localhost is .*(127\.0\.0\.1|::1)/);
    expect(value).toBe(true);
  });

  it('need no looking up where they are addresses', async () => {
    const { finding } = await checkNames(siteOf({ baseUrl: 'http://[::1]:1/R4' }));
    expect(finding.found).toEqual(['[::1] is an address, which needs no looking up']);
  });

  it('that nobody knows are a failure', async () => {
    const site = siteOf({ baseUrl: 'https://fhir.invalid/R4', tokenUrl: 'http://localhost:2/token' });
    const { finding, value } = await checkNames(site);
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.found[0]).toMatch(/^fhir\.invalid was not found \((ENOTFOUND|EAI_AGAIN)\)\.$/);
    expect(finding.causes).toHaveLength(3);
  });
});

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
  ])('%s is of a private network', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['192.0.2.1', '172.32.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1'])('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});
