/** The adverse events of a chart. Epic searches them by `subject`. */
import type { AdverseEvent, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { SNOMED } from './code-systems.ts';
import {
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  usualIdentifier,
} from './elements.ts';
import { medicationRequestsOf } from './medication-request.ts';
import { chartFor, drawCount, drawOccasion } from './sampling.ts';
import { GONE_MEDICATION, idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';
import { byReference, byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { ELIJAH_DAVIS } from '../patients.ts';

const EVENTS: NonEmpty<readonly [code: string, display: string]> = [
  ['247472004', 'Hives'],
  ['422587007', 'Nausea'],
  ['1912002', 'Fall'],
];
const SERIOUSNESS: NonEmpty<readonly [code: string, display: string]> = [
  ['Non-serious', 'Non-serious'],
  ['Non-serious', 'Non-serious'],
  ['Serious', 'Serious'],
];
const SEVERITIES: NonEmpty<readonly [code: string, display: string]> = [
  ['mild', 'Mild'],
  ['moderate', 'Moderate'],
  ['severe', 'Severe'],
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(ELIJAH_DAVIS, 'AdverseEvent', 0)]: { actuality: 'suspected' },
};

const adverseEventsOf: ChartWriter<AdverseEvent> = (chart) =>
  Array.from({ length: drawCount(chart, 5) }, (_none, number) =>
    withOddShape(createEvent(chart, number), UNKNOWN_CODES),
  );

function createEvent(chart: Chart, number: number): Stored<AdverseEvent> {
  const { patient, random, practitioners, locations } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  const minute = clinicMinute(random);
  const [code, display] = random.pick(EVENTS);
  const medication = medicationRequestsOf(chartFor(chart, 'MedicationRequest'))
    .map(({ medicationReference }) => medicationReference)
    .find((one) => one?.reference?.startsWith('Medication/') === true && one.reference !== GONE_MEDICATION);
  return {
    resourceType: 'AdverseEvent',
    id: clinicalId(patient, 'AdverseEvent', number),
    identifier: usualIdentifier('7.2.698084', random.integer(10_000, 99_999)),
    actuality: random.chance(75) ? 'actual' : 'potential',
    category: [hl7Concept('adverse-event-category', 'product-use-error', 'Product Use Error')],
    event: concept(display, coding(SNOMED, code)),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(random.chance(80) && { date: instantAt(day, minute) }),
    recordedDate: instantAt(day, minute + 30),
    ...(random.chance(60) && { location: referenceTo(random.pick(locations)) }),
    seriousness: hl7Concept('adverse-event-seriousness', ...random.pick(SERIOUSNESS)),
    severity: hl7Concept('adverse-event-severity', ...random.pick(SEVERITIES)),
    outcome: hl7Concept('adverse-event-outcome', 'resolved', 'Resolved'),
    recorder: practitionerReference(random.pick(practitioners)),
    ...(medication !== undefined && {
      suspectEntity: [
        {
          instance: medication,
          causality: [
            {
              assessment: hl7Concept('adverse-event-causality-assess', 'Probably-Likely', 'Probably/Likely'),
              author: practitionerReference(random.pick(practitioners)),
            },
          ],
        },
      ],
    }),
  };
}

export const servedAdverseEvent: ChartedType<AdverseEvent> = {
  type: 'AdverseEvent',
  write: adverseEventsOf,
  patientParameters: ['subject'],
  criteria: [
    byReference('research-subject', 'subject'),
    byToken('seriousness', 'seriousness'),
    byReference('study', 'study'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
