/** One Observation for each unusual shape of values, codes and references. All belong to Warren McGinnis. */
import type { Observation, Patient, Stored } from '../../types.ts';
import type { Chart } from './chart.ts';
import { epicSystem, hl7System, LOINC, UCUM } from './code-systems.ts';
import { DIASTOLIC, SYSTOLIC } from './codes-vitals.ts';
import { withDecimal } from './decimal.ts';
import { coding, concept, hl7Concept, patientReference, ucumQuantity } from './elements.ts';

export const BOOLEAN_VALUE = 'eShape-Obs.Boolean..0013';
export const INTEGER_VALUE = 'eShape-Obs.Integer..0023';
/** 4.0 to 7.0 10*9/L. */
export const RANGE_VALUE = 'eShape-Obs.Range....0033';
/** A titer, 1:80. */
export const RATIO_VALUE = 'eShape-Obs.Ratio....0043';
export const PERIOD_VALUE = 'eShape-Obs.Period...0053';
export const TIME_VALUE = 'eShape-Obs.Time.....0063';
/** Only a year and a month. */
export const DATE_TIME_VALUE = 'eShape-Obs.DateTime.0073';
export const SAMPLED_DATA_VALUE = 'eShape-Obs.Sampled..0083';
/** Less than 0.010: a comparator and a trailing zero. */
export const COMPARATOR_VALUE = 'eShape-Obs.Compare..0093';
/** Exactly 7.0, not 7. */
export const TRAILING_ZERO_VALUE = 'eShape-Obs.Zero.....0103';
/** More digits than a JavaScript number can hold. */
export const PRECISE_VALUE = 'eShape-Obs.Precise..0113';
/** A quantity with only a value. */
export const UNITLESS_VALUE = 'eShape-Obs.Unitless.0123';
/** A concept with one of the site's codes, but neither display nor text. */
export const CODE_ONLY_CONCEPT_VALUE = 'eShape-Obs.CodeOnly.0133';
/** Neither a value nor a `dataAbsentReason`. */
export const NO_VALUE = 'eShape-Obs.NoValue..0143';
/** `dataAbsentReason` instead of a value. */
export const ABSENT_VALUE = 'eShape-Obs.Absent...0153';
/** A panel: `hasMember` refers to {@link TRAILING_ZERO_VALUE} and to {@link DANGLING_MEMBER_RESULT}. */
export const PANEL_OF_MEMBERS = 'eShape-Obs.Members..0163';
/** Only systolic: the diastolic component has no value. */
export const HALF_A_BLOOD_PRESSURE = 'eShape-Obs.HalfBp...0173';
/** `status` is `verified`, the code has neither text nor display, and the interpretation has an unknown code. */
export const UNKNOWN_CODES = 'eShape-Obs.Codes....0183';
/** `code` has only a text. */
export const TEXT_ONLY_CODE = 'eShape-Obs.TextOnly.0193';
/** More than 3,000 characters in several lines. */
export const LONG_TEXT_VALUE = 'eShape-Obs.LongText.0203';
/** The specimen is contained, and the performer has only a display. */
export const CONTAINED_SPECIMEN = 'eShape-Obs.Specimen.0213';

export const DANGLING_MEMBER_RESULT = 'Observation/eGone-Obs3rvation.000013';

/** Returns laboratory results, except for the incomplete blood pressure. */
export function observationsOfOddShape({ patient }: Chart): Stored<Observation>[] {
  return [
    ...Object.entries(SHAPES).map(([id, elements], place) =>
      Object.assign(createBareObservation(patient, id, place), elements),
    ),
    { ...createBareObservation(patient, UNKNOWN_CODES, 27), ...BEYOND_FHIR },
  ];
}

/** Typed as an object, because FHIR's types exclude this status. */
const BEYOND_FHIR: object = {
  status: 'verified',
  code: { coding: [coding(epicSystem('7.2.768282'), '1599999')] },
  valueQuantity: ucumQuantity(5, 'mg/dL'),
  interpretation: [{ coding: [coding(epicSystem('7.4.798268.401'), 'QQ')] }],
};

const SHAPES: Readonly<Record<string, Partial<Observation>>> = {
  [BOOLEAN_VALUE]: { code: { text: 'Fasting' }, valueBoolean: true },
  [INTEGER_VALUE]: { code: { text: 'Cells counted' }, valueInteger: 200 },
  [RANGE_VALUE]: {
    code: { text: 'Home readings' },
    valueRange: { low: createQuantity('4.0', '10*9/L'), high: createQuantity('7.0', '10*9/L') },
  },
  [RATIO_VALUE]: {
    code: concept('ANA Titer', coding(LOINC, '5048-4', 'Nuclear Ab [Titer] in Serum by Immunofluorescence')),
    valueRatio: { numerator: { value: 1 }, denominator: { value: 80 } },
  },
  [PERIOD_VALUE]: {
    code: { text: 'Time of collection' },
    valuePeriod: { start: '2024-05-01T07:00:00Z', end: '2024-05-02T07:00:00Z' },
  },
  [TIME_VALUE]: { code: { text: 'Time of last dose' }, valueTime: '07:30:00' },
  [DATE_TIME_VALUE]: { code: { text: 'Last eye exam' }, valueDateTime: '2023-09' },
  [SAMPLED_DATA_VALUE]: {
    code: concept('ECG lead I', coding('urn:iso:std:iso:11073:10101', '131329', 'MDC_ECG_ELEC_POTL_I')),
    valueSampledData: {
      origin: { value: 2048 },
      period: 10,
      factor: 1.612,
      lowerLimit: -3300,
      upperLimit: 3300,
      dimensions: 1,
      data: '2041 2043 2037 2047 2060 E 2065 2062 L U 2056',
    },
  },
  [COMPARATOR_VALUE]: {
    code: concept(
      'Troponin T',
      coding(LOINC, '6598-7', 'Troponin T.cardiac [Mass/volume] in Serum or Plasma'),
    ),
    valueQuantity: { ...createQuantity('0.010', 'ng/mL'), comparator: '<' },
    referenceRange: [{ text: '<0.010 ng/mL' }],
  },
  [TRAILING_ZERO_VALUE]: {
    code: concept('Hemoglobin A1C', coding(LOINC, '4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood')),
    valueQuantity: createQuantity('7.0', '%'),
    interpretation: [hl7Concept('v3-ObservationInterpretation', 'H', 'High')],
    referenceRange: [
      { low: createQuantity('4.0', '%'), high: createQuantity('5.6', '%'), text: '4.0 - 5.6 %' },
    ],
  },
  [PRECISE_VALUE]: {
    code: { text: 'Copies of a plasmid' },
    valueQuantity: createQuantity('12345678901234567890.123456789', '{copies}/mL'),
  },
  [UNITLESS_VALUE]: { code: { text: 'Hemoglobin A1C' }, valueQuantity: { value: 5.1 } },
  [CODE_ONLY_CONCEPT_VALUE]: {
    code: { text: 'Organism' },
    valueCodeableConcept: { coding: [coding(epicSystem('7.2.768282.77'), '41007')] },
  },
  [NO_VALUE]: { code: { text: 'Sent to another laboratory' } },
  [ABSENT_VALUE]: {
    code: { text: 'Culture' },
    dataAbsentReason: hl7Concept('data-absent-reason', 'not-performed', 'Not Performed'),
  },
  [PANEL_OF_MEMBERS]: {
    code: { text: 'Diabetes panel' },
    hasMember: [
      { reference: `Observation/${TRAILING_ZERO_VALUE}`, display: 'Hemoglobin A1C' },
      { reference: DANGLING_MEMBER_RESULT },
    ],
  },
  [HALF_A_BLOOD_PRESSURE]: {
    category: [hl7Concept('observation-category', 'vital-signs', 'Vital Signs')],
    code: concept('BP', coding(LOINC, '85354-9')),
    component: [{ code: SYSTOLIC, valueQuantity: ucumQuantity(131, 'mm[Hg]') }, { code: DIASTOLIC }],
  },
  [TEXT_ONLY_CODE]: { code: { text: 'Outside lab: vitamin D' }, valueString: '31 ng/mL (normal)' },
  [LONG_TEXT_VALUE]: {
    code: { text: 'Pathology comment' },
    valueString: 'Sections show benign tissue without atypia. Levels were examined.\r\n'.repeat(48),
  },
  [CONTAINED_SPECIMEN]: {
    contained: [{ resourceType: 'Specimen', id: 'tube', type: { text: 'Whole blood' } }],
    code: { text: 'Lead' },
    valueQuantity: createQuantity('1.20', 'ug/dL'),
    specimen: { reference: '#tube' },
    performer: [{ display: 'Outside Laboratory' }],
  },
};

function createBareObservation(
  patient: Stored<Patient>,
  observationId: string,
  day: number,
): Stored<Observation> {
  const time = `2024-05-${String(day + 1).padStart(2, '0')}T08:00:00Z`;
  return {
    resourceType: 'Observation',
    id: observationId,
    status: 'final',
    category: [
      { coding: [coding(hl7System('observation-category'), 'laboratory', 'Laboratory')], text: 'Laboratory' },
    ],
    code: {},
    subject: patientReference(patient),
    effectiveDateTime: time,
    issued: time,
  };
}

function createQuantity(decimal: string, unit: string): ReturnType<typeof withDecimal> {
  return withDecimal({ unit, system: UCUM, code: unit }, decimal);
}
