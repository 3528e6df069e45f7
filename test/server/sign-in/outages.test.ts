import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signingIn } from '../../support/browser-sessions.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { createMemoryAudit, type MemoryAudit } from '../../support/memory-audit.ts';

let sandbox: Sandbox;
let gateway: Gateway;
let audit: MemoryAudit;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

/** Signs in at a gateway whose audit is broken. */
async function signInUnrecorded(isRequired: boolean): Promise<{
  readonly status: number;
  readonly text: string;
  readonly setCookies: readonly string[];
}> {
  audit = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired });
  gateway = await startGateway(sandbox, { signsIn: signingIn(), server: { audit: audit.audit } });
  const begun = await gateway.http.get('/auth/login');
  const { location = '', 'set-cookie': setCookie } = begun.headers;
  const [cookie = ''] = String(setCookie).split(';');
  const { pathname, search } = new URL(sandbox.signIn(location, 'clinician'));
  audit.isBroken = true;
  const { status, text, headers } = await gateway.http.get(`${pathname}${search}`).set('cookie', cookie);
  return { status, text, setCookies: [headers['set-cookie'] ?? []].flat() };
}

describe('a sign-in that cannot be recorded', () => {
  it('is refused if the audit is required, and its tokens are revoked [T3-R1]', async () => {
    sandbox.clearRequests();
    const { status, text, setCookies } = await signInUnrecorded(true);
    expect(status).toBe(503);
    expect(text).toContain('AUDIT_UNAVAILABLE');
    expect(setCookies.filter((each) => each.includes('session'))).toEqual([]);
    expect(sandbox.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/revoke$/));
  });

  it('succeeds otherwise', async () => {
    const { status, setCookies } = await signInUnrecorded(false);
    expect(status).toBe(303);
    expect(setCookies.filter((each) => each.startsWith('__Host-session-'))).toHaveLength(1);
  });
});

describe('a sign-in while the authorization server', () => {
  it.each([
    ['fails', { kind: 'status', status: 500 }, '503 UPSTREAM_UNAVAILABLE'],
    ['cannot be reached', { kind: 'cut' }, '503 UPSTREAM_UNAVAILABLE'],
    ['names no endpoints', { kind: 'json', body: {} }, '502 UPSTREAM_INVALID_RESPONSE'],
  ] as const)('%s does not begin, and the page says so', async (_what, fault, expected) => {
    gateway = await startGateway(sandbox, { signsIn: signingIn() });
    sandbox.fault({ match: { path: /\.well-known/ }, times: Infinity, ...fault });
    const { status, text, headers } = await gateway.http.get('/auth/login').set('accept', 'text/html');
    const [, code = ''] = /<code>(.*?)<\/code>/.exec(text) ?? [];
    expect(`${status} ${code}`).toBe(expected);
    expect(text).toContain('The server at which you sign in does not respond as it should.');
    expect(headers['set-cookie']).toBeUndefined();
    expect(gateway.logLines.at(-1)).toContain('"event":"sign_in_failed"');
  });
});
