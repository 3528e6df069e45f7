import { createClient } from '@redis/client';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SharedState } from '../../src/state/shared-state.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { garbage, openAdmin, plant } from '../support/lying-store.ts';
import { becomes, openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

const LIMIT = 4;
const ONE = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

describe.skipIf(!isValkeyThere)(`the limit of a caller on two replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
  let sandbox: Sandbox;
  let issuer: IdentityProvider;
  let valkey: ValkeyServer;
  let states: SharedState[];
  let replicas: Gateway[];

  beforeAll(async () => {
    [sandbox, issuer, valkey] = await Promise.all([startSandbox(), startIdentityProvider(), startValkey()]);
  });

  beforeEach(async () => {
    states = [await openState(valkey.place), await openState(valkey.place)];
    replicas = await Promise.all(
      states.map((state) =>
        startGateway(sandbox, {
          state,
          callers: issuer.checks(),
          server: { maxUpstreamCalls: LIMIT, maxUpstreamCallsPerMinute: LIMIT },
        }),
      ),
    );
  });

  afterEach(async () => {
    for (const replica of replicas) await replica.close();
    for (const state of states) state.close();
  });

  afterAll(async () => {
    await Promise.all([sandbox.close(), issuer.close(), valkey.close()]);
  });

  /** The statuses of as many operations, which the replicas get in turn. */
  async function statuses(count: number, subject: string): Promise<number[]> {
    const authorization = await issuer.bearer('patient/*.rs', { subject, patient: CAMILA_LOPEZ });
    const all: number[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const replica = replicas[asked % replicas.length];
      const answer = await replica?.http.post('/graphql').set({ authorization }).send({ query: ONE });
      all.push(answer?.status ?? 0);
    }
    return all;
  }

  it('is one limit, and each caller’s own', async () => {
    expect(await statuses(6, 'ann')).toEqual([200, 200, 200, 200, 429, 429]);
    expect(await statuses(2, 'bob')).toEqual([200, 200]);
  });

  it('is counted under a name that tells nobody', async () => {
    await statuses(1, 'MARKED');
    const client = await createClient({ url: valkey.url }).connect();
    const names = (await client.keys('*')).filter((name) => name.includes('rate-limit'));
    client.destroy();
    expect(names.length).toBeGreaterThan(0);
    expect(names.join(' ')).not.toMatch(new RegExp(`MARKED|${CAMILA_LOPEZ}|127\\.0\\.0\\.1`));
  });

  it('is still the limit, of a minute at most, whatever somebody has put in the place of the count', async () => {
    const admin = await openAdmin(valkey);
    await fc.assert(
      fc.asyncProperty(garbage, async (planted) => {
        await admin.flushAll();
        await statuses(1, 'dan');
        const [name = ''] = await admin.keys('*rate-limit*');
        // A window that ends early begins another: docs/replicas.md.
        const lifetimeMs = planted.lifetimeMs === 500 ? 60_000 : planted.lifetimeMs;
        await plant(admin, name, { ...planted, lifetimeMs });
        const all = await statuses(LIMIT + 2, 'dan');
        expect(all.filter((status) => status === 200).length).toBeLessThanOrEqual(LIMIT);
        expect(all.filter((status) => status !== 200 && status !== 429)).toEqual([]);
        const left = await admin.pTTL(name);
        expect([left > 0, left <= 60_000]).toEqual([true, true]);
        expect(states.map((state) => state.health().status)).toEqual(['up', 'up']);
      }),
      { numRuns: 30 },
    );
    admin.destroy();
  }, 60_000);

  it.each(['-1000000', 'nan', '1e30', '0.5'])('is not lifted by a count of %s', async (count) => {
    const admin = await openAdmin(valkey);
    await admin.flushAll();
    await statuses(1, 'eve');
    const [name = ''] = await admin.keys('*rate-limit*');
    await admin.set(name, count, { KEEPTTL: true });
    expect(await statuses(LIMIT + 1, 'eve')).toEqual([200, 200, 200, 200, 429]);
    admin.destroy();
  });

  it('is each one’s own while the store is away', async () => {
    await valkey.kill();
    for (const state of states) await becomes(state, 'down');
    expect(await statuses(10, 'cat')).toEqual([...Array.from({ length: 8 }, () => 200), 429, 429]);
    await valkey.restart();
  });
});
