/** How Epic writes the elements that most resources of a chart have: concepts, identifiers, references. */
import type {
  CodeableConcept,
  Coding,
  Encounter,
  Identifier,
  Patient,
  Quantity,
  Reference,
  Stored,
} from '../../types.ts';
import type { Random } from '../random.ts';
import { epicSystem, hl7System, UCUM } from './code-systems.ts';

export function coding(system: string, code: string, display?: string): Coding {
  return { system, code, ...(display !== undefined && { display }) };
}

export function concept(text: string, ...codings: Coding[]): CodeableConcept {
  return { ...(codings.length > 0 && { coding: codings }), text };
}

/** A concept out of one of HL7's own code systems, with the display as its text. */
export function hl7Concept(systemName: string, code: string, display: string): CodeableConcept {
  return concept(display, coding(hl7System(systemName), code, display));
}

/** Displays that are not just the code with a capital letter. */
const STATUS_DISPLAYS: Readonly<Record<string, string>> = { 'entered-in-error': 'Entered in Error' };

/** As {@link hl7Concept}, with the version of the code system: Epic sends it for the statuses of problems and allergies. */
export function statusConcept(systemName: string, code: string): CodeableConcept {
  const display = STATUS_DISPLAYS[code] ?? `${code.charAt(0).toUpperCase()}${code.slice(1)}`;
  return { coding: [{ system: hl7System(systemName), version: '4.0.0', code, display }], text: display };
}

/**
 * The concept as it arrives: mostly whole, at times a text alone, displays without a text, or one code of the site that
 * nobody else can read.
 */
export function asTransmitted(random: Random, whole: CodeableConcept): CodeableConcept {
  const { text, coding: codings = [] } = whole;
  const draw = random.integer(1, 100);
  const local = codings.find(({ system }) => system?.startsWith('urn:oid:') === true);
  if (draw <= 4 && text !== undefined) return { text };
  if (draw <= 8 && codings.some(({ display }) => display !== undefined)) return { coding: codings };
  if (draw <= 10 && local?.system !== undefined && local.code !== undefined) {
    return { coding: [coding(local.system, local.code)] };
  }
  return whole;
}

export function ucumQuantity(value: number, unit: string, code: string = unit): Quantity {
  return { value, unit, system: UCUM, code };
}

/** An identifier of this site; `type` is where Epic says what it is. */
export function usualIdentifier(suffix: string, value: number | string, type?: string): Identifier {
  return {
    use: 'usual',
    ...(type !== undefined && { type: { text: type } }),
    system: epicSystem(suffix),
    value: String(value),
  };
}

/** With the name as `Family, Given`, which is how Epic shows a patient in everything but the Patient. */
export function patientReference({ id, name }: Stored<Patient>): Reference<Patient> {
  const { family, given = [], text } = name?.[0] ?? {};
  const display = family === undefined || given.length === 0 ? text : `${family}, ${given.join(' ')}`;
  return { reference: `Patient/${id}`, ...(display !== undefined && { display }) };
}

/** With the encounter's contact serial number beside the reference, and its kind as display. */
export function encounterReference({ id, identifier, type }: Stored<Encounter>): Reference<Encounter> {
  const display = type?.[0]?.text ?? type?.[0]?.coding?.find((one) => one.display !== undefined)?.display;
  return {
    reference: `Encounter/${id}`,
    ...(identifier?.[0] !== undefined && { identifier: identifier[0] }),
    ...(display !== undefined && { display }),
  };
}
