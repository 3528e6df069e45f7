/** A vital sign as it is sent to be created: what the FHIR R4 vital signs profiles and Epic's Observation.Create (Vital Signs) want. */
import { CODE_SYSTEMS } from './code-systems.ts';
import type { CodeableConcept, Observation, ObservationComponent, Quantity } from './types.ts';
import { VITAL_SIGNS, type VitalSign, type VitalSignMeasure, type VitalSignName } from './vital-signs.ts';

/** A value in one of the units of the table. */
export interface MeasuredValue {
  readonly value: number;
  /** The member of the graph's enum. */
  readonly unit: string;
}

export interface NewVitalSign {
  readonly name: VitalSignName;
  /** By the names of the components; a sign that is one number has it under `value`. */
  readonly values: Readonly<Record<string, MeasuredValue>>;
}

/** Where and when readings were context. */
export interface VitalSignContext {
  readonly patientId: string;
  readonly encounterId: string;
  /** To the second, with its offset: fractions are not kept by Epic, and a reading is found again by its instant. */
  readonly instant: string;
}

/** http://hl7.org/fhir/R4/observation-vitalsigns.html: `VSCat`. */
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
    // Exactly one coding: Epic finds the row of its flowsheet by it.
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
  if (given === undefined || code === undefined) throw new Error('A reading has every value of its sign');
  return { value: given.value, unit: code, system: CODE_SYSTEMS.UCUM[0], code };
}
