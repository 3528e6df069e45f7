/** The vital signs of a chart: a set at each visit, and what patients measure at home. */
import type { Encounter, Observation, Patient, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import { createRandom, type Random } from '../random.ts';
import { type Chart, clinicalId, referenceTo } from './chart.ts';
import { hl7System } from './code-systems.ts';
import {
  BMI_PERCENTILE,
  DIASTOLIC,
  SYSTOLIC,
  VITAL_SIGNS,
  VITAL_SIGNS_CATEGORY,
  type VitalSign,
} from './codes-vitals.ts';
import { withDecimal } from './decimal.ts';
import { coding, encounterReference, patientReference, ucumQuantity } from './elements.ts';
import { type BodyMeasurements, bodyMeasurementsAt } from './body-measurements.ts';
import { clinicMinute, dateOf, daysBeforeLatest, instantAt } from './times.ts';

/** The patient who measures at home day by day, so that one page of 1,000 is not enough. */
const HOME_PATIENT = 1;
const HOME_DAYS = 420;
const PEDIATRIC = 18;

/** One occasion of measuring. */
interface Occasion {
  /** Before the latest day. */
  readonly day: number;
  readonly minute: number;
  readonly encounter: Stored<Encounter> | null;
  readonly signs: readonly VitalSign[];
  readonly body: BodyMeasurements;
}

/** By sign and not by time, which is how Epic lists them. */
export function vitalSignsOf(chart: Chart): Stored<Observation>[] {
  const occasions = [...homeOccasions(chart), ...visitOccasions(chart)].sort((a, b) => a.day - b.day);
  const signs = typedKeys(VITAL_SIGNS).flatMap((sign) =>
    occasions
      .filter((drawOccasion) => drawOccasion.signs.includes(sign))
      .map((drawOccasion, number) => measured(chart, sign, drawOccasion, number)),
  );
  return [...signs, ...percentiles(chart, occasions)];
}

function visitOccasions({ patient, random, encounters }: Chart): Occasion[] {
  const person = createRandom(`body of ${patient.id}`).integer(-15, 15);
  return encounters.flatMap((encounter): Occasion[] => {
    const date = dateOf(encounter);
    if (date === undefined || encounter.status === 'cancelled' || random.chance(20)) return [];
    const day = Math.max(1, daysBeforeLatest(date));
    const signs: VitalSign[] = [
      'bloodPressure',
      'pulse',
      'weight',
      ...(random.chance(70) ? (['temperature', 'respiration', 'oxygen'] as const) : []),
      ...(random.chance(50) ? (['height', 'bmi'] as const) : []),
    ];
    return [
      { day, minute: clinicMinute(random), encounter, signs, body: bodyMeasurementsAt(patient, day, person) },
    ];
  });
}

/** Blood pressure and pulse each day, weight each other day. */
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

function measured(
  chart: Chart,
  sign: VitalSign,
  drawOccasion: Occasion,
  number: number,
): Stored<Observation> {
  const { code } = VITAL_SIGNS[sign];
  return {
    ...observation(chart, `Observation ${sign}`, drawOccasion, number),
    ...(drawOccasion.encounter !== null && {
      extension: [
        {
          valueIdentifier: { system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.707684', value: '31020' },
          url: 'http://open.epic.com/FHIR/StructureDefinition/extension/template-id',
        },
      ],
    }),
    code,
    ...(sign === 'bloodPressure' ? bloodPressure(chart, drawOccasion) : single(sign, chart, drawOccasion)),
  };
}

function observation(
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

/** Falls over the last year and a bit, as it does under treatment; at times only the upper one was taken. */
function bloodPressure({ random }: Chart, { day, body }: Occasion): Partial<Observation> {
  const excess = body.age >= 18 ? Math.min(day, HOME_DAYS) / 18 : 0;
  const systolic = Math.round(body.systolic + excess + spread(random, 7));
  const diastolic = Math.round(body.diastolic + excess * 0.6 + spread(random, 5));
  return {
    ...abnormal(systolic, VITAL_SIGNS.bloodPressure),
    component: [
      { code: SYSTOLIC, valueQuantity: ucumQuantity(systolic, 'mm[Hg]') },
      random.chance(98)
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

function single(
  sign: Exclude<VitalSign, 'bloodPressure'>,
  { random }: Chart,
  { body }: Occasion,
): Partial<Observation> {
  const row = VITAL_SIGNS[sign];
  const value = valueOf(sign, body, random);
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
    ...abnormal(value, row),
    valueQuantity: quantity,
  };
}

function valueOf(sign: Exclude<VitalSign, 'bloodPressure'>, body: BodyMeasurements, random: Random): number {
  switch (sign) {
    case 'temperature':
      return 36.8 + spread(random, 6) / 10 + (random.chance(5) ? 1.6 : 0);
    case 'pulse':
      return body.pulse + spread(random, 9);
    case 'respiration':
      return body.respiration + spread(random, 2);
    case 'oxygen':
      return Math.min(100, 98 + spread(random, 2) - (random.chance(5) ? 6 : 0));
    case 'height':
      return body.height;
    case 'weight':
      return body.weight + spread(random, 8) / 10;
    case 'bmi':
      return body.weight / (body.height / 100) ** 2;
  }
}

/** Epic marks vital signs out of range as abnormal, without saying on which side. */
function abnormal(value: number, { low, high }: { low: number; high: number }): Partial<Observation> {
  return value >= low && value <= high
    ? {}
    : {
        interpretation: [{ coding: [coding(hl7System('v3-ObservationInterpretation'), 'A', 'Abnormal')] }],
      };
}

/** For children: calculated at each weighing with a height beside it. */
function percentiles(chart: Chart, occasions: readonly Occasion[]): Stored<Observation>[] {
  return occasions
    .filter(({ body, signs }) => body.age >= 2 && body.age < PEDIATRIC && signs.includes('height'))
    .map((drawOccasion, number) => percentile(chart, drawOccasion, number));
}

function percentile(chart: Chart, drawOccasion: Occasion, number: number): Stored<Observation> {
  const { patient, random } = chart;
  return {
    ...observation(chart, 'Observation percentile', drawOccasion, number),
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

function spread(random: Random, most: number): number {
  return random.integer(-most, most);
}

function typedKeys<T extends object>(table: T): (keyof T)[] {
  const keys: (keyof T)[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
