/** A code of a named system, as it is sent with what is created. */
import { CODE_SYSTEMS, type CodeSystemName } from './code-systems.ts';
import type { CodeableConcept } from './types.ts';

export interface NewConcept {
  readonly system: CodeSystemName;
  readonly code: string;
  /** What it is called; it goes out as display and as text, since sites differ in which of the two they show. */
  readonly name: string;
}

export function toCodeableConcept({ system, code, name }: NewConcept): CodeableConcept {
  return { coding: [{ system: CODE_SYSTEMS[system][0], code, display: name }], text: name };
}

/** A status of FHIR's own systems, which has no words. */
export function statusConcept(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
