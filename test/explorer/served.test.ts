import { fastify } from 'fastify';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readExamples } from '../../src/explorer/examples.ts';
import { addExplorer } from '../../src/explorer/explorer.ts';
import { FIRST_DOCUMENT } from '../../src/plugins/landing-page.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { at, including, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

let sandbox: Sandbox;
let shown: Gateway;
let hidden: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  shown = await startGateway(sandbox, { server: { explorer: { signsIn: true } } });
  hidden = await startGateway(sandbox);
});

afterAll(async () => {
  await Promise.all([shown.close(), hidden.close()]);
  await sandbox.close();
});

const FILES = [
  '',
  '/page.js',
  '/panel.js',
  '/page.css',
  '/start.json',
  '/ruru/ruru.js',
  '/ruru/editorWorker.js',
];

describe('the explorer', () => {
  it.each(FILES)(
    'serves /explorer%s under a policy that names nobody but the gateway itself',
    async (file) => {
      const { status, headers } = await shown.http.get(`/explorer${file}`);
      expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
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
        'font-src': "'self' data:",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      });
    },
  );

  it('is found with a slash behind it too', async () => {
    const { status, headers } = await shown.http.get('/explorer/');
    expect([status, headers['location']]).toEqual([302, '/explorer']);
  });

  it('has no script in its page', async () => {
    const { text } = await shown.http.get('/explorer');
    expect(text.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      '<script type="module" src="/explorer/page.js"></script>',
    ]);
    expect(text).not.toMatch(/\son\w+=|https?:/);
  });

  it('offers every example operation with its variables, from the one folder of them', async () => {
    const body: unknown = (await shown.http.get('/explorer/start.json')).body;
    const files = readdirSync('examples/operations').filter((file) => file.endsWith('.graphql'));
    expect(body).toMatchObject({ document: FIRST_DOCUMENT, signsIn: true });
    expect(at(body, 'examples')).toEqual(readExamples());
    expect(readExamples().map(({ name }) => `${name}.graphql`)).toEqual(files.toSorted());
    expect(readExamples().every(({ variables }) => variables.startsWith('{'))).toBe(true);
  });

  it('sends what has not changed once', async () => {
    const { headers } = await shown.http.get('/explorer/ruru/ruru.css');
    const again = await shown.http
      .get('/explorer/ruru/ruru.css')
      .set('if-none-match', String(headers['etag']));
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it.each([
    '/explorer/ruru/none.js',
    '/explorer/ruru/ruru.js.map',
    '/explorer/ruru/..%2f..%2fpackage.json',
    '/explorer/tsconfig.json',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await shown.http.get(path);
    expect([status, text]).toEqual([404, matching(/"code":"NOT_FOUND"/)]);
  });

  it('leaves the policy of everything else as it is', async () => {
    const { headers } = await shown.http.get('/livez');
    expect(headers['content-security-policy']).toBe(
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('ships with the package: its pages and the example operations', () => {
    expect(manifest.files).toEqual(including('explorer', 'examples/operations'));
  });
});

describe('a gateway without the explorer', () => {
  it.each(FILES)('has nothing at /explorer%s', async (file) => {
    expect((await hidden.http.get(`/explorer${file}`)).status).toBe(404);
  });
});

describe('an installation without Ruru', () => {
  it('says in the explorer’s place how to have it', async () => {
    const app = fastify();
    await addExplorer(app, { document: '{ __typename }', signsIn: false, loadEditor: async () => null });
    const { statusCode, headers, body } = await app.inject('/explorer');
    expect([statusCode, headers['content-type']]).toEqual([501, 'text/html; charset=utf-8']);
    expect(body).toContain('npm install --no-save ruru@2');
    expect((await app.inject('/explorer/page.js')).statusCode).toBe(404);
  });

  it('has no examples where their folder is not there', () => {
    expect(readExamples(new URL('file:///nonexistent/'))).toEqual([]);
  });
});
