/** Names the medication of a MedicationRequest or MedicationDispense: Epic refers to a Medication, others name or contain it. */
import { conceptText, conceptWords, firstName } from './concepts.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import { containedTargets, referenceName } from './resource-names.ts';
import type {
  CodeableConcept,
  Medication,
  MedicationDispense,
  MedicationIngredient,
  MedicationRequest,
} from './types.ts';

type WithMedication = Pick<
  MedicationRequest | MedicationDispense,
  'medicationCodeableConcept' | 'medicationReference' | 'contained'
>;

/** The medication as a concept: the record's own, or that of a Medication inside it; null where it only refers to one. */
export function medicationConcept(record: WithMedication): CodeableConcept | null {
  return readObject(record.medicationCodeableConcept) ?? readObject(containedMedication(record)?.code);
}

/** Returns the name that the record itself gives, in words or at least as a code; null if it only refers to a Medication. */
export function medicationName(record: WithMedication): string | null {
  const concept = readObject(record.medicationCodeableConcept);
  const inside = containedMedication(record);
  const contained = inside === undefined ? null : nameOfMedication(inside);
  return firstName(concept, record.medicationReference?.display, contained);
}

/** Returns the name of a Medication: its code in words, otherwise all of its ingredients, otherwise the code. */
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

/** Returns the name of an ingredient; null if it has none. */
export function ingredientName(
  { itemCodeableConcept, itemReference }: MedicationIngredient,
  container: object = {},
): string | null {
  return firstName(readObject(itemCodeableConcept), referenceName(itemReference, container));
}

/** True for what somebody else reported to the person who recorded it; null where the server doesn't say. */
export function isReported({ reportedBoolean, reportedReference }: MedicationRequest): boolean | null {
  return readBoolean(reportedBoolean) ?? (readObject(reportedReference) === null ? null : true);
}

/** FHIR R4 §2.3.2.2. */
function containedMedication(record: WithMedication): Medication | undefined {
  const targets = containedTargets(record, record.medicationReference?.reference);
  return targets.find((target) => target.resourceType === 'Medication');
}
