/** Settings of sites that are valid, and probably not meant. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

let files: SiteFiles;
const envOf: SiteFiles['envOf'] = (...file) => files.envOf(...file);
const warningsOf: SiteFiles['warningsOf'] = (...file) => files.warningsOf(...file);

beforeAll(() => {
  files = createSiteFiles();
});

afterAll(() => files.remove());

/** Returns the warnings of sites whose audit repositories are at these hosts. */
function warningsAt(...hosts: readonly string[]): readonly string[] {
  const entries = hosts.map((host, index) => {
    const site = {
      ...ST_MARYS,
      baseUrl: `https://${index}.example.org`,
      auditLog: `fhir:https://${host}`,
    };
    return [`site-${index}`, site] as const;
  });
  const file = { sites: Object.fromEntries(entries) };
  return warningsOf(file, { AUDIT_TOKEN_FILE: '/run/secrets/audit' });
}

describe('the warnings of a sites file', () => {
  it('warns of a default site that routers reach without x-site', () => {
    const secret = { ROUTER_SECRET: 'a-secret-of-routers-that-is-long-enough' };
    const two = { sites: { a: ST_MARYS, b: ST_MARYS } };
    expect(warningsOf(two, { DEFAULT_SITE: 'a', ...secret })).toEqual([
      expect.stringMatching(/^DEFAULT_SITE: .* gets the records of a, whatever site its client names/),
    ]);
    expect(warningsOf(two, { DEFAULT_SITE: 'a' })).toEqual([]);
    expect(warningsOf(two, secret)).toEqual([]);
    expect(warningsOf({ sites: { a: ST_MARYS } }, { DEFAULT_SITE: 'a', ...secret })).toEqual([]);
  });

  it('warns of sites with an open FHIR server in production', () => {
    const file = { sites: { a: ST_MARYS, b: { baseUrl: 'https://b.example.org', auth: 'none' } } };
    const variables = {
      NODE_ENV: 'production',
      STATE_SECRET: 's'.repeat(32),
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: 'https://sso.example.org',
      AUTH_AUDIENCE: 'gateway',
    };
    expect(loadConfig(envOf(file, variables)).warnings).toEqual([
      expect.stringMatching(/^sites\.b\.auth: none: the gateway sends no token/),
    ]);
  });

  it('warns of a token that audit repositories of several hosts get', () => {
    expect(warningsAt('audit.example.org', 'audit.example.org')).toEqual([]);
    expect(warningsAt('audit.example.org', 'north.example.org')).toEqual([
      expect.stringMatching(/^AUDIT_TOKEN_FILE: .* audit\.example\.org, north\.example\.org\./),
    ]);
  });

  it('warns of a panel or numbers of one server that apply to several sites', () => {
    const b = { ...ST_MARYS, baseUrl: 'https://b.example.org' };
    const panel = { PATIENT_PANEL: 'ids:a', MRN_SYSTEM: 'urn:oid:1.2' };
    expect(warningsOf({ sites: { a: ST_MARYS, b } }, panel)).toEqual([
      'PATIENT_PANEL applies to 2 sites, but its value identifies records of one FHIR server. Move it to the key panel of that site.',
      'MRN_SYSTEM applies to 2 sites, but its value identifies records of one FHIR server. Move it to the key mrnSystem of that site.',
    ]);
    const own = { ...b, panel: 'search', mrnSystem: 'urn:oid:1.3' };
    expect(warningsOf({ sites: { a: ST_MARYS, b: own } }, panel)).toEqual([]);
    expect(warningsOf({ sites: { a: ST_MARYS, b } }, { PATIENT_PANEL: 'search', MRN_SYSTEM: 'MRN' })).toEqual(
      [],
    );
  });

  it('does not take the variable of a secret for a misspelled setting', () => {
    const name = 'EPIC_CLIENT_SECRT';
    const site = { ...ST_MARYS, privateKeyFile: null, auth: 'client_secret_post', clientSecretEnv: name };
    const env = envOf({ sites: { a: site } }, { [name]: 'x'.repeat(32) });
    expect(loadConfig(env, [name]).warnings).toEqual([]);
  });
});
