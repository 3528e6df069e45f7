import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { FIRST_QUERY } from '../../../src/graphql/plugins/first-query.ts';
import type { LandingOptions } from '../../../src/server/landing/landing-page.ts';
import { having, including } from '../../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { type SitesGateway, startSites } from '../../support/sites.ts';

const LANDING: LandingOptions = {
  isSynthetic: () => true,
  signIn: { hasTokens: false, hasLocalIssuer: false, hasSessions: false },
  metricsPort: null,
};

let sandbox: Sandbox;
let gateway: Gateway | SitesGateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

async function startWith(
  landing: Partial<LandingOptions>,
  server: GatewayOptions['server'] = { explorer: { signsIn: false } },
): Promise<string> {
  gateway = await startGateway(sandbox, { server: { landing: { ...LANDING, ...landing }, ...server } });
  const { status, type, text } = await gateway.http.get('/');
  expect([status, type]).toEqual([200, 'text/html']);
  return text;
}

const listed = (name: string) => ({ server: sandbox, name, panel: `list:${sandbox.panels.list}` });

const linksOf = (html: string): string[] =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link = '']) => link);

describe('the page at /', () => {
  it('shows the first query, and links only to paths that the gateway serves', async () => {
    const text = await startWith({});
    expect(text).toContain(`<code id="query">${FIRST_QUERY}</code>`);
    const links = linksOf(text);
    expect(links).toEqual(including('/explorer', '/graphql', '/livez', '/readyz', '/pages/README.md'));
    for (const link of links) {
      const { status } = await gateway.http.get(link).set('accept', 'text/html,*/*');
      expect([link, status]).toEqual([link, 200]);
    }
  });

  it('loads only files of the gateway, without inline scripts and styles, and cannot be framed [T1-I19]', async () => {
    const text = await startWith({});
    expect(text).not.toMatch(/<style|style="|<script(?! type="module" src="\/pages\/)| on\w+="/);
    const { headers } = await gateway.http.get('/');
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-cache',
      'x-frame-options': 'DENY',
    });
  });

  it('answers HEAD as it answers GET, without a body', async () => {
    await startWith({});
    const [head, get] = [await gateway.http.head('/'), await gateway.http.get('/')];
    expect([head.status, head.text]).toEqual([200, undefined]);
    for (const header of ['content-type', 'content-length', 'content-security-policy', 'cache-control'])
      expect([header, head.headers[header]]).toEqual([header, get.headers[header]]);
  });

  it('lets browsers keep its files, whose names change with their content', async () => {
    const files = linksOf(await startWith({})).filter(
      (link) => link.startsWith('/pages/') && !link.endsWith('.md'),
    );
    expect(files.map((file) => file.replace(/\.[\da-f]{16}\./, '.'))).toEqual(
      including('/pages/icon.svg', '/pages/page.css', '/pages/landing.js'),
    );
    for (const file of files) {
      const { headers } = await gateway.http.get(file);
      expect(headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' });
    }
  });

  it('uses the fonts of the explorer', async () => {
    const style = linksOf(await startWith({})).find((link) => link.endsWith('.css')) ?? '';
    const { text } = await gateway.http.get(style);
    const fonts = [...text.matchAll(/url\('([^']+)'\)/g)].map(([, font = '']) => font);
    expect(fonts).toHaveLength(3);
    for (const font of fonts) expect([font, (await gateway.http.get(font)).status]).toEqual([font, 200]);
  });

  it.each([
    [true, 'Synthetic data'],
    [false, 'May contain patient data'],
  ])('says whose data the graph has: synthetic %s', async (isSynthetic, notice) => {
    const text = await startWith({ isSynthetic: () => isSynthetic });
    expect(text.includes('Synthetic data')).toBe(isSynthetic);
    expect(text).toContain(notice);
  });

  it.each<[how: string, signIn: LandingOptions['signIn'], shown: readonly string[]]>([
    ['do not sign in', { hasTokens: false, hasLocalIssuer: false, hasSessions: false }, ['command']],
    ['have a token', { hasTokens: true, hasLocalIssuer: false, hasSessions: false }, ['token', 'command']],
    [
      'sign in at the FHIR server',
      { hasTokens: false, hasLocalIssuer: false, hasSessions: true },
      ['session'],
    ],
    [
      'do either',
      { hasTokens: true, hasLocalIssuer: false, hasSessions: true },
      ['token', 'session', 'command'],
    ],
  ])('shows how to sign in if callers %s', async (_how, signIn, shown) => {
    const text = await startWith({ signIn });
    const ids = [...text.matchAll(/ id="(token|session|command)"/g)].map(([, id]) => id);
    expect(ids).toEqual(shown);
  });

  it.each([
    [true, 'npm run gateway -- token --as clinician'],
    [false, 'a token of your identity provider'],
  ])('says where tokens come from, with a local issuer: %s', async (hasLocalIssuer, source) => {
    const text = await startWith({ signIn: { hasTokens: true, hasLocalIssuer, hasSessions: false } });
    expect(text).toContain(source);
  });

  it.each([
    [null, 0],
    [9464, 1],
  ])('names the port of the metrics: %s', async (metricsPort, count) => {
    const text = await startWith({ metricsPort });
    expect(text.match(/on port 9464/g) ?? []).toHaveLength(count);
  });

  it('ships with the package', () => expect(manifest.files).toEqual(including('pages')));
});

describe('the page at / of several sites', () => {
  it('names no site: only callers who may use one see it in GET /sites [T1-I19]', async () => {
    gateway = await startSites({
      'north-1': listed('Northern Hospital'),
      'south-1': listed('Southern Hospital'),
    });
    const { status, text } = await gateway.http.get('/');
    expect(status).toBe(200);
    expect(text).not.toMatch(/north|south/i);
    expect(text).toContain('<select id="site" disabled>');
    expect(text).toContain('May contain patient data');
  });
});

describe('a gateway without the page [T1-I16]', () => {
  it.each<[when: string, variables: Record<string, string>]>([
    ['in production', { NODE_ENV: 'production' }],
    ['in production with Apollo Sandbox', { NODE_ENV: 'production', LANDING_PAGE: 'true' }],
    ['with LANDING_PAGE=false', { LANDING_PAGE: 'false' }],
    ['for routers', { ROUTER_SECRET: 'r'.repeat(32) }],
  ])('answers / like any unknown path %s', async (_when, variables) => {
    const auth = { AUTH_MODE: 'none', HOST: '127.0.0.1' };
    gateway = await startSites({ north: { server: sandbox } }, { ...auth, ...variables });
    const [root, unknown] = await Promise.all(['/', '/nothing'].map((path) => gateway.http.get(path)));
    expect(root).toEqual(having({ status: 404, text: unknown?.text }));
    expect(root?.text).toContain('"code":"NOT_FOUND"');
    for (const path of ['/pages/README.md', '/pages/page.css'])
      expect([path, (await gateway.http.get(path)).status]).toEqual([path, 404]);
  });
});
