import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([borrowSandbox(), startIdentityProvider()]);
  gateway = await startGateway(sandbox, { callers: provider.tokenVerification() });
  // Fetch the token and the CapabilityStatement first, so that no request waits for them.
  await gateway.client.probe();
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([provider.close(), sandbox.close()]);
});

/** The callers may read everyone's lab results, but only one patient or none. */
describe('the lists of a hidden patient [T7-E3]', () => {
  const LAB_RESULTS = 'labResults(first: 2) { id }';
  /** Takes one FHIR request: any request started at the same time arrives before its response. */
  const OTHER_LOOKUP = 'other: observation(id: "eUnknown") { id }';

  it.each([
    ['a lookup', `{ ${OTHER_LOOKUP} found: patient(id: "${DERRICK_LIN}") { ${LAB_RESULTS} } }`],
    [
      'a lookup that also selects the name',
      `{ ${OTHER_LOOKUP} found: patient(id: "${DERRICK_LIN}") { fullName ${LAB_RESULTS} } }`,
    ],
    [
      'a list of ids',
      `{ ${OTHER_LOOKUP} found: patients(filter: { ids: ["${DERRICK_LIN}"] }) { id ${LAB_RESULTS} } }`,
    ],
    [
      'an entity',
      `{ ${OTHER_LOOKUP} found: _entities(representations: [{ __typename: "Patient", id: "${DERRICK_LIN}" }]) { ... on Patient { id ${LAB_RESULTS} } } }`,
    ],
  ])('sends no search for the lists of a hidden patient in %s [T1-I4]', async (_what, document) => {
    for (const scopes of ['user/Observation.rs patient/Patient.rs', 'user/Observation.rs']) {
      sandbox.clearRequests();
      const authorization = await provider.bearer(scopes, { patient: CAMILA_LOPEZ });
      const answer = await gateway.query(document, {}, { authorization });
      expect(JSON.stringify(answer)).not.toContain(DERRICK_LIN);
      expect(fhirCalls(sandbox)).toEqual(['Observation/eUnknown']);
    }
  });

  it('searches the lists of a patient whom the caller may read', async () => {
    sandbox.clearRequests();
    const authorization = await provider.bearer('user/Observation.rs patient/Patient.rs', {
      patient: CAMILA_LOPEZ,
    });
    await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { ${LAB_RESULTS} } }`, {}, { authorization });
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });
});
