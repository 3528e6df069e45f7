/** A request for a price executes nothing, skips no check, and says nothing about records. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { inputFor, memoryStore, MUTATIONS, newKey } from '../support/writing.ts';

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
/** A gateway without an explorer, as in production. */
let withoutExplorer: Gateway;
let kept: MemoryAudit;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    panel: { kind: 'ids', ids: [CAMILA_LOPEZ, DERRICK_LIN] },
    callers: issuer.tokenVerification(),
    server: { explorer: { signsIn: true }, audit: kept.audit },
  });
  withoutExplorer = await startGateway(sandbox, { store: memoryStore() });
});

beforeEach(() => {
  kept.take();
  sandbox.clearRequests();
});

afterAll(async () => {
  await Promise.all([gateway.close(), withoutExplorer.close(), issuer.close()]);
  await sandbox.close();
});

const chartOf = (id: string): string =>
  `{ patient(id: "${id}") { fullName problems { name } encounters { id } } }`;

const PLAIN = { 'x-explain': 'price' };

describe('a request for a price', () => {
  it('is refused without a token, and without a valid one', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
      const answer = await gateway.http
        .post('/graphql')
        .set({ ...PLAIN, ...headers })
        .send({ query: chartOf(CAMILA_LOPEZ) });
      expect([answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')]).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
      expect(answer.text).not.toContain('estimatedRequests');
    }
    expect(sandbox.requests).toEqual([]);
  });

  it('gets the same response for an own patient, a hidden one and none [T1-I22]', async () => {
    const authorization = await issuer.bearer('patient/*.rs', { patient: CAMILA_LOPEZ });
    const bodies = [];
    for (const id of [CAMILA_LOPEZ, DERRICK_LIN, 'eNobody']) {
      const answer = await gateway.http
        .post('/graphql')
        .set({ ...PLAIN, authorization })
        .send({ query: chartOf(id) });
      expect(answer.status).toBe(200);
      bodies.push(answer.text);
    }
    expect(new Set(bodies).size).toBe(1);
    expect(sandbox.requests).toEqual([]);
  });

  it('reads nothing, so it leaves no audit event [T1-R5]', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    await gateway.query(chartOf(CAMILA_LOPEZ), {}, { ...PLAIN, authorization });
    expect(kept.take()).toEqual([]);
    await gateway.query(chartOf(CAMILA_LOPEZ), {}, { authorization });
    expect(kept.take()).not.toEqual([]);
  });

  it('does not get past the list of trusted documents', async () => {
    const guarded = await startGateway(sandbox, {
      server: { explorer: { signsIn: false }, trustedDocuments: [] },
    });
    const { errors, extensions } = await guarded.query(chartOf(CAMILA_LOPEZ), {}, PLAIN);
    await guarded.close();
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect(extensions?.fhir).toBeUndefined();
  });

  it('is audited like an operation when it is refused [T1-R5]', async () => {
    const limited = await startGateway(sandbox, {
      server: { explorer: { signsIn: false }, audit: kept.audit, maxUpstreamCalls: 1 },
    });
    const events = [];
    for (const headers of [PLAIN, {}]) {
      await limited.query(chartOf(CAMILA_LOPEZ), {}, headers);
      events.push(kept.take().map(({ outcome, outcomeDesc }) => [outcome, outcomeDesc]));
    }
    await limited.close();
    expect(events[0]).toEqual([['4', expect.stringContaining('OPERATION_TOO_EXPENSIVE')]]);
    expect(events[1]).toEqual(events[0]);
  });
});

describe('a request for a price that the gateway does not give', () => {
  it.each(['price', 'Price', ' PRICE ', 'true, price', 'price, price', 'prise', '1', ''])(
    'refuses a mutation without an explorer instead of executing it: x-explain: %j [T1-T11]',
    async (value) => {
      const variables = { input: inputFor('createPatient', sandbox), key: newKey() };
      const answer = await withoutExplorer.http
        .post('/graphql')
        .set('x-explain', value)
        .send({ query: MUTATIONS.createPatient, variables });
      expect([answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')]).toEqual([
        400,
        'BAD_USER_INPUT',
      ]);
      expect(answer.text).not.toContain('"data"');
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('refuses unknown values where the explorer is served too', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    for (const value of ['prices', 'true, price', '2']) {
      const { errors, data } = await gateway.query(
        chartOf(CAMILA_LOPEZ),
        {},
        { 'x-explain': value, authorization },
      );
      expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, 'BAD_USER_INPUT']);
    }
    expect(sandbox.requests).toEqual([]);
  });
});
