import { CODE_SYSTEMS, type CodeSystemName } from './code-systems.ts';
import type { CodeableConcept } from './types.ts';

export interface NewConcept {
  readonly system: CodeSystemName;
  readonly code: string;
  /** Sent both as display and as text, because sites differ in which of the two they show. */
  readonly name: string;
}

export function toCodeableConcept({ system, code, name }: NewConcept): CodeableConcept {
  return { coding: [{ system: CODE_SYSTEMS[system][0], code, display: name }], text: name };
}

/** Builds a status from one of HL7's code systems, without display or text. */
export function statusConcept(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
