import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unusedOrigin } from '../http/local-server.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { publicKeyOf } from '../support/public-key.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** EPIC_TIMEOUT_MS of these tests. */
const timeoutMs = 500;

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

/** The error of an operation, and how many requests to the FHIR API it made. */
async function failure(query = ONE) {
  const { errors, extensions } = await gateway.query(query);
  return {
    errors: errors?.map(({ message, extensions: { code } }) => [code, message]),
    requests: extensions?.fhir.requests,
  };
}

const REFUSED = 'could not be reached, or closed the connection (ECONNREFUSED). Try again later.';

describe('a FHIR server that is not there', () => {
  it('is told as such, after three attempts', async () => {
    const baseUrl = `${await unusedOrigin()}/fhir`;
    await start({ connection: { baseUrl, tokenUrl: sandbox.tokenUrl } });
    expect(await failure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED}`]],
      requests: 3,
    });
  });

  it('is told as such too where it was to name its token endpoint', async () => {
    await start({ connection: { baseUrl: `${await unusedOrigin()}/fhir` } });
    expect(await failure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED}`]],
      requests: 0,
    });
  });

  it('fails a list once, and not once for each of its ids', async () => {
    const baseUrl = `${await unusedOrigin()}/fhir`;
    const ids = Array.from({ length: 10 }, (_, index) => `id${index}`);
    await start({ connection: { baseUrl, tokenUrl: sandbox.tokenUrl }, panel: { kind: 'ids', ids } });
    const failed = await failure('{ patients { id } }');
    expect(failed.errors).toEqual([['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED}`]]);
    expect(failed.requests).toBeLessThanOrEqual(9);
  });

  it('does not keep the gateway from answering once it is back', async () => {
    const gone = await startSandbox();
    gateway = await startGateway(gone);
    await gone.close();
    expect(await failure()).toEqual({
      errors: [['UPSTREAM_UNAVAILABLE', `The FHIR server ${REFUSED}`]],
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

describe('a FHIR server that does not answer in time', () => {
  const TOO_LATE = `did not respond within ${timeoutMs} ms. Try again later.`;

  it.each([{ kind: 'delay', ms: 60_000 } as const, { kind: 'hang' } as const])(
    'is waited for as long as EPIC_TIMEOUT_MS says, and not asked again: %j',
    async (fault) => {
      await start();
      sandbox.fault({ ...fault, match: { operation: 'read' } });
      expect(await failure()).toEqual({
        errors: [['UPSTREAM_TIMEOUT', `The FHIR server ${TOO_LATE}`]],
        requests: 1,
      });
      await expectStillHealthy(gateway);
    },
  );

  it('is not asked again id by id', async () => {
    await start();
    sandbox.fault({ kind: 'hang', match: { operation: 'search' } });
    expect(await failure('{ a: patient(id: "a") { id } b: patient(id: "b") { id } }')).toEqual({
      errors: [
        ['UPSTREAM_TIMEOUT', `The FHIR server ${TOO_LATE}`],
        ['UPSTREAM_TIMEOUT', `The FHIR server ${TOO_LATE}`],
      ],
      requests: 1,
    });
    await expectStillHealthy(gateway);
  });

  it('is not asked again for a token, since the first may be under way', async () => {
    await start({ connection: { tokenUrl: sandbox.tokenUrl } });
    sandbox.fault({ kind: 'hang', match: { operation: 'token' } });
    expect(await failure()).toEqual({
      errors: [['UPSTREAM_TIMEOUT', `The token endpoint ${TOO_LATE}`]],
      requests: 0,
    });
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['token']);
    await expectStillHealthy(gateway);
  });

  it('is not waited for by an operation that asks for nothing of it', async () => {
    await start({ limits: { timeoutMs: 60_000 } });
    sandbox.fault({ kind: 'hang', match: { operation: 'read' } });
    const waiting = gateway.http.post('/graphql').send({ query: ONE });
    const ended = waiting.then(String, String);
    expect(await gateway.query('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    waiting.abort();
    await ended;
  });
});
