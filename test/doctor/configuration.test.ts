import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import {
  checkConfiguration,
  type ConfigurationSources,
  readConfiguration,
} from '../../src/doctor/configuration.ts';
import { checkNames } from '../../src/doctor/connection.ts';
import { isPrivateAddress } from '../../src/doctor/hosts.ts';
import { openLocalIssuer } from '../../src/local-issuer/local-issuer.ts';
import { connectionEnv, type Variables } from '../config/environment.ts';
import { rsa } from '../config/key-material.ts';
import { having, matching } from '../support/expected.ts';
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

interface Sources extends Partial<ConfigurationSources> {
  /** The names that `.env` sets. */
  readonly fileNames?: readonly string[];
}

function checked(env: Variables, { fileNames = [], ...sources }: Sources = {}) {
  return checkConfiguration({
    configuration: readConfiguration(() => loadConfig(env, fileNames)),
    siteId: null,
    readFrom: 'the environment',
    keySetUrl: null,
    openSandbox: async () => SANDBOX,
    ...sources,
  });
}

describe('the step Configuration', () => {
  it('reports the server and the settings that the gateway uses', async () => {
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
      tried: 'reading the environment',
      found: [
        'https://fhir.example.org/api/FHIR/R4, as client client-1',
        'Panel: search. Token endpoint: discovered from the server.',
        'Audience: urn:x (EPIC_TOKEN_AUDIENCE).',
        'Scope: system/Patient.rs (EPIC_SCOPE).',
        'Time zone of the site: America/Chicago (SITE_TIME_ZONE).',
      ],
      facts: { upstream: 'configured', panel: 'search', writesEnabled: false },
    });
    expect(value).toMatchObject({ isSandbox: false, keySetUrl: null });
  });

  it('uses the embedded sandbox if the environment names no server', async () => {
    const { finding, value } = await checked({});
    expect(finding.found[0]).toMatch(/^No EPIC_ variable is set, so the doctor checks the embedded sandbox/);
    expect(finding.facts['upstream']).toBe('sandbox');
    expect(value).toMatchObject({ isSandbox: true, connection: SANDBOX.connection, panel: SANDBOX.panel });
  });

  it('says that callers need a token of the local issuer, and warns of it with a FHIR server', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'local-issuer-'));
    try {
      const { folder } = await openLocalIssuer(join(parent, 'issuer'));
      const { finding } = await checked(connectionEnv({ AUTH_LOCAL_ISSUER: folder }));
      expect(finding.found).toContain(
        'Callers need a token of the local issuer, for development (AUTH_LOCAL_ISSUER): npm run gateway -- token.',
      );
      expect(finding.causes).toEqual([
        having({ cause: matching(/^AUTH_LOCAL_ISSUER: anyone who can read the folder/) }),
      ]);
    } finally {
      rmSync(parent, { recursive: true });
    }
  });

  it('prefers --jwks-url to EPIC_JWKS_URL', async () => {
    const env = connectionEnv({ EPIC_JWKS_URL: 'https://one.example/jwks' });
    expect((await checked(env)).value?.keySetUrl).toBe('https://one.example/jwks');
    const given = await checked(env, { keySetUrl: 'https://other.example/jwks' });
    expect(given.value?.keySetUrl).toBe('https://other.example/jwks');
  });

  it('reports all problems at once, without confidential values', async () => {
    const { finding, value } = await checked({
      EPIC_CLIENT_ID: 'x',
      EPIC_BASEURL: 'https://fhir.example.org',
      PORT: 'abc',
      ROUTER_SECRET: 'MARKED',
    });
    expect([finding.outcome, finding.certain, value]).toEqual(['failed', true, null]);
    expect(finding.found).toEqual(['The configuration has 5 problems.']);
    expect(finding.causes.map(({ cause }) => cause)).toEqual([
      matching(/^ROUTER_SECRET: expected/),
      matching(/^PORT: expected a port number .*, got abc\.$/),
      matching(/^EPIC_BASE_URL is required/),
      matching(/^EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required/),
      'Unknown setting EPIC_BASEURL. Did you mean EPIC_BASE_URL?',
    ]);
    expect(JSON.stringify(finding)).not.toContain('MARKED');
  });

  it('fails for a misspelled security setting, and names it', async () => {
    const { finding, value } = await checked(connectionEnv({ AUDIT_REQUIERD: 'true' }), {
      fileNames: ['AUDIT_REQUIERD'],
    });
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.causes).toMatchObject([
      { cause: 'Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?' },
    ]);
  });

  it('warns of an unknown name in .env, another misspelled setting and an unknown NODE_ENV', async () => {
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
    ['https://fhir.example.org/api/FHIR/R4/metadata', /contains \/metadata,/],
    ['https://fhir.example.org/api/FHIR/R4/.well-known/smart-configuration', /contains \/\.well-known,/],
    ['https://fhir.example.org/api/FHIR/R4/Patient', /contains \/Patient,/],
    ['https://fhir.example.org/oauth2/token', /OAuth endpoint/],
    ['https://fhir.example.org/api/FHIR/DSTU2', /not for R4/],
    ['https://fhir.example.org/api/FHIR/STU3/', /not for R4/],
    ['https://fhir.example.org/api/FHIR', /not for R4/],
  ])('warns of the base URL %s', async (url, cause) => {
    const { finding, value } = await checked(connectionEnv({ EPIC_BASE_URL: url }));
    expect(finding.outcome).toBe('warning');
    expect(finding.causes[0]?.cause).toMatch(cause);
    expect(value).not.toBeNull();
  });

  it('proposes the right base URL', async () => {
    const { finding } = await checked(
      connectionEnv({ EPIC_BASE_URL: 'https://fhir.example.org/R4/metadata' }),
    );
    expect(finding.causes[0]?.remedy).toBe('Set EPIC_BASE_URL=https://fhir.example.org/R4');
  });

  it.each(['https://fhir.example.org/api/FHIR/R4', 'https://r4.example.org/fhir', 'https://example.org'])(
    'accepts the base URL %s',
    async (url) => {
      expect((await checked(connectionEnv({ EPIC_BASE_URL: url }))).finding.outcome).toBe('passed');
    },
  );
});

describe('the step DNS', () => {
  it('looks up each host once', async () => {
    const site = siteOf({ baseUrl: 'http://localhost:1/R4', tokenUrl: 'http://localhost:2/token' });
    const { finding, value } = await checkNames(site);
    expect(finding).toMatchObject({ outcome: 'passed', tried: 'looking up localhost' });
    expect(finding.found[0]).toMatch(/^localhost resolves to .*(127\.0\.0\.1|::1)/);
    expect(value).toBe(true);
  });

  it('does not look up IP addresses', async () => {
    const { finding } = await checkNames(siteOf({ baseUrl: 'http://[::1]:1/R4' }));
    expect(finding.found).toEqual(['[::1] is an IP address, which needs no lookup.']);
  });

  it('fails for an unknown host', async () => {
    const site = siteOf({ baseUrl: 'https://fhir.invalid/R4', tokenUrl: 'http://localhost:2/token' });
    const { finding, value } = await checkNames(site);
    expect([finding.outcome, value]).toEqual(['failed', null]);
    expect(finding.found[0]).toMatch(/^The lookup of fhir\.invalid failed \((ENOTFOUND|EAI_AGAIN)\)\.$/);
    expect(finding.causes).toHaveLength(3);
  });
});

describe('isPrivateAddress', () => {
  it.each([
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
  ])('returns true for %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['192.0.2.1', '172.32.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1'])(
    'returns false for %s',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});
