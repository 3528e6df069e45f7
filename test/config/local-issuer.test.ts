import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../../src/config/local-issuer.ts';
import { openLocalIssuer } from '../../src/local-issuer/local-issuer.ts';
import { connectionEnv, problemsOf, signInEnv, type Variables } from './environment.ts';
import { createSiteFiles, type SiteFiles } from './site-files.ts';

let parent: string;
let folder: string;
let keySet: string;

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'local-issuer-'));
  ({ folder } = await openLocalIssuer(join(parent, 'issuer')));
  keySet = join(folder, 'jwks.json');
});

afterEach(() => rmSync(parent, { recursive: true }));

const localEnv = (variables: Variables = {}): Variables => ({ AUTH_LOCAL_ISSUER: folder, ...variables });

describe('AUTH_LOCAL_ISSUER', () => {
  it('suffices to accept tokens of the local issuer, and no others', () => {
    expect(loadConfig(localEnv()).callers).toMatchObject({
      issuers: [LOCAL_ISSUER],
      audiences: [LOCAL_AUDIENCE],
      jwksUrl: null,
      keySetFile: keySet,
    });
  });

  it('can name the key set instead of its folder, and comes with another audience', () => {
    const { callers } = loadConfig(localEnv({ AUTH_LOCAL_ISSUER: keySet, AUTH_AUDIENCE: 'gateway' }));
    expect(callers).toMatchObject({ audiences: ['gateway'], keySetFile: keySet });
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('works with a FHIR server on %s, and warns', (HOST) => {
    const { callers, warnings } = loadConfig(connectionEnv(localEnv({ HOST })));
    expect(callers?.issuers).toEqual([LOCAL_ISSUER]);
    expect(warnings).toEqual([
      'AUTH_LOCAL_ISSUER: anyone who can read the folder of the local issuer can read every record that the gateway can read. Use it only for development.',
    ]);
  });

  it('works on any address with the sandbox, whose records are synthetic', () => {
    const { host, warnings } = loadConfig(localEnv({ HOST: '0.0.0.0' }));
    expect([host, warnings]).toEqual(['0.0.0.0', []]);
  });

  it.each(['production', 'staging', 'prod'])('is refused with NODE_ENV=%s [T4-S2]', (NODE_ENV) => {
    expect(problemsOf(connectionEnv(localEnv({ NODE_ENV })))).toContain(
      'AUTH_LOCAL_ISSUER is only for development, and NODE_ENV is production: set the AUTH_ISSUER and AUTH_AUDIENCE of your identity provider instead',
    );
  });

  it.each(['0.0.0.0', '::', '192.168.1.10', 'gateway.internal'])(
    'is refused with a FHIR server on %s [T4-S2]',
    (HOST) => {
      expect(problemsOf(connectionEnv(localEnv({ HOST })))).toEqual([
        'AUTH_LOCAL_ISSUER: expected HOST to be loopback, because a FHIR server is configured: set HOST=127.0.0.1, or the AUTH_ISSUER of your identity provider',
      ]);
    },
  );

  it('is refused next to an identity provider, and next to settings that it contradicts', () => {
    const provider = {
      AUTH_ISSUER: 'https://id.example.org',
      AUTH_JWKS_URL: 'https://id.example.org/keys',
      AUTH_CLIENTS: 'chart-app',
      AUTH_SCOPE_MAP: 'Chart.Read=user/*.rs',
    };
    for (const [name, value] of Object.entries(provider))
      expect(problemsOf(localEnv({ [name]: value }))).toEqual([
        `AUTH_LOCAL_ISSUER replaces ${name}: remove AUTH_LOCAL_ISSUER to accept the tokens of your identity provider, or remove ${name} for development`,
      ]);
    expect(problemsOf(localEnv({ ...provider, AUTH_AUDIENCE: 'gateway' }))).toEqual([
      expect.stringMatching(
        /^AUTH_LOCAL_ISSUER replaces AUTH_ISSUER, AUTH_JWKS_URL, AUTH_CLIENTS and AUTH_SCOPE_MAP: /,
      ),
    ]);
    expect(problemsOf(localEnv({ AUTH_MODE: 'none' }))).toEqual([
      'AUTH_MODE: expected jwt, because AUTH_LOCAL_ISSUER is set; remove one of them',
    ]);
    expect(problemsOf(localEnv({ AUTH_ALGORITHMS: 'RS256' }))).toEqual([
      'AUTH_ALGORITHMS: expected a list with ES256, because AUTH_LOCAL_ISSUER is set, whose key signs with it',
    ]);
  });

  it('is never the name of an identity provider', () => {
    expect(problemsOf(signInEnv({ AUTH_ISSUER: LOCAL_ISSUER }))).toEqual([
      expect.stringMatching(/^AUTH_ISSUER: expected one or more comma-separated https URLs/),
    ]);
  });

  it.each<[what: string, spoil: () => void, problem: string, remedy: string]>([
    [
      'a folder that does not exist',
      () => rmSync(folder, { recursive: true }),
      'the folder issuer does not exist',
      'creates it',
    ],
    ['a folder without a key set', () => rmSync(keySet), 'jwks.json does not exist', 'creates it'],
    [
      'a key set that others can change',
      () => chmodSync(keySet, 0o622),
      'other users can change jwks.json',
      'says what to do',
    ],
    [
      'a folder that others can change',
      () => chmodSync(folder, 0o722),
      'other users can change the folder issuer',
      'says what to do',
    ],
    [
      'a symbolic link',
      () => {
        renameSync(keySet, join(parent, 'elsewhere.json'));
        symlinkSync(join(parent, 'elsewhere.json'), keySet);
      },
      'jwks.json is a symbolic link',
      'says what to do',
    ],
    [
      'text',
      () => writeFileSync(keySet, 'keys'),
      'the file is not a public key set of the local issuer',
      'says what to do',
    ],
    [
      'no keys',
      () => writeFileSync(keySet, '{"keys":[]}'),
      'the file is not a public key set of the local issuer',
      'says what to do',
    ],
    [
      'a private key',
      () => writeFileSync(keySet, '{"keys":[{"kty":"EC","kid":"a","d":"secret"}]}'),
      'the file is not a public key set of the local issuer',
      'says what to do',
    ],
    [
      'a shared secret',
      () => writeFileSync(keySet, '{"keys":[{"kty":"oct","kid":"a","k":"secret"}]}'),
      'the file is not a public key set of the local issuer',
      'says what to do',
    ],
    [
      'more than 64 KB',
      () => writeFileSync(keySet, ' '.repeat(65_537)),
      'jwks.json is larger than 64 KB',
      'says what to do',
    ],
  ])('refuses %s, and names the command that helps [T6-S3]', (_what, spoil, problem, remedy) => {
    spoil();
    expect(problemsOf(localEnv())).toEqual([
      `AUTH_LOCAL_ISSUER: expected the folder or the key set of the local issuer, but ${problem}: run npm run gateway -- token --as clinician, which ${remedy}`,
    ]);
  });
});

describe('AUTH_LOCAL_ISSUER with a sites file', () => {
  let files: SiteFiles;

  beforeEach(() => {
    files = createSiteFiles();
  });

  afterEach(() => files.remove());

  it('applies to all sites', () => {
    const env = files.envOf({ sites: { a: { sandbox: 'standard' }, b: { sandbox: 'community' } } });
    const { callers, sites } = loadConfig({ ...env, ...localEnv() });
    expect(callers?.issuers).toEqual([LOCAL_ISSUER]);
    expect(Object.values(sites?.byId ?? {}).map((site) => site.callers)).toEqual([null, null]);
  });

  it('is refused next to an issuer of a site', () => {
    const own = { callers: { issuer: 'https://id.example.org', audience: 'gateway' } };
    const file = { sites: { a: { sandbox: 'standard', ...own }, b: { sandbox: 'community' } } };
    expect(files.problemsOf(file, localEnv())).toEqual([
      expect.stringMatching(
        /^sites\.a: AUTH_LOCAL_ISSUER replaces callers\.issuer: remove AUTH_LOCAL_ISSUER /,
      ),
    ]);
  });

  it('is no key of a site', () => {
    const file = { sites: { a: { sandbox: 'standard', callers: { localIssuer: '.local-issuer' } } } };
    expect(files.problemsOf(file)).toEqual([expect.stringMatching(/unknown key callers\.localIssuer/)]);
  });

  it('reports a missing key set once', () => {
    rmSync(folder, { recursive: true });
    const file = { sites: { a: { sandbox: 'standard' }, b: { sandbox: 'community' } } };
    expect(files.problemsOf(file, localEnv())).toHaveLength(1);
  });
});
