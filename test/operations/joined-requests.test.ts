/** Requests that operations of two callers share, with the limit of each. */
import { type FaultKind, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ as PATIENT } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  [sandbox, issuer] = await Promise.all([startSandbox(), startIdentityProvider()]);
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    server: { maxUpstreamCalls: 3 },
  });
});

afterAll(() => Promise.all([gateway.close(), sandbox.close(), issuer.close()]));

async function bodyFor(subject: string, fields: string): Promise<unknown> {
  const response = await gateway.http
    .post('/graphql')
    .set('authorization', await issuer.bearer('user/*.rs', { subject }))
    .send({ query: `{ patient(id: "${PATIENT}") { ${fields} } }` });
  const body: unknown = response.body;
  return body;
}

describe('a search that two callers share [T7-T3]', () => {
  it.each<[string, FaultKind]>([
    ['fails once', { kind: 'status', status: 503 }],
    ['has an expired token', { kind: 'expired-token' }],
  ])(
    'is repeated for a caller within the limit if the sender has none left, when it %s',
    async (_what, fault) => {
      await bodyFor('sender', 'id');
      const match = { resourceType: 'Condition' } as const;
      sandbox.fault({ ...fault, match, times: 1 });
      const held = sandbox.hold(match);
      const sender = bodyFor('sender', 'fullName problems { id } allergies { id }');
      await vi.waitFor(() => expect(held.arrived).toBe(1), PATIENCE);
      // The other search of the caller shows that the operation has joined the first.
      const before = sandbox.requests.length;
      const joined = bodyFor('joined', 'problems { id } medications { id }');
      await vi.waitFor(() => {
        const types = sandbox.requests.slice(before).map(({ resourceType }) => resourceType);
        expect(types).toContain('MedicationRequest');
      }, PATIENCE);
      held.release();
      const [one, other] = await Promise.all([sender, joined]);
      expect([at(one, 'errors'), at(other, 'errors')]).toEqual([undefined, undefined]);
      expect(at(other, 'data', 'patient', 'problems')).not.toEqual([]);
      expect([one, other].map((body) => at(body, 'extensions', 'fhir', 'requests'))).toEqual([3, 2]);
    },
  );
});
