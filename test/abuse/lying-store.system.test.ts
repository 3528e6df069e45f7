import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, LOCATIONS } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SharedState, STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { openValkeyStore } from '../../src/writes/valkey-store.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Admin, anyGarbage, type Garbage, openAdmin, plantGarbage } from '../support/hostile-store.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, newKey, postsOf, write } from '../support/writing.ts';

/** Reads a patient and a Location, which is a shared resource. */
const CHART_QUERY = `{ patient(id: "${CAMILA_LOPEZ}") { fullName } location(id: "${LOCATIONS[0]?.id}") { name } }`;
/** The codes that a repeated write may return while its record in the store is unreadable. */
const ALLOWED_CODES = [undefined, 'STATE_UNAVAILABLE', 'IDEMPOTENCY_KEY_REUSED', 'WRITE_IN_PROGRESS'];

/** Returns whether docs/replicas.md documents the effect: an attacker can delete the record of a write, or use up a rate limit. */
function isDocumentedAttack(name: string, { kind, text, lifetimeMs }: Garbage): boolean {
  if (name.startsWith(`${STATE_KEY_PREFIX}write:`))
    return kind === 'gone' || lifetimeMs === 1 || lifetimeMs === 500;
  return name.startsWith(`${STATE_KEY_PREFIX}rate-limit:`) && kind === 'string' && /^\d+$/.test(text);
}

describe.skipIf(!isValkeyThere)(
  `a gateway whose shared store contains garbage ${SKIPS_WITHOUT_VALKEY} [T6-D2]`,
  () => {
    let sandbox: Sandbox;
    let valkey: ValkeyServer;
    let state: SharedState;
    let admin: Admin;
    let gateway: Gateway;

    beforeAll(async () => {
      [sandbox, valkey] = await Promise.all([startSandbox(), startValkey()]);
      state = await openState(valkey.place);
      admin = await openAdmin(valkey);
      gateway = await startGateway(sandbox, {
        state,
        store: await openValkeyStore({ location: valkey.place, leaseMs: 500 }),
        server: { sharedCacheSeconds: 300, maxUpstreamCallsPerMinute: 1_000_000 },
      });
    });

    afterAll(async () => {
      await gateway.close();
      admin.destroy();
      state.close();
      await valkey.close();
      await sandbox.close();
    });

    it('answers reads, repeats no write and keeps using the store, whatever its keys contain', async () => {
      const [input, key] = [inputFor('addProblem', sandbox), newKey()];
      const expected = await gateway.query(CHART_QUERY);
      expect(expected.errors).toBeUndefined();
      await write(gateway, 'addProblem', input, key);
      const kinds = new Set(
        (await admin.keys('*')).map((name) => name.slice(STATE_KEY_PREFIX.length).split(':')[0]),
      );
      expect(kinds).toEqual(new Set(['directory', 'rate-limit', 'throttle', 'token', 'write']));
      await fc.assert(
        fc.asyncProperty(fc.array(anyGarbage, { minLength: 20, maxLength: 20 }), async (all) => {
          for (const [index, name] of (await admin.keys('*')).toSorted().entries()) {
            const planted = all[index % all.length];
            if (planted !== undefined && !isDocumentedAttack(name, planted))
              await plantGarbage(admin, name, planted);
          }
          expect((await gateway.query(CHART_QUERY)).data).toEqual(expected.data);
          const { errors } = await write(gateway, 'addProblem', input, key);
          expect(ALLOWED_CODES).toContain(at(errors, 0, 'extensions', 'code'));
          expect(postsOf(sandbox, 'Condition')).toBe(1);
          expect(state.health().isUp).toBe(true);
        }),
        { numRuns: 20 },
      );
    }, 120_000);
  },
);
