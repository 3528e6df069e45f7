/** What sites hold, in a gateway process of its own. `costs.nightly.test.ts` measures their memory. */
import { expect, it } from 'vitest';
import { measureSites } from '../../bench/sites.ts';

const SITES = 5;

it('sites hold no connection, request or timer before they are used, and no connection when they are idle', async () => {
  const [one, all] = await measureSites({
    counts: [1, SITES],
    warmUp: 1,
    operations: 1,
    rounds: 1,
    idleMs: 10_000,
  });
  expect(all?.states.configured).toMatchObject({
    connections: 0,
    requests: 0,
    timers: one?.states.configured.timers,
  });
  // A token and a patient of each, and one more operation at the first.
  expect(all?.states.active).toMatchObject({ connections: SITES, requests: 2 * SITES + 1 });
  expect(all?.states.closed.connections).toBe(0);
}, 120_000);
