import { CAMILA_LOPEZ, PUBLIC_PATIENTS, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { expect, it } from 'vitest';
import { areCapturesThere, EXCHANGES, resourcesIn, SKIPS_WITHOUT } from './support/captures.ts';
import { at } from './support/expected.ts';

function kindsOf(identifiers: unknown): string[] {
  return Array.isArray(identifiers)
    ? identifiers.map((one: unknown) => `${String(at(one, 'type', 'text'))} ${String(at(one, 'system'))}`)
    : [];
}

it.skipIf(!areCapturesThere)(
  `a patient of the sandbox has the identifiers of the recorded one in their order, and then the site's own number ${SKIPS_WITHOUT}`,
  () => {
    const recorded = EXCHANGES.flatMap(resourcesIn)
      .filter(({ id }) => id === CAMILA_LOPEZ)
      .flatMap((one) => kindsOf(at(one, 'identifier')));
    expect(recorded.length).toBeGreaterThan(8);
    const served = PUBLIC_PATIENTS.find(({ id }) => id === CAMILA_LOPEZ);
    expect(kindsOf(served?.identifier)).toEqual([...recorded, `SBXMRN ${SITE_MRN_SYSTEM}`]);
    expect(recorded.join()).not.toContain(SITE_MRN_SYSTEM);
  },
);
