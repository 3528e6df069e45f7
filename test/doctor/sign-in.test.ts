import { afterEach, describe, expect, it } from 'vitest';
import type { Patient, Stored } from '../../src/fhir/types.ts';
import { pkcs8, rsa } from '../config/key-material.ts';
import { matching } from '../support/expected.ts';
import { type HapiServer, startHapiServer } from '../support/hapi-server.ts';
import { tokenFront, type TokenFrontOptions } from '../support/token-front.ts';
import { causesOf, type Examined, examined, outcomesOf, type Variables } from './examined.ts';

const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };
const SECRET = 'canary:secret+100%';
const CLIENT = { clientId: 'my client', secret: SECRET };

let server: HapiServer;

afterEach(() => server.close());

async function serve(front: TokenFrontOptions | null): Promise<void> {
  server = await startHapiServer([PATIENT], front === null ? {} : { front: tokenFront(front) });
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

/** The steps of the way to a token, all of which are as they should be. */
const GREEN = {
  configuration: 'passed',
  key: 'passed',
  connection: 'passed',
  clock: 'passed',
  'smart-configuration': 'passed',
  'key-set': 'skipped',
  token: 'passed',
  panel: 'passed',
};

describe('each way to sign in is green', () => {
  it.each<[method: TokenFrontOptions['accepts'], variables: Variables]>([
    ['private_key_jwt', byKey],
    ['client_secret_basic', bySecret('client_secret_basic')],
    ['client_secret_post', bySecret('client_secret_post')],
  ])('by %s', async (method, variables) => {
    await serve({ ...CLIENT, accepts: method, methods: [method] });
    const found = await examine(variables);
    expect(outcomesOf(found)).toMatchObject(GREEN);
    expect(found.step('token').found[0]).toBe('HTTP 200: a token for 300 s');
    expect(found.step('configuration').facts).toMatchObject({ authentication: method });
  });

  it('with a secret says where it is sent, and that no key set is needed', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_post' });
    const found = await examine(bySecret('client_secret_post'));
    expect(found.step('key').found).toEqual([
      'A client secret, sent in the form (EPIC_AUTH=client_secret_post).',
    ]);
    expect(found.step('key-set').found).toEqual(['EPIC_AUTH=client_secret_post needs no key set.']);
  });

  it('without any says that the server is open, and sends neither client id nor token', async () => {
    await serve(null);
    const found = await examine(byNothing);
    expect(outcomesOf(found)).toMatchObject(GREEN);
    expect(found.step('configuration').found.join(' ')).toMatch(
      /EPIC_AUTH=none: the gateway sends no token, so the FHIR server must be open, .* Cursors end with the process/,
    );
    expect(found.step('token').found).toEqual([
      'HTTP 200: the server is open. It answers without a token (EPIC_AUTH=none).',
      matching(/^Anyone who reaches it can read and change every record/),
    ]);
    const headers = server.requests.flatMap((request) => Object.keys(request.headers));
    expect(headers.filter((name) => name === 'authorization' || name === 'epic-client-id')).toEqual([]);
  });
});

describe('a mistake is named', () => {
  it('a wrong secret', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', methods: ['client_secret_basic'] });
    const token = (await examine(bySecret('client_secret_basic', 'wrong'))).step('token');
    expect([token.outcome, token.found]).toEqual(['failed', ['HTTP 401: invalid_client']]);
    expect(causesOf(token)[0]).toMatch(/EPIC_CLIENT_SECRET is not the secret of this client/);
    expect(token.ruledOut).toEqual(['the place of the secret: in the form it is refused too']);
  });

  it.each([
    ['client_secret_basic', 'client_secret_post', 'in the form'],
    ['client_secret_post', 'client_secret_basic', 'in the Authorization header'],
  ] as const)(
    'a secret by %s where %s is right; the steps below go on with that',
    async (chosen, right, place) => {
      await serve({ ...CLIENT, accepts: right });
      const found = await examine(bySecret(chosen));
      expect(found.step('token')).toMatchObject({
        outcome: 'failed',
        certain: true,
        causes: [
          {
            cause: `The server takes the secret ${place} only, and with that a token comes.`,
            remedy: `Set EPIC_AUTH=${right}.`,
          },
        ],
      });
      expect(found.step('panel').outcome).toBe('passed');
    },
  );

  it.each<[what: string, methods: Pick<TokenFrontOptions, 'methods'>, at: number, cause: RegExp]>([
    [
      'lists what it takes',
      { methods: ['private_key_jwt'] },
      0,
      /^The server takes a key \(private_key_jwt\)/,
    ],
    ['does not say', {}, 1, /^The client is registered for a key, and not for a secret/],
  ])('a secret for a key, at a server that %s', async (_what, methods, place, cause) => {
    await serve({ ...CLIENT, accepts: 'private_key_jwt', ...methods });
    const token = (await examine(bySecret('client_secret_basic'))).step('token');
    expect(token.outcome).toBe('failed');
    expect(causesOf(token)[place]).toMatch(cause);
    expect(token.causes[place]?.remedy).toMatch(/^Set EPIC_AUTH=private_key_jwt/);
  });

  it.each<[what: string, methods: Pick<TokenFrontOptions, 'methods'>, cause: RegExp]>([
    [
      'lists what it takes',
      { methods: ['client_secret_basic', 'client_secret_post', 'words of its own'] },
      /^The server takes a secret in the Authorization header \(client_secret_basic\) or a secret in the form \(client_secret_post\)/,
    ],
    ['does not say', {}, /^The client is registered for a secret, and not for a key/],
  ])('a key for a secret, at a server that %s', async (_what, methods, cause) => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', ...methods });
    const token = (await examine(byKey)).step('token');
    expect(token.outcome).toBe('failed');
    const named = token.causes.find((one) => cause.test(one.cause));
    expect(named?.remedy).toMatch(/^Set EPIC_AUTH=client_secret_basic/);
    expect(JSON.stringify(token)).not.toContain('words of its own');
  });

  it('no sign-in for a server that wants a token', async () => {
    await serve({ ...CLIENT, accepts: 'client_secret_basic', methods: ['client_secret_basic'] });
    const token = (await examine(byNothing)).step('token');
    expect([token.outcome, token.found]).toEqual([
      'failed',
      ['HTTP 401: the server wants a token, so it is not open.'],
    ]);
    expect(token.causes[0]?.remedy).toMatch(/^Set EPIC_AUTH=client_secret_basic/);
  });

  it.each<[what: string, variables: Variables]>([
    ['a key', byKey],
    ['a secret', bySecret('client_secret_basic')],
  ])('%s for an open server', async (_what, variables) => {
    await serve(null);
    const token = (await examine(variables)).step('token');
    expect(token.outcome).toBe('failed');
    expect(causesOf(token)).toContain('The server is open, as HAPI is by default, and gives no tokens.');
  });

  it('a private key in place of the secret, and a secret in place of the key', async () => {
    await serve(null);
    const key = pkcs8(rsa().privateKey).trim().replaceAll('\n', '\\n');
    const first = await examine(bySecret('client_secret_basic', key));
    expect(causesOf(first.step('configuration'))).toEqual([
      matching(/^EPIC_CLIENT_SECRET: .*got a private key/),
    ]);
    expect(first.step('key').outcome).toBe('skipped');
    const second = await examine({ ...byKey, EPIC_PRIVATE_KEY: 'Zx81-canary-secret-of-a-client' });
    expect(causesOf(second.step('key'))).toEqual(['It is one word, as a client secret is, and no key.']);
    expect(second.said).not.toContain('Zx81');
  });

  it('a secret that comes to nothing at the token endpoint', async () => {
    server = await startHapiServer([PATIENT], {
      front: ({ target }) => (target === '/token' ? { status: 503, body: {} } : null),
    });
    const tokenUrl = new URL('/token', server.baseUrl).href;
    const found = await examine({ ...bySecret('client_secret_basic'), EPIC_TOKEN_URL: tokenUrl });
    expect(found.step('token').found).toEqual(['HTTP 503, and no answer of OAuth.']);
  });
});
