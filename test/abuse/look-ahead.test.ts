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
  gateway = await startGateway(sandbox, { callers: provider.checks() });
  // So that nothing has to wait for the token, nor for what the server can do.
  await gateway.client.probe();
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([provider.close(), sandbox.close()]);
});

/** A caller who may read the labs of everyone, and one patient or none. */
describe('the lists of a patient whom the caller may not read', () => {
  const LABS = 'labResults(first: 2) { id }';
  /** What takes a call: whatever was started beside it has arrived before its answer has. */
  const OTHER = 'other: observation(id: "eUnknown") { id }';

  it.each([
    ['a lookup', `{ ${OTHER} found: patient(id: "${DERRICK_LIN}") { ${LABS} } }`],
    ['a lookup of their name too', `{ ${OTHER} found: patient(id: "${DERRICK_LIN}") { fullName ${LABS} } }`],
    ['a list of ids', `{ ${OTHER} found: patients(filter: { ids: ["${DERRICK_LIN}"] }) { id ${LABS} } }`],
    [
      'an entity',
      `{ ${OTHER} found: _entities(representations: [{ __typename: "Patient", id: "${DERRICK_LIN}" }]) { ... on Patient { id ${LABS} } } }`,
    ],
  ])('are not asked for by %s', async (_what, document) => {
    for (const scopes of ['user/Observation.rs patient/Patient.rs', 'user/Observation.rs']) {
      sandbox.clearRequests();
      const authorization = await provider.bearer(scopes, { patient: CAMILA_LOPEZ });
      const answer = await gateway.query(document, {}, { authorization });
      expect(JSON.stringify(answer)).not.toContain(DERRICK_LIN);
      expect(fhirCalls(sandbox)).toEqual(['Observation/eUnknown']);
    }
  });

  it('are permitted to a caller who may read the patient', async () => {
    sandbox.clearRequests();
    const authorization = await provider.bearer('user/Observation.rs patient/Patient.rs', {
      patient: CAMILA_LOPEZ,
    });
    await gateway.query(`{ patient(id: "${CAMILA_LOPEZ}") { ${LABS} } }`, {}, { authorization });
    expect(fhirCalls(sandbox)).toHaveLength(2);
  });
});
