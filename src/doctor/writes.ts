/** What could be created, by what /metadata and the token say. Nothing is ever written. */
import { parseScopes } from '../access/scopes.ts';
import type { ServerDescription } from './capabilities.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, present } from './finding.ts';

/** What the gateway can create, with the names that Epic has for the APIs. */
export const CREATES = {
  AllergyIntolerance: 'AllergyIntolerance.Create (Patient Chart)',
  Condition: 'Condition.Create (Problems)',
  DocumentReference: 'DocumentReference.Create (Clinical Notes)',
  Observation: 'Observation.Create (Vital Signs)',
  Patient: 'Patient.Create (Demographics)',
} as const;

/** @param scope as it was granted; empty if it is not known */
export async function checkWrites(
  { canWrite }: ExaminedSite,
  { interactions }: ServerDescription,
  scope: string,
): Promise<Checked<true>> {
  const scopes = parseScopes(scope);
  const types = Object.keys(CREATES);
  const offered = types.filter((type) => interactions.get(type)?.has('create') === true);
  const granted = offered.filter(
    (type) =>
      scopes.length === 0 ||
      scopes.some((one) => (one.type === '*' || one.type === type) && one.interactions.has('c')),
  );
  const lacking = Object.entries(CREATES).flatMap(([type, api]) => (granted.includes(type) ? [] : [api]));
  const byMetadata = `${offered.length} of ${types.length} kinds of records can be created, by what /metadata says`;
  return checked<true>(true, {
    tried: 'look at what /metadata and the token say of create, and write nothing',
    found: [
      scopes.length === 0 ? byMetadata : `${byMetadata}; ${granted.length} by what was granted too`,
      canWrite
        ? 'Mutations are carried out (WRITES_ENABLED).'
        : 'Mutations are off (WRITES_ENABLED), so that none of it is needed.',
    ],
    causes: present<Cause>(
      canWrite &&
        lacking.length > 0 &&
        cause`These are not on the app's registration, or the site's version does not have them: ${lacking.join(', ')}.
          → fhir.epic.com, Build Apps, the app: add those that are wanted to the Incoming APIs, save, and wait. Mutations that need the others answer with an error.`,
    ),
    facts: { enabled: canWrite, offered, granted },
  });
}
