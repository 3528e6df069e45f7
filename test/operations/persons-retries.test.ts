/** A retry of a write after signing in again is the same write, and another one for another person. */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { expect, it } from 'vitest';
import { type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { startGateway } from '../support/gateway.ts';
import { inputFor, memoryStore, MUTATIONS, newKey, postsOf } from '../support/writing.ts';

it('a write of a person is the same after signing in again, and another one for another person [T7-T2]', async () => {
  const sandbox = await startSandbox();
  const gateway = await startGateway(sandbox, { signsIn: signingIn(), store: memoryStore() });
  const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
  const posts = async ({ headers }: BrowserSession): Promise<number> => {
    const { errors } = await gateway.query(MUTATIONS.addAllergy, variables, headers);
    expect(errors).toBeUndefined();
    return postsOf(sandbox, 'AllergyIntolerance');
  };
  const again = [
    await startSession(gateway.sites, sandbox, 'clinician'),
    await startSession(gateway.sites, sandbox, 'clinician'),
    await startSession(gateway.sites, sandbox, 'clinician', null, CAMILA_LOPEZ),
  ];
  for (const session of again) expect(await posts(session)).toBe(1);
  expect(await posts(await startSession(gateway.sites, sandbox, 'surgeon'))).toBe(2);
  await gateway.close();
  await sandbox.close();
});
