/** A failing site is its own: operations at another send the same FHIR requests, and return the same data, as if it did not exist. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FailingSites, FAILURES, startFailingSites } from '../support/failing-sites.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

let sites: FailingSites;

beforeAll(async () => {
  sites = await startFailingSites();
});

afterAll(() => sites.close());

describe('a site among others whose FHIR servers fail [T7-D2]', () => {
  it('has calls and data to compare with', () => {
    expect(sites.expected.answer).toMatchObject({ status: 200, data: { site: { id: 'healthy' } } });
    expect(sites.expected.calls.length).toBeGreaterThanOrEqual(4);
  });

  // sites-failures.system.test.ts has each failure on its own, and bodies of many megabytes.
  it('sends the same requests and returns the same data if all others fail at once, each in another way', async () => {
    const failures = FAILURES.filter((failure) => failure !== 'sends huge bodies');
    const codes = await sites.serveDuring(failures, { callers: 20, rounds: 5 });
    for (const code of codes) expect(code).toMatch(/^UPSTREAM_/);
  });
});
