import { CAMILA_LOPEZ, PUBLIC_PATIENTS, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { expect, it } from 'vitest';
import { areCapturesThere, EXCHANGES, resourcesIn, SKIPS_WITHOUT } from './support/captures.ts';
import { at } from './support/expected.ts';

function typesAndSystemsOf(identifiers: unknown): string[] {
  return Array.isArray(identifiers)
    ? identifiers.map((one: unknown) => `${String(at(one, 'type', 'text'))} ${String(at(one, 'system'))}`)
    : [];
}

it.skipIf(!areCapturesThere)(
  `the sandbox returns the identifiers of the recorded patient in their order, followed by the site's record number ${SKIPS_WITHOUT} [CS-92]`,
  () => {
    const recorded = EXCHANGES.flatMap(resourcesIn)
      .filter(({ id }) => id === CAMILA_LOPEZ)
      .flatMap((one) => typesAndSystemsOf(at(one, 'identifier')));
    expect(recorded.length).toBeGreaterThan(8);
    const served = PUBLIC_PATIENTS.find(({ id }) => id === CAMILA_LOPEZ);
    expect(typesAndSystemsOf(served?.identifier)).toEqual([...recorded, `SBXMRN ${SITE_MRN_SYSTEM}`]);
    expect(recorded.join()).not.toContain(SITE_MRN_SYSTEM);
  },
);
