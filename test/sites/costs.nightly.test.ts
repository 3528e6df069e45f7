/** What sites cost, measured in a gateway process of its own. Limits leave room for other versions of Node. */
import { beforeAll, describe, expect, it } from 'vitest';
import { measureSites, type SitesCosts } from '../../bench/sites.ts';

const SITES = 500;
const MEGABYTE = 1024 * 1024;
const SLOW_MS = 400_000;

describe('five hundred sites, each with its own FHIR server, key and issuer', () => {
  let one: SitesCosts;
  let all: SitesCosts;

  beforeAll(async () => {
    const run = { counts: [1, SITES], warmUp: 1, operations: 1, rounds: 1, idleMs: 60_000 };
    const [first, last] = await measureSites(run);
    if (first === undefined || last === undefined) throw new Error('Nothing was measured.');
    [one, all] = [first, last];
  }, SLOW_MS);

  it('take less than 20 MB and no timer before they are used', () => {
    const { configured } = all.states;
    expect(configured.heapBytes - one.states.configured.heapBytes).toBeLessThan(20 * MEGABYTE);
    expect(configured.timers).toBeLessThan(10);
  });

  it('take less than 1 MB each while they are in use', () => {
    // A token and a patient of each, and one more operation at the first.
    expect(all.states.active).toMatchObject({ connections: SITES, requests: 2 * SITES + 1 });
    expect(all.activeBytesEach).toBeLessThan(MEGABYTE);
  });

  it('release their memory when they are idle', () => {
    const { configured, closed } = all.states;
    expect((closed.heapBytes - configured.heapBytes) / SITES).toBeLessThan(0.1 * MEGABYTE);
  });
});
