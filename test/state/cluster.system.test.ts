import { startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SharedStateUnavailableError } from '../../src/state/shared-state-error.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { startGateway } from '../support/gateway.ts';
import { waitForStatus, openState } from '../support/shared-states.ts';
import { startValkeyCluster, type ValkeyCluster } from '../support/valkey-cluster.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from '../support/valkey.ts';

describe.skipIf(!isValkeyThere)(`the shared state on a cluster ${SKIPS_WITHOUT_VALKEY}`, () => {
  let cluster: ValkeyCluster;
  let states: SharedState[] = [];

  beforeAll(async () => {
    cluster = await startValkeyCluster();
  });

  afterEach(() => {
    for (const state of states) state.close();
    states = [];
  });

  afterAll(() => cluster.close());

  async function open(): Promise<SharedState> {
    const state = await openState(cluster.place);
    states.push(state);
    return state;
  }

  it('stores values on every node of a cluster', async () => {
    const [one, other] = [await open(), await open()];
    const keys = Array.from({ length: 30 }, (_, at) => `key-${at}`);
    await Promise.all(keys.map((key) => one.set(key, key.toUpperCase(), 60_000)));
    expect(await Promise.all(keys.map((key) => other.get(key)))).toEqual(
      keys.map((key) => key.toUpperCase()),
    );
  });

  it('runs a script over keys of one slot on a cluster', async () => {
    const state = await open();
    const script = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1]) .. #KEYS";
    expect(await state.run(script, ['{a}:one', '{a}:other'], ['1'])).toBe('12');
    expect(await state.run(script, ['{b}:one', '{b}:other'], ['3'])).toBe('32');
  });

  it('shares the access token, request counts and cursors between two replicas on a cluster', async () => {
    const sandbox = await startSandbox();
    const options = async () => ({
      state: await open(),
      panel: { kind: 'list', identifier: sandbox.panels.list } as const,
      server: { maxUpstreamCalls: 12, maxUpstreamCallsPerMinute: 20 },
    });
    const replicas = [
      await startGateway(sandbox, await options()),
      await startGateway(sandbox, await options()),
    ];
    const seen: string[] = [];
    let after: string | null = null;
    for (const replica of [...replicas, ...replicas]) {
      const document = `query ($after: String) {
        patientsConnection(first: 1, after: $after) { nodes { id } pageInfo { endCursor } }
      }`;
      interface Page {
        patientsConnection: { nodes: { id: string }[]; pageInfo: { endCursor: string } };
      }
      const { data, errors }: { data: Page; errors?: unknown } = await replica.query<Page>(document, {
        after,
      });
      expect(errors).toBeUndefined();
      seen.push(...data.patientsConnection.nodes.map(({ id }) => id));
      after = data.patientsConnection.pageInfo.endCursor;
    }
    expect(seen).toEqual(sandbox.patients.slice(0, 4).map(({ id }) => id));
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toHaveLength(1);
    const used = sandbox.requests.filter(({ operation }) => ['read', 'search'].includes(operation)).length;
    const { headers } = (await replicas[0]?.http.post('/graphql').send({ query: '{ __typename }' })) ?? {};
    expect(headers?.['ratelimit']).toContain(`r=${20 - used - 1};`);
    for (const replica of replicas) await replica.close();
    await sandbox.close();
  });

  it('reports the shared state as down while a node is down, and recovers with the node', async () => {
    const state = await open();
    const [, node] = cluster.nodes;
    await node?.kill();
    await waitForStatus(state, 'down');
    const keys = Array.from({ length: 30 }, (_, at) => `key-${at}`);
    const outcomes = await Promise.allSettled(keys.map((key) => state.get(key)));
    const reasons = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.every((reason) => reason instanceof SharedStateUnavailableError)).toBe(true);
    await node?.restart();
    await waitForStatus(state, 'up');
    await state.set('key-1', 'again', 60_000);
    expect(await state.get('key-1')).toBe('again');
  });
});
