import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createVerifiedTokenCache } from '../../src/auth/verified-token-cache.ts';
import { collectGarbage } from '../support/heap.ts';

const MINUTE_MS = 60_000;

let clock = Date.UTC(2026, 9, 1);
const cache = createVerifiedTokenCache<string>(() => clock);

it('frees tokens that are no longer presented, because their claims identify people', async () => {
  const held = storeForAMinute();
  cache.store('another', verified());
  collectGarbage();
  // A reference that was just created or read stays alive until the end of the task.
  await setImmediate();
  collectGarbage();
  expect(held.deref()).toBeUndefined();
});

function verified() {
  return { value: 'user-1', keys: {}, ends: clock + 10 * MINUTE_MS };
}

function storeForAMinute(): WeakRef<object> {
  const token = verified();
  cache.store('token', token);
  clock += MINUTE_MS;
  return new WeakRef(token.keys);
}
