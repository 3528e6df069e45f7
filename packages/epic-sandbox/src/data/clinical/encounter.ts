/** The encounters of a chart: visits, stays, surgeries, calls and orders, with Epic's classes and statuses. */
import type { Encounter, EncounterParticipant, Location, Practitioner, Stored } from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import {
  type Chart,
  type ChartWriter,
  clinicalId,
  referenceTo,
  PUBLIC_PATIENT_COUNT,
  ODD_SHAPES_PATIENT,
} from './chart.ts';
import { epicSystem, hl7System } from './code-systems.ts';
import { ENCOUNTER_CLASS_SYSTEM, type EncounterKind, ENCOUNTER_KINDS } from './codes-encounters.ts';
import { coding, concept, patientReference, usualIdentifier } from './elements.ts';
import { encountersOfOddShape } from './shapes-encounters.ts';
import type { StoryVisit } from './chart-story.ts';
import { clinicMinute, dateAt, daysBeforeLatest, dayWithin, instantAt, lifespanOf } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import type { ChartedType } from '../served-type.ts';

/** The index of the patient whose encounters refer to so many resources of a type that they need more than two `_id` searches. */
const FREQUENT_PATIENT = 0;
const FREQUENT_ENCOUNTERS = 26;

const STATUSES: NonEmpty<Encounter['status']> = [
  'finished',
  'finished',
  'finished',
  'finished',
  'finished',
  'in-progress',
  'unknown',
  'cancelled',
];

const encountersOf: ChartWriter<Encounter> = (chart) => {
  const { patient, index, random, story } = chart;
  const days = Array.from({ length: drawEncounterCount(chart) }, () =>
    dayWithin(random, lifespanOf(patient), 8),
  ).sort((a, b) => a - b);
  const encounters =
    story === undefined
      ? days.map((day, number) => createEncounter(chart, drawVisit(chart, day, number), number))
      : story.visits.map((visit, number) => createEncounter(chart, tellVisit(chart, visit, number), number));
  return [
    ...encounters.filter(isOpen),
    ...encounters.filter((one) => !isOpen(one)),
    ...(index === ODD_SHAPES_PATIENT ? encountersOfOddShape(chart) : []),
  ];
};

function drawEncounterCount({ index, random }: Chart): number {
  if (index === FREQUENT_PATIENT) return FREQUENT_ENCOUNTERS;
  return index < PUBLIC_PATIENT_COUNT ? random.integer(7, 13) : random.integer(0, 6);
}

function isOpen({ status }: Encounter): boolean {
  return status === 'in-progress' || status === 'planned';
}

/** What differs between encounters. */
interface Visit {
  readonly kind: EncounterKind;
  readonly department: Stored<Location>;
  readonly day: number;
  readonly minute: number;
  readonly status: Encounter['status'];
  readonly hasEnded: boolean;
  /** The practitioner and the reason, if the story of the chart fixes them. */
  readonly practitioner?: Stored<Practitioner> | undefined;
  readonly reason?: string;
}

function drawVisit(chart: Chart, day: number, number: number): Visit {
  const { random } = chart;
  const kind = random.pick(ENCOUNTER_KINDS);
  const department = drawDepartment(chart, kind, number);
  const minute = clinicMinute(random);
  const status = random.pick(STATUSES);
  const hasEnded = status !== 'in-progress' || !kind.inHospital;
  return { kind, department, day, minute, status, hasEnded };
}

function tellVisit(
  { random, locations, practitioners }: Chart,
  { contact, date, department, practitioner, reason }: StoryVisit,
  number: number,
): Visit {
  const kind = ENCOUNTER_KINDS.find(({ types: [type] }) => type?.text === contact) ?? ENCOUNTER_KINDS[0];
  const minute = clinicMinute(random);
  return {
    kind,
    department: locations.find(({ name }) => name === department) ?? locations[0],
    day: daysBeforeLatest(date) - nightsOf(kind, minute),
    minute,
    status: number === 0 ? 'in-progress' : 'finished',
    hasEnded: number > 0,
    practitioner: practitioners.find(({ name }) => name?.[0]?.family === practitioner),
    reason,
  };
}

function createEncounter(chart: Chart, visit: Visit, number: number): Stored<Encounter> {
  const { patient, index, random, locations, organizations } = chart;
  const { kind, department, status, reason } = visit;
  const [organization] = organizations;
  const owner = organizations.find(
    ({ id }) => department.managingOrganization?.reference === `Organization/${id}`,
  );
  return {
    resourceType: 'Encounter',
    id: clinicalId(patient, 'Encounter', number),
    identifier: [usualIdentifier('7.3.698084.8', 20_000 + index * 100 + number)],
    status,
    class: coding(ENCOUNTER_CLASS_SYSTEM, kind.classCode, kind.classDisplay),
    type: kind.types,
    ...(kind.service !== undefined && { serviceType: kind.service }),
    subject: patientReference(patient),
    participant: createParticipants(chart, visit),
    period: drawPeriod(chart, visit),
    ...(kind.inHospital && {
      account: [
        {
          identifier: {
            system: epicSystem('7.2.726582'),
            value: String(random.integer(1_000_000, 1_009_999)),
          },
          display: patientReference(patient).display?.toUpperCase() ?? 'UNKNOWN',
        },
      ],
      hospitalization: {
        admitSource: concept(
          'Physician Referral',
          coding(epicSystem('7.4.698084.10310'), '1', 'Physician Referral'),
        ),
        dischargeDisposition: concept(
          'Home or Self Care',
          coding(epicSystem('7.4.698084.18888'), '1', 'Home or Self Care'),
        ),
      },
    }),
    ...(reason === undefined
      ? random.chance(35) && { reasonCode: [{ text: random.pick(kind.reasons) }] }
      : { reasonCode: [{ text: reason }] }),
    location: [
      { location: referenceTo(department) },
      ...(kind.inHospital ? [{ location: referenceTo(locations[0]) }] : []),
    ],
    serviceProvider: organizationReference(owner ?? organization),
  };
}

/** Draws a hospital unit for a stay, and a clinic for a visit. The frequent patient visits each in turn. */
function drawDepartment(
  { index, random, locations, organizations }: Chart,
  { inHospital }: EncounterKind,
  number: number,
): Stored<Location> {
  const [hospital] = organizations;
  const places = locations.filter(
    ({ managingOrganization }) =>
      inHospital === (managingOrganization?.reference === `Organization/${hospital.id}`),
  );
  const place = index === FREQUENT_PATIENT ? number % places.length : random.integer(0, places.length - 1);
  return places[place] ?? locations[0];
}

/** In a stay, Epic lists the same person several times, each with a different role. */
function createParticipants(
  { random, practitioners }: Chart,
  { kind: { inHospital }, practitioner }: Visit,
): EncounterParticipant[] {
  const individual = practitionerReference(practitioner ?? random.pick(practitioners));
  if (!inHospital) {
    return [{ ...(random.chance(70) && { type: [participation('PART', 'Participation')] }), individual }];
  }
  return [
    { type: [participation('ADM', 'admitter')], individual },
    { type: [participation('ATND', 'attender')], individual },
    {
      type: [concept('Nurse', coding(epicSystem('7.10.698084.18869'), 'Nurse', 'Nurse'))],
      individual: practitionerReference(random.pick(practitioners)),
    },
  ];
}

function participation(code: string, display: string): ReturnType<typeof concept> {
  return concept(display, coding(hl7System('v3-ParticipationType'), code, display));
}

/** Returns only dates for most visits. Returns times for a stay, which ends on `day` and has no end while in progress. */
function drawPeriod(
  { patient, random }: Chart,
  { kind, day, minute, hasEnded }: Visit,
): NonNullable<Encounter['period']> {
  const { inHospital, hours } = kind;
  if (hasEnded && !inHospital && random.chance(70)) return { start: dateAt(day), end: dateAt(day) };
  const firstDay = Math.min(day + nightsOf(kind, minute), lifespanOf(patient).firstDay);
  const start = instantAt(firstDay, minute);
  if (!hasEnded) return { start };
  return { start, end: instantAt(firstDay, minute + hours * 60) };
}

function nightsOf({ hours }: EncounterKind, minute: number): number {
  return Math.floor((minute + hours * 60) / (24 * 60));
}

export const servedEncounter: ChartedType<Encounter> = {
  type: 'Encounter',
  write: encountersOf,
  criteria: [
    byToken('class', 'class'),
    byDate('date', 'period'),
    byToken('identifier', 'identifier'),
    byToken('status', 'status'),
  ],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: {},
};
