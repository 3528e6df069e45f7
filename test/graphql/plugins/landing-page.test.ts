import type { Sandbox } from 'epic-fhir-sandbox';
import { stripIgnoredCharacters } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_QUERY } from '../../../src/graphql/plugins/apollo-plugins.ts';
import { at, having, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let shown: Gateway;
let hidden: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  shown = await startGateway(sandbox);
  hidden = await startGateway(sandbox, { server: { hasLandingPage: false } });
});

afterAll(async () => {
  await Promise.all([shown.close(), hidden.close()]);
  await sandbox.close();
});

/** What a browser gets at /graphql. */
function page(gateway: Gateway) {
  return gateway.http.get('/graphql').set('accept', 'text/html,*/*;q=0.8');
}

/** What the page tells the embedded Sandbox. */
function sandboxConfig(html: string): unknown {
  return JSON.parse(/var embeddedSandboxConfig = (\{.*\});/.exec(html)?.[1] ?? 'null');
}

describe('with the landing page on, a browser', () => {
  it('gets Apollo Sandbox with a query that works ready', async () => {
    const { status, type, text } = await page(shown);
    expect([status, type]).toEqual([200, 'text/html']);
    expect(text).toContain('https://embeddable-sandbox.cdn.apollographql.com/');
    expect(text).toContain('new window.EmbeddedSandbox(');
    expect(sandboxConfig(text)).toMatchObject({
      initialState: { document: matching(/^# .*\nquery Patients \{\n {2}patients\(first: 10\) \{\n/) },
      endpointIsEditable: false,
      runTelemetry: false,
    });
  });

  it('gets the same query that the terminal is told to try', async () => {
    const { text } = await page(shown);
    const document = at(at(sandboxConfig(text), 'initialState'), 'document');
    expect(stripIgnoredCharacters(String(document))).toBe(
      `query Patients${stripIgnoredCharacters(FIRST_QUERY)}`,
    );
  });

  it('may load only what the page’s own policy names, and may not be framed or post forms', async () => {
    const { text, headers } = await page(shown);
    expect(headers).toMatchObject({
      'content-security-policy': "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    });
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy).toMatch(/script-src 'self' 'nonce-[\da-f]{64}' https:\/\/apollo-server-landing-page\./);
    expect(policy).toMatch(/frame-src https:\/\/explorer\.embed\.apollographql\.com/);
    expect(policy).not.toContain('unsafe');
  });

  it('comes to the graph from the root', async () => {
    const { status, headers } = await shown.http.get('/');
    expect([status, headers]).toEqual([302, having({ location: '/graphql' })]);
  });
});

describe('with the landing page off, a browser', () => {
  it('gets no page, but what any client without a query gets', async () => {
    const { status, type, text } = await page(hidden);
    expect([status, type]).toEqual([400, 'application/json']);
    expect(text).not.toContain('<');
    expect(text).toContain('"code":"BAD_REQUEST"');
  });
});
