import { generateKeyPairSync } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionChanges, type Gateway, startGateway } from '../support/gateway.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';
import { patientAliases } from '../support/upstream.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** A refusal is believed the third time, since Epic's token endpoint gives a flaky one now and then. */
const ATTEMPTS = ['token', 'token', 'token'];

const INVALID_CLIENT =
  'The token endpoint refused this gateway: invalid_client, without a reason. Known causes, most likely first: ' +
  'the app registration has not reached this server yet (up to 1 hour in the sandbox, 12 hours at a site); ' +
  'EPIC_CLIENT_ID is the production id instead of the non-production id, or vice versa; ' +
  'the registered key set URL is unreachable, redirects, or does not contain EPIC_KEY_ID; ' +
  'EPIC_TOKEN_AUDIENCE differs from the token URL configured at the server; ' +
  'the clock of this machine is wrong; ' +
  'the private key or EPIC_SIGNING_ALG is not the registered one.';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.registerClient({
    clientId: 'unmapped',
    keys: [await publicKeyOf(sandbox.credentials)],
    backgroundUser: false,
  });
});

beforeEach(() => {
  sandbox.clearFaults();
  sandbox.clearRequests();
});

afterEach(async () => {
  await gateway.close();
});

afterAll(() => sandbox.close());

async function start(connection: ConnectionChanges, now?: () => number): Promise<void> {
  gateway = await startGateway(sandbox, {
    connection: { tokenUrl: sandbox.tokenUrl, ...connection },
    ...(now === undefined ? {} : { now }),
  });
}

function upstream(): string[] {
  return sandbox.requests.map(({ operation }) => operation);
}

function failed(code: string, message: string): unknown {
  return {
    data: { patient: null },
    errors: [{ message, path: ['patient'], locations: [{ line: 1, column: 3 }], extensions: { code } }],
    extensions: { fhir: { requests: 0, estimatedRequests: 1, warnings: [] } },
  };
}

const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Of each operation other ones. */
function fiftyPatients(operation: number): string {
  return patientAliases(Array.from({ length: 50 }, (_, index) => `id${operation}.${index}`));
}

describe('wrong credentials', () => {
  it.each<[what: string, connection: ConnectionChanges]>([
    ['a key that is not registered', { privateKey: otherKey }],
    ['a client that is not registered', { clientId: 'unregistered' }],
    ['a key id that is not in the key set', { keyId: 'another' }],
    ['an audience that the server does not know itself by', { tokenAudience: 'https://epic.example/token' }],
  ])('are told with all known causes, after three attempts: %s', async (_what, connection) => {
    await start(connection);
    expect(await gateway.query(ONE)).toEqual(failed('UPSTREAM_AUTHENTICATION_FAILED', INVALID_CLIENT));
    expect(upstream()).toEqual(ATTEMPTS);
  });

  it.each([-3_600_000, 3_600_000])('are what a clock that is wrong by %d ms looks like', async (offset) => {
    await start({}, () => Date.now() + offset);
    expect(await gateway.query(ONE)).toEqual(failed('UPSTREAM_AUTHENTICATION_FAILED', INVALID_CLIENT));
    expect(upstream()).toEqual(ATTEMPTS);
  });

  it('are told from a client whom the site has not mapped to a user', async () => {
    await start({ clientId: 'unmapped' });
    expect(await gateway.query(ONE)).toEqual(
      failed(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The token endpoint refused this gateway: unauthorized_client: the site has not mapped this client to a ' +
          'background user yet. Contact the site.',
      ),
    );
    expect(upstream()).toEqual(ATTEMPTS);
  });

  it('cost three attempts and no more, however many requests wait for a token', async () => {
    await start({ clientId: 'unregistered' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_operation, operation) => gateway.query(fiftyPatients(operation))),
    );
    const codes = answers.flatMap(({ errors = [] }) => errors.map(({ extensions: { code } }) => code));
    expect(codes).toHaveLength(500);
    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_AUTHENTICATION_FAILED']));
    expect(upstream()).toEqual(ATTEMPTS);
  });

  it('are forgotten once the registration has reached the server', async () => {
    await start({ clientId: 'late' });
    expect((await gateway.query(ONE)).errors).toHaveLength(1);
    sandbox.registerClient({ clientId: 'late', keys: [await publicKeyOf(sandbox.credentials)] });
    // That it was refused is remembered for some seconds.
    await vi.waitFor(() => expectStillHealthy(gateway), { timeout: 10_000, interval: 250 });
  });
});

describe('a token endpoint', () => {
  it.each([1, 2])('that refuses %d time(s) for no reason is believed only the third time', async (times) => {
    await start({});
    sandbox.fault({
      match: { operation: 'token' },
      kind: 'status',
      status: 400,
      contentType: 'application/json',
      body: '{"error":"invalid_client","error_description":null}',
      times,
    });
    await expectStillHealthy(gateway);
    expect(upstream()).toEqual([...ATTEMPTS.slice(0, times), 'token', 'read']);
  });

  it('that gives tokens which the API does not take is asked once more, and then believed to be broken', async () => {
    await start({});
    sandbox.fault({ match: { operation: 'read' }, kind: 'expired-token', times: 2 });
    expect(await gateway.query(ONE)).toMatchObject({
      errors: [
        {
          message: 'The FHIR server rejected the access token that it just issued.',
          extensions: { code: 'UPSTREAM_AUTHENTICATION_FAILED' },
        },
      ],
      extensions: { fhir: { requests: 2 } },
    });
    expect(upstream()).toEqual(['token', 'read', 'token', 'read']);
    await expectStillHealthy(gateway);
  });
});
