/** What sites hold, in a gateway process of its own. `costs.nightly.test.ts` measures their memory. */
import { expect, it } from 'vitest';
import { measureSites } from '../../bench/sites.ts';

const SITES = 20;
/** The process itself has two to four, depending on the moment. */
const TIMERS = 10;

it('sites hold no connection, request or timer before they are used, and no connection when they are idle', async () => {
  const [measured] = await measureSites({
    counts: [SITES],
    warmUp: 1,
    operations: 1,
    rounds: 1,
    idleMs: 10_000,
  });
  expect(measured?.states.configured).toMatchObject({ connections: 0, requests: 0 });
  expect(measured?.states.configured.timers).toBeLessThan(TIMERS);
  // A token and a patient of each, and more from sites that a slow machine has closed meanwhile.
  expect(measured?.states.active.requests).toBeGreaterThan(2 * SITES);
  expect(measured?.states.closed.connections).toBe(0);
}, 240_000);
