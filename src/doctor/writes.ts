/** What could be written back, by what the server says of itself and of the token; nothing is ever written. */
import { parseScopes } from '../fhir/scopes.ts';
import type { Subject } from './configuration.ts';
import type { Described } from './metadata.ts';
import { type Cause, type Checked, finding } from './step.ts';

/** What the gateway can create, with the names that Epic has for the APIs. */
export const CREATES = {
  AllergyIntolerance: 'AllergyIntolerance.Create (Patient Chart)',
  Condition: 'Condition.Create (Problems)',
  DocumentReference: 'DocumentReference.Create (Clinical Notes)',
  Observation: 'Observation.Create (Vital Signs)',
  Patient: 'Patient.Create (Demographics)',
} as const;

/** @param scope as it was granted; empty where it is not known */
export async function checkWrites(
  { writesEnabled }: Subject,
  { interactions }: Described,
  scope: string,
): Promise<Checked<true>> {
  const scopes = parseScopes(scope);
  const mayCreate = (type: string): boolean =>
    scopes.length === 0 ||
    scopes.some((one) => (one.type === '*' || one.type === type) && one.interactions.has('c'));
  const types = Object.entries(CREATES);
  const offered = types.filter(([type]) => interactions.get(type)?.has('create') === true);
  const granted = offered.filter(([type]) => mayCreate(type));
  const lacking = types.filter((one) => !granted.includes(one)).map(([, api]) => api);
  const byMetadata = `${offered.length} of ${types.length} kinds of records can be created, by what /metadata says`;
  return {
    finding: finding({
      tried: 'look at what /metadata and the token say of create, and write nothing',
      found: [
        scopes.length === 0 ? byMetadata : `${byMetadata}; ${granted.length} by what was granted too`,
        writesEnabled
          ? 'Mutations are carried out (WRITES_ENABLED).'
          : 'Mutations are off (WRITES_ENABLED), so that none of it is needed.',
      ],
      causes: writesEnabled && lacking.length > 0 ? [lackingCause(lacking)] : [],
      facts: {
        enabled: writesEnabled,
        offered: offered.map(([type]) => type),
        granted: granted.map(([type]) => type),
      },
    }),
    value: true,
  };
}

function lackingCause(apis: readonly string[]): Cause {
  return {
    cause: `These are not on the app's registration, or the site's version does not have them: ${apis.join(', ')}.`,
    remedy:
      'fhir.epic.com, Build Apps, the app: add those that are wanted to the Incoming APIs, save, and wait. Mutations that need the others answer with an error.',
  };
}
