/** What patients report about themselves: habits, pregnancy, social needs and questionnaires. */
import type { CodeableConcept, Observation, Stored } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, clinicalId, referenceTo, PUBLIC_PATIENT_COUNT } from './chart.ts';
import { epicSystem, LOINC, SNOMED } from './code-systems.ts';
import { chartFor, type Eligibility, eligibleFor, drawOccasion } from './sampling.ts';
import {
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  ucumQuantity,
} from './elements.ts';
import { clinicMinute, dateAt, instantAt } from './times.ts';

interface Question extends Eligibility {
  readonly category: 'social-history' | 'survey';
  readonly code: CodeableConcept;
  readonly answers: NonEmpty<Partial<Observation>>;
}

const QUESTIONS: readonly Question[] = [
  {
    category: 'social-history',
    code: concept(
      'Tobacco Smoking Status',
      coding(epicSystem('7.4.836982.9300'), '1', 'Tobacco Use'),
      coding(LOINC, '72166-2', 'Tobacco smoking status'),
    ),
    answers: [
      asValue(snomedConcept('Never Smoker', '266919005')),
      asValue(snomedConcept('Former Smoker', '8517006')),
      asValue(snomedConcept('Every Day', '449868002')),
    ],
    from: 12,
  },
  {
    category: 'social-history',
    code: concept('Alcohol Use', coding(LOINC, '11331-6', 'History of Alcohol use')),
    answers: [{ valueString: 'Yes; 2 standard drinks a week' }, { valueString: 'Not currently' }],
    from: 18,
  },
  {
    category: 'social-history',
    code: concept('Pregnancy Status', coding(LOINC, '82810-3', 'Pregnancy status')),
    answers: [
      asValue(snomedConcept('Not pregnant', '60001007')),
      asValue(snomedConcept('Pregnant', '77386006')),
    ],
    from: 15,
    to: 50,
    sex: 'female',
  },
  {
    category: 'survey',
    code: concept(
      'PHQ-2 Total Score',
      coding(LOINC, '55758-7', 'Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]'),
    ),
    answers: [{ valueInteger: 0 }, { valueInteger: 1 }, { valueInteger: 4 }],
    from: 12,
  },
  {
    category: 'survey',
    code: concept(
      'PHQ-9 Total Score',
      coding(LOINC, '44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]'),
    ),
    answers: [{ valueQuantity: ucumQuantity(3, '{score}') }, { valueQuantity: ucumQuantity(11, '{score}') }],
    from: 12,
  },
  {
    category: 'survey',
    code: concept(
      'Within the past 12 months, you worried that your food would run out before you got the money to buy more.',
      coding(
        LOINC,
        '88122-7',
        'Within the past 12 months we worried whether our food would run out before we got money to buy more [U.S. FSS]',
      ),
    ),
    answers: [
      asValue(concept('Never true', coding(LOINC, 'LA28398-8', 'Never true'))),
      asValue(concept('Sometimes true', coding(LOINC, 'LA6729-3', 'Sometimes true'))),
      asValue(concept('Often true', coding(LOINC, 'LA28397-0', 'Often true'))),
    ],
    from: 18,
  },
];

const CATEGORIES: Record<Question['category'], CodeableConcept[]> = {
  'social-history': [hl7Concept('observation-category', 'social-history', 'Social History')],
  survey: [
    hl7Concept('observation-category', 'survey', 'Survey'),
    concept('SDOH', coding('http://hl7.org/fhir/us/core/CodeSystem/us-core-category', 'sdoh', 'SDOH')),
  ],
};

export function socialHistoryOf(chart: Chart): Stored<Observation>[] {
  const drawing = chartFor(chart, 'social history');
  return eligibleFor(QUESTIONS, chart.patient)
    .filter(() => chart.index < PUBLIC_PATIENT_COUNT || drawing.random.chance(60))
    .map((question, number) => createAnswer(drawing, question, number));
}

function createAnswer(
  chart: Chart,
  { category, code, answers }: Question,
  number: number,
): Stored<Observation> {
  const { patient, random } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  const time = instantAt(day, clinicMinute(random));
  return {
    resourceType: 'Observation',
    id: clinicalId(patient, 'Observation social', number),
    status: 'final',
    category: CATEGORIES[category],
    code,
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(random.chance(50) ? { effectiveDateTime: time } : { effectivePeriod: { start: dateAt(day) } }),
    issued: time,
    ...(category === 'survey' && { performer: [referenceTo(patient)] }),
    ...random.pickUsual(answers),
  };
}

function asValue(valueCodeableConcept: CodeableConcept): Partial<Observation> {
  return { valueCodeableConcept };
}

function snomedConcept(text: string, code: string): CodeableConcept {
  return concept(text, coding(SNOMED, code, text));
}
