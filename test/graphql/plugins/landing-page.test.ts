import type { Sandbox } from 'epic-fhir-sandbox';
import { stripIgnoredCharacters } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_QUERY } from '../../../src/graphql/plugins/first-query.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let withPage: Gateway;
let withExplorer: Gateway;
let withoutPage: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  withPage = await startGateway(sandbox);
  withExplorer = await startGateway(sandbox, { server: { explorer: { signsIn: false } } });
  withoutPage = await startGateway(sandbox, { server: { hasApolloSandbox: false } });
});

afterAll(async () => {
  await Promise.all([withPage.close(), withExplorer.close(), withoutPage.close()]);
  await sandbox.close();
});

/** Requests /graphql as a browser does. */
function requestPage(gateway: Gateway) {
  return gateway.http.get('/graphql').set('accept', 'text/html,*/*;q=0.8');
}

/** Returns the operation that the page passes to Apollo Sandbox. */
function firstOperation(html: string): string {
  return /data-document="([^"]*)"/.exec(html)?.[1] ?? '';
}

describe('a gateway with Apollo Sandbox', () => {
  it('shows the same query that the terminal suggests, with a comment', async () => {
    const { status, type, text } = await requestPage(withPage);
    expect([status, type]).toEqual([200, 'text/html']);
    const operation = firstOperation(text);
    expect(operation).toMatch(/^# .*\nquery Patients \{\n {2}patients\(first: 10\) \{\n/);
    expect(stripIgnoredCharacters(operation)).toBe(`query Patients${stripIgnoredCharacters(FIRST_QUERY)}`);
  });

  it('restricts what the page may load to its own files and Apollo Sandbox, and forbids framing and forms', async () => {
    const { text, headers } = await requestPage(withPage);
    expect(headers).toMatchObject({
      'content-security-policy': "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    });
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' https://embeddable-sandbox.cdn.apollographql.com",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      'frame-src https://sandbox.embed.apollographql.com',
    ]);
    expect(text).not.toMatch(/<style|style="|<script(?! type="module" src="\/pages\/)| on\w+="/);
  });

  it('says that it needs the internet before it has loaded, and links to the explorer of the same site', async () => {
    const { text } = await requestPage(withExplorer);
    expect(text).toContain('<h1>Loading Apollo Sandbox…</h1>');
    const [, link = ''] = /<a class="button" href="([^"]+)"/.exec(text) ?? [];
    expect(new URL(link, 'http://localhost/graphql').pathname).toBe('/explorer');
    expect(new URL(link, 'http://localhost/sites/north/graphql').pathname).toBe('/sites/north/explorer');
  });

  it('links to no explorer that the gateway does not serve', async () => {
    expect((await requestPage(withPage)).text).not.toContain('href="explorer"');
  });

  it('has the style and the script of the page', async () => {
    const { text } = await requestPage(withPage);
    const files = [...text.matchAll(/(?:href|src)="(\/pages\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files.map((file) => file.replace(/\.[\da-f]{16}\./, '.'))).toEqual([
      '/pages/icon.svg',
      '/pages/page.css',
      '/pages/sandbox.js',
    ]);
    for (const file of files) expect([file, (await withPage.http.get(file)).status]).toEqual([file, 200]);
  });
});

describe('a gateway without Apollo Sandbox', () => {
  it('answers a browser like any client that sends no query', async () => {
    const { status, type, text } = await requestPage(withoutPage);
    expect([status, type]).toEqual([400, 'application/json']);
    expect(text).not.toContain('<');
    expect(text).toContain('"code":"BAD_REQUEST"');
  });
});
