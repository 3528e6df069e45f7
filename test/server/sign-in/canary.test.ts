/** Secrets of sign-ins are only where they belong: in the cookie of the browser, and in requests to the authorization server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rsa } from '../../config/key-material.ts';
import { type RotatingServer, startRotatingServer } from '../../sessions/replicas.ts';
import { CLIENT_ID } from '../../smart/authorization-server.ts';
import {
  begin,
  callAsApp,
  openBrowser,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
} from '../../support/sign-in-browser.ts';

let server: RotatingServer;
let gateway: SignInGateway;

beforeAll(async () => {
  server = await startRotatingServer();
  const { privateKey } = rsa();
  const credentials = { clientId: 'backend', privateKey, keyId: 'key' };
  gateway = await startSignInGateway({
    ...signInVariables({ baseUrl: server.baseUrl, credentials }),
    SMART_CLIENT_ID: CLIENT_ID,
    LOG_LEVEL: 'debug',
  });
});
afterAll(async () => {
  await gateway.close();
  await server.close();
});

describe('a sign-in [T3-I1]', () => {
  it('leaves none of its secrets in the log, the audit, the metrics, a page or another response', async () => {
    const browser = openBrowser();
    const secrets = new Set<string>();
    let nonce: string | null = null;
    const shown: string[] = [];
    const visit = async (path: string): Promise<void> => {
      const { text, headers } = await browser.request(`${gateway.origin}${path}`);
      shown.push(text, headers.get('content-security-policy') ?? '', headers.get('x-request-id') ?? '');
    };
    const goThere = async (): Promise<string> => {
      const { searchParams } = new URL(await begin(browser, gateway));
      for (const name of ['state', 'nonce', 'code_challenge']) secrets.add(searchParams.get(name) ?? '');
      server.nonce = nonce ?? searchParams.get('nonce') ?? '';
      for (const value of browser.cookies.values()) secrets.add(value.split('.').at(-1) ?? '');
      return `/auth/callback?state=${searchParams.get('state')}`;
    };
    const comeBack = async (more: string): Promise<void> => {
      await visit(`${await goThere()}${more}`);
      for (const [name, value] of browser.cookies) if (name.includes('session')) secrets.add(value);
    };
    await comeBack('&code=canary-code');
    await comeBack('&error=canary_error&error_description=canary&error_uri=https%3A%2F%2Fcanary.example');
    await comeBack('&code=canary-code&iss=https%3A%2F%2Fcanary.example');
    await comeBack('&code=canary-code&code=canary');
    nonce = 'canary-nonce';
    await comeBack('&code=canary-code');
    nonce = null;
    server.members = { id_token: 'eyJcanary.canary.canary' };
    await comeBack('&code=canary-code');
    server.members = { access_token: 17, error_description: 'canary' };
    await comeBack('&code=canary-code');
    server.members = {};
    await visit('/auth/callback?state=canary&code=canary-code');
    await visit('/auth/login?return=https%3A%2F%2Fcanary.example');
    await visit('/auth/launch?iss=https%3A%2F%2Fcanary.example&launch=canary');
    const session = await callAsApp(browser, `${gateway.origin}/auth/session`);
    expect(session.status).toBe(200);
    shown.push(session.text);
    shown.push((await callAsApp(browser, `${gateway.origin}/auth/logout`, { method: 'POST' })).text);

    const reported = [...shown, ...gateway.logLines, gateway.readAudit(), await gateway.getMetrics()].join(
      '\n',
    );
    expect(reported).toContain('sign_in_declined');
    expect(reported).toContain('sign_in_wrong_issuer');
    expect(reported).toContain('sign_in_invalid_response');
    expect(reported).toContain('sign_in_wrong_nonce');
    expect(reported).toContain('signed_out');
    expect(secrets.size).toBeGreaterThan(20);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(reported).not.toContain(secret);
    }
    expect(reported).not.toMatch(/canary|eyJ/);
  });
});
