import { createPublicKey } from 'node:crypto';
import { type Fault, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportPublicJwk } from '../../src/auth/signing-keys.ts';
import { UNKNOWN_KEY_SET } from '../../src/doctor/key-set.ts';
import { explainRefusal } from '../../src/doctor/token-causes.ts';
import { rsa } from '../config/key-material.ts';
import { startLocalServer, unusedOrigin } from '../http/local-server.ts';
import { at, having, including, matching } from '../support/expected.ts';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { keyOf } from './examined-site.ts';
import { causesOf, envOf, examined, outcomesOf } from './examined.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.clearRequests());
afterEach(() => sandbox.clearFaults());

function panel(): Record<string, string> {
  return { PATIENT_PANEL: `list:${sandbox.panels.list}` };
}

function tokenRequests(): number {
  return sandbox.requests.filter(({ operation }) => operation === 'token').length;
}

/** Returns a fault of the token endpoint. */
function tokenFault(body: string, status = 400, times = Infinity): Fault {
  return {
    match: { operation: 'token' },
    times,
    kind: 'status',
    status,
    contentType: 'application/json',
    body,
  };
}

function refusal(error: string): Fault {
  return tokenFault(JSON.stringify({ error, error_description: 'MARKED' }));
}

describe('the step Token, with a token,', () => {
  it('reports the lifetime and the scopes, and the assertion without its signature', async () => {
    const token = (await examined(envOf(sandbox))).step('token');
    const kid = sandbox.credentials.keyId;
    expect(token).toMatchObject({
      outcome: 'passed',
      tried: `POST ${sandbox.tokenUrl}, with an assertion signed by the key ${kid}`,
      found: ['HTTP 200: a token for 3600 s.', matching(/^\d+ scopes were granted\.$/)],
      facts: { outcome: 'granted', attempts: 1, expiresInSeconds: 3600, scope: { lacking: [] } },
    });
    expect(at(token.facts, 'assertion')).toEqual({
      header: { alg: 'RS384', kid, typ: 'JWT' },
      claims: having({ iss: 'sandbox-client', sub: 'sandbox-client', aud: sandbox.tokenUrl }),
    });
  });

  it('passes after a temporary refusal, and reports it', async () => {
    sandbox.fault(tokenFault('{"error":"invalid_client"}', 400, 2));
    const { outcome, found } = (await examined(envOf(sandbox))).step('token');
    expect(outcome).toBe('passed');
    expect(found[1]).toBe('The server refused 2 times first, as Epic sometimes does.');
  });

  it('reports the types without a scope', async () => {
    const poor = await startSandbox({ notEntitled: ['Goal', 'Device'] });
    const { found, facts } = (await examined(envOf(poor))).step('token');
    await poor.close();
    expect(found[1]).toMatch(/^\d+ scopes were granted, but none for Device, Goal\.$/);
    expect(at(facts, 'scope', 'lacking')).toEqual(['Device', 'Goal']);
  });
});

describe('the step Token, with a bare invalid_client,', () => {
  it('finds a wrong audience, and continues with the right one', async () => {
    const found = await examined(
      envOf(sandbox, { ...panel(), EPIC_TOKEN_AUDIENCE: 'https://x.example/token' }),
    );
    const token = found.step('token');
    expect(token).toMatchObject({ outcome: 'failed', certain: true });
    expect(token.causes).toEqual([
      {
        cause: matching(
          new RegExp(
            `^The audience https://x\\.example/token is wrong\\. With ${sandbox.tokenUrl}, the server grants a token\\.$`,
          ),
        ),
        remedy: 'Remove EPIC_TOKEN_AUDIENCE. The default is right.',
      },
    ]);
    expect(outcomesOf(found)).toMatchObject({ token: 'failed', panel: 'passed', reads: 'passed' });
  });

  it('finds the audience behind a proxy that changes the token URL', async () => {
    const proxy = await startLocalServer((response, { body, headers }) => {
      const type = headers['content-type'] ?? '';
      void fetch(sandbox.tokenUrl, { method: 'POST', body, headers: { 'content-type': type } })
        .then(async (answer) =>
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
        )
        .catch(() => response.destroy());
    });
    const { causes } = (await examined(envOf(sandbox, { EPIC_TOKEN_URL: `${proxy.origin}/token` }))).step(
      'token',
    );
    await proxy.close();
    expect(causes.map(({ remedy }) => remedy)).toEqual([`Set EPIC_TOKEN_AUDIENCE=${sandbox.tokenUrl}.`]);
  });

  it.each([
    ['ahead', 420_000],
    ['behind', -600_000],
  ])('finds a clock that is %s, and continues with the time of the server', async (_way, offset) => {
    const found = await examined(envOf(sandbox, panel()), { now: () => Date.now() + offset });
    expect(causesOf(found.step('token'))).toEqual([
      matching(/^This machine's clock is wrong: it is (7|10) min/),
    ]);
    expect(outcomesOf(found)).toMatchObject({ clock: 'failed', token: 'failed', reads: 'passed' });
  });

  it('finds the kid in the published key set', async () => {
    const { privateKey } = rsa();
    const key = await publicKeyOf({ privateKey, keyId: 'right' });
    sandbox.registerClient({ clientId: 'kid', keys: [key] });
    const host = await startLocalServer((response) => response.end(JSON.stringify({ keys: [key] })));
    const server = { baseUrl: sandbox.baseUrl, credentials: { clientId: 'kid', privateKey, keyId: 'wrong' } };
    const found = await examined(envOf(server, { EPIC_JWKS_URL: `${host.origin}/jwks` }));
    await host.close();
    expect(found.step('key-set').outcome).toBe('failed');
    expect(found.step('token').causes).toEqual([
      {
        cause: matching(/^The kid wrong is wrong\. With right, the server grants a token\.$/),
        remedy: 'Set EPIC_KEY_ID=right.',
      },
    ]);
  });

  it('finds that the kid must be the thumbprint', async () => {
    const { privateKey } = rsa(2048, 'second');
    const signing = createPublicKey(sandbox.credentials.privateKey);
    const { kid } = await exportPublicJwk(signing, null);
    const key = await publicKeyOf({ privateKey: sandbox.credentials.privateKey, keyId: kid });
    sandbox.registerClient({
      clientId: 'thumbprint',
      keys: [key, await publicKeyOf({ privateKey, keyId: 'x' })],
    });
    const env = envOf(sandbox, { EPIC_CLIENT_ID: 'thumbprint', EPIC_KEY_ID: 'other' });
    const { causes } = (await examined(env)).step('token');
    expect(causes.map(({ remedy }) => remedy)).toEqual(['Remove EPIC_KEY_ID. The default is right.']);
  });

  it('finds the only algorithm that the server accepts', async () => {
    const plain = await startPlainFhirServer();
    const env = envOf(plain, {
      EPIC_SIGNING_ALG: 'RS256',
      EPIC_SCOPE: 'system/Patient.rs',
      PATIENT_PANEL: 'search',
    });
    const found = await examined(env);
    await plain.close();
    expect(found.step('token').causes).toEqual([
      {
        cause: matching(/^The algorithm RS256 is wrong\. With RS384, the server grants a token\.$/),
        remedy: 'Set EPIC_SIGNING_ALG=RS384.',
      },
    ]);
    expect(found.step('panel').outcome).toBe('passed');
  });
});

describe('the step Token, if no change helps,', () => {
  it('lists the remaining causes, most likely first, and the ruled-out ones', async () => {
    const { causes, ruledOut, certain, facts } = (
      await examined(envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_KEY_ID: undefined }))
    ).step('token');
    expect(causes.map(({ cause }) => cause)).toEqual([
      matching(/has not reached this server yet/),
      matching(/client id belongs to the other environment/),
      matching(/Epic cannot reach the registered key set URL/),
      matching(/knows its token endpoint by another name/),
      matching(/private key does not match/),
    ]);
    expect(ruledOut).toEqual([
      "the clock: it agrees with the server's",
      'the algorithm RS384: also refused with RS256',
      'the algorithm RS384: also refused with RS512',
    ]);
    expect([certain, facts['attempts'], tokenRequests()]).toEqual([false, 3, 5]);
  });

  it('uses the result of the step Key set', async () => {
    const key = await publicKeyOf(sandbox.credentials);
    const host = await startLocalServer((response) => response.end(JSON.stringify({ keys: [key] })));
    const env = envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_JWKS_URL: `${host.origin}/jwks` });
    const { causes, ruledOut } = (await examined(env)).step('token');
    await host.close();
    expect(ruledOut).toContain('the published key set, as this machine sees it: it contains the key');
    const causesLeft = causes.map(({ cause }) => cause).join('\n');
    expect(causesLeft).toContain(`Epic cannot reach ${host.origin}/jwks, or Epic has an older copy`);
    expect(causesLeft).not.toContain('private key does not match');
  });

  it('names a problem of the key set first', async () => {
    const host = await startLocalServer((response) => response.writeHead(302, { location: '/x' }).end());
    const env = envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_JWKS_URL: `${host.origin}/jwks` });
    const { causes } = (await examined(env)).step('token');
    await host.close();
    expect(causes[0]?.cause).toBe(
      'Epic cannot use the key set (see "Key set"). The URL redirects, and Epic does not follow redirects.',
    );
  });
});

describe('explainRefusal', () => {
  it('names a grant and an algorithm that the server does not list', async () => {
    const { authentication } = await keyOf();
    const { causes } = explainRefusal({
      recipe: { tokenUrl: 'https://x.example/token', authentication, clockOffsetSeconds: 0 },
      outcome: { kind: 'refused', status: 400, code: 'invalid_client', words: null },
      clues: {
        keySet: UNKNOWN_KEY_SET,
        endpoints: [],
        advertised: {
          algorithms: ['ES384'],
          methods: ['private_key_jwt'],
          grants: ['authorization_code'],
        },
      },
      ahead: 0,
      refusedTrials: [],
    });
    expect(causes.slice(0, 2).map(({ cause }) => cause)).toEqual([
      matching(/does not list client_credentials/),
      'The server does not list RS384 among its algorithms (ES384).',
    ]);
  });
});

describe('the step Token, with another refusal,', () => {
  it('names a missing background user', async () => {
    const key = await publicKeyOf(sandbox.credentials);
    sandbox.registerClient({ clientId: 'unmapped', keys: [key], backgroundUser: false });
    const { found, causes } = (await examined(envOf(sandbox, { EPIC_CLIENT_ID: 'unmapped' }))).step('token');
    expect(found[0]).toBe('HTTP 400: unauthorized_client');
    expect(causes[0]?.cause).toBe('The site has not mapped this client to a background user.');
  });

  it('names the setting for missing scopes', async () => {
    const plain = await startPlainFhirServer();
    const { found, causes } = (await examined(envOf(plain))).step('token');
    await plain.close();
    expect(found.slice(0, 2)).toEqual([
      'HTTP 400: invalid_scope',
      'The server\'s reason: "At least one system scope is needed"',
    ]);
    expect(causes.map(({ remedy }) => remedy)).toEqual([
      matching(/^Start with that/),
      matching(/^Set EPIC_SCOPE/),
    ]);
  });

  it.each<[error: string, gist: string, cause: RegExp]>([
    ['invalid_scope', 'HTTP 400: invalid_scope', /requires scopes/],
    ['invalid_request', 'HTTP 400: invalid_request', /not the token endpoint/],
    ['unsupported_grant_type', 'HTTP 400: unsupported_grant_type', /not registered for backend systems/],
    ['invalid_grant', 'HTTP 400: invalid_grant', /has not reached this server yet/],
    [
      'of_its_own',
      'HTTP 400: refused with a code that RFC 6749 does not define',
      /not reached this server yet/,
    ],
  ])('explains %s after the reason of the server', async (error, gist, cause) => {
    sandbox.fault(refusal(error));
    const found = await examined(envOf(sandbox));
    const token = found.step('token');
    expect([token.outcome, token.found[0]]).toEqual(['failed', gist]);
    expect(token.causes.map((each) => each.cause)).toEqual(
      including(matching(/^The server gives a reason: "(of_its_own: )?MARKED"$/), matching(cause)),
    );
    expect(token.causes[0]?.cause).toContain('MARKED');
  });

  it('puts the reason of the server before the usual causes of the code', async () => {
    sandbox.fault(
      tokenFault('{"error":"invalid_request","error_description":"Missing client_secret"}', 400, Infinity),
    );
    const { found, causes, facts } = (await examined(envOf(sandbox))).step('token');
    expect(found[1]).toBe('The server\'s reason: "Missing client_secret"');
    expect(causes[0]?.cause).toBe('The server gives a reason: "Missing client_secret"');
    expect(facts).toMatchObject({ error: 'invalid_request', serverWords: 'Missing client_secret' });
  });

  it('shows no reason if there is none, as at Epic', async () => {
    sandbox.fault(tokenFault('{"error":"invalid_request","error_description":null}', 400, Infinity));
    const found = await examined(envOf(sandbox));
    expect(found.output).not.toContain("server's reason");
    expect(found.step('token').facts).toMatchObject({ serverWords: null });
  });

  it('masks assertions and control characters in the reason', async () => {
    const assertions: string[] = [];
    const endpoint = await startLocalServer((response, { body }) => {
      const assertion = new URLSearchParams(body).get('client_assertion') ?? '';
      assertions.push(assertion);
      const [, , signature = ''] = assertion.split('.');
      const words = `\u001b[31mbad\u0007\r\n${assertion} and ${assertion.slice(0, 60)} or ${signature.slice(5, 90)} end`;
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: 'invalid_request', error_description: words + 'x '.repeat(10_000) }));
    });
    const found = await examined(envOf(sandbox, { EPIC_TOKEN_URL: `${endpoint.origin}/token` }));
    await endpoint.close();
    const { serverWords } = found.step('token').facts;
    const words = typeof serverWords === 'string' ? serverWords : '';
    expect(words).toMatch(/^\[31mbad … and … or … endx x /);
    expect(words.length).toBeLessThan(310);
    expect(assertions.length).toBeGreaterThan(0);
    for (const assertion of assertions) {
      for (const part of assertion.split('.')) expect(found.output).not.toContain(part.slice(5, 60));
    }
    for (const control of ['\u0007', '\u001b', '\r']) expect(found.output).not.toContain(control);
  });
});

describe('the step Token, without a connection,', () => {
  it('is skipped without a connection, like all other steps that need one', async () => {
    const found = await examined(envOf(sandbox, { EPIC_BASE_URL: await unusedOrigin() }));
    expect(outcomesOf(found)).toEqual({
      configuration: 'passed',
      key: 'passed',
      dns: 'passed',
      connection: 'failed',
      clock: 'skipped',
      'smart-configuration': 'skipped',
      metadata: 'skipped',
      'key-set': 'skipped',
      token: 'skipped',
      panel: 'skipped',
      mrn: 'skipped',
      reads: 'skipped',
      paging: 'skipped',
      writes: 'skipped',
    });
    expect(found.step('reads').found).toEqual(['Needs "Connection", which failed.']);
  });
});

describe('the step Token, without an OAuth response,', () => {
  it.each<[what: string, fault: Fault, gist: RegExp, cause: RegExp]>([
    [
      'a page',
      { match: { operation: 'token' }, kind: 'html' },
      /^HTTP 200, but no/,
      /not the token endpoint/,
    ],
    ['a missing page', tokenFault('MARKED', 404), /^HTTP 404, but no/, /not the token endpoint/],
    ['a server error', tokenFault('{"error":"MARKED"}', 503), /^HTTP 503, but no/, /has a problem/],
    ['a rate limit', tokenFault('', 429), /^HTTP 429, but no/, /limits the rate/],
    ['a timeout', { match: { operation: 'token' }, kind: 'hang' }, /did not respond within 500 ms/, /slow/],
    [
      'a closed connection',
      { match: { operation: 'token' }, kind: 'cut' },
      /closed the connection/,
      /closed the connection/,
    ],
  ])('reports %s of the token endpoint after one request', async (_what, fault, gist, cause) => {
    sandbox.fault(fault);
    const found = await examined(envOf(sandbox, { EPIC_TIMEOUT_MS: '500' }));
    const token = found.step('token');
    expect(token.outcome).toBe('failed');
    expect(token.found[0]).toMatch(gist);
    expect(token.causes[0]?.cause).toMatch(cause);
    expect(tokenRequests()).toBe(1);
    expect(found.output).not.toContain('MARKED');
    expect(found.step('reads').found).toEqual(['Needs "Token", which failed.']);
  });

  it('fails without a request if no token endpoint is known', async () => {
    sandbox.fault({ match: { operation: 'smart-configuration' }, kind: 'empty', status: 404, times: 9 });
    sandbox.fault({
      match: { operation: 'metadata' },
      kind: 'json',
      body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' },
    });
    const { outcome, found } = (await examined(envOf(sandbox))).step('token');
    expect([outcome, found[0], tokenRequests()]).toEqual(['failed', 'No usable token endpoint is known.', 0]);
  });
});
