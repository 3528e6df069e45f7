/** Problems of a sites file name the site and the key. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { expects } from './environment.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

let files: SiteFiles;
const envOf: SiteFiles['envOf'] = (...file) => files.envOf(...file);
const problemsOf: SiteFiles['problemsOf'] = (...file) => files.problemsOf(...file);

beforeAll(() => {
  files = createSiteFiles();
});

afterAll(() => files.remove());

describe('the problems of a sites file [T6-I4]', () => {
  it('reports every problem at once, with site and key', () => {
    expect(
      problemsOf({
        defaults: { timeout: 5 },
        sites: {
          'St. Mary': ST_MARYS,
          a: { ...ST_MARYS, baseUrl: 'ftp://a', panel: 'everyone', callers: { issuers: 'x' } },
          b: { baseUrl: 'https://b.example.org', privateKeyEnv: 'NOT_SET', maxConcurrency: true },
          c: {
            sandbox: 'standard',
            baseUrl: 'https://c.example.org',
            clientId: 'c',
            privateKeyFile: 'none.pem',
          },
          d: {},
          e: 'https://e.example.org',
        },
      }),
    ).toEqual([
      'sites.(not shown): expected an id of 1 to 63 characters from a–z, 0–9 and -',
      'sites.e: expected an object of settings',
      'defaults: unknown key timeout (did you mean timeoutMs?)',
      'sites.a: unknown key callers.issuers (did you mean issuer?)',
      'sites.b.maxConcurrency: expected text or a number',
      'sites.b.privateKeyEnv: expected the name of an environment variable that is set',
      'sites.c.sandbox and baseUrl are both set: expected one of them',
      'sites.d.baseUrl or sandbox is required',
      `sites.a.${expects('EPIC_BASE_URL').replace('EPIC_BASE_URL', 'baseUrl')}, got ftp://a`,
      `sites.a.${expects('PATIENT_PANEL').replace('PATIENT_PANEL', 'panel')}`,
      `sites.b.clientId is required for a FHIR server: expected ${VARIABLES.get('EPIC_CLIENT_ID')?.expects}`,
      `sites.b.privateKeyEnv or privateKeyFile is required: expected ${VARIABLES.get('EPIC_PRIVATE_KEY')?.expects}`,
    ]);
  });

  it('reports a problem of every site once, with its key, or its variable if that is set', () => {
    const b = { ...ST_MARYS, baseUrl: 'https://b.example.org' };
    const withoutClient = { clientId: null, privateKeyFile: null };
    expect(
      problemsOf({ sites: { a: { ...ST_MARYS, ...withoutClient }, b: { ...b, ...withoutClient } } }),
    ).toEqual([
      `every site: clientId is required for a FHIR server: expected ${VARIABLES.get('EPIC_CLIENT_ID')?.expects}`,
      `every site: privateKeyEnv or privateKeyFile is required: expected ${VARIABLES.get('EPIC_PRIVATE_KEY')?.expects}`,
    ]);
    expect(problemsOf({ sites: { a: ST_MARYS, b } }, { PATIENT_PANEL: 'everyone' })).toEqual([
      expects('PATIENT_PANEL'),
    ]);
  });

  it('names the variable with the key if either can be missing, or if the variable is wrong', () => {
    const callers = { issuer: 'https://a.example.org', audience: 'gateway' };
    const file = { sites: { a: { ...ST_MARYS, callers }, b: { ...ST_MARYS } } };
    expect(problemsOf(file, { AUTH_MODE: 'jwt' })).toEqual([
      expect.stringMatching(
        /^sites\.b\.callers\.issuer, or AUTH_ISSUER for all sites, is required with AUTH_MODE=jwt/,
      ),
      expect.stringMatching(/^sites\.b\.callers\.audience, or AUTH_AUDIENCE for all sites, is required with/),
    ]);
    expect(problemsOf(file, { AUTH_MODE: 'none' })).toEqual([
      expect.stringMatching(/^sites\.a: AUTH_MODE: expected jwt, because callers\.issuer/),
    ]);
  });

  it('reports a contradiction of the environment once', () => {
    expect(
      problemsOf({ sites: { a: ST_MARYS, b: ST_MARYS } }, { AUDIT_REQUIRED: 'true', AUDIT_LOG: 'none' }),
    ).toEqual(['AUDIT_REQUIRED requires an AUDIT_LOG: stdout, file:<path> or fhir:<base URL>']);
  });

  it('lets a site resolve a contradiction of the environment', () => {
    const file = { defaults: { auditLog: 'stdout' }, sites: { a: ST_MARYS } };
    expect(problemsOf(file, { AUDIT_REQUIRED: 'true', AUDIT_LOG: 'none' })).toEqual([]);
  });

  it('repeats no secret in a problem, and none when it is printed', () => {
    const secret = 'S3CRET'.repeat(8);
    const file = {
      sites: { [secret]: ST_MARYS, a: { ...ST_MARYS, [secret]: secret, clientSecretEnv: 'SECRET' } },
    };
    expect(problemsOf(file, { SECRET: secret }).join('\n')).not.toContain('S3CRET');
    const site = {
      ...ST_MARYS,
      privateKeyFile: undefined,
      auth: 'client_secret_basic',
      clientSecretEnv: 'SECRET',
    };
    const printed = inspect(loadConfig(envOf({ sites: { a: site } }, { SECRET: secret })), {
      depth: Infinity,
    });
    expect(printed).not.toContain('S3CRET');
  });
});
