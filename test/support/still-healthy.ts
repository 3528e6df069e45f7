/** That a gateway still does its job, whatever was done to it before. */
import { expect } from 'vitest';
import type { Gateway } from './gateway.ts';

/** A patient of the sandbox. */
export const KNOWN_ID = 'erXuFYUfucBZaryVksYEcMg3';

/** Runs an ordinary operation, which has to be answered by one request. */
export async function expectStillHealthy(gateway: Gateway): Promise<void> {
  expect(await gateway.query(`{ patient(id: "${KNOWN_ID}") { id fullName } }`)).toEqual({
    data: { patient: { id: KNOWN_ID, fullName: 'Camila Maria Lopez' } },
    extensions: { fhir: { requests: 1, estimatedRequests: 1, warnings: [] } },
  });
}
