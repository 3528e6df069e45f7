/** The callers of a sites file: issuers, audiences and callers who do not sign in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Variables } from './environment.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

let files: SiteFiles;
const sitesOf: SiteFiles['sitesOf'] = (...file) => files.sitesOf(...file);
const problemsOf: SiteFiles['problemsOf'] = (...file) => files.problemsOf(...file);

beforeAll(() => {
  files = createSiteFiles();
});

afterAll(() => files.remove());

describe('the callers of a sites file', () => {
  it('is open to callers who do not sign in only on loopback, or if every site is a sandbox', () => {
    const sandboxes = { sites: { a: { sandbox: 'standard' }, b: { sandbox: 'standard' } } };
    const withServer = { sites: { ...sandboxes.sites, c: ST_MARYS } };
    const onNetwork = { HOST: '0.0.0.0', AUTH_MODE: 'none' };
    expect(problemsOf(withServer, onNetwork)).toEqual([
      expect.stringMatching(/expected jwt, or smartClientId .*, because HOST is not loopback/),
    ]);
    expect(problemsOf(withServer, { AUTH_MODE: 'none' })).toEqual([]);
    expect(problemsOf(sandboxes, onNetwork)).toEqual([]);
  });

  it('reads the issuer of a site', () => {
    const callers = {
      issuer: 'https://id.stmarys.example.org',
      audience: ['https://gateway.example.org', 'other'],
      jwksUrl: 'https://id.stmarys.example.org/keys',
    };
    const { a, b } = sitesOf(
      { sites: { a: { ...ST_MARYS, callers }, b: ST_MARYS } },
      { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://id.example.org', AUTH_AUDIENCE: 'gateway' },
    );
    expect(a?.callers).toMatchObject({
      issuers: ['https://id.stmarys.example.org'],
      audiences: ['https://gateway.example.org', 'other'],
      jwksUrl: 'https://id.stmarys.example.org/keys',
    });
    expect(b?.callers).toBeNull();
  });

  it('verifies the tokens of a site’s own issuer only with its own keys', () => {
    const { a } = sitesOf(
      { sites: { a: { ...ST_MARYS, callers: { issuer: 'https://id.stmarys.example.org' } } } },
      {
        AUTH_MODE: 'jwt',
        AUTH_ISSUER: 'https://id.example.org',
        AUTH_AUDIENCE: 'gateway',
        AUTH_JWKS_URL: 'https://id.example.org/keys',
      },
    );
    expect(a?.callers).toMatchObject({ audiences: ['gateway'], jwksUrl: null });
  });

  it('reads what a site’s own issuer calls its claims and scopes', () => {
    const callers = {
      issuer: 'https://login.microsoftonline.com/9f2c/v2.0',
      audience: '6e74172b',
      clients: ['chart-app', 'nightly-job'],
      scopeClaim: ['scp', 'roles'],
      scopeMap: ['Chart.Read=user/*.rs', 'Chart.Read.All=system/*.rs'],
      patientClaim: 'extn.fhirPatientId',
      clientClaim: 'azp',
    };
    const { a } = sitesOf({ sites: { a: { ...ST_MARYS, callers } } }, { AUTH_MODE: 'jwt' });
    expect(a?.callers).toMatchObject({
      audiences: ['6e74172b'],
      clients: ['chart-app', 'nightly-job'],
      scopeMap: new Map([
        ['Chart.Read', ['user/*.rs']],
        ['Chart.Read.All', ['system/*.rs']],
      ]),
      claims: { scope: ['scp', 'roles'], patient: 'extn.fhirPatientId', client: 'azp', sites: 'sites' },
    });
  });

  it('does not take a client of other issuers for one of a site’s own issuer', () => {
    const issuer = 'https://id.stmarys.example.org';
    const shared = { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://id.example.org', AUTH_CLIENTS: 'chart-app' };
    const callersOf = (callers: object, more: Variables = {}) =>
      sitesOf({ sites: { a: { ...ST_MARYS, callers: { issuer, ...callers } } } }, { ...shared, ...more })['a']
        ?.callers;
    expect(callersOf({ audience: 'gateway' })).toMatchObject({ audiences: ['gateway'], clients: null });
    // Its tokens have no audience, whatever the tokens of other issuers have.
    expect(callersOf({ clients: 'portal' }, { AUTH_AUDIENCE: 'gateway' })).toMatchObject({
      audiences: [],
      clients: ['portal'],
    });
    expect(problemsOf({ sites: { a: { ...ST_MARYS, callers: { issuer } } } }, shared)).toEqual([
      expect.stringMatching(
        /^sites\.a\.callers\.audience, or AUTH_AUDIENCE for all sites, is required .*; or set callers\.clients, /,
      ),
    ]);
  });

  it('checks the issuers of all sites, also if every site has an issuer of its own', () => {
    const callers = { issuer: 'https://sso.stmarys.example.org', audience: 'gateway' };
    const file = { sites: { a: { ...ST_MARYS, callers } } };
    const jwt = { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://one.example.org,https://two.example.org' };
    // The keys of one issuer would verify the tokens of the other, which can name any site.
    expect(
      problemsOf(file, { ...jwt, AUTH_AUDIENCE: 'x', AUTH_JWKS_URL: 'https://one.example.org/k' }),
    ).toEqual([expect.stringMatching(/^AUTH_JWKS_URL applies to a single AUTH_ISSUER/)]);
    expect(problemsOf(file, jwt)).toEqual([
      expect.stringMatching(
        /^AUTH_AUDIENCE is required .*; or set AUTH_CLIENTS, if the issuer’s access tokens have no aud$/,
      ),
    ]);
    expect(problemsOf(file, { AUTH_MODE: 'jwt' })).toEqual([]);
  });

  it('expects an issuer at one place only, because its tokens reach that site whatever they claim', () => {
    const callers = { issuer: 'https://id.stmarys.example.org' };
    const shared = { AUTH_MODE: 'jwt', AUTH_AUDIENCE: 'gateway', AUTH_ISSUER: 'https://id.example.org' };
    const sites = { a: { ...ST_MARYS, callers }, b: { ...ST_MARYS, callers } };
    const only = 'expected an issuer of this site only, but';
    expect(problemsOf({ sites }, shared)).toEqual([
      expect.stringContaining(`sites.b.callers.issuer: ${only} sites.a names it too`),
    ]);
    expect(problemsOf({ sites: { a: sites.a } }, { ...shared, AUTH_ISSUER: callers.issuer })).toEqual([
      expect.stringContaining(`sites.a.callers.issuer: ${only} AUTH_ISSUER names it too`),
    ]);
    expect(problemsOf({ sites: { a: { ...ST_MARYS, callers: { audience: 'x' } } } }, shared)).toEqual([
      'sites.a.callers.issuer is required with other keys of callers',
    ]);
  });

  it.each<[what: string, audience: unknown]>([
    ['an empty list', []],
    ['an item with a comma', ['a,b']],
    ['an empty item', ['a', ' ']],
    ['a nested list', [['a']]],
  ])('expects a list of texts: %s', (_what, audience) => {
    const callers = { issuer: 'https://id.stmarys.example.org', audience };
    expect(
      problemsOf(
        { sites: { a: { ...ST_MARYS, callers } } },
        { AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://id.example.org', AUTH_AUDIENCE: 'gateway' },
      ),
    ).toEqual(['sites.a.callers.audience: expected text or a list of texts without commas']);
  });
});
