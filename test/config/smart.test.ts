import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, expects, problemsOf, smartEnv, type Variables } from './environment.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

const ANY_CLIENT = 'with SMART_CLIENT_ID or SMART_PATIENT_CLIENT_ID';
const required = (name: string): string =>
  expects(name).replace(`${name}: expected`, `${name} is required ${ANY_CLIENT}: expected`);
const unused = (name: string): string =>
  `${name} applies only ${ANY_CLIENT}: set the client id of the app registration, or remove ${name}`;

describe('sign-in at the FHIR server', () => {
  it('has defaults for everything but the app, the URLs and the secret', () => {
    const { smart, sessions } = loadConfig(connectionEnv(smartEnv()));
    expect(smart).toEqual({
      clients: {
        clinician: { clientId: 'clinicians', scopes: ['openid', 'fhirUser', 'user/*.rs'] },
        patient: null,
      },
      clientAuthentication: 'private_key_jwt',
      redirectUrl: 'https://gateway.example.org/auth/callback',
      isRedirectShared: false,
      returnUrls: ['https://app.example.org/chart'],
      explorerUrl: 'https://gateway.example.org/explorer',
      appOrigins: ['https://app.example.org', 'https://gateway.example.org'],
      frameAncestors: [],
    });
    expect(sessions).toMatchObject({ idleMs: 900_000, maxMs: 36_000_000, sameSite: 'lax' });
  });

  it('may be for patients only', () => {
    const variables = smartEnv({ SMART_CLIENT_ID: undefined, SMART_PATIENT_CLIENT_ID: 'patients' });
    expect(loadConfig(connectionEnv(variables)).smart?.clients).toEqual({
      clinician: null,
      patient: { clientId: 'patients', scopes: ['openid', 'fhirUser', 'patient/*.rs'] },
    });
  });

  it('allows every host without bearer tokens, because no caller is anonymous then', () => {
    expect(loadConfig(connectionEnv(smartEnv({ HOST: '0.0.0.0' })))).toMatchObject({ callers: null });
  });

  it('never shows the secret of sessions when the configuration is printed', () => {
    const printed = inspect(loadConfig(connectionEnv(smartEnv())), { depth: null });
    expect(printed).not.toContain(smartEnv()['SESSION_SECRET']);
  });

  it.each<[what: string, variables: Variables, problems: string[]]>([
    [
      'an app without anything else',
      { SMART_CLIENT_ID: 'clinicians' },
      ['SMART_REDIRECT_URL', 'SMART_RETURN_URLS', 'SESSION_SECRET'].map(required),
    ],
    ['sessions without a secret', smartEnv({ SESSION_SECRET: undefined }), [required('SESSION_SECRET')]],
    [
      'URLs without an app',
      smartEnv({ SMART_CLIENT_ID: undefined, SMART_FRAME_ANCESTORS: 'https://epic.example.org' }),
      ['SMART_REDIRECT_URL', 'SMART_RETURN_URLS', 'SMART_FRAME_ANCESTORS'].map(unused),
    ],
    [
      'assertions without a key',
      smartEnv({ EPIC_AUTH: 'client_secret_basic', EPIC_PRIVATE_KEY: undefined, EPIC_CLIENT_SECRET: 'word' }),
      [
        'SMART_CLIENT_AUTH: expected none, because EPIC_AUTH is not private_key_jwt, so there is no key to sign assertions with',
      ],
    ],
    ...['SMART_APP_ORIGINS', 'SMART_FRAME_ANCESTORS'].map((name): [string, Variables, string[]] => [
      `pages of another host over plain http in ${name}`,
      smartEnv({ [name]: 'http://app.example.org', NODE_ENV: undefined }),
      [`${expects(name)}, got http://app.example.org`],
    ]),
    [
      'plain http in production',
      smartEnv({
        NODE_ENV: 'production',
        SMART_REDIRECT_URL: 'http://localhost/auth/callback',
        SMART_RETURN_URLS: 'https://app.example.org,http://localhost:3000/',
        SMART_APP_ORIGINS: 'http://localhost:3000',
        LANDING_PAGE: 'true',
      }),
      [
        'SMART_REDIRECT_URL: expected an https URL in production, because codes would pass the network in the clear',
        'SMART_RETURN_URLS: expected https URLs in production',
        'SMART_APP_ORIGINS: expected https origins in production',
        'LANDING_PAGE: expected false in production with sign-in: the page loads scripts of Apollo, which could send requests with session cookies',
      ],
    ],
    [
      'an idle time that is longer than a session',
      { SESSION_IDLE_MINUTES: '61', SESSION_MAX_HOURS: '1' },
      ['SESSION_IDLE_MINUTES: expected at most SESSION_MAX_HOURS'],
    ],
  ])('refuses %s [T3-E1]', (_what, variables, problems) => {
    expect(problemsOf(connectionEnv(variables))).toEqual(problems);
  });

  it('allows plain http on loopback in development', () => {
    const urls = {
      SMART_REDIRECT_URL: 'http://localhost:4000/auth/callback',
      SMART_RETURN_URLS: 'http://localhost:3000/',
    };
    expect(loadConfig(connectionEnv(smartEnv({ ...urls, NODE_ENV: 'development' }))).smart).not.toBeNull();
  });

  it('needs no key for a public client', () => {
    const open = { EPIC_AUTH: 'none', EPIC_CLIENT_ID: undefined, EPIC_PRIVATE_KEY: undefined };
    const { smart } = loadConfig(connectionEnv(smartEnv({ ...open, SMART_CLIENT_AUTH: 'none' })));
    expect(smart).toMatchObject({ clientAuthentication: 'none' });
  });
});

describe('sign-in at the sites of a sites file', () => {
  let files: SiteFiles;
  beforeAll(() => {
    files = createSiteFiles();
  });
  afterAll(() => files.remove());
  const { SMART_CLIENT_ID: _app, ...shared } = smartEnv();
  const north = { ...ST_MARYS, smartClientId: 'north-app', smartReturnUrls: ['https://north.example.org'] };

  const northAt = (host: string) => ({ ...north, baseUrl: `https://${host}.example.org/R4` });

  it('belongs to the sites that name an app', () => {
    const { 'site-1': one, 'site-2': other } = files.sitesOf(
      { sites: { 'site-1': north, 'site-2': { ...ST_MARYS, baseUrl: 'https://south.example.org/R4' } } },
      { ...shared, AUTH_MODE: 'none' },
    );
    expect(one?.smart).toMatchObject({
      clients: { clinician: { clientId: 'north-app' } },
      returnUrls: ['https://north.example.org/'],
      isRedirectShared: false,
    });
    expect(other?.smart).toBeNull();
  });

  it('marks a redirect URL that sites share', () => {
    const own = 'https://gateway.example.org/sites/c/auth/callback';
    const sites = files.sitesOf(
      { sites: { a: northAt('a'), b: northAt('b'), c: { ...northAt('c'), smartRedirectUrl: own } } },
      shared,
    );
    expect(Object.values(sites).map(({ smart }) => smart?.isRedirectShared)).toEqual([true, true, false]);
  });

  it('names the keys of the file in problems', () => {
    const { SESSION_SECRET: _secret, ...withoutSecret } = shared;
    const problems = files.problemsOf(
      { sites: { a: { ...north, smartRedirectUrl: 'https://gateway.example.org' } } },
      withoutSecret,
    );
    expect(problems).toEqual([
      `sites.a.${expects('SMART_REDIRECT_URL').replace('SMART_REDIRECT_URL', 'smartRedirectUrl')}, got https://gateway.example.org`,
    ]);
  });
});
