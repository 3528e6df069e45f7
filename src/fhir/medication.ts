/** What a MedicationRequest is of, as far as it says so itself: Epic refers to a Medication, others name or contain it. */
import { conceptText } from './concepts.ts';
import { flag, object, objects, text } from './shape.ts';
import type { CodeableConcept, Medication, MedicationIngredient, MedicationRequest } from './types.ts';

type Requested = Pick<MedicationRequest, 'medicationCodeableConcept' | 'medicationReference' | 'contained'>;

/** The medication as a concept: the request's own, or that of a Medication inside it; null where it only refers to one. */
export function medicationConcept(request: Requested): CodeableConcept | null {
  return object(request.medicationCodeableConcept) ?? object(containedMedication(request)?.code);
}

/** The medication in words, from the request alone; null where it says none. */
export function medicationName(request: Requested): string | null {
  const concept = medicationConcept(request);
  return (concept === null ? null : conceptText(concept)) ?? text(request.medicationReference?.display);
}

/** An ingredient in words; null where there are none. */
export function ingredientName({ itemCodeableConcept, itemReference }: MedicationIngredient): string | null {
  const concept = object(itemCodeableConcept);
  return (concept === null ? null : conceptText(concept)) ?? text(itemReference?.display);
}

/** True where somebody else than who recorded it said so; null where it is not told. */
export function isReported({ reportedBoolean, reportedReference }: MedicationRequest): boolean | null {
  return flag(reportedBoolean) ?? (object(reportedReference) === null ? null : true);
}

/** FHIR R4 §2.3.2.2. */
function containedMedication({ contained, medicationReference }: Requested): Medication | undefined {
  const literal = text(medicationReference?.reference);
  return objects(contained).find(
    (resource): resource is Medication =>
      resource.resourceType === 'Medication' && text(resource.id) !== null && literal === `#${resource.id}`,
  );
}
