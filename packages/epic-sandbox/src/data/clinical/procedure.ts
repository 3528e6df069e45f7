/** The procedures of a chart: operations, and completed studies. */
import type { CodeableConcept, Procedure, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, SNOMED } from './code-systems.ts';
import { type Operation, OPERATIONS } from './codes-procedures.ts';
import { conditionFor, conditionsIn } from './condition.ts';
import { chartFor, eligibleFor, drawCount, sample, toldRows } from './sampling.ts';
import { asTransmitted, coding, concept, patientReference, usualIdentifier } from './elements.ts';
import { type Order, ordersOf } from './service-request.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, daysBeforeLatest, dayWithin, instantAt, lifespanOf } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import { VERY_RESTRICTED_LABEL } from './security-labels.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

type Draft = Omit<Procedure, 'resourceType' | 'id' | 'subject'>;

const ORDERED: CodeableConcept = concept(
  'Ordered Procedures',
  coding(SNOMED, '103693007', 'Diagnostic procedure'),
);
const SURGICAL: CodeableConcept = concept(
  'Surgical Procedures',
  coding(SNOMED, '387713003', 'Surgical procedure'),
);
const STATUSES: NonEmpty<Procedure['status']> = [
  'completed',
  'completed',
  'completed',
  'completed',
  'completed',
  'not-done',
  'in-progress',
  'preparation',
  'unknown',
  'entered-in-error',
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Procedure', 0)]: { status: 'scheduled' },
};

export const proceduresOf: ChartWriter<Procedure> = (chart) => {
  const { patient, random, story } = chart;
  const studies = ordersOf(chartFor(chart, 'ServiceRequest')).filter(
    ({ orderable, request }) =>
      (orderable.kind === 'study' || orderable.kind === 'imaging') && request.status === 'completed',
  );
  const operations = toldRows(
    OPERATIONS,
    story?.operations.map(({ name }) => name),
    ({ concept: { text } }) => text,
    sample(random, eligibleFor(OPERATIONS, patient), drawCount(chart, 3)),
  );
  const drafts = [
    ...operations.map((operation) => createSurgery(chart, operation)),
    ...studies.map((order) => createStudy(chart, order)),
  ];
  return drafts.map((draft, number): Stored<Procedure> =>
    withOddShape(
      {
        resourceType: 'Procedure',
        id: clinicalId(patient, 'Procedure', number),
        ...draft,
        subject: patientReference(patient),
      },
      UNKNOWN_CODES,
    ),
  );
};

function createSurgery(chart: Chart, operation: Operation): Draft {
  const { random, practitioners, locations, organizations } = chart;
  const status = random.pickUsual(STATUSES);
  const surgeon = random.pick(practitioners);
  return {
    identifier: [
      usualIdentifier('7.2.798276', random.integer(1000, 9999), 'ORL'),
      usualIdentifier('7.2.798069', random.integer(10, 999), 'OPE'),
    ],
    status,
    ...(status === 'not-done' && {
      statusReason: concept(
        'Patient declined',
        coding(epicSystem('7.10.798276.5050'), '3', 'Patient declined'),
      ),
    }),
    category: SURGICAL,
    code: asTransmitted(random, operation.concept),
    ...(status !== 'not-done' && status !== 'preparation' && drawPerformed(chart, operation)),
    ...(random.chance(60) && { recorder: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(80) && {
      performer: [
        {
          actor: practitionerReference(surgeon),
          ...(random.chance(50) && { onBehalfOf: referenceTo(random.pick(organizations)) }),
        },
      ],
    }),
    ...(random.chance(70) && { location: referenceTo(random.pick(locations)) }),
    ...(random.chance(60) && createReason(chart, operation)),
    ...(operation.bodySite !== undefined && random.chance(80) && { bodySite: [operation.bodySite] }),
    ...(random.chance(20) && { outcome: concept('Tolerated well') }),
    ...(random.chance(20) && { note: [{ text: 'Uneventful course.' }] }),
  };
}

/** Returns a time with varying precision: from minutes in the operating room to only a year, a text, or nothing. */
function drawPerformed({ random, patient, story }: Chart, { concept: { text } }: Operation): Partial<Draft> {
  const drawn = dayWithin(random, lifespanOf(patient), 15);
  const told = story?.operations.find(({ name }) => name === text);
  const day = told === undefined ? drawn : daysBeforeLatest(told.date);
  const minute = clinicMinute(random);
  const draw = random.percentile();
  if (draw <= 50) {
    return {
      performedPeriod: {
        start: instantAt(day, minute),
        end: instantAt(day, minute + random.integer(30, 180)),
      },
    };
  }
  if (draw <= 75) return { performedDateTime: dateAt(day) };
  if (draw <= 90) return { performedDateTime: dateAt(day).slice(0, 4) };
  return draw <= 95 ? { performedString: 'As a child' } : {};
}

/** Returns the procedure that fulfilled an order. Its report is a reference with only a display. */
function createStudy({ random, practitioners }: Chart, { orderable, request }: Order): Draft {
  const { text } = orderable.concept;
  return {
    identifier: [
      ...(request.identifier ?? []),
      usualIdentifier('7.2.696580', orderable.concept.coding?.[0]?.code ?? '', 'EAP'),
    ],
    basedOn: [referenceTo(request, text)],
    status: 'completed',
    category: ORDERED,
    code: asTransmitted(random, orderable.concept),
    ...(request.encounter !== undefined && { encounter: request.encounter }),
    ...(request.authoredOn !== undefined && { performedDateTime: request.authoredOn }),
    ...(random.chance(60) && { asserter: practitionerReference(random.pick(practitioners)) }),
    ...(request.reasonCode !== undefined && { reasonCode: request.reasonCode }),
    ...(text !== undefined && random.chance(60) && { report: [{ type: 'DiagnosticReport', display: text }] }),
  };
}

function createReason(chart: Chart, operation: Operation): Partial<Draft> {
  const problem = conditionFor(conditionsIn(chart), operation.indication);
  return problem === undefined
    ? { reasonCode: [operation.reason] }
    : { reasonReference: [referenceTo(problem, problem.code?.text)] };
}

export const servedProcedure: ChartedType<Procedure> = {
  type: 'Procedure',
  write: proceduresOf,
  criteria: [
    byToken('category', 'category'),
    byToken('code', 'code'),
    byDate('date', 'performedDateTime', 'performedPeriod'),
    byToken('identifier', 'identifier'),
    byToken('status', 'status'),
  ],
  labels: [[5, VERY_RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
