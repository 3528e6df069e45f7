import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unusedOrigin } from '../http/local-server.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { NEVER_MS } from '../support/patience.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';
import { passTime, skipPauses } from '../support/time.ts';

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** EPIC_TIMEOUT_MS in these tests, less than the time of an operation. */
const timeoutMs = 20_000;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => {
  sandbox.clearFaults();
  sandbox.clearRequests();
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await startGateway(sandbox, { limits: { timeoutMs }, ...options });
}

/** Starts a gateway that has served a read, so that only the fault can delay an operation. */
async function startWithToken(): Promise<void> {
  await start();
  await expectStillHealthy(gateway);
  sandbox.clearRequests();
}

/** Returns the errors of an operation and the number of its FHIR requests. */
async function queryFailure(query = ONE_PATIENT) {
  const { errors, extensions } = await gateway.query(query);
  return {
    errors: errors?.map(({ message, extensions: { code } }) => [code, message]),
    requests: extensions?.fhir.requests,
  };
}

/** Returns the same for an operation whose FHIR request times out at the server. */
const queryTimeout = (query = ONE_PATIENT): ReturnType<typeof queryFailure> =>
  passTime(
    timeoutMs,
    () => sandbox.requests.length > 0,
    () => queryFailure(query),
  );

const REFUSED_TEXT = 'could not be reached, or closed the connection (ECONNREFUSED). Try again later.';

describe('an unreachable FHIR server', () => {
  skipPauses();

  it('causes UPSTREAM_UNAVAILABLE after three attempts', async () => {
    const baseUrl = `${await unusedOrigin()}/fhir`;
    await start({ connection: { baseUrl, tokenUrl: sandbox.tokenUrl } });
    expect(await queryFailure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED_TEXT}`]],
      requests: 3,
    });
  });

  it('causes UPSTREAM_UNAVAILABLE when the gateway must discover the token endpoint', async () => {
    await start({ connection: { baseUrl: `${await unusedOrigin()}/fhir` } });
    expect(await queryFailure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED_TEXT}`]],
      requests: 0,
    });
  });

  it('causes one error for a list, not one for each id', async () => {
    const baseUrl = `${await unusedOrigin()}/fhir`;
    const ids = Array.from({ length: 10 }, (_, index) => `id${index}`);
    await start({ connection: { baseUrl, tokenUrl: sandbox.tokenUrl }, panel: { kind: 'ids', ids } });
    const failed = await queryFailure('{ patients { id } }');
    expect(failed.errors).toEqual([['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED_TEXT}`]]);
    expect(failed.requests).toBeLessThanOrEqual(9);
  });

  it('does not affect operations after the FHIR server has returned', async () => {
    const gone = await startSandbox();
    gateway = await startGateway(gone);
    await gone.close();
    expect(await queryFailure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED_TEXT}`]],
      requests: 0,
    });
    const back = await startSandbox({
      port: Number(new URL(gone.origin).port),
      clients: [{ clientId: gone.credentials.clientId, keys: [await publicKeyOf(gone.credentials)] }],
    });
    await expectStillHealthy(gateway);
    await back.close();
  });
});

describe('a FHIR server that responds too slowly [T3-D2]', () => {
  const TIMEOUT_TEXT = `did not respond within ${timeoutMs} ms. Try again later.`;

  it.each([{ kind: 'delay', ms: 60_000 } as const, { kind: 'hang' } as const])(
    'causes UPSTREAM_TIMEOUT after EPIC_TIMEOUT_MS, without a retry: %j',
    async (fault) => {
      await startWithToken();
      sandbox.fault({ ...fault, match: { operation: 'read' } });
      expect(await queryTimeout()).toEqual({
        errors: [['UPSTREAM_TIMEOUT', `The FHIR server ${TIMEOUT_TEXT}`]],
        requests: 1,
      });
      await expectStillHealthy(gateway);
    },
  );

  it('receives no single reads after a batch has timed out', async () => {
    await startWithToken();
    sandbox.fault({ kind: 'hang', match: { operation: 'search' } });
    expect(await queryTimeout('{ a: patient(id: "a") { id } b: patient(id: "b") { id } }')).toEqual({
      errors: [
        ['UPSTREAM_TIMEOUT', `The FHIR server ${TIMEOUT_TEXT}`],
        ['UPSTREAM_TIMEOUT', `The FHIR server ${TIMEOUT_TEXT}`],
      ],
      requests: 1,
    });
    await expectStillHealthy(gateway);
  });

  it('receives no second token request after the first has timed out', async () => {
    await start({ connection: { tokenUrl: sandbox.tokenUrl } });
    sandbox.fault({ kind: 'hang', match: { operation: 'token' } });
    expect(await queryTimeout()).toEqual({
      errors: [['UPSTREAM_TIMEOUT', `The token endpoint ${TIMEOUT_TEXT}`]],
      requests: 0,
    });
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['token']);
    await expectStillHealthy(gateway);
  });

  it('does not delay an operation that needs no FHIR request', async () => {
    await start({ limits: { timeoutMs: NEVER_MS }, server: { operationTimeoutMs: NEVER_MS } });
    sandbox.fault({ kind: 'hang', match: { operation: 'read' } });
    const waiting = gateway.http.post('/graphql').send({ query: ONE_PATIENT });
    const ended = waiting.then(String, String);
    expect(await gateway.query('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    waiting.abort();
    await ended;
  });
});
