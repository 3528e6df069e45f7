/** Operations that request what the search for several lists of another operation requests at that moment. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Operations, startOperations } from '../support/operation.ts';
import { PATIENCE } from '../support/patience.ts';

const CATEGORIES = /category=laboratory%2Cvital-signs/;
const BOTH = { first: 10, category: ['LABORATORY', 'VITAL_SIGNS'] } as const;

let sandbox: Sandbox;
let operations: Operations;

beforeEach(async () => {
  sandbox = await startSandbox({ partialWarnings: false });
  operations = await startOperations(sandbox);
  // The token is there before the faults.
  await operations.begin().loaders.lists.page('allergies', CAMILA_LOPEZ, { first: 10 }, []);
});

afterEach(async () => {
  await operations.close();
  await sandbox.close();
});

/** Starts labs and vital signs, which share a search, in an operation of their own. */
function startBoth(): Promise<unknown> {
  const { lists } = operations.begin().loaders;
  return Promise.all([
    lists.page('labResults', CAMILA_LOPEZ, { first: 10 }, []),
    lists.page('vitalSigns', CAMILA_LOPEZ, { first: 10 }, []),
  ]);
}

describe('a search with retries that equals the search for several lists of another operation', () => {
  it.each([
    ['has its retries after a failure', { kind: 'status', status: 503 }],
    ['has its second try with a new token', { kind: 'expired-token' }],
  ] as const)('%s', async (_, fault) => {
    sandbox.fault({ ...fault, match: { query: CATEGORIES }, times: 2 });
    const hold = sandbox.hold({ query: CATEGORIES });
    const shared = startBoth();
    await vi.waitFor(() => expect(hold.arrived).toBe(1), PATIENCE);
    const other = operations.begin().loaders.lists.page('observations', CAMILA_LOPEZ, BOTH, []);
    await vi.waitFor(() => expect(hold.arrived).toBe(2), PATIENCE);
    hold.release();
    await shared;
    expect((await other).edges).toHaveLength(10);
  });
});

describe('the searches for several lists of two operations', () => {
  it('share one request', async () => {
    // The first search shows that this server accepts it. Until then, only one operation sends it.
    await startBoth();
    sandbox.clearRequests();
    const hold = sandbox.hold({ query: CATEGORIES });
    const shared = [startBoth(), startBoth()];
    await vi.waitFor(() => expect(hold.arrived).toBe(1), PATIENCE);
    hold.release();
    await Promise.all(shared);
    expect(sandbox.requests).toHaveLength(1);
  });
});
