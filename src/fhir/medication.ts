/** Names the medication of an order, a dispense or an administration. Epic refers to a Medication; other servers name or contain it. */
import { conceptText, conceptWords, firstName } from './concepts.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';
import { containedTargets, referenceName } from './resource-names.ts';
import type {
  CodeableConcept,
  Medication,
  MedicationAdministration,
  MedicationDispense,
  MedicationIngredient,
  MedicationRequest,
} from './types.ts';

/** A record of a type with `medication[x]`. */
export type MedicationRecord = MedicationAdministration | MedicationDispense | MedicationRequest;

type WithMedication = Pick<
  MedicationRecord,
  'medicationCodeableConcept' | 'medicationReference' | 'contained'
>;

/** Returns the record's own concept, otherwise the code of its contained Medication; null if it only refers to one. */
export function medicationConcept(record: WithMedication): CodeableConcept | null {
  return readObject(record.medicationCodeableConcept) ?? readObject(containedMedication(record)?.code);
}

/** Returns the name from the record itself, in words or at least as a code; null if the record only refers to a Medication. */
export function medicationName(record: WithMedication): string | null {
  const concept = readObject(record.medicationCodeableConcept);
  const inside = containedMedication(record);
  const contained = inside === undefined ? null : nameOfMedication(inside);
  return firstName(concept, record.medicationReference?.display, contained);
}

/** Returns the words for the code, otherwise all ingredients, otherwise the bare code. */
export function nameOfMedication(
  medication: Pick<Medication, 'code' | 'ingredient' | 'contained'>,
): string | null {
  const code = readObject(medication.code);
  const ingredients = readObjects(medication.ingredient).map((one) => ingredientName(one, medication));
  const allIngredients = ingredients.includes(null) ? null : readText(ingredients.join(' + '));
  return (
    (code === null ? null : conceptWords(code)) ??
    allIngredients ??
    (code === null ? null : conceptText(code))
  );
}

export function ingredientName(
  { itemCodeableConcept, itemReference }: MedicationIngredient,
  container: object = {},
): string | null {
  return firstName(readObject(itemCodeableConcept), referenceName(itemReference, container));
}

/** Returns true for a secondary record of a medication that someone reported, rather than the original order; null if unknown. */
export function isReported({
  reportedBoolean,
  reportedReference,
}: Pick<MedicationRequest, 'reportedBoolean' | 'reportedReference'>): boolean | null {
  return readBoolean(reportedBoolean) ?? (readObject(reportedReference) === null ? null : true);
}

/** Filters by whether a medication was reported. FHIR R4 defines no search parameter for that. */
export const BY_REPORTED: ListFilter = {
  parameter: 'reported',
  isSent: false,
  matches: (request, [value]) => (isReported(request) === true) === (value === 'true'),
};

/** FHIR R4 §2.3.2.2. */
function containedMedication(record: WithMedication): Medication | undefined {
  const targets = containedTargets(record, record.medicationReference?.reference);
  return targets.find((target) => target.resourceType === 'Medication');
}
