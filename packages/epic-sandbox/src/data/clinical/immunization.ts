/** The immunizations of a chart: given here, reported from elsewhere, and not given. */
import type { CodeableConcept, Immunization, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import { createRandom, type NonEmpty, type Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { CVX, epicSystem, NDC } from './code-systems.ts';
import { type Vaccine, VACCINES } from './codes-vaccines.ts';
import { eligibleFor } from './sampling.ts';
import {
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  usualIdentifier,
} from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dateOf, daysBeforeLatest, lifespanOf } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { OLIVIA_ROBERTS } from '../patients.ts';

type Draft = Omit<Immunization, 'resourceType' | 'id' | 'patient' | 'identifier'>;

interface Dose {
  readonly vaccine: Vaccine;
  /** A FHIR R4 `dateTime`, partial for old records. */
  readonly date: string;
}

const DAYS_PER_MONTH = 30.44;
const MOST_REFUSED_IN_PERCENT = 6;

const NOT_GIVEN: NonEmpty<readonly [code: string, display: string]> = [
  ['PATOBJ', 'patient objection'],
  ['MEDPREC', 'medical precaution'],
  ['OSTOCK', 'product out of stock'],
  ['IMMUNE', 'immunity'],
];

const ORIGINS: NonEmpty<readonly [code: string, display: string]> = [
  ['provider', 'Other Provider'],
  ['record', 'Written Record'],
  ['recall', 'Parent/Guardian/Patient Recall'],
];

const SITES: NonEmpty<readonly [code: string, display: string]> = [
  ['7', 'Left deltoid'],
  ['8', 'Right deltoid'],
  ['9', 'Left thigh'],
];

const ROUTE_NUMBERS: Record<NonNullable<Vaccine['route']>, string> = {
  Intramuscular: '2',
  Subcutaneous: '3',
  Oral: '5',
};

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(OLIVIA_ROBERTS, 'Immunization', 0)]: { status: 'refused' },
};

export const immunizationsOf: ChartWriter<Immunization> = (chart) => {
  const { patient, random, story } = chart;
  return drawDoses(chart).map((dose, number): Stored<Immunization> =>
    withOddShape(
      {
        resourceType: 'Immunization',
        id: clinicalId(patient, 'Immunization', number),
        identifier: [usualIdentifier('7.2.768076', random.integer(20_000, 99_999))],
        ...withPotency(
          random.chance(MOST_REFUSED_IN_PERCENT) ? createNotGiven(chart, dose) : createGiven(chart, dose),
          story === undefined && number % 7 === 3,
        ),
        patient: patientReference(patient),
      },
      UNKNOWN_CODES,
    ),
  );
};

/** Returns doses by vaccine, then by date, as an immunization registry prints them. */
function drawDoses({ patient, random }: Chart): Dose[] {
  const { firstDay, lastDay } = lifespanOf(patient);
  return eligibleFor(VACCINES, patient).flatMap((vaccine) => {
    const byAge = (vaccine.months ?? []).map((month) => firstDay - Math.round(month * DAYS_PER_MONTH) - 1);
    const dates = [...byAge.filter((day) => day > lastDay).map(dateAt), ...(vaccine.dates ?? [])];
    return dates
      .filter((date) => {
        const day = daysBeforeLatest(date);
        return lastDay < day && day <= firstDay && random.chance(75);
      })
      .map((date) => ({ vaccine, date }));
  });
}

function createGiven(chart: Chart, dose: Dose): Draft {
  const { random } = chart;
  const { vaccine, date } = dose;
  const { name, milliliters } = vaccine;
  const isOurs = date.length === 'YYYY-MM-DD'.length && random.chance(65);
  return {
    status: random.chance(97) ? 'completed' : 'entered-in-error',
    vaccineCode: drawVaccineCode(random, vaccine),
    ...createOccurrence(chart, date),
    primarySource: isOurs,
    ...(milliliters !== undefined && {
      doseQuantity: { value: milliliters, unit: 'mL', system: epicSystem('7.10.768076.4019'), code: '1' },
    }),
    ...(isOurs ? drawAdministration(chart, dose) : drawOrigin(random)),
    ...(random.chance(10) && { note: [{ text: `${name}: tolerated well.` }] }),
  };
}

/** Adds whether a dose given here was potent. Every seventh of a random chart was not. */
function withPotency(draft: Draft, isSubpotent: boolean): Draft {
  if (draft.primarySource !== true || draft.status === 'not-done') return draft;
  const reason = hl7Concept('immunization-subpotent-reason', 'partial', 'Partial Dose');
  return { ...draft, isSubpotent, ...(isSubpotent && { subpotentReason: [reason] }) };
}

function createNotGiven(chart: Chart, { vaccine, date }: Dose): Draft {
  const { random } = chart;
  return {
    status: 'not-done',
    statusReason: hl7Concept('v3-ActReason', ...random.pick(NOT_GIVEN)),
    vaccineCode: drawVaccineCode(random, vaccine),
    ...createOccurrence(chart, date),
    primarySource: true,
  };
}

function drawVaccineCode(random: Random, { cvx, ndc, name }: Vaccine): CodeableConcept {
  const siteNumber = String(createRandom(`vaccine ${name}`).integer(1, 900));
  return concept(
    name,
    ...(cvx === undefined ? [] : [coding(CVX, cvx)]),
    ...(ndc === undefined || random.chance(50) ? [] : [coding(NDC, ndc)]),
    ...(cvx === undefined || random.chance(60) ? [] : [coding(epicSystem('7.2.768076'), siteNumber, name)]),
  );
}

/** Returns the date, and the encounter on that date, if any. */
function createOccurrence(
  { encounters }: Chart,
  date: string,
): Pick<Draft, 'occurrenceDateTime' | 'encounter'> {
  const encounter = encounters.find((one) => dateOf(one) === date);
  return {
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    occurrenceDateTime: date,
  };
}

/** Returns details that only the administering provider knows. */
function drawAdministration(
  { random, practitioners, locations }: Chart,
  { vaccine: { manufacturer, route }, date }: Dose,
): Partial<Draft> {
  return {
    ...(random.chance(70) && { location: referenceTo(random.pick(locations)) }),
    ...(manufacturer !== undefined && { manufacturer: { display: manufacturer } }),
    lotNumber: random.characters('ABCDEFGHJKLMNPRSTUVWXYZ0123456789', 6),
    expirationDate: `${Number(date.slice(0, 4)) + 1}-06-30`,
    ...(route !== undefined &&
      route !== 'Oral' && { site: createListConcept('7.10.768076.4040', ...random.pick(SITES)) }),
    ...(route !== undefined && { route: createListConcept('7.10.768076.4030', ROUTE_NUMBERS[route], route) }),
    performer: [
      {
        function: hl7Concept('v2-0443', 'AP', 'Administering Provider'),
        actor: practitionerReference(random.pick(practitioners)),
      },
    ],
  };
}

function drawOrigin(random: Random): Partial<Draft> {
  return random.chance(60)
    ? { reportOrigin: hl7Concept('immunization-origin', ...random.pick(ORIGINS)) }
    : {};
}

function createListConcept(list: string, code: string, display: string): CodeableConcept {
  return concept(display, coding(epicSystem(list), code, display));
}

export const servedImmunization: ChartedType<Immunization> = {
  type: 'Immunization',
  write: immunizationsOf,
  patientParameters: ['patient'],
  criteria: [byDate('date', 'occurrenceDateTime'), byToken('status', 'status')],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
