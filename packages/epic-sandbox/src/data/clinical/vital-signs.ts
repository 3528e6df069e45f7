/** The vital signs of a chart, measured at visits and at home. */
import type { Encounter, Observation, Patient, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import { createRandom, type Random } from '../random.ts';
import { type Chart, clinicalId, referenceTo } from './chart.ts';
import { hl7System } from './code-systems.ts';
import {
  BMI_PERCENTILE,
  DIASTOLIC,
  DIASTOLIC_LIMITS,
  SYSTOLIC,
  VITAL_SIGNS,
  VITAL_SIGNS_CATEGORY,
  type VitalSign,
} from './codes-vitals.ts';
import { withDecimal } from './decimal.ts';
import { coding, encounterReference, patientReference, ucumQuantity } from './elements.ts';
import { type BodyMeasurements, bodyMeasurementsAt } from './body-measurements.ts';
import { clinicMinute, dateOf, daysBeforeLatest, instantAt } from './times.ts';

/** The index of the patient with daily readings at home: more than one page of 1,000. */
const HOME_PATIENT = 1;
const HOME_DAYS = 420;
const PEDIATRIC = 18;
const MEASURED_IN_PERSON: readonly VitalSign[] = [
  'bloodPressure',
  'temperature',
  'pulse',
  'respiration',
  'oxygen',
  'height',
  'weight',
  'bmi',
];
const AT_A_DISTANCE: ReadonlySet<string> = new Set(['Telemedicine', 'Telephone']);

/** A time at which several signs were measured. */
interface Occasion {
  /** In days before the sandbox's present. */
  readonly day: number;
  readonly minute: number;
  readonly encounter: Stored<Encounter> | null;
  readonly signs: readonly VitalSign[];
  readonly body: BodyMeasurements;
}

/** Returns the readings by sign rather than by time, like Epic. */
export function vitalSignsOf(chart: Chart): Stored<Observation>[] {
  const occasions = [...homeOccasions(chart), ...visitOccasions(chart)].sort((a, b) => a.day - b.day);
  const signs = typedKeys(VITAL_SIGNS).flatMap((sign) =>
    occasions
      .filter((occasion) => occasion.signs.includes(sign))
      .map((occasion, number) => createReading(chart, sign, occasion, number)),
  );
  return [...signs, ...createPercentiles(chart, occasions)];
}

function visitOccasions({ patient, random, encounters, story }: Chart): Occasion[] {
  const person = createRandom(`body of ${patient.id}`).integer(-15, 15);
  return encounters.flatMap((encounter): Occasion[] => {
    const date = dateOf(encounter);
    if (date === undefined || encounter.status === 'cancelled' || isMissed(story, encounter, random))
      return [];
    const day = Math.max(1, daysBeforeLatest(date));
    const signs: VitalSign[] = [
      'bloodPressure',
      'pulse',
      'weight',
      ...(random.chance(70) ? (['temperature', 'respiration', 'oxygen'] as const) : []),
      ...(random.chance(50) ? (['height', 'bmi'] as const) : []),
    ];
    return [
      {
        day,
        minute: clinicMinute(random),
        encounter,
        signs: story === undefined ? signs : MEASURED_IN_PERSON,
        body: { ...bodyMeasurementsAt(patient, day, person), ...tellBody(story, day) },
      },
    ];
  });
}

/** Every fifth encounter of a random chart has no readings; in a story those at a distance have none. */
function isMissed(story: Chart['story'], { type }: Encounter, random: Random): boolean {
  const isDrawn = random.chance(20);
  return story === undefined ? isDrawn : AT_A_DISTANCE.has(type?.[0]?.text ?? '');
}

/** The weight differs from an even course by less than half a kilogram. */
function tellBody(story: Chart['story'], day: number): Partial<BodyMeasurements> {
  if (story === undefined) return {};
  const { height, weight, earlierWeight, days } = story.body;
  const course = weight + ((earlierWeight - weight) * Math.min(day, days)) / days;
  const deviation = createRandom(`weight ${day}`).integer(-4, 4) / 10;
  return { height, weight: Math.round((course + deviation) * 10) / 10 };
}

/** Returns daily readings of blood pressure and pulse, and weight every other day. */
function homeOccasions({ patient, index, random }: Chart): Occasion[] {
  if (index !== HOME_PATIENT) return [];
  const person = createRandom(`body of ${patient.id}`).integer(-15, 15);
  return Array.from({ length: HOME_DAYS }, (_, place) => {
    const day = place + 1;
    return {
      day,
      minute: random.integer(6 * 60, 8 * 60),
      encounter: null,
      signs: ['bloodPressure', 'pulse', ...(day % 2 === 0 ? (['weight'] as const) : [])],
      body: bodyMeasurementsAt(patient, day, person),
    };
  });
}

function createReading(
  chart: Chart,
  sign: VitalSign,
  occasion: Occasion,
  number: number,
): Stored<Observation> {
  const { code } = VITAL_SIGNS[sign];
  return {
    ...createVitalSign(chart, `Observation ${sign}`, occasion, number),
    ...(occasion.encounter !== null && {
      extension: [
        {
          valueIdentifier: { system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.707684', value: '31020' },
          url: 'http://open.epic.com/FHIR/StructureDefinition/extension/template-id',
        },
      ],
    }),
    code,
    ...(sign === 'bloodPressure' ? drawBloodPressure(chart, occasion) : drawValue(sign, chart, occasion)),
  };
}

function createVitalSign(
  { patient, practitioners }: Chart,
  series: string,
  { day, minute, encounter }: Occasion,
  number: number,
): Omit<Stored<Observation>, 'code'> {
  const time = instantAt(day, minute);
  const [, , , nurse = practitioners[0]] = practitioners;
  return {
    resourceType: 'Observation',
    id: clinicalId(patient, series, number),
    status: number % 97 === 96 ? 'amended' : 'final',
    category: [VITAL_SIGNS_CATEGORY],
    subject: patientReference(patient),
    ...(encounter !== null && { encounter: encounterReference(encounter) }),
    effectiveDateTime: time,
    issued: encounter === null ? time : instantAt(day, minute + 4),
    performer: [encounter === null ? referenceTo(patient) : practitionerReference(nurse)],
  };
}

/** Lowers the pressure over the last 420 days, as treatment does. Sometimes leaves out the diastolic value. */
function drawBloodPressure({ random }: Chart, { day, body }: Occasion): Partial<Observation> {
  const excess = body.age >= 18 ? Math.min(day, HOME_DAYS) / 18 : 0;
  const systolic = Math.round(body.systolic + excess + drawDeviation(random, 7));
  const diastolic = Math.round(body.diastolic + excess * 0.6 + drawDeviation(random, 5));
  const hasDiastolic = random.chance(98);
  const isNormal =
    isWithin(systolic, VITAL_SIGNS.bloodPressure) && (!hasDiastolic || isWithin(diastolic, DIASTOLIC_LIMITS));
  return {
    // Epic interprets the pressure as a whole, not its components.
    ...(!isNormal && ABNORMAL),
    component: [
      { code: SYSTOLIC, valueQuantity: ucumQuantity(systolic, 'mm[Hg]') },
      hasDiastolic
        ? { code: DIASTOLIC, valueQuantity: ucumQuantity(diastolic, 'mm[Hg]') }
        : {
            code: DIASTOLIC,
            dataAbsentReason: {
              coding: [coding(hl7System('data-absent-reason'), 'not-performed', 'Not Performed')],
            },
          },
    ],
  };
}

function drawValue(
  sign: Exclude<VitalSign, 'bloodPressure'>,
  chart: Chart,
  { body }: Occasion,
): Partial<Observation> {
  const row = VITAL_SIGNS[sign];
  const value = drawNumber(sign, body, chart);
  const quantity = withDecimal(
    { unit: row.unit, system: 'http://unitsofmeasure.org', code: row.unit },
    value.toFixed(row.decimals),
  );
  return {
    ...(sign === 'temperature' && {
      extension: [
        {
          valueQuantity: ucumQuantity(Math.round((value * 1.8 + 32) * 10) / 10, '[degF]'),
          url: 'http://open.epic.com/FHIR/STU3/StructureDefinition/temperature-in-fahrenheit',
        },
      ],
    }),
    ...(!isWithin(value, row) && ABNORMAL),
    valueQuantity: quantity,
  };
}

function drawNumber(
  sign: Exclude<VitalSign, 'bloodPressure'>,
  body: BodyMeasurements,
  { random, story }: Chart,
): number {
  const isTold = story !== undefined;
  switch (sign) {
    case 'temperature':
      return 36.8 + drawDeviation(random, 6) / 10 + (random.chance(5) ? 1.6 : 0);
    case 'pulse':
      return body.pulse + drawDeviation(random, 9);
    case 'respiration':
      return body.respiration + drawDeviation(random, 2);
    case 'oxygen':
      return Math.min(100, 98 + drawDeviation(random, 2) - (random.chance(5) ? 6 : 0));
    case 'height':
      return body.height;
    case 'weight':
      return body.weight + (isTold ? 0 : drawDeviation(random, 8) / 10);
    case 'bmi':
      return body.weight / (body.height / 100) ** 2;
  }
}

function isWithin(value: number, { low, high }: { readonly low: number; readonly high: number }): boolean {
  return value >= low && value <= high;
}

/** Epic marks vital signs outside the range as abnormal, but neither as high nor as low. */
const ABNORMAL: Partial<Observation> = {
  interpretation: [{ coding: [coding(hl7System('v3-ObservationInterpretation'), 'A', 'Abnormal')] }],
};

/** Returns the BMI percentiles of a child, one for each occasion with a height. */
function createPercentiles(chart: Chart, occasions: readonly Occasion[]): Stored<Observation>[] {
  return occasions
    .filter(({ body, signs }) => body.age >= 2 && body.age < PEDIATRIC && signs.includes('height'))
    .map((occasion, number) => createPercentile(chart, occasion, number));
}

function createPercentile(chart: Chart, occasion: Occasion, number: number): Stored<Observation> {
  const { patient, random } = chart;
  return {
    ...createVitalSign(chart, 'Observation percentile', occasion, number),
    code: BMI_PERCENTILE,
    ...(random.chance(90)
      ? { valueQuantity: ucumQuantity(random.integer(500, 9900) / 100, '%') }
      : {
          dataAbsentReason: {
            coding: [coding(hl7System('data-absent-reason'), 'not-applicable', 'Not Applicable')],
          },
        }),
    note: [{ text: `CDC (${sexOf(patient)}, 2-20 Years)` }],
  };
}

function sexOf({ gender }: Patient): string {
  return gender === 'male' ? 'Boys' : 'Girls';
}

function drawDeviation(random: Random, most: number): number {
  return random.integer(-most, most);
}

function typedKeys<T extends object>(table: T): (keyof T)[] {
  const keys: (keyof T)[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
