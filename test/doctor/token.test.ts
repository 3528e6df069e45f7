import { createPublicKey } from 'node:crypto';
import { type Fault, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportPublicJwk } from '../../src/auth/signing-keys.ts';
import { rsa } from '../config/key-material.ts';
import { startLocalServer, unusedOrigin } from '../http/local-server.ts';
import { at, having, including, matching } from '../support/expected.ts';
import { startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { publicKeyOf } from '../support/public-key.ts';
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

/** What the token endpoint says in place of its answer. */
function says(body: string, status = 400, times = Infinity): Fault {
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
  return says(JSON.stringify({ error, error_description: 'MARKED' }));
}

describe('a token that comes', () => {
  it('is told with its life and scopes, and the assertion without its signature', async () => {
    const token = (await examined(envOf(sandbox))).step('token');
    const kid = sandbox.credentials.keyId;
    expect(token).toMatchObject({
      outcome: 'passed',
      tried: `POST ${sandbox.tokenUrl}, with an assertion signed by key ${kid}`,
      found: ['HTTP 200: a token for 3600 s', matching(/^\d+ scopes were granted\.$/)],
      facts: { outcome: 'granted', attempts: 1, expiresInSeconds: 3600, scope: { lacking: [] } },
    });
    expect(at(token.facts, 'assertion')).toEqual({
      header: { alg: 'RS384', kid, typ: 'JWT' },
      claims: having({ iss: 'sandbox-client', sub: 'sandbox-client', aud: sandbox.tokenUrl }),
    });
  });

  it('after a refusal for no reason is told with that, and is no failure', async () => {
    sandbox.fault(says('{"error":"invalid_client"}', 400, 2));
    const { outcome, found } = (await examined(envOf(sandbox))).step('token');
    expect(outcome).toBe('passed');
    expect(found[1]).toBe('It was refused 2 times before, as Epic does now and then.');
  });

  it('for less than the schema needs is told with what is not covered', async () => {
    const poor = await startSandbox({ notEntitled: ['Goal', 'Device'] });
    const { found, facts } = (await examined(envOf(poor))).step('token');
    await poor.close();
    expect(found[1]).toMatch(/^\d+ scopes were granted; none is for Device, Goal\.$/);
    expect(at(facts, 'scope', 'lacking')).toEqual(['Device', 'Goal']);
  });
});

describe('a bare invalid_client is told for what it is', () => {
  it('by the audience: the steps behind it go on with the right one', async () => {
    const found = await examined(
      envOf(sandbox, { ...panel(), EPIC_TOKEN_AUDIENCE: 'https://x.example/token' }),
    );
    const token = found.step('token');
    expect(token).toMatchObject({ outcome: 'failed', certain: true });
    expect(token.causes).toEqual([
      {
        cause: matching(
          new RegExp(`^The audience is wrong: the server calls its token endpoint ${sandbox.tokenUrl},`),
        ),
        remedy: 'Leave EPIC_TOKEN_AUDIENCE out: the "aud" is the token URL then.',
      },
    ]);
    expect(outcomesOf(found)).toMatchObject({ token: 'failed', panel: 'passed', reads: 'passed' });
  });

  it('by the audience that the server names, where a proxy makes the URL another', async () => {
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
  ])('by a clock that is %s: with the time of the server a token comes', async (_way, offset) => {
    const found = await examined(envOf(sandbox, panel()), { now: () => Date.now() + offset });
    expect(causesOf(found.step('token'))).toEqual([
      matching(/^The clock of this machine is wrong: it is (7|10) min/),
    ]);
    expect(outcomesOf(found)).toMatchObject({ clock: 'failed', token: 'failed', reads: 'passed' });
  });

  it('by the kid, under which the published key set has the key', async () => {
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
        cause: matching(/^The kid is wrong: the server knows the key as right/),
        remedy: 'Set EPIC_KEY_ID=right.',
      },
    ]);
  });

  it('by the kid, where that is the thumbprint', async () => {
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
    expect(causes.map(({ remedy }) => remedy)).toEqual([
      "Leave EPIC_KEY_ID out: the kid is the key's thumbprint then.",
    ]);
  });

  it('by the algorithm, of a server that takes one alone', async () => {
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
        cause: matching(/^The algorithm is wrong: .* RS256, and with RS384/),
        remedy: 'Set EPIC_SIGNING_ALG=RS384.',
      },
    ]);
    expect(found.step('panel').outcome).toBe('passed');
  });
});

describe('an invalid_client that nothing changes', () => {
  it('has the causes that are left, the likeliest first, and those that it cannot be', async () => {
    const { causes, ruledOut, certain, facts } = (
      await examined(envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_KEY_ID: undefined }))
    ).step('token');
    expect(causes.map(({ cause }) => cause)).toEqual([
      matching(/has not reached this server yet/),
      matching(/client id of the other environment/),
      matching(/key set URL that is registered cannot be reached/),
      matching(/knows its token endpoint by a name/),
      matching(/private key is not the one/),
    ]);
    expect(ruledOut).toEqual([
      "the clock: it agrees with the server's to the second or so",
      'the algorithm: RS256 is refused too',
      'the algorithm: RS512 is refused too',
    ]);
    expect([certain, facts['attempts'], tokenRequests()]).toEqual([false, 3, 5]);
  });

  it('goes by the key set that was looked at', async () => {
    const key = await publicKeyOf(sandbox.credentials);
    const host = await startLocalServer((response) => response.end(JSON.stringify({ keys: [key] })));
    const env = envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_JWKS_URL: `${host.origin}/jwks` });
    const { causes, ruledOut } = (await examined(env)).step('token');
    await host.close();
    expect(ruledOut).toContain('the published key set, as this machine sees it: it holds the key');
    const causesLeft = causes.map(({ cause }) => cause).join('\n');
    expect(causesLeft).toContain(`Epic cannot reach ${host.origin}/jwks, or it still has an older copy`);
    expect(causesLeft).not.toContain('private key is not the one');
  });

  it('has what is wrong with the key set first', async () => {
    const host = await startLocalServer((response) => response.writeHead(302, { location: '/x' }).end());
    const env = envOf(sandbox, { EPIC_CLIENT_ID: 'stranger', EPIC_JWKS_URL: `${host.origin}/jwks` });
    const { causes } = (await examined(env)).step('token');
    await host.close();
    expect(causes[0]?.cause).toBe(
      'The key set is not as Epic needs it (see "Key set"). The URL redirects, and Epic does not follow redirects.',
    );
  });
});

describe('another refusal', () => {
  it('for want of a background user is the site to mend', async () => {
    const key = await publicKeyOf(sandbox.credentials);
    sandbox.registerClient({ clientId: 'unmapped', keys: [key], backgroundUser: false });
    const { found, causes } = (await examined(envOf(sandbox, { EPIC_CLIENT_ID: 'unmapped' }))).step('token');
    expect(found[0]).toBe('HTTP 400: unauthorized_client');
    expect(causes[0]?.cause).toBe('The site has not mapped this client to a background user yet.');
  });

  it('for want of scopes says which variable has them', async () => {
    const plain = await startPlainFhirServer();
    const { found, causes } = (await examined(envOf(plain))).step('token');
    await plain.close();
    expect(found.slice(0, 2)).toEqual([
      'HTTP 400: invalid_scope',
      'The server\'s own words: "At least one system scope is needed"',
    ]);
    expect(causes.map(({ remedy }) => remedy)).toEqual([
      matching(/^Start with that/),
      matching(/^Set EPIC_SCOPE/),
    ]);
  });

  it.each<[error: string, gist: string, cause: RegExp]>([
    ['invalid_scope', 'HTTP 400: invalid_scope', /wants to be told which scopes/],
    ['invalid_request', 'HTTP 400: invalid_request', /not the token endpoint/],
    ['unsupported_grant_type', 'HTTP 400: unsupported_grant_type', /not registered for backend systems/],
    ['invalid_grant', 'HTTP 400: invalid_grant', /has not reached this server yet/],
    [
      'of_its_own',
      'HTTP 400: refused, with a code that is not one of RFC 6749',
      /not reached this server yet/,
    ],
  ])('%s is explained, behind the words of the server', async (error, gist, cause) => {
    sandbox.fault(refusal(error));
    const found = await examined(envOf(sandbox));
    const token = found.step('token');
    expect([token.outcome, token.found[0]]).toEqual(['failed', gist]);
    expect(token.causes.map((each) => each.cause)).toEqual(
      including(matching(/^The server gives its reason: "(of_its_own: )?MARKED"$/), matching(cause)),
    );
    expect(token.causes[0]?.cause).toContain('MARKED');
  });

  it('for want of a secret shows that, ahead of what the code usually means', async () => {
    sandbox.fault(
      says('{"error":"invalid_request","error_description":"Missing client_secret"}', 400, Infinity),
    );
    const { found, causes, facts } = (await examined(envOf(sandbox))).step('token');
    expect(found[1]).toBe('The server\'s own words: "Missing client_secret"');
    expect(causes[0]?.cause).toBe('The server gives its reason: "Missing client_secret"');
    expect(facts).toMatchObject({ error: 'invalid_request', serverWords: 'Missing client_secret' });
  });

  it('without a reason, as at Epic, shows none', async () => {
    sandbox.fault(says('{"error":"invalid_request","error_description":null}', 400, Infinity));
    const found = await examined(envOf(sandbox));
    expect(found.said).not.toContain('own words');
    expect(found.step('token').facts).toMatchObject({ serverWords: null });
  });

  it('that echoes the assertion, or controls the terminal, shows neither', async () => {
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
      for (const part of assertion.split('.')) expect(found.said).not.toContain(part.slice(5, 60));
    }
    for (const control of ['\u0007', '\u001b', '\r']) expect(found.said).not.toContain(control);
  });
});

describe('a token that is not asked for', () => {
  it('is one of a server that cannot be connected to', async () => {
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

describe('no answer of OAuth', () => {
  it.each<[what: string, fault: Fault, gist: RegExp, cause: RegExp]>([
    [
      'a page',
      { match: { operation: 'token' }, kind: 'html' },
      /^HTTP 200, and no/,
      /not the token endpoint/,
    ],
    ['no such page', says('MARKED', 404), /^HTTP 404, and no/, /not the token endpoint/],
    ['trouble', says('{"error":"MARKED"}', 503), /^HTTP 503, and no/, /in trouble/],
    ['a pause', says('', 429), /^HTTP 429, and no/, /asks for a pause/],
    ['silence', { match: { operation: 'token' }, kind: 'hang' }, /did not respond within 500 ms/, /slow/],
    ['a cut', { match: { operation: 'token' }, kind: 'cut' }, /closed the connection/, /cuts the connection/],
  ])('%s is told, and asked for once', async (_what, fault, gist, cause) => {
    sandbox.fault(fault);
    const found = await examined(envOf(sandbox, { EPIC_TIMEOUT_MS: '500' }));
    const token = found.step('token');
    expect(token.outcome).toBe('failed');
    expect(token.found[0]).toMatch(gist);
    expect(token.causes[0]?.cause).toMatch(cause);
    expect(tokenRequests()).toBe(1);
    expect(found.said).not.toContain('MARKED');
    expect(found.step('reads').found).toEqual(['Needs "Token", which failed.']);
  });

  it('where no endpoint is known is told, and nothing is sent', async () => {
    sandbox.fault({ match: { operation: 'smart-configuration' }, kind: 'empty', status: 404, times: 9 });
    sandbox.fault({
      match: { operation: 'metadata' },
      kind: 'json',
      body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' },
    });
    const { outcome, found } = (await examined(envOf(sandbox))).step('token');
    expect([outcome, found[0], tokenRequests()]).toEqual(['failed', 'There is none that could be asked.', 0]);
  });
});
