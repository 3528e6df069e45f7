/** Validates the input of `answerQuestionnaire`, as far as that is possible without the form. */
import { type NewAnswers, NEW_ANSWERS_STATUS } from '../fhir/write-questionnaire-response.ts';
import { createInputChecks, type InputContext } from './input-checks.ts';

export interface QuestionnaireInput extends Pick<NewAnswers, 'patientId' | 'questionnaireId' | 'answers'> {
  readonly encounterId?: string | null;
  readonly answeredAt: string;
  readonly status: (typeof NEW_ANSWERS_STATUS)[keyof typeof NEW_ANSWERS_STATUS];
  readonly isAnsweredByPatient: boolean;
}

/** More questions than a form has. */
const MAX_ANSWERS = 500;
const MAX_VALUES = 50;
const MAX_VALUE_LENGTH = 10_000;

/** @throws InvalidInput listing every problem */
export function checkQuestionnaire(input: QuestionnaireInput, context: InputContext): NewAnswers {
  const checks = createInputChecks(input, context);
  const { patientId, questionnaireId, encounterId = null, answers, isAnsweredByPatient } = input;
  checks.id('input.patientId', patientId);
  checks.id('input.questionnaireId', questionnaireId);
  if (encounterId !== null) checks.id('input.encounterId', encounterId);
  const instant = checks.instant('input.answeredAt', input.answeredAt);
  const status = checks.enumCode('input.status', NEW_ANSWERS_STATUS, input.status) ?? 'completed';
  if (answers.length === 0 || answers.length > MAX_ANSWERS)
    checks.addProblem('input.answers', `expects 1 to ${MAX_ANSWERS} answers.`);
  for (const [at, { linkId, values }] of answers.entries()) {
    const path = `input.answers.${at}`;
    if (answers.findIndex((answer) => answer.linkId === linkId) < at)
      checks.addProblem(`${path}.linkId`, 'expects each linkId once, with all its values.');
    if (values.length === 0 || values.length > MAX_VALUES)
      checks.addProblem(
        `${path}.values`,
        `expects 1 to ${MAX_VALUES} values. Leave out unanswered questions.`,
      );
    for (const [index, value] of values.entries())
      if (value.trim() === '' || value.length > MAX_VALUE_LENGTH)
        checks.addProblem(
          `${path}.values.${index}`,
          `expects 1 to ${MAX_VALUE_LENGTH} characters that are not all whitespace.`,
        );
  }
  checks.throwIfInvalid();
  return { patientId, questionnaireId, encounterId, instant, status, isAnsweredByPatient, answers };
}
