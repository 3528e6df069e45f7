import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../../src/testing/test-gateway.ts';

const LABS = 'query Labs($id: ID!) { patient(id: $id) { fullName labResults(first: 1) { id } } }';

describe('a token of a test gateway', () => {
  let signedIn: TestGateway;
  beforeAll(async () => {
    signedIn = await startTestGateway({ requiresToken: true });
  });
  afterAll(() => signedIn.stop());

  const ask = async (...grant: Parameters<TestGateway['token']>) => {
    const authorization = `Bearer ${await signedIn.token(...grant)}`;
    return signedIn.query(LABS, { id: CAMILA_LOPEZ }, { authorization });
  };

  it('is needed', async () => {
    const { errors } = await signedIn.query(LABS, { id: CAMILA_LOPEZ });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each(['clinician', 'service', `patient:${CAMILA_LOPEZ}`] as const)(
    'lets %s read the chart',
    async (as) => {
      expect(await ask({ as })).toMatchObject({ data: { patient: { fullName: 'Camila Maria Lopez' } } });
    },
  );

  it('is still valid after reset', async () => {
    const authorization = `Bearer ${await signedIn.token({ as: 'clinician' })}`;
    await signedIn.reset();
    expect((await signedIn.query(LABS, { id: CAMILA_LOPEZ }, { authorization })).errors).toBeUndefined();
  });

  it('of another patient, or without the scope, reads nothing', async () => {
    expect((await ask({ as: `patient:${DERRICK_LIN}` })).data).toEqual({ patient: null });
    const { errors } = await ask({ as: 'clinician', scope: 'user/Patient.rs' });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  it('has the audience and the claims that the settings name', async () => {
    const settings = { AUTH_AUDIENCE: 'chart', AUTH_SCOPE_CLAIM: 'scp', AUTH_PATIENT_CLAIM: 'fhir_patient' };
    await using renamed = await startTestGateway({ requiresToken: true, settings });
    const token = await renamed.token({ as: `patient:${CAMILA_LOPEZ}` });
    const headers = { authorization: `Bearer ${token}` };
    expect(await renamed.query(LABS, { id: CAMILA_LOPEZ }, headers)).toMatchObject({
      data: { patient: { fullName: 'Camila Maria Lopez' } },
    });
  });

  it('is refused for a holder that does not exist, and by a gateway that verifies none', async () => {
    await expect(signedIn.token({ as: 'patient:' })).rejects.toThrow("Expected 'clinician', 'service'");
    await using open = await startTestGateway();
    await expect(open.token({ as: 'clinician' })).rejects.toThrow('requiresToken: true');
  });
});
