/** AllergyIntolerance.Create. A clinician reconciles the new allergy before it appears in the chart. */
import type { AllergyIntolerance } from '../types.ts';
import { RXNORM, SNOMED, UNII } from '../data/clinical/code-systems.ts';
import { patientReference, statusConcept } from '../data/clinical/elements.ts';
import { valuesAt } from '../element-path.ts';
import { requireCode, codesAt } from './checks.ts';
import { invalidElement, missingElement, type Refusal } from './refusals.ts';
import {
  type CreateResult,
  instantOf,
  isRefusal,
  newId,
  patientAt,
  refuseCreate,
  refuseCreateIfAny,
  type Site,
} from './site.ts';

/** The code systems of allergens. UNII appears twice: by its OID, and by FHIR's URI. */
const ALLERGEN_SYSTEMS = [RXNORM, SNOMED, UNII, 'http://fdasis.nlm.nih.gov'];

export function createAllergyIntolerance(sent: AllergyIntolerance, site: Site): CreateResult {
  const patient = patientAt(site, sent, 'patient');
  if (isRefusal(patient)) return refuseCreate(patient);
  const wrong = refuseCreateIfAny(
    checkAllergen(sent),
    requireCode(sent, 'clinicalStatus', 'active'),
    requireCode(sent, 'verificationStatus', 'unconfirmed'),
    checkReactions(sent),
  );
  if (wrong !== null) return wrong;
  const { type, category, criticality, code, onsetDateTime, note, reaction } = sent;
  return {
    kind: 'stored',
    patient: patient.id,
    waits: true,
    resource: {
      resourceType: 'AllergyIntolerance',
      id: newId(),
      clinicalStatus: statusConcept('allergyintolerance-clinical', 'active'),
      verificationStatus: statusConcept('allergyintolerance-verification', 'unconfirmed'),
      ...(type !== undefined && { type }),
      ...(category !== undefined && { category }),
      ...(criticality !== undefined && { criticality }),
      ...(code !== undefined && { code }),
      patient: patientReference(patient),
      ...(onsetDateTime !== undefined && { onsetDateTime }),
      recordedDate: instantOf(site.now()),
      recorder: site.author,
      ...(note !== undefined && { note }),
      ...(reaction !== undefined && { reaction }),
    },
  };
}

function checkAllergen(sent: AllergyIntolerance): Refusal | null {
  const expression = 'AllergyIntolerance.code';
  if (valuesAt(sent, 'code').length === 0) return missingElement(expression);
  return ALLERGEN_SYSTEMS.some((system) => codesAt(sent, 'code', system).length > 0)
    ? null
    : invalidElement(expression, 'of RxNorm, SNOMED CT or UNII');
}

/** Epic requires exactly one manifestation per reaction. */
function checkReactions(sent: AllergyIntolerance): Refusal | null {
  const wrong = valuesAt(sent, 'reaction').some(
    (reaction) =>
      typeof reaction !== 'object' || reaction === null || valuesAt(reaction, 'manifestation').length !== 1,
  );
  return wrong ? invalidElement('AllergyIntolerance.reaction', 'one manifestation each') : null;
}
