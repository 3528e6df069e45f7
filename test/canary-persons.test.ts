/** The secrets of a person's session are only in the cookie of their browser and in requests to the FHIR server, whatever fails while they read. */
import { createClient, type RedisClientType } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rsa } from './config/key-material.ts';
import { type RotatingServer, startRotatingServer } from './sessions/replicas.ts';
import {
  type Answer,
  begin,
  callAsApp,
  openBrowser,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
  type TestBrowser,
} from './support/sign-in-browser.ts';
import { CLIENT_ID } from './smart/authorization-server.ts';
import { type Collector, startCollector } from './support/collector.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from './support/valkey.ts';

const PATIENT = { resourceType: 'Patient', id: 'patient-1', birthDate: '1987-09-12' };
const DOCUMENT = '{ patient(id: "patient-1") { id birthDate } }';

let server: RotatingServer;
let collector: Collector;
let valkey: ValkeyServer;
let gateway: SignInGateway;
let browser: TestBrowser;
/** Everything that the gateway sent to the browser, except the values of cookies in Set-Cookie. */
const shown: string[] = [];
const secrets = new Set<string>();

function show(answer: Answer): Answer {
  const cookies = answer.setCookies.map((text) => text.replace(/=[^;]*/, '='));
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'location');
  shown.push(answer.text, ...cookies, JSON.stringify(headers), answer.location);
  return answer;
}

async function signIn(): Promise<void> {
  const { searchParams } = new URL(await begin(browser, gateway));
  const state = searchParams.get('state') ?? '';
  server.nonce = searchParams.get('nonce') ?? '';
  for (const secret of [state, server.nonce, ...browser.cookies.values()]) secrets.add(secret);
  show(await browser.request(`${gateway.origin}/auth/callback?code=canary-code&state=${state}`));
  for (const value of browser.cookies.values()) secrets.add(value);
}

/** Posts an operation as the app does. Returns the code of its first error; null if it succeeds. */
async function ask(headers: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const { text } = show(
    await callAsApp(browser, `${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-explain': 'true', ...headers },
      body: JSON.stringify({ query: DOCUMENT }),
    }),
  );
  return /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? (text.includes(PATIENT.birthDate) ? null : text);
}

/** Returns every key of the store with its value. */
async function everythingIn({ url }: ValkeyServer): Promise<string> {
  const client: RedisClientType = createClient({ url });
  await client.connect();
  const kept: unknown[] = [];
  for (const name of await client.keys('*')) {
    const type = await client.type(name);
    const value =
      type === 'hash'
        ? await client.hGetAll(name)
        : type === 'zset'
          ? await client.zRangeWithScores(name, 0, -1)
          : await client.get(name);
    kept.push([name, value]);
  }
  client.destroy();
  return JSON.stringify(kept);
}

describe.skipIf(!isValkeyThere)(`a person who reads ${SKIPS_WITHOUT_VALKEY}`, () => {
  beforeAll(async () => {
    [server, collector, valkey] = await Promise.all([startRotatingServer(), startCollector(), startValkey()]);
    server.documents.set('/fhir/metadata', { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    server.documents.set('/fhir/Patient/patient-1', PATIENT);
    const { privateKey } = rsa();
    gateway = await startSignInGateway({
      ...signInVariables({
        baseUrl: server.baseUrl,
        credentials: { clientId: 'backend', privateKey, keyId: 'key' },
      }),
      SMART_CLIENT_ID: CLIENT_ID,
      LOG_LEVEL: 'trace',
      STATE_URL: valkey.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      EPIC_TRACE_CONTEXT: 'true',
    });
    browser = openBrowser();
  });
  afterAll(async () => {
    await collector.close();
    await valkey.close();
    await server.close();
  });

  it('leaves none of the secrets in a response, the log, the audit, metrics, traces or the store', async () => {
    await signIn();
    expect(await ask()).toBeNull();
    server.readFailures.push(401);
    expect(await ask()).toBeNull();
    expect(server.sent).toHaveLength(1);
    server.readFailures.push(403);
    expect(await ask()).toBe('FORBIDDEN');
    for (const status of [500, 400]) {
      server.readFailures.push(status, status, status);
      expect(await ask()).toMatch(/^UPSTREAM_/);
      server.readFailures.splice(0);
    }
    server.readFailures.push(401);
    server.failures.push(() => ({ status: 503, body: { error: 'canary', error_description: 'canary' } }));
    expect(await ask()).toBe('UPSTREAM_UNAVAILABLE');
    expect(await ask({ authorization: 'Bearer canary-bearer' })).toBe('CREDENTIALS_AMBIGUOUS');
    expect(await ask({ origin: 'https://canary.example' })).toBe('ORIGIN_FORBIDDEN');
    await signIn();
    expect(await ask()).toBe('SESSION_AMBIGUOUS');
    expect(await ask({ 'x-session': 'canary' })).toBe('UNAUTHENTICATED');
    shown.push(await everythingIn(valkey));
    const [, handle = ''] = [...browser.cookies.keys()].map((name) => name.replace('__Host-session-', ''));
    server.readFailures.push(401);
    server.failures.push(() => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'canary' },
    }));
    expect(await ask({ 'x-session': handle })).toBe('UNAUTHENTICATED');
    shown.push(await everythingIn(valkey), await gateway.getMetrics(), ...gateway.logLines);
    for (const { form } of server.received)
      for (const name of ['code_verifier', 'client_assertion'])
        for (const value of form.getAll(name)) secrets.add(value);
    shown.push(gateway.readAudit());
    await gateway.close();
    expect(collector.spans.length).toBeGreaterThan(10);
    const reported = [...shown, collector.text()].join('\n');

    // The test looks at the right places.
    for (const there of [
      'session_not_renewed',
      'caller_refused',
      'gateway_operations_total',
      PATIENT.birthDate,
    ])
      expect(reported).toContain(there);
    expect(secrets.size).toBeGreaterThan(8);
    expect([...secrets].filter((secret) => secret.length < 20)).toEqual([]);
    expect([...secrets].filter((secret) => reported.includes(secret))).toEqual([]);
    expect(reported).not.toMatch(/canary/);
  });
});
