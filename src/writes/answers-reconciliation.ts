/** Finds answers whose write has an unknown outcome. */
import { decimalNumber, decimalText } from '../fhir/decimals.ts';
import { parseReference } from '../fhir/ids.ts';
import { sortKey } from '../fhir/intervals.ts';
import { readObject, readText } from '../fhir/lenient-read.ts';
import {
  allItemsOf,
  type Answer,
  answersOf,
  answerText,
  questionnaireReference,
} from '../fhir/questionnaire-response.ts';
import { EXCLUDED_RECORDS } from '../fhir/record-exclusions.ts';
import type { QuestionnaireResponse, Stored } from '../fhir/types.ts';
import type { GivenAnswer, NewAnswers } from '../fhir/write-questionnaire-response.ts';
import type { Loaders } from '../loaders/index.ts';

/** More responses than one patient gives at one instant. */
const MAX_RESPONSES = 100;

/** Finds the response to the same form with the same instant and answers; null if several match. */
export async function findAnswers(
  { lists }: Pick<Loaders, 'lists'>,
  { patientId, questionnaireId, instant, answers }: NewAnswers,
): Promise<Stored<QuestionnaireResponse> | null> {
  const args = { first: MAX_RESPONSES, since: instant, until: instant, include: EXCLUDED_RECORDS };
  const { page, receive } = await lists.candidates('questionnaireResponses', patientId, args, []);
  const [same, another] = page.edges
    .map(({ node }) => node)
    .filter(
      (response) =>
        parseReference(questionnaireReference(response)?.value)?.id === questionnaireId &&
        sortKey(response.authored) === Date.parse(instant) &&
        hasAnswers(response, answers),
    );
  if (same === undefined || another !== undefined) return null;
  receive([same]);
  return same;
}

/** Returns whether the answers of a response are exactly these. */
function hasAnswers(response: Stored<QuestionnaireResponse>, given: readonly GivenAnswer[]): boolean {
  const answered = allItemsOf(response).filter((item) => answersOf(item).length > 0);
  return (
    answered.length === given.length &&
    given.every(({ linkId, values }) => {
      const stored = answered.filter((item) => readText(item.value.linkId) === linkId).flatMap(answersOf);
      return (
        stored.length === values.length &&
        stored.every((answer, at) => isSame(answer, values[at]?.trim() ?? ''))
      );
    })
  );
}

function isSame({ value, resource }: Answer, given: string): boolean {
  const { valueBoolean, valueCoding, valueDateTime, valueQuantity, valueTime } = value;
  const { system, code } = readObject(valueCoding) ?? {};
  const texts = [
    answerText(value, resource),
    readText(code),
    `${system}|${code}`,
    valueBoolean === undefined ? null : String(valueBoolean),
    readText(valueTime)?.slice(0, 5),
  ];
  const number = decimalNumber(decimalText(readObject(valueQuantity)?.value) ?? answerText(value, resource));
  const moment = sortKey(valueDateTime);
  return (
    texts.includes(given) ||
    (number !== null && number === decimalNumber(given)) ||
    (moment !== null && moment === sortKey(given))
  );
}
