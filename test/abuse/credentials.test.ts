import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { type ConnectionChanges, type Gateway, startGateway } from '../support/gateway.ts';
import { RECOVERY } from '../support/patience.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';
import { skipPauses } from '../support/time.ts';
import { patientAliases } from '../support/upstream.ts';

skipPauses();

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** The gateway accepts only the third refusal as final, because Epic's token endpoint refuses valid clients now and then. */
const THREE_ATTEMPTS = ['token', 'token', 'token'];

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

function sentOperations(): string[] {
  return sandbox.requests.map(({ operation }) => operation);
}

function failureWith(code: string, message: string): unknown {
  return {
    data: { patient: null },
    errors: [{ message, path: ['patient'], locations: [{ line: 1, column: 3 }], extensions: { code } }],
    extensions: { fhir: { requests: 0, estimatedRequests: 1, warnings: [] } },
  };
}

const { privateKey: otherKey } = rsa(2048, 'foreign');

/** Selects fifty patients, different ones for each operation. */
function fiftyPatients(operation: number): string {
  return patientAliases(Array.from({ length: 50 }, (_, index) => `id${operation}.${index}`));
}

describe('a gateway with wrong credentials', () => {
  it.each<[what: string, connection: ConnectionChanges]>([
    ['a key that is not registered', { privateKey: otherKey }],
    ['a client that is not registered', { clientId: 'unregistered' }],
    ['a key id that is not in the key set', { keyId: 'another' }],
    ['an audience that the server does not accept', { tokenAudience: 'https://epic.example/token' }],
  ])('lists all known causes of invalid_client after three attempts: %s', async (_what, connection) => {
    await start(connection);
    expect(await gateway.query(ONE_PATIENT)).toEqual(
      failureWith('UPSTREAM_AUTHENTICATION_FAILED', INVALID_CLIENT),
    );
    expect(sentOperations()).toEqual(THREE_ATTEMPTS);
  });

  it.each([-3_600_000, 3_600_000])(
    'reports a clock that is wrong by %d ms as invalid_client',
    async (offset) => {
      await start({}, () => Date.now() + offset);
      expect(await gateway.query(ONE_PATIENT)).toEqual(
        failureWith('UPSTREAM_AUTHENTICATION_FAILED', INVALID_CLIENT),
      );
      expect(sentOperations()).toEqual(THREE_ATTEMPTS);
    },
  );

  it('explains unauthorized_client: the site has not mapped the client to a user', async () => {
    await start({ clientId: 'unmapped' });
    expect(await gateway.query(ONE_PATIENT)).toEqual(
      failureWith(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The token endpoint refused this gateway: unauthorized_client: the site has not mapped this client to a ' +
          'background user yet. Contact the site.',
      ),
    );
    expect(sentOperations()).toEqual(THREE_ATTEMPTS);
  });

  it('requests a token three times, however many FHIR requests wait for it [T3-D7]', async () => {
    await start({ clientId: 'unregistered' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_operation, operation) => gateway.query(fiftyPatients(operation))),
    );
    const codes = answers.flatMap(({ errors = [] }) => errors.map(({ extensions: { code } }) => code));
    expect(codes).toHaveLength(500);
    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_AUTHENTICATION_FAILED']));
    expect(sentOperations()).toEqual(THREE_ATTEMPTS);
  });

  it('recovers once the registration has reached the server', async () => {
    await start({ clientId: 'late' });
    expect((await gateway.query(ONE_PATIENT)).errors).toHaveLength(1);
    sandbox.registerClient({ clientId: 'late', keys: [await publicKeyOf(sandbox.credentials)] });
    // The gateway caches the refusal for some seconds.
    await vi.waitFor(() => expectStillHealthy(gateway), RECOVERY);
  });
});

describe('a gateway with an unreliable token endpoint', () => {
  it.each([1, 2])('retries after the token endpoint refuses %d time(s) without a reason', async (times) => {
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
    expect(sentOperations()).toEqual([...THREE_ATTEMPTS.slice(0, times), 'token', 'read']);
  });

  it('requests one more token after the API rejects the first, then fails', async () => {
    await start({});
    sandbox.fault({ match: { operation: 'read' }, kind: 'expired-token', times: 2 });
    expect(await gateway.query(ONE_PATIENT)).toMatchObject({
      errors: [
        {
          message: 'The FHIR server rejected the access token that it just issued.',
          extensions: { code: 'UPSTREAM_AUTHENTICATION_FAILED' },
        },
      ],
      extensions: { fhir: { requests: 2 } },
    });
    expect(sentOperations()).toEqual(['token', 'read', 'token', 'read']);
    await expectStillHealthy(gateway);
  });
});
