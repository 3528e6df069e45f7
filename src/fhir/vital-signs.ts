/**
 * THE TABLE of vital signs that can be recorded: names, codes, accepted units and bounds.
 *
 * Codes and units come from the FHIR R4 vital signs profiles (http://hl7.org/fhir/R4/observation-vitalsigns.html). The gateway sends
 * values in the unit that the caller chose, so no precision is lost in a conversion.
 *
 * `possible` bounds the values seen in living people: by the records cited below, otherwise by the outlier bounds of MIMIC-Extract
 * (resources/variable_ranges.csv, after Harutyunyan et al., Sci Data 6:96, 2019). The gateway refuses values outside. `usual` is this
 * project's choice: wider than the thresholds of NEWS2's most extreme scores and than PALS's ranges for newborns, so a warning mostly
 * means a typing error or a wrong unit. Both are in the first unit.
 */

/** A unit, and its conversion to the first unit of the sign: `value * factor + offset`. */
interface VitalSignUnit {
  /** UCUM. */
  readonly code: string;
  readonly factor: number;
  readonly offset: number;
}

interface ValueBounds {
  readonly low: number;
  readonly high: number;
}

/** A measurement of one number: a whole vital sign, or one part of it. */
export interface VitalSignMeasure {
  readonly loinc: string;
  /** LOINC's name, as in FHIR's profile. */
  readonly display: string;
  /** By member of the GraphQL enum. The bounds are in the first unit. */
  readonly units: Readonly<Record<string, VitalSignUnit>>;
  /** The largest number of decimal places. More would exceed the precision of the measurement, and is mostly a typing error. */
  readonly decimals: number;
  readonly possible: ValueBounds;
  readonly usual: ValueBounds;
}

/** A vital sign with one value, or with components. */
export interface VitalSign {
  /** The member of the GraphQL enum. */
  readonly kind: string;
  /** The name within a sentence. */
  readonly words: string;
  readonly loinc: string;
  readonly display: string;
  readonly value: VitalSignMeasure | null;
  /** By the name of the input field. */
  readonly components: Readonly<Record<string, VitalSignMeasure>>;
}

const unit = (code: string, factor = 1, offset = 0): VitalSignUnit => ({ code, factor, offset });

const singleValue = <K extends string>(kind: K, words: string, value: VitalSignMeasure) => ({
  kind,
  words,
  loinc: value.loinc,
  display: value.display,
  value,
  components: {},
});

const MMHG = { MMHG: unit('mm[Hg]') } as const;

export const VITAL_SIGNS = {
  heartRate: singleValue('HEART_RATE', 'heart rate', {
    loinc: '8867-4',
    display: 'Heart rate',
    units: { PER_MINUTE: unit('/min') },
    decimals: 0,
    // The fastest ventricular rate on record is 480 (Chhabra et al., Indian Pacing Electrophysiol J 12:32, 2012).
    possible: { low: 0, high: 500 },
    usual: { low: 30, high: 220 },
  }),
  respiratoryRate: singleValue('RESPIRATORY_RATE', 'respiratory rate', {
    loinc: '9279-1',
    display: 'Respiratory rate',
    units: { PER_MINUTE: unit('/min') },
    decimals: 0,
    possible: { low: 0, high: 330 },
    usual: { low: 6, high: 70 },
  }),
  bodyTemperature: singleValue('BODY_TEMPERATURE', 'body temperature', {
    loinc: '8310-5',
    display: 'Body temperature',
    units: { CELSIUS: unit('Cel'), FAHRENHEIT: unit('[degF]', 5 / 9, -160 / 9) },
    decimals: 2,
    // Patients have survived 13.7 (Gilbert et al., Lancet 355:375, 2000) and 46.5 (Slovis et al., Ann Emerg Med 11:269, 1982).
    possible: { low: 10, high: 47 },
    usual: { low: 33, high: 42 },
  }),
  oxygenSaturation: singleValue('OXYGEN_SATURATION', 'oxygen saturation', {
    loinc: '2708-6',
    display: 'Oxygen saturation in Arterial blood',
    units: { PERCENT: unit('%') },
    decimals: 1,
    possible: { low: 0, high: 100 },
    usual: { low: 70, high: 100 },
  }),
  bodyHeight: singleValue('BODY_HEIGHT', 'body height', {
    loinc: '8302-2',
    display: 'Body height',
    units: { CENTIMETER: unit('cm'), INCH: unit('[in_i]', 2.54) },
    decimals: 2,
    // The tallest person on record measured 272 cm; the smallest newborns that survived, about 20 cm.
    possible: { low: 15, high: 280 },
    usual: { low: 30, high: 220 },
  }),
  bodyWeight: singleValue('BODY_WEIGHT', 'body weight', {
    loinc: '29463-7',
    display: 'Body weight',
    units: {
      KILOGRAM: unit('kg'),
      GRAM: unit('g', 0.001),
      POUND: unit('[lb_av]', 0.453_592_37),
    },
    decimals: 3,
    // The heaviest person on record weighed 635 kg; the lightest newborns that survived, about 210 g.
    possible: { low: 0.15, high: 700 },
    usual: { low: 0.4, high: 300 },
  }),
  bloodPressure: {
    kind: 'BLOOD_PRESSURE',
    words: 'blood pressure',
    loinc: '85354-9',
    display: 'Blood pressure panel with all children optional',
    value: null,
    components: {
      systolic: {
        loinc: '8480-6',
        display: 'Systolic blood pressure',
        units: MMHG,
        decimals: 0,
        possible: { low: 0, high: 400 },
        usual: { low: 50, high: 250 },
      },
      diastolic: {
        loinc: '8462-4',
        display: 'Diastolic blood pressure',
        units: MMHG,
        decimals: 0,
        possible: { low: 0, high: 375 },
        usual: { low: 20, high: 150 },
      },
    },
  },
} as const satisfies Readonly<Record<string, VitalSign>>;

/** The name of an input field. */
export type VitalSignName = keyof typeof VITAL_SIGNS;

export const VITAL_SIGN_NAMES: readonly VitalSignName[] = [
  'heartRate',
  'respiratoryRate',
  'bodyTemperature',
  'oxygenSaturation',
  'bodyHeight',
  'bodyWeight',
  'bloodPressure',
];

/** Converts a value to the first unit of its measurement. */
export function toFirstUnit(value: number, { factor, offset }: VitalSignUnit): number {
  return value * factor + offset;
}

export function isInBounds(value: number, { low, high }: ValueBounds): boolean {
  return value >= low && value <= high;
}

/** Returns the components of a sign; for a sign with one value, that measurement. */
export function partsOf({ value, components }: VitalSign): readonly VitalSignMeasure[] {
  return value === null ? Object.values(components) : [value];
}
