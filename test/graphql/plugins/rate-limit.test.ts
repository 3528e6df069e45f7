import { type Hold, type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedStateUnavailableError } from '../../../src/state/shared-state-error.ts';
import type { SharedState } from '../../../src/state/shared-state.ts';
import { at } from '../../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../support/gateway.ts';
import { startIdentityProvider } from '../../support/identity-provider.ts';
import { createReplyingState, anyReply, DOWN_STATE } from '../../support/hostile-store.ts';
import { fhirCalls } from '../../support/upstream.ts';

/** Costs one request, both estimated and actual. */
const LOOKUP = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
/** Is estimated at eleven requests; sends one for the panel and one for each ten patients on it. */
const PANEL_LIST = '{ patients(first: 100) { id } }';
const NOON = Date.parse('2026-11-24T12:00:00Z');

let sandbox: Sandbox;
let gateway: Gateway;

async function start(limit: number, options: SandboxOptions = {}, more: GatewayOptions = {}): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false, ...options });
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    server: { maxUpstreamCalls: 12, maxUpstreamCallsPerMinute: limit },
    ...more,
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});

afterEach(async () => {
  vi.useRealTimers();
  await gateway.close();
  await sandbox.close();
});

/** Returns the status, the error code if any, and the rate limit headers. */
async function outcomeOf(query: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> {
  const answer = await gateway.http.post('/graphql').set(headers).send({ query });
  const code = at(answer, 'body', 'errors', 0, 'extensions', 'code');
  const parts = [code, answer.headers['ratelimit'], answer.headers['retry-after']];
  return [answer.status, ...parts].filter((part) => part !== undefined);
}

/** Waits without Vitest's polling, which would advance the fake clock. */
async function waitForArrivals(hold: Hold, count: number): Promise<void> {
  while (hold.arrived < count) await gateway.http.get('/livez');
}

describe('the rate limit headers', () => {
  it('reports the policy, the remaining requests and the seconds until the reset', async () => {
    await start(20);
    const { headers } = await gateway.http.post('/graphql').send({ query: LOOKUP });
    expect(headers['ratelimit-policy']).toBe('"fhir-requests";q=20;w=60');
    expect(headers['ratelimit']).toBe('"fhir-requests";r=19;t=60');
    vi.setSystemTime(NOON + 15_400);
    expect(await outcomeOf(LOOKUP)).toEqual([200, '"fhir-requests";r=18;t=45']);
  });

  it.each<[what: string, query: string, outcome: unknown[]]>([
    ['an operation without a FHIR request', '{ __typename }', [200]],
    ['an invalid document', '{ nonsense }', [400, 'GRAPHQL_VALIDATION_FAILED']],
    ['a document that cannot be parsed', '{', [400, 'GRAPHQL_PARSE_FAILED']],
    [
      'an operation that is refused for its price',
      '{ patients(first: 100) { id goals { id } } }',
      [400, 'OPERATION_TOO_EXPENSIVE'],
    ],
  ])('charges 1 for %s', async (_what, query, outcome) => {
    await start(20);
    expect(await outcomeOf(query)).toEqual([...outcome, '"fhir-requests";r=19;t=60']);
  });

  it('sends no rate limit headers without a limit', async () => {
    await start(0);
    const { headers } = await gateway.http.post('/graphql').send({ query: LOOKUP });
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  });

  it('exposes the rate limit headers to pages of allowed origins', async () => {
    await start(
      20,
      {},
      { server: { corsOrigins: ['https://app.example.org'], maxUpstreamCallsPerMinute: 20 } },
    );
    const { headers } = await gateway.http
      .post('/graphql')
      .set('origin', 'https://app.example.org')
      .send({ query: LOOKUP });
    expect(headers['access-control-expose-headers']).toBe('RateLimit, RateLimit-Policy, Retry-After');
  });
});

describe('the requests that an operation reserves', () => {
  it('reserves the estimated cost and refunds what was not used', async () => {
    await start(20);
    const hold = sandbox.hold({ operation: 'search' });
    const answer = gateway.query(PANEL_LIST);
    await waitForArrivals(hold, 1);
    expect(await outcomeOf('{ __typename }')).toEqual([200, '"fhir-requests";r=8;t=60']);
    hold.release();
    const { extensions } = await answer;
    const used = extensions?.fhir.requests ?? 0;
    expect([used < 11, extensions?.fhir.estimatedRequests]).toEqual([true, 11]);
    expect(await outcomeOf('{ __typename }')).toEqual([200, `"fhir-requests";r=${18 - used};t=60`]);
  });

  it('charges requests beyond the estimated cost', async () => {
    await start(20, { defaultPageSize: 1, pages: () => [] });
    const text = `{ patient(id: "${CAMILA_LOPEZ}") { labResults { id } } }`;
    const { extensions } = await gateway.query(text);
    expect(extensions?.fhir).toMatchObject({ requests: 11, estimatedRequests: 2 });
    expect(await outcomeOf('{ __typename }')).toEqual([200, '"fhir-requests";r=8;t=60']);
  });

  it('does not refund a reservation of an earlier minute', async () => {
    await start(20);
    const hold = sandbox.hold({ operation: 'search' });
    const answer = gateway.query(PANEL_LIST);
    await waitForArrivals(hold, 1);
    vi.setSystemTime(NOON + 60_001);
    expect(await outcomeOf(LOOKUP)).toEqual([200, '"fhir-requests";r=19;t=60']);
    hold.release();
    await answer;
    expect(await outcomeOf('{ __typename }')).toEqual([200, '"fhir-requests";r=18;t=60']);
  });
});

describe('an operation beyond the limit [T1-D7]', () => {
  it('refuses an operation beyond the limit with 429 and Retry-After, without a FHIR request, and charges 1', async () => {
    await start(12);
    expect(await outcomeOf(LOOKUP)).toEqual([200, '"fhir-requests";r=11;t=60']);
    expect(await outcomeOf(LOOKUP)).toEqual([200, '"fhir-requests";r=10;t=60']);
    sandbox.clearRequests();
    vi.setSystemTime(NOON + 20_500);
    const answer = await gateway.http.post('/graphql').send({ query: PANEL_LIST });
    expect([answer.status, answer.headers['ratelimit'], answer.headers['retry-after']]).toEqual([
      429,
      '"fhir-requests";r=9;t=40',
      '40',
    ]);
    expect(answer.body).toEqual({
      errors: [
        {
          message:
            'This caller may cause 12 FHIR requests per minute (MAX_UPSTREAM_CALLS_PER_MINUTE), and the operation ' +
            'would exceed what is left. Retry after the seconds in Retry-After, or select less.',
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
      extensions: { fhir: { requests: 0, estimatedRequests: 11, warnings: [] } },
    });
    expect(sandbox.requests).toEqual([]);
    expect(await outcomeOf(LOOKUP)).toEqual([200, '"fhir-requests";r=8;t=40']);
  });

  it('executes a refused operation once the minute has passed', async () => {
    await start(12);
    await outcomeOf(LOOKUP);
    await outcomeOf(LOOKUP);
    expect(await outcomeOf(PANEL_LIST)).toEqual([429, 'RATE_LIMITED', '"fhir-requests";r=9;t=60', '60']);
    vi.setSystemTime(NOON + 60_000);
    const [status] = await outcomeOf(PANEL_LIST);
    expect(status).toBe(200);
  });

  it('refuses every document once the limit is reached, before it is parsed', async () => {
    await start(1, {}, { server: { maxUpstreamCalls: 1, maxUpstreamCallsPerMinute: 1 } });
    await outcomeOf(LOOKUP);
    const refused = [429, 'RATE_LIMITED', '"fhir-requests";r=0;t=60', '60'];
    for (const query of [LOOKUP, '{ __typename }', '{ nonsense }', '{'])
      expect(await outcomeOf(query)).toEqual(refused);
  });

  it('refuses every operation of the minute after more than the limit was used', async () => {
    await start(5, { defaultPageSize: 1, pages: () => [] });
    const { extensions } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { labResults { id } } }`);
    expect(extensions?.fhir.requests).toBe(11);
    expect(await outcomeOf('{ __typename }')).toEqual([
      429,
      'RATE_LIMITED',
      '"fhir-requests";r=0;t=60',
      '60',
    ]);
    vi.setSystemTime(NOON + 60_000);
    expect(await outcomeOf('{ __typename }')).toEqual([200, '"fhir-requests";r=4;t=60']);
  });

  it('refuses some of many concurrent operations while the others are in flight', async () => {
    await start(3);
    const hold = sandbox.hold({ operation: 'read' });
    const operations = sandbox.patients
      .slice(0, 8)
      .map(({ id }) => gateway.query(`{ patient(id: "${id}") { id } }`));
    await waitForArrivals(hold, 3);
    hold.release();
    const answers = await Promise.all(operations);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(3);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'RATE_LIMITED')).toHaveLength(5);
    expect(fhirCalls(sandbox)).toHaveLength(3);
  });
});

describe('the description of the schema', () => {
  it.each([
    ['SDL', '{ _service { sdl } }'],
    ['a small introspection', '{ __schema { types { name } } }'],
    ['introspection', getIntrospectionQuery()],
  ])('charges 1 for each begun 10 kB of %s', async (_what, query) => {
    await start(100);
    const { text, headers } = await gateway.http.post('/graphql').send({ query });
    const charge = 100 - Number(/r=(\d+)/.exec(String(headers['ratelimit']))?.[1]);
    // Measured before the answer is written, so without its quotes and commas.
    const share = Buffer.byteLength(text) / 10_000;
    expect(charge).toBeGreaterThanOrEqual(Math.floor(share * 0.9));
    expect(charge).toBeLessThanOrEqual(Math.ceil(share));
  });

  it('refuses introspection beyond the limit', async () => {
    await start(100);
    await outcomeOf(getIntrospectionQuery());
    expect(await outcomeOf(getIntrospectionQuery())).toEqual([
      429,
      'RATE_LIMITED',
      '"fhir-requests";r=0;t=60',
      '60',
    ]);
  });

  const FIFTY = `{ ${Array.from({ length: 50 }, (_, index) => `a${index}: _service { sdl }`).join(' ')} }`;
  it.each([
    ['is refused for it', FIFTY, {}],
    ['is only priced', getIntrospectionQuery(), { 'x-explain': 'price' }],
  ])('is charged even if the operation %s', async (_, query, headers) => {
    await start(1_000, {}, { server: { maxUpstreamCallsPerMinute: 1_000, explorer: { signsIn: false } } });
    const limit = (await outcomeOf(query, headers)).map(String).find((value) => value.includes(';r='));
    expect(Number(/r=(\d+)/.exec(limit ?? '')?.[1])).toBeLessThan(930);
  });

  it('returns the SDL within any limit, so that a router can compose the graph', async () => {
    await start(1, {}, { server: { maxUpstreamCalls: 1, maxUpstreamCallsPerMinute: 1 } });
    expect(await outcomeOf('{ _service { sdl } }')).toEqual([200, '"fhir-requests";r=0;t=60']);
  });
});

describe('the limit of each caller', () => {
  it('gives each caller a limit, whatever token the caller presents [T7-D1]', async () => {
    const issuer = await startIdentityProvider();
    await start(
      2,
      {},
      { callers: issuer.tokenVerification(), server: { maxUpstreamCalls: 2, maxUpstreamCallsPerMinute: 2 } },
    );
    const as = async (subject: string): Promise<unknown[]> =>
      outcomeOf(LOOKUP, { authorization: await issuer.bearer('user/*.rs', { subject }) });
    expect(await as('one')).toEqual([200, '"fhir-requests";r=1;t=60']);
    expect(await as('other')).toEqual([200, '"fhir-requests";r=1;t=60']);
    expect(await as('one')).toEqual([200, '"fhir-requests";r=0;t=60']);
    expect(await as('one')).toEqual([429, 'RATE_LIMITED', '"fhir-requests";r=0;t=60', '60']);
    expect(await as('other')).toEqual([200, '"fhir-requests";r=0;t=60']);
    await issuer.close();
  });

  it('gives a caller one limit for all launch patients [T7-S2]', async () => {
    const issuer = await startIdentityProvider();
    await start(
      3,
      {},
      { callers: issuer.tokenVerification(), server: { maxUpstreamCalls: 3, maxUpstreamCallsPerMinute: 3 } },
    );
    const statuses: unknown[] = [];
    for (const { id } of sandbox.patients.slice(0, 10)) {
      const authorization = await issuer.bearer('patient/*.rs', { patient: id });
      const [status] = await outcomeOf(`{ patient(id: "${id}") { id } }`, { authorization });
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 200, ...Array.from({ length: 7 }, () => 429)]);
    await issuer.close();
  });
});

/** Returns the status of a store that recovers once the FHIR server has received a search. */
function statusOfStore(): 'up' | 'down' {
  return sandbox.requests.some(({ operation }) => operation === 'search') ? 'up' : 'down';
}

describe('a store that recovers while an operation is in flight', () => {
  it('does not correct the shared count for requests that the count of this process charged', async () => {
    const charges: (string | undefined)[] = [];
    const state: SharedState = {
      async run(_script, [key], [points]) {
        if (statusOfStore() === 'down' || !key.includes('rate-limit'))
          throw new SharedStateUnavailableError();
        charges.push(points);
        return [0, 60_000];
      },
      get: async () => null,
      set: async () => {},
      health: () => ({ isUp: statusOfStore() === 'up', since: 0 }),
      begun: Promise.resolve(),
      close: () => {},
    };
    await start(12, {}, { state });
    await outcomeOf(PANEL_LIST);
    expect(charges).toEqual(['0']);
  });
});

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

describe('a store with arbitrary replies', () => {
  it('falls back to the count of this process, with well-formed headers, if the store replies nonsense', async () => {
    let reply: unknown = null;
    const lying = createReplyingState(() => reply);
    const state: SharedState = {
      ...lying,
      run: (script, keys, args) =>
        keys[0].includes('rate-limit') ? lying.run(script, keys, args) : DOWN_STATE.run(script, keys, args),
    };
    const limit = 500;
    await start(limit, {}, { state });
    const noCount = anyReply.filter((value) => !(Array.isArray(value) && value.slice(0, 2).every(isCount)));
    let operations = 0;
    await fc.assert(
      fc.asyncProperty(noCount, async (value) => {
        reply = value;
        operations += 1;
        expect(await outcomeOf(LOOKUP)).toEqual([200, `"fhir-requests";r=${limit - operations};t=60`]);
      }),
      { numRuns: 100 },
    );
  });
});
