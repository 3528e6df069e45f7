/** The messages of a chart. Epic serves messages of community care, patient education and customer relations. */
import type { Communication, Stored } from '../../types.ts';
import { byReference, byToken } from '../../criteria.ts';
import { DERRICK_LIN } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { hl7Concept, concept, encounterReference, patientReference, usualIdentifier } from './elements.ts';
import { drawCount, drawOccasion, sample } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';

type Category = readonly [code: string, display: string];

const INSTRUCTION: Category = ['instruction', 'Instruction'];
const NOTIFICATION: Category = ['notification', 'Notification'];

const MESSAGES: readonly (readonly [category: Category, topic: string, text: string])[] = [
  [INSTRUCTION, 'Living with asthma', 'Use the reliever inhaler before exercise.'],
  [INSTRUCTION, 'Healthy eating', 'Half of each plate should be vegetables.'],
  [NOTIFICATION, 'Ride to your appointment', 'A driver will come at 8:30 in the morning.'],
  [NOTIFICATION, 'Your question about the bill', 'We corrected the bill and sent it again.'],
];
const STATUSES: NonEmpty<NonNullable<Communication['status']>> = [
  'completed',
  'completed',
  'completed',
  'in-progress',
  'not-done',
  'entered-in-error',
];

const UNKNOWN_CODES: UnknownCodes = { [idOf(DERRICK_LIN, 'Communication', 0)]: { status: 'bounced' } };

const communicationsOf: ChartWriter<Communication> = (chart) =>
  sample(chart.random, MESSAGES, drawCount(chart, 4) + 1).map((message, number) =>
    withOddShape(createMessage(chart, message, number), UNKNOWN_CODES),
  );

function createMessage(
  chart: Chart,
  [category, topic, text]: (typeof MESSAGES)[number],
  number: number,
): Stored<Communication> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 2);
  const sent = instantAt(day, clinicMinute(random));
  const status = number === 0 ? 'completed' : random.pickUsual(STATUSES);
  return {
    resourceType: 'Communication',
    id: clinicalId(patient, 'Communication', number),
    identifier: [usualIdentifier('7.2.704005', random.integer(100_000, 199_999))],
    status,
    ...(status === 'not-done' && {
      statusReason: hl7Concept(
        'communication-not-done-reason',
        'invalid-phone-number',
        'Invalid Phone Number',
      ),
    }),
    category: [hl7Concept('communication-category', ...category)],
    ...(random.chance(30) && { priority: 'routine' as const }),
    medium: [hl7Concept('v3-ParticipationMode', 'ELECTRONIC', 'electronic data')],
    subject: patientReference(patient),
    topic: concept(topic),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(status !== 'not-done' && { sent }),
    ...(status === 'completed' && random.chance(60) && { received: sent }),
    recipient: [patientReference(patient)],
    sender: practitionerReference(random.pick(practitioners)),
    payload: [{ contentString: text }],
    ...(random.chance(10) && { note: [{ text: 'Sent by the evening shift.' }] }),
  };
}

export const servedCommunication: ChartedType<Communication> = {
  type: 'Communication',
  write: communicationsOf,
  criteria: [
    byReference('based-on', 'basedOn'),
    byToken('category', 'category'),
    byReference('encounter', 'encounter'),
    byReference('part-of', 'partOf'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
