/** Decides which items of a form apply to its answers (FHIR R4 Questionnaire.item.enableWhen). */
import { hasOffset, isFhirDate } from '../fhir/dates.ts';
import { decimalNumber } from '../fhir/decimals.ts';
import { sortKey } from '../fhir/intervals.ts';
import { readObject, readObjects, readText } from '../fhir/lenient-read.ts';
import { conditionAnswer } from '../fhir/questionnaire.ts';
import { answerValue } from '../fhir/questionnaire-response.ts';
import type {
  QuestionnaireItem,
  QuestionnaireItemEnableWhen,
  QuestionnaireResponseItemAnswer,
} from '../fhir/types.ts';
import { areSameUnit } from '../fhir/units.ts';

/** Returns the answers to a question that applies; null for an unknown question. */
export type AnswersTo = (linkId: string) => readonly QuestionnaireResponseItemAnswer[] | null;

/** Returns whether the conditions of an item are met; null if that cannot be decided. */
export function isEnabled(
  { enableWhen, enableBehavior }: QuestionnaireItem,
  answersTo: AnswersTo,
): boolean | null {
  const results = readObjects(enableWhen).map((condition) => isMet(condition, answersTo));
  const isAny = readText(enableBehavior) === 'any';
  if (results.length === 0) return true;
  if (results.includes(isAny)) return isAny;
  return results.includes(null) ? null : !isAny;
}

function isMet(condition: QuestionnaireItemEnableWhen, answersTo: AnswersTo): boolean | null {
  const answers = answersTo(readText(condition.question) ?? '');
  const operator = readText(condition.operator);
  if (answers === null) return null;
  if (operator === 'exists') return answers.length > 0 === (condition.answerBoolean !== false);
  // FHIR leaves open whether a missing answer differs from a value.
  if (answers.length === 0) return operator === '!=' ? null : false;
  const expected = conditionAnswer(condition);
  const results = answers.map((answer) => compare(answer, expected));
  if (operator === '=' || operator === '!=') {
    const isEqual = results.includes(0) ? true : results.includes(null) ? null : false;
    return isEqual === null ? null : isEqual === (operator === '=');
  }
  const holds = ORDERS[operator ?? ''];
  if (holds === undefined || results.some((result) => result === null || result === DIFFERENT)) return null;
  return results.some((result) => result !== null && result !== DIFFERENT && holds(result));
}

const ORDERS: Readonly<Record<string, (result: number) => boolean>> = {
  '>': (result) => result > 0,
  '<': (result) => result < 0,
  '>=': (result) => result >= 0,
  '<=': (result) => result <= 0,
};

const DIFFERENT = 'different';

/** Returns a number as `toSorted` expects it, DIFFERENT for unequal values without an order; null for values of different types. */
function compare(
  one: QuestionnaireResponseItemAnswer,
  other: QuestionnaireResponseItemAnswer,
): number | typeof DIFFERENT | null {
  const [coded, expected] = [readObject(one.valueCoding), readObject(other.valueCoding)];
  if (coded !== null && expected !== null) {
    const [system = expected.system, expectedSystem = system] = [coded.system, expected.system];
    return coded.code === expected.code && system === expectedSystem ? 0 : DIFFERENT;
  }
  const [a, b] = [answerValue(one), answerValue(other)];
  if (a === null || b === null || a.type === 'CodeableConcept' || b.type === 'CodeableConcept') return null;
  if (a.type === 'Quantity' && b.type === 'Quantity' && !areSameUnit(a.value, b.value)) return null;
  if ('value' in a && 'value' in b && typeof a.value === 'boolean' && typeof b.value === 'boolean')
    return a.value === b.value ? 0 : DIFFERENT;
  const [left, right] = [a, b].map((value) => (value.type === 'Quantity' ? value.value.value : value.value));
  const [x, y] = [decimalNumber(left), decimalNumber(right)];
  if (x !== null && y !== null) return x - y;
  if (a.type !== b.type || typeof left !== 'string' || typeof right !== 'string') return null;
  if (left === right) return 0;
  if (a.type === 'DateTimeValue') return compareDates(left, right);
  if (a.type === 'StringValue' || left.length !== right.length) return DIFFERENT;
  return left < right ? -1 : 1;
}

/** Returns null for different partial dates and times without an offset, whose order is uncertain. */
function compareDates(left: string, right: string): number | null {
  const sides = [left, right];
  const areWhole = sides.every((date) => isFhirDate(date) && date.length === 'YYYY-MM-DD'.length);
  if (!areWhole && !sides.every(hasOffset)) return null;
  const [x = null, y = null] = sides.map(sortKey);
  return x === null || y === null ? null : x - y;
}
