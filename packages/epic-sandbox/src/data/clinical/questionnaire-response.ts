/** The answers of patients to the forms in questionnaire.ts. */
import type {
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  Stored,
} from '../../types.ts';
import { byReference } from '../../criteria.ts';
import { WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty, Random } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { encounterReference, patientReference, ucumQuantity } from './elements.ts';
import { MOOD_SCREENING, VISIT_PREPARATION } from './questionnaire.ts';
import { drawCount, drawOccasion } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, instantAt } from './times.ts';

const STATUSES: NonEmpty<QuestionnaireResponse['status']> = [
  ...(['completed', 'completed', 'completed', 'completed', 'completed', 'completed'] as const),
  ...(['in-progress', 'amended', 'stopped', 'entered-in-error'] as const),
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'QuestionnaireResponse', 0)]: { status: 'returned' },
};

const responsesOf: ChartWriter<QuestionnaireResponse> = (chart) =>
  Array.from({ length: drawCount(chart, 6) }, (_none, number) =>
    withOddShape(createResponse(chart, number), UNKNOWN_CODES),
  );

function createResponse(chart: Chart, number: number): Stored<QuestionnaireResponse> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  const isScreening = number % 3 !== 2;
  const form = isScreening ? MOOD_SCREENING : VISIT_PREPARATION;
  return {
    resourceType: 'QuestionnaireResponse',
    id: clinicalId(patient, 'QuestionnaireResponse', number),
    questionnaire: `Questionnaire/${form.id}`,
    status: random.pickUsual(STATUSES),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    authored: instantAt(day, clinicMinute(random)),
    ...(random.chance(50) && { author: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(70) && { source: patientReference(patient) }),
    item: isScreening ? answerScreening(random) : answerPreparation(chart, day),
  };
}

function answerScreening(random: Random): QuestionnaireResponseItem[] {
  const [group, total, call] = MOOD_SCREENING.item ?? [];
  const points = [random.integer(0, 3), random.integer(0, 3)];
  const questions = (group?.item ?? []).map((question, at) => {
    const { valueCoding } = question.answerOption?.[points[at] ?? 0] ?? {};
    return answered(question, valueCoding === undefined ? {} : { answer: [{ valueCoding }] });
  });
  const sum = points.reduce((one, other) => one + other, 0);
  const isCalled = random.chance(30);
  const when = (call?.item ?? []).map((question) =>
    answered(question, { answer: [{ valueString: 'In the morning' }] }),
  );
  return [
    answered(group, { item: questions }),
    answered(total, { answer: [{ valueInteger: sum }] }),
    answered(call, { answer: [{ valueBoolean: isCalled, ...(isCalled && { item: when }) }] }),
  ];
}

function answered(
  { linkId = '', text }: Partial<QuestionnaireItem> | undefined = {},
  more: Partial<QuestionnaireResponseItem>,
): QuestionnaireResponseItem {
  return { linkId, ...(text !== undefined && { text }), ...more };
}

function answerPreparation({ random, practitioners }: Chart, day: number): QuestionnaireResponseItem[] {
  const answers: Readonly<Record<string, QuestionnaireResponseItem['answer']>> = {
    seen: [{ valueDate: dateAt(day + 100) }],
    ate: [{ valueDateTime: instantAt(day, 420) }],
    wake: [{ valueTime: '06:30:00' }],
    weight: [{ valueQuantity: ucumQuantity(random.integer(500, 950) / 10, 'kg') }],
    sleep: [{ valueDecimal: 7.5 }],
    stairs: [{ valueInteger: random.integer(5, 60) }],
    travel: [
      {
        valueCoding: {
          system: 'https://forms.example.org/CodeSystem/transport',
          code: 'bus',
          display: 'By bus',
        },
      },
      { valueString: 'On foot' },
    ],
    site: [{ valueUri: 'https://plans.example.org/my-plan' }],
    doctor: [{ valueReference: practitionerReference(practitioners[0]) }],
    letter: [{ valueAttachment: { contentType: 'application/pdf', title: 'Letter of my doctor' } }],
    notes: [{ valueString: 'I need an interpreter.' }],
  };
  return (VISIT_PREPARATION.item ?? []).flatMap((question) => {
    const answer = answers[question.linkId];
    return answer === undefined ? [] : [answered(question, { answer })];
  });
}

export const servedQuestionnaireResponse: ChartedType<QuestionnaireResponse> = {
  type: 'QuestionnaireResponse',
  write: responsesOf,
  api: 'create, read, search',
  criteria: [byReference('encounter', 'encounter')],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
