/** Checks that a gateway still works after a test has abused it. */
import { expect } from 'vitest';
import type { Gateway } from './gateway.ts';

/** A patient of the sandbox. */
export const KNOWN_ID = 'erXuFYUfucBZaryVksYEcMg3';

/** Runs an ordinary operation, and expects its data from exactly one FHIR request. */
export async function expectStillHealthy(gateway: Gateway): Promise<void> {
  expect(await gateway.query(`{ patient(id: "${KNOWN_ID}") { id fullName } }`)).toEqual({
    data: { patient: { id: KNOWN_ID, fullName: 'Camila Maria Lopez' } },
    extensions: { fhir: { requests: 1, estimatedRequests: 1, warnings: [] } },
  });
}
