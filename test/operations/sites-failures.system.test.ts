import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FailingSites, FAILURES, startFailingSites } from '../support/failing-sites.ts';

let sites: FailingSites;

// A hanging server is released only once.
beforeEach(async () => {
  sites = await startFailingSites();
});

afterEach(() => sites.close());

describe('a site whose FHIR server fails', () => {
  it.each(FAILURES)('changes nothing at another site if the server %s', async (failure) => {
    const codes = await sites.serveDuring([failure], { callers: 50, rounds: 5 });
    for (const code of codes) expect(code).toMatch(/^UPSTREAM_/);
  });
});
