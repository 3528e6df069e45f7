/** The shared state of a replica, on a server of a test's own. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStateLocation } from '../../src/config/values.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSharedState, type SharedState } from '../../src/state/shared-state.ts';

/** Long enough for a machine that is busy with other tests. */
const WITHIN_MS = 2_000;
const COMES_WITHIN_MS = 15_000;

/** One that is up; the test closes it. */
export async function openState(place: SharedStateLocation): Promise<SharedState> {
  const state = createSharedState({ place, log: createLog('silent'), withinMs: WITHIN_MS });
  await waitForStatus(state, 'up');
  return state;
}

/** Waits for what comes by itself. */
export async function waitForStatus(state: SharedState, status: 'up' | 'down'): Promise<void> {
  const started = performance.now();
  while (state.health().status !== status) {
    if (performance.now() - started > COMES_WITHIN_MS) throw new Error(`The shared state is not ${status}.`);
    await delay(10);
  }
}
