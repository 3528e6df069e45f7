import { type Hold, type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedStateUnavailableError } from '../../../src/state/shared-state-error.ts';
import type { SharedState } from '../../../src/state/shared-state.ts';
import { at } from '../../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../support/gateway.ts';
import { startIdentityProvider } from '../../support/identity-provider.ts';
import { answeringState, anyReply, DOWN } from '../../support/lying-store.ts';
import { fhirCalls } from '../../support/upstream.ts';

/** Is priced at one request, and takes one. */
const ONE = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
/** Is priced at eleven, and takes one for the list of patients and one for each ten of those on it. */
const ALL = '{ patients(first: 100) { id } }';
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

/** The status, the code of the error if there is one, and what the headers say. */
async function told(query: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> {
  const answer = await gateway.http.post('/graphql').set(headers).send({ query });
  const code = at(answer, 'body', 'errors', 0, 'extensions', 'code');
  const parts = [code, answer.headers['ratelimit'], answer.headers['retry-after']];
  return [answer.status, ...parts].filter((part) => part !== undefined);
}

/** Waits without Vitest's help, which would move the clock on. */
async function arrived(hold: Hold, count: number): Promise<void> {
  while (hold.arrived < count) await gateway.http.get('/livez');
}

describe('each answer', () => {
  it('tells the policy, and what is left of it for how long', async () => {
    await start(20);
    const { headers } = await gateway.http.post('/graphql').send({ query: ONE });
    expect(headers['ratelimit-policy']).toBe('"fhir-requests";q=20;w=60');
    expect(headers['ratelimit']).toBe('"fhir-requests";r=19;t=60');
    vi.setSystemTime(NOON + 15_400);
    expect(await told(ONE)).toEqual([200, '"fhir-requests";r=18;t=45']);
  });

  it('tells it where nothing was executed, or nothing was asked for, and takes nothing for that', async () => {
    await start(20);
    await told(ONE);
    const left = '"fhir-requests";r=19;t=60';
    expect(await told('{ __typename }')).toEqual([200, left]);
    expect(await told('{ nonsense }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED', left]);
    expect(await told('{')).toEqual([400, 'GRAPHQL_PARSE_FAILED', left]);
    expect(await told('{ patients(first: 100) { id goals { id } } }')).toEqual([
      400,
      'OPERATION_TOO_EXPENSIVE',
      left,
    ]);
  });

  it('tells nothing of it where there is no limit', async () => {
    await start(0);
    const { headers } = await gateway.http.post('/graphql').send({ query: ONE });
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  });

  it('lets pages of allowed origins read it', async () => {
    await start(
      20,
      {},
      { server: { corsOrigins: ['https://app.example.org'], maxUpstreamCallsPerMinute: 20 } },
    );
    const { headers } = await gateway.http
      .post('/graphql')
      .set('origin', 'https://app.example.org')
      .send({ query: ONE });
    expect(headers['access-control-expose-headers']).toBe('RateLimit, RateLimit-Policy, Retry-After');
  });
});

describe('what an operation reserves', () => {
  it('is its price, of which what it did not need is given back', async () => {
    await start(20);
    const hold = sandbox.hold({ operation: 'search' });
    const answer = gateway.query(ALL);
    await arrived(hold, 1);
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=9;t=60']);
    hold.release();
    const { extensions } = await answer;
    const used = extensions?.fhir.requests ?? 0;
    expect([used < 11, extensions?.fhir.estimatedRequests]).toEqual([true, 11]);
    expect(await told('{ __typename }')).toEqual([200, `"fhir-requests";r=${20 - used};t=60`]);
  });

  it('is taken beyond its price too, where it cost more than that', async () => {
    await start(20, { defaultPageSize: 1, pages: () => [] });
    const text = `{ patient(id: "${CAMILA_LOPEZ}") { labResults { id } } }`;
    const { extensions } = await gateway.query(text);
    expect(extensions?.fhir).toMatchObject({ requests: 11, estimatedRequests: 2 });
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=9;t=60']);
  });

  it('is forgotten with its minute: what is given back later does not make the next one larger', async () => {
    await start(20);
    const hold = sandbox.hold({ operation: 'search' });
    const answer = gateway.query(ALL);
    await arrived(hold, 1);
    vi.setSystemTime(NOON + 60_001);
    expect(await told(ONE)).toEqual([200, '"fhir-requests";r=19;t=60']);
    hold.release();
    await answer;
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=19;t=60']);
  });
});

describe('an operation for which not enough is left', () => {
  it('is refused with 429 and when to try again, takes nothing, and asks for nothing', async () => {
    await start(12);
    expect(await told(ONE)).toEqual([200, '"fhir-requests";r=11;t=60']);
    expect(await told(ONE)).toEqual([200, '"fhir-requests";r=10;t=60']);
    sandbox.clearRequests();
    vi.setSystemTime(NOON + 20_500);
    const answer = await gateway.http.post('/graphql').send({ query: ALL });
    expect([answer.status, answer.headers['ratelimit'], answer.headers['retry-after']]).toEqual([
      429,
      '"fhir-requests";r=10;t=40',
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
    expect(await told(ONE)).toEqual([200, '"fhir-requests";r=9;t=40']);
  });

  it('is executed once the minute is over', async () => {
    await start(12);
    await told(ONE);
    await told(ONE);
    expect(await told(ALL)).toEqual([429, 'RATE_LIMITED', '"fhir-requests";r=10;t=60', '60']);
    vi.setSystemTime(NOON + 60_000);
    const [status] = await told(ALL);
    expect(status).toBe(200);
  });

  it('does not keep from what costs nothing', async () => {
    await start(1, {}, { server: { maxUpstreamCalls: 1, maxUpstreamCallsPerMinute: 1 } });
    await told(ONE);
    expect(await told(ONE)).toEqual([429, 'RATE_LIMITED', '"fhir-requests";r=0;t=60', '60']);
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=0;t=60']);
  });

  it('does not keep from that either where more was used than there is', async () => {
    await start(5, { defaultPageSize: 1, pages: () => [] });
    const { extensions } = await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { labResults { id } } }`);
    expect(extensions?.fhir.requests).toBe(11);
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=0;t=60']);
    vi.setSystemTime(NOON + 60_000);
    expect(await told('{ __typename }')).toEqual([200, '"fhir-requests";r=5;t=60']);
  });

  it('of many at once is refused while the others are in flight', async () => {
    await start(3);
    const hold = sandbox.hold({ operation: 'read' });
    const operations = sandbox.patients
      .slice(0, 8)
      .map(({ id }) => gateway.query(`{ patient(id: "${id}") { id } }`));
    await arrived(hold, 3);
    hold.release();
    const answers = await Promise.all(operations);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(3);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'RATE_LIMITED')).toHaveLength(5);
    expect(fhirCalls(sandbox)).toHaveLength(3);
  });
});

describe('each caller', () => {
  it('has a limit of their own, whatever token they come with', async () => {
    const issuer = await startIdentityProvider();
    await start(
      2,
      {},
      { callers: issuer.checks(), server: { maxUpstreamCalls: 2, maxUpstreamCallsPerMinute: 2 } },
    );
    const as = async (subject: string): Promise<unknown[]> =>
      told(ONE, { authorization: await issuer.bearer('user/*.rs', { subject }) });
    expect(await as('one')).toEqual([200, '"fhir-requests";r=1;t=60']);
    expect(await as('other')).toEqual([200, '"fhir-requests";r=1;t=60']);
    expect(await as('one')).toEqual([200, '"fhir-requests";r=0;t=60']);
    expect(await as('one')).toEqual([429, 'RATE_LIMITED', '"fhir-requests";r=0;t=60', '60']);
    expect(await as('other')).toEqual([200, '"fhir-requests";r=0;t=60']);
    await issuer.close();
  });

  it('has one limit for all launch patients', async () => {
    const issuer = await startIdentityProvider();
    await start(
      3,
      {},
      { callers: issuer.checks(), server: { maxUpstreamCalls: 3, maxUpstreamCallsPerMinute: 3 } },
    );
    const statuses: unknown[] = [];
    for (const { id } of sandbox.patients.slice(0, 10)) {
      const authorization = await issuer.bearer('patient/*.rs', { patient: id });
      const [status] = await told(`{ patient(id: "${id}") { id } }`, { authorization });
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 200, ...Array.from({ length: 7 }, () => 429)]);
    await issuer.close();
  });
});

/** Of a store that is back once the FHIR server has been asked. */
function statusOfStore(): 'up' | 'down' {
  return sandbox.requests.some(({ operation }) => operation === 'search') ? 'up' : 'down';
}

describe('a store that comes back while an operation is in flight', () => {
  it('is not given what was taken off the count of this process', async () => {
    const asked: (string | undefined)[] = [];
    const state: SharedState = {
      async run(_script, [key], [points]) {
        if (statusOfStore() === 'down' || !key.includes('rate-limit'))
          throw new SharedStateUnavailableError();
        asked.push(points);
        return [0, 60_000];
      },
      get: async () => null,
      set: async () => {},
      health: () => ({ status: statusOfStore(), since: 0 }),
      begun: Promise.resolve(),
      close: () => {},
    };
    await start(12, {}, { state });
    await told(ALL);
    expect(asked).toEqual(['0']);
  });
});

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

describe('a store that answers with anything at all', () => {
  it('leaves the limit to the count of this process, and the headers well-formed', async () => {
    let reply: unknown = null;
    const lying = answeringState(() => reply);
    const state: SharedState = {
      ...lying,
      run: (script, keys, args) =>
        keys[0].includes('rate-limit') ? lying.run(script, keys, args) : DOWN.run(script, keys, args),
    };
    const limit = 500;
    await start(limit, {}, { state });
    const noCount = anyReply.filter((value) => !(Array.isArray(value) && value.slice(0, 2).every(isCount)));
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(noCount, async (value) => {
        reply = value;
        asked += 1;
        expect(await told(ONE)).toEqual([200, `"fhir-requests";r=${limit - asked};t=60`]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
