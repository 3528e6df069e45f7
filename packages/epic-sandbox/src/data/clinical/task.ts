/** The tasks of a chart: follow-up calls, referrals to community services and forms to fill in. */
import type { Stored, Task } from '../../types.ts';
import { byReference, byToken } from '../../criteria.ts';
import { WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { epicSystem } from './code-systems.ts';
import { coding, concept, encounterReference, patientReference, usualIdentifier } from './elements.ts';
import { drawCount, drawOccasion, sample } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, instantAt } from './times.ts';

const KINDS: readonly (readonly [code: string, words: string, description: string])[] = [
  ['1', 'Call patient', 'Call about the results of last week'],
  ['2', 'Community resource referral', 'Find help with transportation to appointments'],
  ['3', 'Complete questionnaire', 'Fill in the health history before the visit'],
  ['4', 'Episode checklist', 'Schedule the glucose tolerance test'],
];
const STATUSES: NonEmpty<NonNullable<Task['status']>> = [
  'completed',
  'in-progress',
  'requested',
  'accepted',
  'cancelled',
  'rejected',
  'on-hold',
  'entered-in-error',
];
const INTENTS: NonEmpty<NonNullable<Task['intent']>> = ['order', 'order', 'order', 'plan', 'proposal'];

const UNKNOWN_CODES: UnknownCodes = { [idOf(WARREN_MCGINNIS, 'Task', 0)]: { status: 'postponed' } };

const tasksOf: ChartWriter<Task> = (chart) =>
  sample(chart.random, KINDS, drawCount(chart, 4) + 1).map((kind, number) =>
    withOddShape(createTask(chart, kind, number), UNKNOWN_CODES),
  );

function createTask(
  chart: Chart,
  [code, words, description]: (typeof KINDS)[number],
  number: number,
): Stored<Task> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 2);
  const authoredOn = instantAt(day, clinicMinute(random));
  // The first task of each chart is one that a worklist shows.
  const status = number === 0 ? 'requested' : random.pickUsual(STATUSES);
  return {
    resourceType: 'Task',
    id: clinicalId(patient, 'Task', number),
    identifier: [usualIdentifier('7.2.698288', random.integer(100_000, 199_999))],
    status,
    ...(status === 'cancelled' && { statusReason: concept('No longer needed') }),
    ...(random.chance(40) && { businessStatus: concept('Waiting for the patient') }),
    intent: number === 0 ? 'order' : random.pickUsual(INTENTS),
    ...(random.chance(60) && { priority: random.pick(['routine', 'routine', 'urgent'] as const) }),
    code: concept(words, coding(epicSystem('7.10.698288.10'), code, words)),
    ...(random.chance(70) && { description }),
    for: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(status === 'completed' && { executionPeriod: { start: authoredOn, end: authoredOn } }),
    authoredOn,
    lastModified: authoredOn,
    requester: practitionerReference(random.pick(practitioners)),
    ...(random.chance(60) && { owner: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(20) && { note: [{ text: 'Prefers calls in the afternoon.' }] }),
    ...(random.chance(60) && { restriction: { period: { end: dateAt(Math.max(day - 14, 0)) } } }),
    ...(code === '3' && {
      input: [{ type: concept('Questionnaire'), valueString: 'Health history, 12 questions' }],
    }),
    ...(status === 'completed' && { output: [{ type: concept('Minutes spent'), valueInteger: 15 }] }),
  };
}

export const servedTask: ChartedType<Task> = {
  type: 'Task',
  write: tasksOf,
  criteria: [
    byToken('code', 'code'),
    byReference('encounter', 'encounter'),
    byReference('focus', 'focus'),
    byToken('status', 'status'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
