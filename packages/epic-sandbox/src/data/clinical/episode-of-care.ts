/** The episodes of care of a chart. Epic searches them by patient and type. */
import type {
  EpisodeOfCare,
  EpisodeOfCareDiagnosis,
  EpisodeOfCareStatusHistory,
  Stored,
} from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { careTeamsOf } from './care-team.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem } from './code-systems.ts';
import { conditionsIn } from './condition.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { chartFor, drawCount, sample } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import { byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { DERRICK_LIN } from '../patients.ts';

const TYPES: NonEmpty<readonly [code: string, display: string]> = [
  ['5', 'Physical Therapy'],
  ['8', 'Home Health'],
  ['12', 'Care Management'],
];
const STATUSES: NonEmpty<EpisodeOfCare['status']> = [
  'active',
  'active',
  'finished',
  'finished',
  'onhold',
  'planned',
  'cancelled',
  'entered-in-error',
];
const ROLES: NonEmpty<readonly [code: string, display: string]> = [
  ['CC', 'Chief complaint'],
  ['CM', 'Comorbidity diagnosis'],
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(DERRICK_LIN, 'EpisodeOfCare', 0)]: { status: 'resolved' },
};

const episodesOf: ChartWriter<EpisodeOfCare> = (chart) =>
  Array.from({ length: drawCount(chart, 5) }, (_none, number) =>
    withOddShape(createEpisode(chart, number), UNKNOWN_CODES),
  );

function createEpisode(chart: Chart, number: number): Stored<EpisodeOfCare> {
  const { patient, random, practitioners, organizations } = chart;
  const [code, display] = random.pick(TYPES);
  const status = random.pickUsual(STATUSES);
  const began = dayWithin(random, lifespanOf(patient), 3);
  const period = { start: dateAt(began), ...(status === 'finished' && { end: dateAt(began - 20) }) };
  const earlier: EpisodeOfCareStatusHistory = {
    status: 'planned',
    period: { start: dateAt(began + 10), end: dateAt(began) },
  };
  const [team] = careTeamsOf(chartFor(chart, 'CareTeam'));
  return {
    resourceType: 'EpisodeOfCare',
    id: clinicalId(patient, 'EpisodeOfCare', number),
    identifier: [usualIdentifier('7.2.726668', random.integer(10_000, 99_999))],
    status,
    ...(random.chance(50) && { statusHistory: [earlier] }),
    type: [concept(display, coding(epicSystem('7.10.726668.30'), code, display))],
    diagnosis: drawDiagnoses(chart),
    patient: patientReference(patient),
    ...(random.chance(80) && { managingOrganization: organizationReference(random.pick(organizations)) }),
    period,
    ...(random.chance(70) && { careManager: practitionerReference(random.pick(practitioners)) }),
    ...(team !== undefined && random.chance(50) && { team: [referenceTo(team, team.name)] }),
  };
}

function drawDiagnoses(chart: Chart): EpisodeOfCareDiagnosis[] {
  const { random } = chart;
  return sample(random, conditionsIn(chart), 2).map((condition, at) => ({
    condition: referenceTo(condition, condition.code?.text),
    role: hl7Concept('diagnosis-role', ...random.pick(ROLES)),
    rank: at + 1,
  }));
}

export const servedEpisodeOfCare: ChartedType<EpisodeOfCare> = {
  type: 'EpisodeOfCare',
  write: episodesOf,
  patientParameters: ['patient'],
  criteria: [byToken('status', 'status'), byToken('type', 'type')],
  requiresOneOf: ['type'],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
