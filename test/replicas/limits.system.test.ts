import { createClient } from '@redis/client';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import { parseScopes } from '../../src/access/scopes.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { anyGarbage, openAdmin, plantGarbage } from '../support/hostile-store.ts';
import { waitForStatus, openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

const LIMIT = 4;
const ONE_PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

/** Returns the name of the count that the headers report. */
async function reportedCountIn(admin: Awaited<ReturnType<typeof openAdmin>>): Promise<string> {
  return (await admin.keys('*rate-limit*')).find((name) => !name.endsWith(':unreported')) ?? '';
}

describe.skipIf(!isValkeyThere)(`the rate limit of a caller on two replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
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
          callers: issuer.tokenVerification(),
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

  /** Sends this many operations to the replicas in turn, and returns their statuses. */
  async function sendOperations(count: number, subject: string): Promise<number[]> {
    const authorization = await issuer.bearer('patient/*.rs', { subject, patient: CAMILA_LOPEZ });
    const all: number[] = [];
    for (let sent = 0; sent < count; sent += 1) {
      const replica = replicas[sent % replicas.length];
      const answer = await replica?.http.post('/graphql').set({ authorization }).send({ query: ONE_PATIENT });
      all.push(answer?.status ?? 0);
    }
    return all;
  }

  it('limits each caller across both replicas [T7-D1]', async () => {
    expect(await sendOperations(6, 'ann')).toEqual([200, 200, 200, 200, 429, 429]);
    expect(await sendOperations(2, 'bob')).toEqual([200, 200]);
  });

  it('limits the unreported requests of a patient across both replicas', async () => {
    const [one, other] = replicas.map(({ served }) => served.quota);
    const caller = { ...ANONYMOUS_CALLER, subject: 'ida', scopes: parseScopes('patient/*.rs') };
    const reserved = await one?.reserve(caller, 1);
    if (reserved === undefined) throw new Error('There is no limit.');
    await one?.settle(caller, reserved, 1 + LIMIT);
    expect(await one?.remaining(caller)).toMatchObject({ left: LIMIT - 1 });
    expect(await other?.reserve(caller, 1)).toMatchObject({ isGranted: false, retryAfterSeconds: 60 });
    expect(await other?.remaining(caller)).toMatchObject({ left: LIMIT - 1 });
  });

  it('counts under a key without the subject, the patient or the address [T6-I8]', async () => {
    await sendOperations(1, 'canary-subject');
    const client = await createClient({ url: valkey.url }).connect();
    const names = (await client.keys('*')).filter((name) => name.includes('rate-limit'));
    client.destroy();
    expect(names.length).toBeGreaterThan(0);
    expect(names.join(' ')).not.toMatch(new RegExp(`canary-subject|${CAMILA_LOPEZ}|127\\.0\\.0\\.1`));
  });

  it('keeps the limit, for at most a minute, when the count in the store is garbage [T6-T2]', async () => {
    const admin = await openAdmin(valkey);
    await fc.assert(
      fc.asyncProperty(anyGarbage, async (planted) => {
        await admin.flushAll();
        await sendOperations(1, 'dan');
        const name = await reportedCountIn(admin);
        // A window that expires early starts a new one; see docs/replicas.md.
        const lifetimeMs = planted.lifetimeMs === 500 ? 60_000 : planted.lifetimeMs;
        await plantGarbage(admin, name, { ...planted, lifetimeMs });
        const all = await sendOperations(LIMIT + 2, 'dan');
        expect(all.filter((status) => status === 200).length).toBeLessThanOrEqual(LIMIT);
        expect(all.filter((status) => status !== 200 && status !== 429)).toEqual([]);
        const left = await admin.pTTL(name);
        expect([left > 0, left <= 60_000]).toEqual([true, true]);
        expect(states.map((state) => state.health().isUp)).toEqual([true, true]);
      }),
      { numRuns: 30 },
    );
    admin.destroy();
  }, 180_000);

  it.each(['-1000000', 'nan', '1e30', '0.5'])('does not lift the limit for a count of %s', async (count) => {
    const admin = await openAdmin(valkey);
    await admin.flushAll();
    await sendOperations(1, 'eve');
    const name = await reportedCountIn(admin);
    await admin.set(name, count, { KEEPTTL: true });
    expect(await sendOperations(LIMIT + 1, 'eve')).toEqual([200, 200, 200, 200, 429]);
    admin.destroy();
  });

  it('limits each caller per replica while the store is down', async () => {
    await valkey.kill();
    for (const state of states) await waitForStatus(state, 'down');
    expect(await sendOperations(10, 'cat')).toEqual([...Array.from({ length: 8 }, () => 200), 429, 429]);
    await valkey.restart();
  });
});
