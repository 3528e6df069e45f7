/** Opens the shared state of a replica on a test's own Valkey server. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStateLocation } from '../../src/config/values.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSharedState, type SharedState } from '../../src/state/shared-state.ts';
import { PATIENCE } from './patience.ts';

/** Opens a shared state and waits until it is up. The test closes it. */
export async function openState(place: SharedStateLocation): Promise<SharedState> {
  const state = createSharedState({ place, log: createLog('silent'), withinMs: PATIENCE.timeout });
  await waitForStatus(state, 'up');
  return state;
}

/** Waits until the health check reports the status. */
export async function waitForStatus(state: SharedState, status: 'up' | 'down'): Promise<void> {
  const started = performance.now();
  while (state.health().isUp !== (status === 'up')) {
    if (performance.now() - started > PATIENCE.timeout)
      throw new Error(`The shared state did not become ${status}.`);
    await delay(10);
  }
}
