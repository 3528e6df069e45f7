/** Opens the shared state of a replica on a test's own Valkey server. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStateLocation } from '../../src/config/values.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSharedState, type SharedState } from '../../src/state/shared-state.ts';

/** Long enough for a busy machine. */
const WITHIN_MS = 2_000;
const STATUS_TIMEOUT_MS = 15_000;

/** Opens a shared state and waits until it is up. The test closes it. */
export async function openState(place: SharedStateLocation): Promise<SharedState> {
  const state = createSharedState({ place, log: createLog('silent'), withinMs: WITHIN_MS });
  await waitForStatus(state, 'up');
  return state;
}

/** Waits until the health check reports the status. */
export async function waitForStatus(state: SharedState, status: 'up' | 'down'): Promise<void> {
  const started = performance.now();
  while (state.health().isUp !== (status === 'up')) {
    if (performance.now() - started > STATUS_TIMEOUT_MS)
      throw new Error(`The shared state did not become ${status}.`);
    await delay(10);
  }
}
