/** The same operation at two sites of one FHIR server at the same moment: nothing in flight is shared, and a reload drops nothing. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';
import { fhirCalls } from '../support/upstream.ts';
import { inputFor, MUTATIONS, newKey, postsOf } from '../support/writing.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: SitesGateway;

/** Both sites have the same FHIR server, client and key. */
const sitesNamed = (name: string) => ({
  north: { server: sandbox, name, inheritsIdempotencyKeys: true },
  annex: { server: sandbox },
});

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
});

beforeEach(async () => {
  gateway = await startSites(sitesNamed('North'), {
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: AUDIENCE,
    WRITES_ENABLED: 'true',
  });
});

afterEach(async () => {
  sandbox.reset();
  await gateway.close();
});

afterAll(async () => {
  await Promise.all([sandbox.close(), provider.close()]);
});

async function bearer(claims: object): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await provider.token({ sites: 'north annex', ...claims })}` };
}

describe('the same operation at two sites of one FHIR server', () => {
  it('shares no request in flight and no grant between them', async () => {
    const staff = { scope: 'user/*.rs' };
    const ofAnother = { scope: 'patient/*.rs', patient: DERRICK_LIN, sites: 'annex' };
    const callers = [
      ['north', staff, true],
      ['annex', ofAnother, false],
      ['north', staff, true],
      ['annex', staff, true],
      ['annex', ofAnother, false],
    ] as const;
    for (const site of ['north', 'annex'])
      await gateway.query(
        `/sites/${site}/graphql`,
        '{ patient(id: "eUnknown") { fullName } }',
        await bearer(staff),
      );
    sandbox.clearRequests();
    const held = sandbox.hold({ resourceType: 'Observation' });
    const [{ id } = { id: '' }] = sandbox.chart(CAMILA_LOPEZ, 'Observation');
    const answers = callers.map(async ([site, claims], index) => {
      // The gateway starts both reads at once, so when the second has arrived, the first is in flight.
      const query = `{ observation(id: "${id}") { id } condition(id: "eUnknown-${index}") { id } }`;
      const { data } = await gateway.query(`/sites/${site}/graphql`, query, await bearer(claims));
      return at(data, 'observation', 'id') ?? null;
    });
    const conditions = (): string[] => fhirCalls(sandbox).filter((call) => call.startsWith('Condition/'));
    await vi.waitFor(() => expect(conditions()).toHaveLength(callers.length), PATIENCE);
    held.release();
    expect(await Promise.all(answers)).toEqual(callers.map(([, , isShown]) => (isShown ? id : null)));
    const reads = sandbox.requests.filter(({ path }) => path.endsWith(`/Observation/${id}`));
    const tokens = reads.map(({ headers }) => headers.authorization);
    // One read for the callers of each site, with the token of that site.
    expect([reads.length, new Set(tokens).size]).toEqual([2, 2]);
  });
});

describe('a reload while a write is in flight whose caller has disconnected', () => {
  it('lets the write end, and records it', async () => {
    const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
    const headers = await bearer({ scope: 'user/*.rs user/*.c' });
    const write = { query: MUTATIONS.addAllergy, variables };
    const held = sandbox.hold({ operation: 'create' }, 'carried-out');
    const disconnect = new AbortController();
    const { url } = gateway.http.post('/sites/north/graphql');
    const aborted = fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(write),
      signal: disconnect.signal,
    }).catch(() => null);
    await vi.waitFor(() => expect(held.arrived).toBe(1), PATIENCE);
    disconnect.abort();
    await aborted;
    gateway.reload(sitesNamed('New North'));
    // Opens the changed site, while the old one still has the write.
    await gateway.query('/sites/north/graphql', '{ site { name } }', headers);
    held.release();
    const { data } = await gateway.query('/sites/north/graphql', write.query, headers, variables);
    expect(at(data, 'addAllergy', 'status')).toBe('CREATED');
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(1);
  });
});
