import { afterEach, describe, expect, it } from 'vitest';
import type { Patient, Stored } from '../../src/fhir/types.ts';
import { pkcs8, rsa } from '../config/key-material.ts';
import { matching } from '../support/expected.ts';
import { type HapiServer, startHapiServer } from '../support/hapi-server.ts';
import { createTokenEndpoint, type TokenEndpointOptions } from '../support/token-endpoint.ts';
import { causesOf, type Examined, examined, outcomesOf, type Variables } from './examined.ts';

const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };
const SECRET = 'canary:secret+100%';
const CLIENT = { clientId: 'my client', secret: SECRET };

let server: HapiServer;

afterEach(() => server.close());

async function serve(front: TokenEndpointOptions | null): Promise<void> {
  server = await startHapiServer([PATIENT], front === null ? {} : { intercept: createTokenEndpoint(front) });
}

function examine(variables: Variables): Promise<Examined> {
  return examined({ EPIC_BASE_URL: server.baseUrl, PATIENT_PANEL: 'ids:p1', ...variables });
}

const byKey: Variables = {
  EPIC_CLIENT_ID: CLIENT.clientId,
  EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
};
const bySecret = (method: string, secret = SECRET): Variables => ({
  EPIC_AUTH: method,
  EPIC_CLIENT_ID: CLIENT.clientId,
  EPIC_CLIENT_SECRET: secret,
});
const byNothing: Variables = { EPIC_AUTH: 'none' };

/** The outcomes of a run without problems. */
const GOOD = {
  configuration: 'passed',
  key: 'passed',
  connection: 'passed',
  clock: 'passed',
  'smart-configuration': 'passed',
  'key-set': 'skipped',
  token: 'passed',
  panel: 'passed',
};

describe('a run with the right EPIC_AUTH', () => {
  it.each<[method: TokenEndpointOptions['accepts'], variables: Variables]>([
    ['private_key_jwt', byKey],
    ['client_secret_basic', bySecret('client_secret_basic')],
    ['client_secret_post', bySecret('client_secret_post')],
  ])('passes all steps up to Panel with %s', async (method, variables) => {
    await serve({ ...CLIENT, accepts: method, methods: [method] });
    const found = await examine(variables);
    expect(outcomesOf(found)).toMatchObject(GOOD);
    expect(found.step('token').found[0]).toBe('HTTP 200: a token for 300 s.');
    expect(found.step('configuration').facts).toMatchObject({ authentication: method });
  });

  it('shows where it sends the secret, and skips the key set', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_post' });
    const found = await examine(bySecret('client_secret_post'));
    expect(found.step('key').found).toEqual([
      'A client secret, sent in the request body (EPIC_AUTH=client_secret_post).',
    ]);
    expect(found.step('key-set').found).toEqual(['EPIC_AUTH=client_secret_post needs no key set.']);
  });

  it('sends neither a client id nor a token with EPIC_AUTH=none, and warns that the server is open', async () => {
    await serve(null);
    const found = await examine(byNothing);
    expect(outcomesOf(found)).toMatchObject(GOOD);
    expect(found.step('configuration').found.join(' ')).toMatch(
      /EPIC_AUTH=none: the gateway sends no token, so the FHIR server must be open, .* Cursors expire when the process ends/,
    );
    expect(found.step('token').found).toEqual([
      'HTTP 200: the server works without a token (EPIC_AUTH=none).',
      matching(/^Anyone who can reach it can read and change every record/),
    ]);
    const headers = server.requests.flatMap((request) => Object.keys(request.headers));
    expect(headers.filter((name) => name === 'authorization' || name === 'epic-client-id')).toEqual([]);
  });
});

describe('the step Token', () => {
  it('names a wrong secret', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', methods: ['client_secret_basic'] });
    const token = (await examine(bySecret('client_secret_basic', 'wrong'))).step('token');
    expect([token.outcome, token.found]).toEqual(['failed', ['HTTP 401: invalid_client']]);
    expect(causesOf(token)[0]).toMatch(/EPIC_CLIENT_SECRET is not this client's secret/);
    expect(token.ruledOut).toEqual(['the place of the secret: also refused in the request body']);
  });

  it.each([
    ['client_secret_basic', 'client_secret_post', 'in the request body'],
    ['client_secret_post', 'client_secret_basic', 'in the Authorization header'],
  ] as const)('names %s as wrong if %s is right, and continues with that', async (chosen, right, place) => {
    await serve({ ...CLIENT, accepts: right });
    const found = await examine(bySecret(chosen));
    expect(found.step('token')).toMatchObject({
      outcome: 'failed',
      certain: true,
      causes: [
        {
          cause: `The server only accepts the secret ${place}.`,
          remedy: `Set EPIC_AUTH=${right}.`,
        },
      ],
    });
    expect(found.step('panel').outcome).toBe('passed');
  });

  it.each<[what: string, methods: Pick<TokenEndpointOptions, 'methods'>, at: number, cause: RegExp]>([
    [
      'lists its methods',
      { methods: ['private_key_jwt'] },
      0,
      /^The server accepts a signed assertion \(private_key_jwt\)/,
    ],
    ['lists none', {}, 1, /^The client is registered with a key, not with a secret/],
  ])('names a secret instead of a key, at a server that %s', async (_what, methods, place, cause) => {
    await serve({ ...CLIENT, accepts: 'private_key_jwt', ...methods });
    const token = (await examine(bySecret('client_secret_basic'))).step('token');
    expect(token.outcome).toBe('failed');
    expect(causesOf(token)[place]).toMatch(cause);
    expect(token.causes[place]?.remedy).toMatch(/^Set EPIC_AUTH=private_key_jwt/);
  });

  it.each<[what: string, methods: Pick<TokenEndpointOptions, 'methods'>, cause: RegExp]>([
    [
      'lists its methods',
      { methods: ['client_secret_basic', 'client_secret_post', 'words of its own'] },
      /^The server accepts a secret in the Authorization header \(client_secret_basic\) or a secret in the request body \(client_secret_post\)/,
    ],
    ['lists none', {}, /^The client is registered with a secret, not with a key/],
  ])('names a key instead of a secret, at a server that %s', async (_what, methods, cause) => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', ...methods });
    const token = (await examine(byKey)).step('token');
    expect(token.outcome).toBe('failed');
    const named = token.causes.find((one) => cause.test(one.cause));
    expect(named?.remedy).toMatch(/^Set EPIC_AUTH=client_secret_basic/);
    expect(JSON.stringify(token)).not.toContain('words of its own');
  });

  it('names EPIC_AUTH=none as wrong if the server requires a token', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', methods: ['client_secret_basic'] });
    const token = (await examine(byNothing)).step('token');
    expect([token.outcome, token.found]).toEqual([
      'failed',
      ['HTTP 401: the server requires a token, so EPIC_AUTH=none does not work.'],
    ]);
    expect(token.causes[0]?.remedy).toMatch(/^Set EPIC_AUTH=client_secret_basic/);
  });

  it.each<[what: string, variables: Variables]>([
    ['a key', byKey],
    ['a secret', bySecret('client_secret_basic')],
  ])('proposes EPIC_AUTH=none for %s and an open server', async (_what, variables) => {
    await serve(null);
    const token = (await examine(variables)).step('token');
    expect(token.outcome).toBe('failed');
    expect(causesOf(token)).toContain('The server is open, as HAPI is by default, and issues no tokens.');
  });

  it('is preceded by a step that recognizes a private key as the secret, or a secret as the key', async () => {
    await serve(null);
    const key = pkcs8(rsa().privateKey).trim().replaceAll('\n', '\\n');
    const first = await examine(bySecret('client_secret_basic', key));
    expect(causesOf(first.step('configuration'))).toEqual([
      matching(/^EPIC_CLIENT_SECRET: .*got a private key/),
    ]);
    expect(first.step('key').outcome).toBe('skipped');
    const second = await examine({ ...byKey, EPIC_PRIVATE_KEY: 'Zx81-canary-secret-of-a-client' });
    expect(causesOf(second.step('key'))).toEqual(['It looks like a client secret.']);
    expect(second.output).not.toContain('Zx81');
  });

  it('reports a failing token endpoint', async () => {
    server = await startHapiServer([PATIENT], {
      intercept: ({ target }) => (target === '/token' ? { status: 503, body: {} } : null),
    });
    const tokenUrl = new URL('/token', server.baseUrl).href;
    const found = await examine({ ...bySecret('client_secret_basic'), EPIC_TOKEN_URL: tokenUrl });
    expect(found.step('token').found).toEqual(['HTTP 503, but no OAuth response.']);
  });
});
