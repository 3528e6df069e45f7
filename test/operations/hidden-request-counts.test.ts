import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const GOALS = `{ patient(id: "${CAMILA_LOPEZ}") { goalsConnection(first: 10) { nodes { id } pageInfo { hasNextPage } } } }`;
const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };

let provider: IdentityProvider;
let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  provider = await startIdentityProvider();
});

beforeEach(() => {
  vi.setSystemTime(NOON);
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

afterAll(async () => {
  vi.useRealTimers();
  await provider.close();
});

/** Starts a gateway whose server sends pages of 100 goals, of which labels hide this many from patients. */
async function start(hidden: number, limit: number): Promise<void> {
  sandbox = await startSandbox({ defaultPageSize: 100 });
  const [goal] = sandbox.chart(CAMILA_LOPEZ, 'Goal');
  if (goal === undefined) throw new Error('The patient has no goal.');
  for (let number = 0; number < hidden; number += 1)
    sandbox.add({ ...goal, id: `hidden-${number}`, meta: { security: [NOPAT] } });
  gateway = await startGateway(sandbox, {
    callers: provider.tokenVerification(),
    server: { maxUpstreamCalls: 12, maxUpstreamCallsPerMinute: limit },
  });
}

/** Returns the response, without what differs between any two, and the FHIR requests that the server received. */
async function answerTo(
  headers: Readonly<Record<string, string>> = {},
  scopes = 'patient/*.rs',
): Promise<{ readonly answer: object; readonly requests: number }> {
  sandbox.clearRequests();
  const authorization = await provider.bearer(scopes, { patient: CAMILA_LOPEZ });
  const response = await gateway.http
    .post('/graphql')
    .set({ authorization, ...headers })
    .send({ query: GOALS });
  const { date: _date, 'x-request-id': _id, ...others } = response.headers;
  const requests = sandbox.requests.filter(({ resourceType }) =>
    /^(Goal|Patient)$/.test(resourceType ?? ''),
  ).length;
  return { answer: { status: response.status, headers: others, text: response.text }, requests };
}

describe('the number of FHIR requests [T1-I4]', () => {
  it.each([
    ['', {}],
    [' that it asks to be explained', { 'x-explain': 'true' }],
  ])(
    'is not in the response to a patient from whom labels hide 800 records, nor in its headers%s',
    async (_how, headers) => {
      await start(800, 100);
      const some = await answerTo(headers);
      await gateway.close();
      await sandbox.close();
      await start(0, 100);
      const none = await answerTo(headers);
      expect([some.requests, none.requests]).toEqual([10, 2]);
      expect(some.answer).toEqual(none.answer);
      expect(at(some.answer, 'text')).toContain('"requests":2,"estimatedRequests":2,');
      expect(at(some.answer, 'headers', 'ratelimit')).toBe('"fhir-requests";r=98;t=60');
    },
  );

  it('is in the response to staff, from whom labels hide nothing', async () => {
    await start(800, 100);
    const { answer, requests } = await answerTo({}, 'user/*.rs');
    expect(at(answer, 'text')).toContain(`"requests":${requests},"estimatedRequests":2,`);
    expect(at(answer, 'headers', 'ratelimit')).toBe(`"fhir-requests";r=${100 - requests};t=60`);
  });

  it('has a limit per minute beyond the estimates, which the headers do not report', async () => {
    await start(800, 12);
    for (let number = 0; number < 2; number += 1)
      expect((await answerTo()).answer).toMatchObject({ status: 200 });
    vi.setSystemTime(NOON + 15_000);
    const { answer, requests } = await answerTo();
    expect(answer).toMatchObject({
      status: 429,
      headers: { ratelimit: matching(/r=[1-9]\d*;t=45$/), 'retry-after': '60' },
    });
    expect(requests).toBe(0);
    vi.setSystemTime(NOON + 75_000);
    expect((await answerTo()).answer).toMatchObject({ status: 200 });
  });
});
