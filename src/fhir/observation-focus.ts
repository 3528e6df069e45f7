/** Reads what an Observation is about if that is not its patient, such as a fetus or a donor (FHIR R4 Observation.focus). */
import { conceptText, extensionConcept, firstName } from './concepts.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept, Observation, Reference } from './types.ts';

type Focused = Pick<Observation, 'focus' | 'subject' | 'extension'>;

/** https://hl7.org/fhir/R4/extension-observation-focuscode.html */
const FOCUS_CODE = 'http://hl7.org/fhir/StructureDefinition/observation-focusCode';

/** Returns the references to what the observation is about; none if that is only its patient. */
export function focusOf({ focus, subject }: Focused): Reference[] {
  const patient = targetOf(readObject(subject));
  return readObjects(focus).filter((one) => patient === null || targetOf(one) !== patient);
}

export function focusCodes({ extension }: Focused): CodeableConcept[] {
  return readObjects(extension)
    .filter(({ url }) => url === FOCUS_CODE)
    .map((one) => extensionConcept(one) ?? {});
}

/** Returns whether the observation is about someone or something other than its patient, which its value therefore does not describe. */
export function isAboutAnother(observation: Partial<Focused>): boolean {
  return focusOf(observation).length > 0 || focusCodes(observation).length > 0;
}

/** Returns the name, with what the observation is about: `Heart rate (fetus)`. */
export function observationName(observation: Focused & Partial<Pick<Observation, 'code'>>): string | null {
  const concept = readObject(observation.code);
  const name = concept === null ? readText(observation.code) : conceptText(concept);
  if (!isAboutAnother(observation)) return name;
  const about = [
    ...focusCodes(observation).map((code) => firstName(code)),
    ...focusOf(observation).map(({ display }) => readText(display)),
  ].filter((words) => words !== null);
  return `${name ?? 'Observation'} (${[...new Set(about)].join(', ') || 'not of the patient: see focus'})`;
}

/** Returns the type and id that a reference ends with, which is the same for relative and absolute references. */
function targetOf(reference: Reference | null): string | null {
  const literal = readText(reference?.reference)?.replace(/\/_history\/[^/]*$/, '');
  return literal?.split('/').slice(-2).join('/') ?? null;
}
