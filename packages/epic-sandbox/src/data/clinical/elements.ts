/** Common elements in Epic's form: concepts, identifiers and references. */
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

/** Returns a concept from one of HL7's code systems, with the display as text. */
export function hl7Concept(systemName: string, code: string, display: string): CodeableConcept {
  return concept(display, coding(hl7System(systemName), code, display));
}

/** The displays that are not simply the capitalized code. */
const STATUS_DISPLAYS: Readonly<Record<string, string>> = { 'entered-in-error': 'Entered in Error' };

/** Like {@link hl7Concept}, with the version of the code system, which Epic sends for the statuses of problems and allergies. */
export function statusConcept(systemName: string, code: string): CodeableConcept {
  const display = STATUS_DISPLAYS[code] ?? `${code.charAt(0).toUpperCase()}${code.slice(1)}`;
  return { coding: [{ system: hl7System(systemName), version: '4.0.0', code, display }], text: display };
}

/**
 * Returns the concept as a client receives it: usually whole; sometimes only its text, its codings without a text, or only
 * the site's own code without a display.
 */
export function asTransmitted(random: Random, whole: CodeableConcept): CodeableConcept {
  const { text, coding: codings = [] } = whole;
  const draw = random.percentile();
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

/** Returns an identifier of this site. `type` becomes `type.text`. */
export function usualIdentifier(suffix: string, value: number | string, type?: string): Identifier {
  return {
    use: 'usual',
    ...(type !== undefined && { type: { text: type } }),
    system: epicSystem(suffix),
    value: String(value),
  };
}

/** Displays the name as `Family, Given`, as Epic does everywhere except in the Patient itself. */
export function patientReference({ id, name }: Stored<Patient>): Reference<Patient> {
  const { family, given = [], text } = name?.[0] ?? {};
  const display = family === undefined || given.length === 0 ? text : `${family}, ${given.join(' ')}`;
  return { reference: `Patient/${id}`, ...(display !== undefined && { display }) };
}

/** Adds the encounter's contact serial number as identifier, and its type as display. */
export function encounterReference({ id, identifier, type }: Stored<Encounter>): Reference<Encounter> {
  const display = type?.[0]?.text ?? type?.[0]?.coding?.find((one) => one.display !== undefined)?.display;
  return {
    reference: `Encounter/${id}`,
    ...(identifier?.[0] !== undefined && { identifier: identifier[0] }),
    ...(display !== undefined && { display }),
  };
}
