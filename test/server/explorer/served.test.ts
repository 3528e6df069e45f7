import { readdirSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { readStored } from '../../../scripts/explorer-bundle.ts';
import { FIRST_DOCUMENT } from '../../../src/graphql/plugins/first-query.ts';
import { hasBundle } from '../../../src/server/explorer/bundle.ts';
import { readExamples } from '../../../src/server/explorer/examples.ts';
import { including, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let withExplorer: Gateway;
let withoutExplorer: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  withExplorer = await startGateway(sandbox, { server: { explorer: { signsIn: true } } });
  withoutExplorer = await startGateway(sandbox);
});

afterAll(async () => {
  await Promise.all([withExplorer.close(), withoutExplorer.close()]);
  await sandbox.close();
});

/** The files of the bundle, decompressed, by their paths below /explorer. */
const BUNDLE = new Map(
  [...readStored('explorer/bundle')].map(([name, content]) => [
    name === 'page.html' ? '' : `/${name}`,
    content,
  ]),
);
const FILES = [...BUNDLE.keys(), '/start.json'];
const findFile = (pattern: RegExp): string => [...BUNDLE.keys()].find((file) => pattern.test(file)) ?? '';
const SCRIPT = findFile(/^\/page-\w+\.js$/);
const STYLE = findFile(/^\/page-\w+\.css$/);

/** Requests a file with these headers. `fetch` decompresses the body. */
const get = (file: string, headers: Record<string, string>): Promise<Response> =>
  fetch(withExplorer.http.get(`/explorer${file}`).url, { headers });

describe('the explorer', () => {
  it.each(FILES)(
    'serves /explorer%s under a content security policy that allows only the gateway itself [T1-I17]',
    async (file) => {
      const { status, headers } = await withExplorer.http.get(`/explorer${file}`);
      expect(status).toBe(200);
      const directives = new Map(
        String(headers['content-security-policy'])
          .split('; ')
          .map((directive) => [directive.split(' ', 1)[0], directive.replace(/^\S+ /, '')]),
      );
      expect(Object.fromEntries(directives)).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
        'worker-src': "'self'",
        'connect-src': "'self'",
        'style-src': "'self' 'unsafe-inline'",
        'img-src': "'self' data:",
        'font-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      });
    },
  );

  it.each(FILES)(
    'lets browsers keep /explorer%s for a year if its name has a hash of its content',
    async (file) => {
      const { headers } = await withExplorer.http.get(`/explorer${file}`);
      const isHashed = !['', '/licences.txt', '/start.json'].includes(file);
      expect(headers['cache-control']).toBe(isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      expect(headers['etag']).toMatch(/^"/);
    },
  );

  it('redirects /explorer/ to /explorer', async () => {
    const { status, headers } = await withExplorer.http.get('/explorer/');
    const location = new URL(headers['location'] ?? '', 'http://gateway/explorer/');
    expect([status, location.pathname]).toEqual([302, '/explorer']);
  });

  it('serves a page without inline scripts or external URLs', async () => {
    const { text } = await withExplorer.http.get('/explorer');
    expect(text.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      `<script type="module" src="/explorer${SCRIPT}"></script>`,
    ]);
    expect(text).not.toMatch(/\son\w+=|https?:/);
  });

  it('describes the gateway and offers the examples', async () => {
    const body: unknown = (await withExplorer.http.get('/explorer/start.json')).body;
    expect(body).toEqual({
      document: FIRST_DOCUMENT,
      signsIn: true,
      canWrite: false,
      isSynthetic: false,
      signIn: null,
      examples: readExamples(),
    });
  });

  it.each([...BUNDLE.keys()])(
    'serves the same /explorer%s to clients with and without Brotli',
    async (file) => {
      const bodies = await Promise.all(
        ['br', 'identity'].map(async (encoding) => {
          const answer = await get(file, { 'accept-encoding': encoding });
          return { answer, body: Buffer.from(await answer.arrayBuffer()) };
        }),
      );
      for (const { answer, body } of bodies) {
        expect([answer.status, answer.headers.get('vary')]).toEqual([200, 'accept-encoding']);
        expect(body.equals(BUNDLE.get(file) ?? Buffer.of())).toBe(true);
      }
    },
  );

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['*', 'br'],
    ['br;q=0.1, gzip', 'br'],
    ['gzip, deflate', null],
    ['br;q=0', null],
    ['', null],
  ])('answers a client that accepts "%s" with the encoding %s', async (accepted, encoding) => {
    const { headers } = await get(SCRIPT, { 'accept-encoding': accepted });
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each(['br', 'identity'])(
    'answers 304 to a client that has the current file, encoded as %s',
    async (encoding) => {
      const accepted = { 'accept-encoding': encoding };
      const etag = (await get(STYLE, accepted)).headers.get('etag') ?? '';
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await get(STYLE, { ...accepted, 'if-none-match': known });
        expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      }
      expect((await get(STYLE, { ...accepted, 'if-none-match': '"other"' })).status).toBe(200);
    },
  );

  it('gives each encoding of a file its own ETag', async () => {
    const tags = await Promise.all(
      ['br', 'identity'].map(async (encoding) =>
        (await get(SCRIPT, { 'accept-encoding': encoding })).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(2);
  });

  it.each([
    '/explorer/none.js',
    '/explorer/page.html',
    '/explorer/page.js',
    `/explorer${SCRIPT}.br`,
    `/explorer${SCRIPT}.map`,
    '/explorer/..%2fpackage.json',
    '/explorer/..%2f..%2fpackage.json',
    '/explorer/package.json',
  ])('answers 404 for %s', async (path) => {
    const { status, text } = await withExplorer.http.get(path);
    expect([status, text]).toEqual([404, matching(/"code":"NOT_FOUND"/)]);
  });

  it('answers 304 for unchanged start data', async () => {
    const etag = (await get('/start.json', {})).headers.get('etag') ?? '';
    const again = await get('/start.json', { 'if-none-match': etag });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  });

  it('changes the content security policy of no other path', async () => {
    const { headers } = await withExplorer.http.get('/livez');
    expect(headers['content-security-policy']).toBe(
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('ships its bundle and the example operations with the package', () => {
    expect(manifest.files).toEqual(
      including(
        'explorer/bundle',
        ...readdirSync('examples')
          .filter((name) => name.endsWith('operations'))
          .map((name) => `examples/${name}`),
      ),
    );
  });
});

describe('a gateway without the explorer', () => {
  it.each(FILES)('answers 404 for /explorer%s if the explorer is off', async (file) => {
    expect((await withoutExplorer.http.get(`/explorer${file}`)).status).toBe(404);
  });
});

describe('an installation without the bundle', () => {
  it('knows that the bundle is missing', () => {
    expect([hasBundle(), hasBundle(new URL('file:///nonexistent/'))]).toEqual([true, false]);
  });
});
