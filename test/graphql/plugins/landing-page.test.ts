import type { Sandbox } from 'epic-fhir-sandbox';
import { stripIgnoredCharacters } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_QUERY } from '../../../src/graphql/plugins/apollo-plugins.ts';
import { at, having, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let withPage: Gateway;
let withoutPage: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  withPage = await startGateway(sandbox);
  withoutPage = await startGateway(sandbox, { server: { hasLandingPage: false } });
});

afterAll(async () => {
  await Promise.all([withPage.close(), withoutPage.close()]);
  await sandbox.close();
});

/** Requests /graphql as a browser does. */
function requestPage(gateway: Gateway) {
  return gateway.http.get('/graphql').set('accept', 'text/html,*/*;q=0.8');
}

/** Returns the configuration that the page passes to the embedded Sandbox. */
function sandboxConfig(html: string): unknown {
  return JSON.parse(/var embeddedSandboxConfig = (\{.*\});/.exec(html)?.[1] ?? 'null');
}

describe('a gateway with the landing page', () => {
  it('serves Apollo Sandbox with a working query', async () => {
    const { status, type, text } = await requestPage(withPage);
    expect([status, type]).toEqual([200, 'text/html']);
    expect(text).toContain('https://embeddable-sandbox.cdn.apollographql.com/');
    expect(text).toContain('new window.EmbeddedSandbox(');
    expect(sandboxConfig(text)).toMatchObject({
      initialState: { document: matching(/^# .*\nquery Patients \{\n {2}patients\(first: 10\) \{\n/) },
      endpointIsEditable: false,
      runTelemetry: false,
    });
  });

  it('shows the same query that the terminal suggests', async () => {
    const { text } = await requestPage(withPage);
    const document = at(at(sandboxConfig(text), 'initialState'), 'document');
    expect(stripIgnoredCharacters(String(document))).toBe(
      `query Patients${stripIgnoredCharacters(FIRST_QUERY)}`,
    );
  });

  it('restricts what the page may load, and forbids framing and forms', async () => {
    const { text, headers } = await requestPage(withPage);
    expect(headers).toMatchObject({
      'content-security-policy': "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    });
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy).toMatch(/script-src 'self' 'nonce-[\da-f]{64}' https:\/\/apollo-server-landing-page\./);
    expect(policy).toMatch(/frame-src https:\/\/explorer\.embed\.apollographql\.com/);
    expect(policy).not.toContain('unsafe');
  });

  it('redirects from the root to /graphql', async () => {
    const { status, headers } = await withPage.http.get('/');
    expect([status, headers]).toEqual([302, having({ location: '/graphql' })]);
  });
});

describe('a gateway without the landing page', () => {
  it('answers a browser like any client that sends no query', async () => {
    const { status, type, text } = await requestPage(withoutPage);
    expect([status, type]).toEqual([400, 'application/json']);
    expect(text).not.toContain('<');
    expect(text).toContain('"code":"BAD_REQUEST"');
  });
});
