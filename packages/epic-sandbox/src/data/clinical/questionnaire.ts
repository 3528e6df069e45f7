/** Two forms: a screening with scores, and one with every type of answer. */
import type { Questionnaire, QuestionnaireItem, QuestionnaireItemAnswerOption, Stored } from '../../types.ts';
import type { SharedType } from '../served-type.ts';
import { LOINC } from './code-systems.ts';
import { coding } from './elements.ts';

/** LOINC's answers for how often a problem occurred, with their points. */
const FREQUENCIES: readonly QuestionnaireItemAnswerOption[] = [
  defineOption('LA6568-5', 'Not at all', 0),
  defineOption('LA6569-3', 'Several days', 1),
  defineOption('LA6570-1', 'More than half the days', 2),
  defineOption('LA6571-9', 'Nearly every day', 3),
];

function defineOption(code: string, display: string, points: number): QuestionnaireItemAnswerOption {
  const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/ordinalValue', valueDecimal: points }];
  return { valueCoding: { extension, ...coding(LOINC, code, display) } };
}

function defineQuestion(
  linkId: string,
  text: string,
  type: QuestionnaireItem['type'],
  more: Partial<QuestionnaireItem> = {},
): QuestionnaireItem {
  return { linkId, text, type, ...more };
}

const CHOICE: Partial<QuestionnaireItem> = { required: true, answerOption: [...FREQUENCIES] };

export const MOOD_SCREENING: Stored<Questionnaire> = {
  resourceType: 'Questionnaire',
  id: 'eForm-M00dScreening.000000013',
  url: 'https://forms.example.org/Questionnaire/mood-screening',
  version: '2',
  name: 'MoodScreening',
  title: 'Mood Screening',
  status: 'active',
  subjectType: ['Patient'],
  date: '2025-03-01',
  item: [
    defineQuestion('1', 'In the last two weeks', 'group', {
      item: [
        defineQuestion('1.1', 'I had little interest in what I do', 'choice', CHOICE),
        defineQuestion('1.2', 'I felt low', 'choice', CHOICE),
      ],
    }),
    defineQuestion('2', 'Total score', 'integer', {
      code: [coding(LOINC, '55758-7', 'Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]')],
    }),
    defineQuestion('3', 'Shall we call you about this?', 'boolean', {
      item: [
        defineQuestion('3.1', 'When can we call?', 'string', {
          required: true,
          maxLength: 100,
          enableWhen: [{ question: '3', operator: '=', answerBoolean: true }],
        }),
      ],
    }),
  ],
};

export const VISIT_PREPARATION: Stored<Questionnaire> = {
  resourceType: 'Questionnaire',
  id: 'eForm-V1sitPreparation.00023',
  contained: [
    {
      resourceType: 'ValueSet',
      id: 'transport',
      status: 'active',
      compose: {
        include: [
          {
            system: 'https://forms.example.org/CodeSystem/transport',
            concept: [
              { code: 'car', display: 'By car' },
              { code: 'bus', display: 'By bus' },
            ],
          },
        ],
      },
    },
  ],
  title: 'Visit Preparation',
  status: 'active',
  subjectType: ['Patient'],
  item: [
    defineQuestion('intro', 'Please answer before your visit.', 'display'),
    defineQuestion('seen', 'When were you last seen elsewhere?', 'date'),
    defineQuestion('ate', 'When did you last eat?', 'dateTime'),
    defineQuestion('wake', 'When do you get up?', 'time'),
    defineQuestion('weight', 'What do you weigh?', 'quantity'),
    defineQuestion('sleep', 'How many hours do you sleep?', 'decimal'),
    defineQuestion('stairs', 'How many stairs can you climb?', 'integer'),
    defineQuestion('travel', 'How do you travel?', 'open-choice', {
      repeats: true,
      answerValueSet: '#transport',
    }),
    defineQuestion('site', 'Where can we read about your plan?', 'url'),
    defineQuestion('doctor', 'Who sent you?', 'reference'),
    defineQuestion('letter', 'Do you have a letter?', 'attachment'),
    defineQuestion('notes', 'Anything else?', 'text'),
  ],
};

export const servedQuestionnaire: SharedType<Questionnaire> = {
  type: 'Questionnaire',
  resources: [MOOD_SCREENING, VISIT_PREPARATION],
  criteria: [],
};
