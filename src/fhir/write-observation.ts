/** Builds the Observation of a new vital sign, for the FHIR R4 vital signs profiles and Epic's Observation.Create (Vital Signs). */
import { CODE_SYSTEMS } from './code-systems.ts';
import type { CodeableConcept, Observation, ObservationComponent, Quantity } from './types.ts';
import { VITAL_SIGNS, type VitalSign, type VitalSignMeasure, type VitalSignName } from './vital-signs.ts';

export interface MeasuredValue {
  readonly value: number;
  /** The member of the GraphQL enum. */
  readonly unit: string;
}

export interface NewVitalSign {
  readonly name: VitalSignName;
  /** By component name; `value` for a sign that is one number. */
  readonly values: Readonly<Record<string, MeasuredValue>>;
}

/** The patient, encounter and time of new readings. */
export interface VitalSignContext {
  readonly patientId: string;
  readonly encounterId: string;
  /** To the second, with an offset. Epic drops fractions, and reconciliation finds a reading by its instant. */
  readonly instant: string;
}

/** The slice `VSCat` of http://hl7.org/fhir/R4/observation-vitalsigns.html. */
const CATEGORY: CodeableConcept = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: 'vital-signs',
      display: 'Vital Signs',
    },
  ],
};

export function toObservation(vitalSign: NewVitalSign, context: VitalSignContext): Observation {
  const sign: VitalSign = VITAL_SIGNS[vitalSign.name];
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [CATEGORY],
    // Exactly one coding, because Epic maps it to a flowsheet row.
    code: loincConcept(sign),
    subject: { reference: `Patient/${context.patientId}` },
    encounter: { reference: `Encounter/${context.encounterId}` },
    effectiveDateTime: context.instant,
    ...(sign.value === null
      ? { component: componentsOf(sign, vitalSign) }
      : { valueQuantity: quantityOf(sign.value, vitalSign.values['value']) }),
  };
}

function componentsOf({ components }: VitalSign, { values }: NewVitalSign): ObservationComponent[] {
  return Object.entries(components).map(([name, measured]) => ({
    code: loincConcept(measured),
    valueQuantity: quantityOf(measured, values[name]),
  }));
}

function loincConcept({
  loinc,
  display,
}: {
  readonly loinc: string;
  readonly display: string;
}): CodeableConcept {
  return { coding: [{ system: CODE_SYSTEMS.LOINC[0], code: loinc, display }], text: display };
}

function quantityOf({ units }: VitalSignMeasure, given: MeasuredValue | undefined): Quantity {
  const code = units[given?.unit ?? '']?.code;
  if (given === undefined || code === undefined)
    throw new Error('The vital sign lacks a value, or has an unknown unit');
  return { value: given.value, unit: code, system: CODE_SYSTEMS.UCUM[0], code };
}
