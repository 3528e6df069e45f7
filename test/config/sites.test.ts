import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, type Variables } from './environment.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

let files: SiteFiles;
const envOf: SiteFiles['envOf'] = (...file) => files.envOf(...file);
const sitesOf: SiteFiles['sitesOf'] = (...file) => files.sitesOf(...file);
const problemsOf: SiteFiles['problemsOf'] = (...file) => files.problemsOf(...file);

beforeAll(() => {
  files = createSiteFiles();
});

afterAll(() => files.remove());

/** Returns the ids of the sites that inherit idempotency keys. */
function heirs(sites: object, variables?: Variables): string[] {
  return Object.values(sitesOf({ sites }, variables)).flatMap(({ id, inheritsKeys }) =>
    inheritsKeys ? [id] : [],
  );
}

/** Returns the problems if the gateway writes. */
function problemsOfWriter(sites: object, variables: Variables = {}): readonly string[] {
  return problemsOf({ sites }, { WRITES_ENABLED: 'true', ...variables });
}

function stateOf(site: object): unknown {
  return loadConfig(envOf({ sites: { a: site } })).state;
}

/** Returns the sandbox or the host of each site. */
function serversOf(file: unknown): string[] {
  return Object.values(sitesOf(file)).map(
    ({ sandbox, epic }) => sandbox ?? new URL(epic?.baseUrl ?? '').host,
  );
}

const SITE_KEY = 'ST_MARYS_KEY';

describe('the sites file', () => {
  it('configures a site like the environment of one FHIR server', () => {
    const one = loadConfig(
      connectionEnv({
        PATIENT_PANEL: 'list:clinic',
        PANEL_CACHE_SECONDS: '5',
        MRN_SYSTEM: 'urn:oid:1.2.3',
        SITE_TIME_ZONE: 'America/Chicago',
        EPIC_MAX_CONCURRENCY: '4',
        EPIC_MAX_RPS: '20',
        EPIC_TIMEOUT_MS: '5000',
        EPIC_ID_BATCH_SIZE: '1',
      }),
    );
    const { 'st-marys': site } = sitesOf(
      {
        defaults: { timeZone: 'America/Chicago', maxConcurrency: 2 },
        sites: {
          'st-marys': {
            name: 'St. Mary’s',
            baseUrl: one.epic?.baseUrl,
            clientId: 'client-1',
            privateKeyEnv: 'ST_MARYS_KEY',
            panel: 'list:clinic',
            panelCacheSeconds: 5,
            mrnSystem: 'urn:oid:1.2.3',
            maxConcurrency: 4,
            maxRequestsPerSecond: 20,
            timeoutMs: '5000',
            idBatchSize: 1,
          },
        },
      },
      { ST_MARYS_KEY: connectionEnv()['EPIC_PRIVATE_KEY'] },
    );
    const { epic, keySetUrl, limits, panel, panelCacheSeconds, mrnSystem, siteTimeZone, smart } = one;
    expect(site).toEqual({
      epic,
      keySetUrl,
      limits,
      panel,
      panelCacheSeconds,
      mrnSystem,
      siteTimeZone,
      smart,
      id: 'st-marys',
      name: 'St. Mary’s',
      inheritsKeys: true,
      hasOwnKey: true,
      sandbox: null,
      callers: null,
      auditSink: { kind: 'stdout' },
    });
  });

  it('may be YAML, and names key files from its own folder', () => {
    const { 'st-marys': site } = sitesOf(
      'sites:\n  st-marys:\n    baseUrl: https://fhir.stmarys.example.org/R4\n    clientId: client-1\n    privateKeyFile: key.pem\n',
      {},
      'sites.yaml',
    );
    expect(site?.epic).toMatchObject({
      baseUrl: 'https://fhir.stmarys.example.org/R4',
      authentication: { kind: 'private_key_jwt', clientId: 'client-1' },
    });
  });

  it('gives each site the settings of the environment, then the defaults of the file, then its own', () => {
    const sites = sitesOf(
      {
        defaults: { timeoutMs: 2_000, clientId: 'shared' },
        sites: { a: ST_MARYS, b: { ...ST_MARYS, timeoutMs: 3_000 }, c: { sandbox: 'standard' } },
      },
      { EPIC_TIMEOUT_MS: '1000', EPIC_MAX_RPS: '7' },
    );
    expect(Object.values(sites).map(({ limits }) => [limits.timeoutMs, limits.maxRps])).toEqual([
      [2_000, 7],
      [3_000, 7],
      [2_000, 7],
    ]);
  });

  describe('with several sites of one FHIR server', () => {
    const other = { ...ST_MARYS, baseUrl: 'https://fhir.other.example.org/R4' };
    const respelled = { ...ST_MARYS, baseUrl: 'https://FHIR.StMarys.example.org/api/FHIR/R4' };
    const heir = { ...ST_MARYS, inheritsIdempotencyKeys: true };

    it('lets one of them find the idempotency keys from before the file', () => {
      const sites = { a: ST_MARYS, b: respelled, c: other };
      expect(heirs(sites)).toEqual(['c']);
      expect(heirs(sites, { DEFAULT_SITE: 'b' })).toEqual(['b', 'c']);
      expect(heirs({ ...sites, a: heir }, { DEFAULT_SITE: 'b' })).toEqual(['a', 'c']);
      expect(heirs({ ...sites, c: { ...other, inheritsIdempotencyKeys: false } })).toEqual([]);
    });

    it('expects one that does, if the gateway writes', () => {
      const unclear = [
        expect.stringMatching(/^sites\.a and sites\.b have the same baseUrl: set DEFAULT_SITE, or inherits/),
      ];
      expect(problemsOfWriter({ a: ST_MARYS, b: respelled, c: other })).toEqual(unclear);
      // The default site is at another server.
      expect(problemsOfWriter({ a: ST_MARYS, b: respelled, c: other }, { DEFAULT_SITE: 'c' })).toEqual(
        unclear,
      );
      expect(problemsOfWriter({ a: heir, b: heir, c: other })).toEqual([
        'sites.b.inheritsIdempotencyKeys: expected true at one site of a baseUrl, but sites.a is another',
      ]);
      for (const [sites, variables] of [
        [{ a: ST_MARYS, b: respelled }, { DEFAULT_SITE: 'b' }],
        [{ a: heir, b: ST_MARYS }, {}],
        [{ a: ST_MARYS, c: other }, {}],
        [{ a: ST_MARYS, b: respelled }, { WRITES_ENABLED: 'false' }],
      ] as const)
        expect(problemsOfWriter(sites, variables)).toEqual([]);
      const fresh = { ...ST_MARYS, inheritsIdempotencyKeys: false };
      expect(problemsOfWriter({ a: fresh, b: fresh })).toEqual([]);
      expect(problemsOfWriter({ a: { ...ST_MARYS, inheritsIdempotencyKeys: 'yes' } })).toEqual([
        'sites.a.inheritsIdempotencyKeys: expected true or false',
      ]);
    });
  });

  it('keeps idempotency keys in the same file as one FHIR server, unless all sites are sandboxes', () => {
    expect(stateOf(ST_MARYS)).toEqual(loadConfig(connectionEnv()).state);
    expect(stateOf({ sandbox: 'standard' })).toEqual({ kind: 'memory' });
  });

  it('expects the same load limits of all sites with the same base URL', () => {
    const limited = { ...ST_MARYS, maxConcurrency: 4, maxRequestsPerSecond: 20 };
    const other = { ...ST_MARYS, baseUrl: 'https://fhir.other.example.org/R4', maxConcurrency: 9 };
    const respelled = {
      ...limited,
      baseUrl: 'https://FHIR.StMarys.example.org/api/FHIR/R4',
      maxConcurrency: 5,
    };
    const because = 'as at sites.a, because sites with the same baseUrl share its load limits';
    expect(problemsOf({ sites: { a: limited, b: limited, c: other } })).toEqual([]);
    expect(problemsOf({ sites: { a: limited, b: ST_MARYS, c: respelled, d: other } })).toEqual([
      `sites.b.maxConcurrency: expected 4, ${because}`,
      `sites.b.maxRequestsPerSecond: expected 20, ${because}`,
      `sites.c.maxConcurrency: expected 4, ${because}`,
    ]);
  });

  it('treats null as a key that is not set, also below the defaults', () => {
    const { a } = sitesOf(
      {
        defaults: { callers: { issuer: 'https://id.example.org' } },
        sites: { a: { ...ST_MARYS, callers: null, name: null } },
      },
      { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://all.example.org', AUTH_AUDIENCE: 'gateway' },
    );
    expect([a?.callers, a?.name]).toEqual([null, null]);
    expect(sitesOf('{"defaults": null, "sites": {"a": {"sandbox": "standard"}}}')).toHaveProperty('a');
  });

  it('replaces the sandbox of the defaults by the server of a site, and the reverse', () => {
    const sites = { a: ST_MARYS, b: {}, c: { sandbox: 'community' } };
    expect(serversOf({ defaults: { sandbox: 'standard' }, sites })).toEqual([
      'fhir.stmarys.example.org',
      'standard',
      'community',
    ]);
    expect(serversOf({ defaults: ST_MARYS, sites: { b: {}, c: { sandbox: 'community' } } })).toEqual([
      'fhir.stmarys.example.org',
      'community',
    ]);
  });

  it('replaces the key of the defaults by the one of a site, and knows whose it is', () => {
    const key = { [SITE_KEY]: connectionEnv()['EPIC_PRIVATE_KEY'] };
    const { privateKeyFile: _, ...withoutKey } = ST_MARYS;
    const { a, b } = sitesOf(
      {
        defaults: { privateKeyFile: 'key.pem' },
        sites: { a: withoutKey, b: { ...withoutKey, privateKeyEnv: SITE_KEY } },
      },
      key,
    );
    expect([a?.hasOwnKey, b?.hasOwnKey]).toEqual([false, true]);
  });

  it.each(['__proto__', 'constructor', 'NOT_SET', ''])(
    'reads no secret from a name that is not set: "%s"',
    (name) => {
      expect(problemsOf({ sites: { a: { ...ST_MARYS, clientSecretEnv: name } } })).toContain(
        'sites.a.clientSecretEnv: expected the name of an environment variable that is set',
      );
    },
  );

  it('must name a site', () => {
    expect(problemsOf({ sites: {} })).toEqual(['SITES_FILE: expected at least one site']);
  });

  it('replaces the FHIR server of the environment', () => {
    expect(problemsOf({ sites: { a: ST_MARYS } }, connectionEnv())).toEqual([
      'SITES_FILE and EPIC_BASE_URL are both set: keep SITES_FILE to serve the sites of the file, or EPIC_BASE_URL to serve one FHIR server',
    ]);
  });

  it('names a sandbox that exists', () => {
    expect(problemsOf({ sites: { a: { sandbox: 'rural' }, b: { sandbox: 1 } } })).toEqual([
      'sites.a.sandbox: expected one of standard, community, childrens',
      'sites.b.sandbox: expected one of standard, community, childrens',
    ]);
  });

  it('has no sandbox in production', () => {
    expect(problemsOf({ sites: { a: { sandbox: 'standard' } } }, { NODE_ENV: 'production' })).toEqual([
      'sites.a.sandbox: expected a FHIR server (baseUrl), because NODE_ENV=production never uses the sandbox',
    ]);
  });
});
