/** The care teams of a chart. */
import type { CareTeam, CareTeamParticipant, CodeableConcept, Encounter, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, LOINC, SNOMED } from './code-systems.ts';
import { chartFor, drawCount, sample } from './sampling.ts';
import { coding, concept, encounterReference, patientReference } from './elements.ts';
import { relatedPersonsOf } from './related-person.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dateOf, dayWithin, lifespanOf } from './times.ts';
import { byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

const LONGITUDINAL: CodeableConcept = concept(
  'Longitudinal care-coordination focused care team',
  coding(LOINC, 'LA28865-6', 'Longitudinal care-coordination focused care team'),
);
const OF_AN_ENCOUNTER: CodeableConcept = concept(
  'Encounter-focused care team',
  coding(LOINC, 'LA27976-2', 'Encounter-focused care team'),
);
const PRIMARY_CARE: CodeableConcept = concept(
  'Primary Care Provider',
  coding(epicSystem('7.4.836982.1040'), '1', 'PCP - General'),
  coding(SNOMED, '446050000', 'Primary care physician (occupation)'),
);
const CAREGIVER: CodeableConcept = concept('Caregiver', coding(SNOMED, '133932002', 'Caregiver (person)'));
const ROLES: NonEmpty<CodeableConcept> = [
  concept('Cardiologist', coding(SNOMED, '17561000', 'Cardiologist (occupation)')),
  concept('Registered Nurse', coding(SNOMED, '224535009', 'Registered nurse (occupation)')),
  concept('Dietitian', coding(SNOMED, '159033005', 'Dietitian (occupation)')),
  concept('Care Coordinator', coding(epicSystem('7.4.836982.1040'), '44', 'Care Coordinator')),
  concept('Consulting Physician'),
];
const STATUSES: NonEmpty<NonNullable<CareTeam['status']>> = [
  'active',
  'active',
  'active',
  'inactive',
  'suspended',
];

type Draft = Omit<CareTeam, 'resourceType' | 'id' | 'subject'>;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'CareTeam', 0)]: { status: 'closed' },
};

export const careTeamsOf: ChartWriter<CareTeam> = (chart) => {
  const { patient, encounters } = chart;
  const drafts = [
    ...(drawCount(chart, 1) === 1 ? [createLongitudinalTeam(chart)] : []),
    ...encounters.slice(0, drawCount(chart, 2)).map((encounter) => createEncounterTeam(chart, encounter)),
  ];
  return drafts.map((draft, number): Stored<CareTeam> =>
    withOddShape(
      {
        resourceType: 'CareTeam',
        id: clinicalId(patient, 'CareTeam', number),
        ...draft,
        subject: patientReference(patient),
      },
      UNKNOWN_CODES,
    ),
  );
};

function createLongitudinalTeam(chart: Chart): Draft {
  const { patient, random, organizations } = chart;
  const [relative] = relatedPersonsOf(chartFor(chart, 'RelatedPerson'));
  return {
    status: random.pickUsual(STATUSES),
    category: [LONGITUDINAL],
    name: 'Patient Care Team',
    ...(random.chance(60) && { period: { start: dateAt(dayWithin(random, lifespanOf(patient), 8)) } }),
    participant: [
      ...drawClinicians(chart, [PRIMARY_CARE, ...sample(random, ROLES, random.integer(1, 2))]),
      { role: [concept('Patient')], member: patientReference(patient) },
      ...(relative === undefined ? [] : [{ role: [CAREGIVER], member: referenceTo(relative) }]),
      {
        role: [concept('Home Health Agency')],
        member: { type: 'Organization', display: 'Lakeview Home Health' },
      },
    ],
    ...(random.chance(60) && { managingOrganization: [referenceTo(random.pick(organizations))] }),
    ...(random.chance(30) && { telecom: [{ system: 'phone', value: '+1 608-555-0142', use: 'work' }] }),
  };
}

function createEncounterTeam(chart: Chart, encounter: Stored<Encounter>): Draft {
  const { random } = chart;
  const start = dateOf(encounter);
  return {
    ...(random.chance(85) && { status: 'inactive' }),
    category: [OF_AN_ENCOUNTER],
    encounter: encounterReference(encounter),
    ...(start !== undefined && { period: { start, end: start } }),
    participant: drawClinicians(chart, sample(random, ROLES, random.integer(1, 3))),
  };
}

/** Returns one participant for each role. Some have only a display, and not all have a period. */
function drawClinicians(chart: Chart, roles: CodeableConcept[]): CareTeamParticipant[] {
  const { patient, random, practitioners, organizations } = chart;
  return roles.map((role) => ({
    role: [role],
    member: random.chance(85)
      ? practitionerReference(random.pick(practitioners))
      : { type: 'Practitioner', display: 'Outside Clinician, RN' },
    ...(random.chance(25) && { onBehalfOf: referenceTo(random.pick(organizations)) }),
    ...(random.chance(30) && { period: { start: dateAt(dayWithin(random, lifespanOf(patient), 4)) } }),
  }));
}

export const servedCareTeam: ChartedType<CareTeam> = {
  type: 'CareTeam',
  write: careTeamsOf,
  criteria: [byToken('status', 'status')],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
