import { createClient } from '@redis/client';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import {
  allFieldsAndReferencesOf,
  namedType,
  patientQuery,
  requiredArgumentsOf,
} from '../support/all-fields.ts';
import { startGateway } from '../support/gateway.ts';
import { anyGarbage, openAdmin, plantGarbage } from '../support/hostile-store.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fieldsAddedTo, OBJECT_TYPES } from '../support/schema-files.ts';
import { openState } from '../support/shared-states.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { type CacheReplicas, createCacheReplicas, LOCATION_IDS } from './cache-replicas.ts';

const [one = '', other = ''] = LOCATION_IDS;

let sandbox: Sandbox;
let replicas: CacheReplicas;

beforeEach(async () => {
  sandbox = await borrowSandbox();
  replicas = createCacheReplicas(sandbox);
});

afterEach(async () => {
  await replicas.close();
  await sandbox.close();
});

describe.skipIf(!isValkeyThere)(`the shared cache of several replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
  let valkey: ValkeyServer;
  let states: SharedState[];

  beforeEach(async () => {
    valkey = await startValkey({ appendonly: 'no' });
    states = [];
  });

  afterEach(async () => {
    for (const state of states) state.close();
    await valkey.close();
  });

  async function stateOf(): Promise<SharedState> {
    const state = await openState(valkey.place);
    states.push(state);
    return state;
  }

  /** Returns all keys of the store, when there are at least `count`. */
  async function names(count: number): Promise<string[]> {
    const client = await createClient({ url: valkey.url }).connect();
    try {
      return await vi.waitFor(async () => {
        const found = await client.keys('*');
        expect(found.length).toBeGreaterThanOrEqual(count);
        return found;
      }, PATIENCE);
    } finally {
      client.destroy();
    }
  }

  it('requests a location in only one replica', async () => {
    const first = await replicas.start({ state: await stateOf() });
    const second = await replicas.start({ state: await stateOf() });
    await replicas.read(first, [one, other]);
    await names(2);
    expect(await replicas.read(second, [one, other])).toEqual({
      found: [one, other],
      requests: 0,
      calls: [],
    });
  });

  it('caches locations per replica while the store is down', async () => {
    const first = await replicas.start({ state: await stateOf() });
    const second = await replicas.start({ state: await stateOf() });
    await valkey.kill();
    expect((await replicas.read(first, [one])).requests).toBe(1);
    expect((await replicas.read(first, [one])).requests).toBe(0);
    expect((await replicas.read(second, [one])).found).toEqual([one]);
  });

  it('accepts an entry only if a replica wrote it under its own key [T6-T2]', async () => {
    const first = await replicas.start({ state: await stateOf() });
    await replicas.read(first, [one, other]);
    const places = await names(2);
    const client = await createClient({ url: valkey.url }).connect();
    const [place = '', otherPlace = ''] = places;
    const [mine, others] = [await client.get(place), await client.get(otherPlace)];
    await client.set(place, others ?? '');
    await client.set(otherPlace, `${mine?.slice(0, -2)}AA`);
    client.destroy();
    const second = await replicas.start({ state: await stateOf() });
    expect((await replicas.read(second, [one, other])).requests).toBe(1);
  });

  it('reads a location from the FHIR server and shares it again if its entry was corrupted', async () => {
    const first = await replicas.start({ state: await stateOf() });
    await replicas.read(first, [one]);
    const [place = ''] = await names(1);
    const admin = await openAdmin(valkey);
    const state = await stateOf();
    const sealed = (await admin.get(place)) ?? '';
    await fc.assert(
      fc.asyncProperty(anyGarbage, async (planted) => {
        await admin.set(place, sealed, { PX: 60_000 });
        await plantGarbage(admin, place, planted);
        const second = await replicas.start({ state });
        expect((await replicas.read(second, [one])).found).toEqual([one]);
        expect(state.health().isUp).toBe(true);
        // An entry is a string without fields, so these changes affect only its expiry.
        if (planted.kind === 'lifetime' || planted.kind === 'fields') return;
        await vi.waitFor(
          async () =>
            expect([await admin.type(place), await admin.strLen(place)]).toEqual(['string', sealed.length]),
          PATIENCE,
        );
        expect(await admin.pTTL(place)).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 100 },
    );
    admin.destroy();
  });

  it('stores only encrypted directory resources, and no patient id, after reading a whole chart [T6-I8]', async () => {
    const state = await stateOf();
    const gateway = await startGateway(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      state,
      server: { sharedCacheSeconds: 300 },
    });
    const fields = fieldsAddedTo('Patient').filter(
      ({ name, type }) => OBJECT_TYPES.has(namedType(type)) && !name.value.endsWith('Connection'),
    );
    expect(fields.length).toBeGreaterThan(10);
    await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`);
    for (const field of fields) {
      const args = requiredArgumentsOf(field);
      const query = patientQuery(field, args, allFieldsAndReferencesOf(namedType(field.type)));
      const { errors } = await gateway.query(query, { id: CAMILA_LOPEZ, ...args });
      expect(errors).toBeUndefined();
    }
    const found = (await names(3)).filter((name) => !/:(token|throttle):/.test(name));
    const types = new Set(
      found.map((name) => /^epic-fhir-graphql-gateway:directory:(\w+):[\w-]{43}$/.exec(name)?.[1]),
    );
    expect([...types].filter((type) => type === undefined || !isSharedType(type))).toEqual([]);
    expect(types.has('Practitioner')).toBe(true);

    const client = await createClient({ url: valkey.url }).connect();
    const values = await Promise.all(found.map((name) => client.get(name)));
    client.destroy();
    const text = JSON.stringify([found, values]);
    for (const { id } of sandbox.patients) expect(text).not.toContain(id);
    expect(text).not.toMatch(/Lopez|Practitioner\/|resourceType/);
    await gateway.close();
  });
});
