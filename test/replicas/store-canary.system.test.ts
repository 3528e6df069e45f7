import { createClient, type RedisClientType } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SharedState } from '../../src/state/shared-state.ts';
import {
  type CanaryGateway,
  type CanaryEnvironment,
  startCanaryEnvironment,
} from '../support/canary-gateway.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

/** Returns every key of the store with its value. */
async function everythingIn({ url }: ValkeyServer): Promise<Map<string, unknown>> {
  const client = await createClient({ url }).connect();
  const kept = new Map<string, unknown>();
  for (const name of await client.keys('*')) kept.set(name, await valueOf(client, name));
  client.destroy();
  return kept;
}

async function valueOf(client: RedisClientType, name: string): Promise<unknown> {
  switch (await client.type(name)) {
    case 'string':
      return client.get(name);
    case 'hash':
      return client.hGetAll(name);
    case 'zset':
      return client.zRangeWithScores(name, 0, -1);
    default:
      throw new Error('The test cannot read this type of value.');
  }
}

describe.skipIf(!isValkeyThere)(`the shared store of the replicas ${SKIPS_WITHOUT_VALKEY} [T6-I8]`, () => {
  let world: CanaryEnvironment;
  let valkey: ValkeyServer;
  let state: SharedState;
  let marked: CanaryGateway;

  beforeAll(async () => {
    [world, valkey] = await Promise.all([startCanaryEnvironment(), startValkey()]);
    state = await openState(valkey.place);
    marked = await world.start({
      state,
      server: { sharedCacheSeconds: 300, maxUpstreamCalls: 1_000, maxUpstreamCallsPerMinute: 100_000 },
    });
  });

  afterAll(async () => {
    await marked.close();
    state.close();
    await valkey.close();
    await world.close();
  });

  it('contains nothing of any record, caller or secret after every kind of operation', async () => {
    const answers = await marked.send(world.operations);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const kept = await everythingIn(valkey);
    const kinds = new Set([...kept.keys()].map((name) => name.split(':')[1]));
    kinds.delete('throttle');
    expect(kinds).toEqual(new Set(['directory', 'rate-limit', 'token']));
    const text = JSON.stringify([...kept]);
    expect(text).not.toContain('resourceType');
    expect(marked.leaksIn(text)).toEqual([]);
  });
});
