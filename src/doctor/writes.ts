/** Compares the mutations with /metadata and the granted scopes. Writes nothing. */
import { parseScopes } from '../access/scopes.ts';
import type { ServerDescription } from './capabilities.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact } from './finding.ts';

/** The types that the gateway creates, and Epic's names of the APIs. */
export const CREATES = {
  AllergyIntolerance: 'AllergyIntolerance.Create (Patient Chart)',
  Condition: 'Condition.Create (Problems)',
  DocumentReference: 'DocumentReference.Create (Clinical Notes)',
  Observation: 'Observation.Create (Vital Signs)',
  Patient: 'Patient.Create (Demographics)',
  QuestionnaireResponse: 'QuestionnaireResponse.Create',
} as const;

/** @param scope the granted scopes; empty if unknown */
export function checkWrites(
  { canWrite }: ExaminedSite,
  { interactions }: ServerDescription,
  scope: string,
): Checked<true> {
  const scopes = parseScopes(scope);
  const types = Object.keys(CREATES);
  const offered = types.filter((type) => interactions.get(type)?.has('create') === true);
  const granted = offered.filter(
    (type) =>
      scopes.length === 0 ||
      scopes.some((one) => (one.type === '*' || one.type === type) && one.interactions.has('c')),
  );
  const lacking = Object.entries(CREATES).flatMap(([type, api]) => (granted.includes(type) ? [] : [api]));
  return checked<true>(true, {
    tried: 'reading /metadata and the granted scopes; nothing is written',
    found: compact<string>(
      `/metadata lists create for ${offered.length} of ${types.length} types.`,
      scopes.length > 0 && `The granted scopes allow ${granted.length} of them.`,
      `Mutations are ${canWrite ? 'on' : 'off, so the gateway needs none of these'} (WRITES_ENABLED).`,
    ),
    causes: compact<Cause>(
      canWrite &&
        lacking.length > 0 &&
        cause`The app's registration, or the site's Epic version, lacks these APIs: ${lacking.join(', ')}.
          → In the app at fhir.epic.com (Build Apps), add the ones you need to the Incoming APIs and save. Wait until the change reaches this server. Mutations that need the others return an error.`,
    ),
    facts: { enabled: canWrite, offered, granted },
  });
}
