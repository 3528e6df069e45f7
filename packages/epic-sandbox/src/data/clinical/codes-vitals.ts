/** Vital signs: the rows of Epic's flowsheets, with LOINC codes in addition to Epic's own. */
import type { CodeableConcept } from '../../types.ts';
import { createRandom } from '../random.ts';
import { epicSystem, hl7System, LOINC } from './code-systems.ts';
import { coding, concept } from './elements.ts';

export type VitalSign = keyof typeof VITAL_SIGNS;

export interface VitalSignRow {
  readonly code: CodeableConcept;
  /** UCUM; empty for blood pressure, whose components have their own units. */
  readonly unit: string | null;
  readonly decimals: number;
  /** Values outside these limits are abnormal. */
  readonly low: number;
  readonly high: number;
}

const FLOWSHEET_ID = 'http://open.epic.com/FHIR/StructureDefinition/observation-flowsheet-id';
/** Epic repeats LOINC codes under this OID. */
const LOINC_AGAIN = 'urn:oid:1.2.246.537.6.96';
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-';

export const VITAL_SIGNS = {
  bloodPressure: {
    code: flowsheet('5', 'BP', [
      ['85354-9', 'Blood pressure panel with all children optional'],
      ['55284-4', 'Blood pressure systolic and diastolic'],
    ]),
    unit: null,
    decimals: 0,
    low: 90,
    high: 140,
  },
  temperature: {
    code: flowsheet('6', 'Temp', [['8310-5', 'Body temperature']]),
    unit: 'Cel',
    decimals: 1,
    low: 35.5,
    high: 38,
  },
  pulse: {
    code: flowsheet('8', 'Pulse', [['8867-4', 'Heart rate']]),
    unit: '/min',
    decimals: 0,
    low: 50,
    high: 100,
  },
  respiration: {
    code: flowsheet('9', 'Resp', [['9279-1', 'Respiratory rate']]),
    unit: '/min',
    decimals: 0,
    low: 10,
    high: 22,
  },
  oxygen: {
    code: flowsheet('10', 'SpO2', [
      ['2708-6', 'Oxygen saturation in Arterial blood'],
      ['59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry'],
    ]),
    unit: '%',
    decimals: 0,
    low: 94,
    high: 100,
  },
  height: {
    code: flowsheet('11', 'Height', [['8302-2', 'Body height']]),
    unit: 'cm',
    decimals: 1,
    low: 0,
    high: Infinity,
  },
  weight: {
    code: flowsheet('14', 'Weight', [
      ['29463-7', 'Body weight'],
      ['3141-9', 'Body weight Measured'],
    ]),
    unit: 'kg',
    decimals: 1,
    low: 0,
    high: Infinity,
  },
  bmi: {
    code: flowsheet('301070', 'BMI (Calculated)', [['39156-5', 'Body mass index (BMI) [Ratio]']]),
    unit: 'kg/m2',
    decimals: 1,
    low: 0,
    high: Infinity,
  },
} as const satisfies Record<string, VitalSignRow>;

export const SYSTOLIC = concept(
  'Systolic blood pressure',
  coding(LOINC, '8480-6', 'Systolic blood pressure'),
);
export const DIASTOLIC = concept(
  'Diastolic blood pressure',
  coding(LOINC, '8462-4', 'Diastolic blood pressure'),
);

/** Diastolic values outside these limits, in mmHg, are abnormal. */
export const DIASTOLIC_LIMITS = { low: 40, high: 90 } as const;

/** Has no flowsheet row: Epic calculates it on request. */
export const BMI_PERCENTILE = concept(
  'Body mass index (BMI) [Percentile] Per age and sex',
  coding(LOINC, '59576-9', 'Body mass index (BMI) [Percentile] Per age and sex'),
);

export const VITAL_SIGNS_CATEGORY = concept(
  'Vital Signs',
  coding(hl7System('observation-category'), 'vital-signs', 'Vital Signs'),
);

function flowsheet(row: string, name: string, loinc: [code: string, display: string][]): CodeableConcept {
  const id = `t${createRandom(`flowsheet row ${row}`).characters(ID_ALPHABET, 21)}A0`;
  return concept(
    name,
    coding(epicSystem('7.2.707679'), row, name),
    coding(FLOWSHEET_ID, id, name),
    ...loinc.slice(0, 1).map(([code]) => coding(LOINC_AGAIN, code)),
    ...loinc.map(([code, display]) => coding(LOINC, code, display)),
    coding(LOINC, '8716-3', 'Vital signs'),
  );
}
