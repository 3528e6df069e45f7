/** Reads the items, answers and scores of a QuestionnaireResponse. Adds nothing up. */
import { decimalText } from './decimals.ts';
import { valuesAt } from './element-path.ts';
import { type InResource, inResource } from './in-resource.ts';
import { hasContent, isObject, readObject, readObjects, readText } from './lenient-read.ts';
import { firstValue, type ObservationValue, valueInWords } from './observation.ts';
import { referenceName } from './resource-names.ts';
import type {
  Extension,
  QuestionnaireItemAnswerOption,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
  Reference,
  Stored,
} from './types.ts';

/** An item, and the item above it; null at the top. */
export interface AnsweredItem extends InResource<QuestionnaireResponseItem> {
  readonly above: AnsweredItem | null;
}

/** An answer, and the item that it belongs to. */
export interface Answer extends InResource<QuestionnaireResponseItemAnswer> {
  readonly item: AnsweredItem;
}

/** A score that a response contains. */
export interface Score extends Answer {
  readonly text: string;
  readonly decimal: string | null;
  readonly isAnswer: boolean;
}

export function topItemsOf(response: Stored<QuestionnaireResponse>): AnsweredItem[] {
  return readItems(response.item, response, null);
}

/** Returns the items directly below an item or an answer. */
export function itemsBelow(parent: AnsweredItem | Answer): AnsweredItem[] {
  return readItems(parent.value.item, parent.resource, 'item' in parent ? parent.item : parent);
}

function readItems(
  items: readonly QuestionnaireResponseItem[] | undefined,
  resource: AnsweredItem['resource'],
  above: AnsweredItem | null,
): AnsweredItem[] {
  return readObjects(items).map((value) => ({ value, resource, above }));
}

export function answersOf(item: AnsweredItem): Answer[] {
  return readObjects(item.value.answer).map((value) => ({ value, resource: item.resource, item }));
}

/** Returns the `linkId` of each item from the top down to this one. */
export function linkIdPathOf(item: AnsweredItem): string[] {
  const path: string[] = [];
  for (let one: AnsweredItem | null = item; one !== null; one = one.above)
    path.unshift(readText(one.value.linkId) ?? '');
  return path;
}

/** Returns the items of all levels in document order: the items below an answer come before those below its item. */
export function allItemsOf(response: Stored<QuestionnaireResponse>): AnsweredItem[] {
  const found: AnsweredItem[] = [];
  const addAll = (items: readonly AnsweredItem[]): void => {
    for (const item of items) {
      found.push(item);
      // The JSON parser limits the depth of a response, and so of this recursion.
      for (const answer of answersOf(item)) addAll(itemsBelow(answer));
      addAll(itemsBelow(item));
    }
  };
  addAll(topItemsOf(response));
  return found;
}

/** The value of an answer, of a possible answer, or of the answer in a condition. */
type Valued = QuestionnaireResponseItemAnswer | QuestionnaireItemAnswerOption;

/** Returns the value of an answer as a value of an Observation; null for a file, a record, or no value. */
export function answerValue(answer: Valued): ObservationValue | null {
  const valued: QuestionnaireResponseItemAnswer = answer;
  const { valueCoding, valueDecimal } = valued;
  return firstValue([
    ['CodeableConcept', isObject(valueCoding) ? { coding: [valueCoding] } : valueCoding],
    ['Quantity', hasContent(valueDecimal) ? { value: valueDecimal } : null],
    ['Quantity', valued.valueQuantity],
    ['IntegerValue', valued.valueInteger],
    ['BooleanValue', valued.valueBoolean],
    ['DateTimeValue', valued.valueDate],
    ['DateTimeValue', valued.valueDateTime],
    ['TimeValue', valued.valueTime],
    ['StringValue', valued.valueString],
    ['StringValue', valued.valueUri],
  ]);
}

/** Returns the text of an answer of any type. A file is named by its title, otherwise by its URL or type. */
export function answerText(answer: Valued, container: object): string | null {
  const value = answerValue(answer);
  const { valueAttachment, valueReference }: QuestionnaireResponseItemAnswer = answer;
  const file = readObject(valueAttachment);
  return (
    (value === null ? null : valueInWords(value)) ??
    referenceName(valueReference, container) ??
    readText(valueReference?.reference) ??
    readText(valueReference?.identifier?.value) ??
    readText(file?.title) ??
    readText(file?.url) ??
    (file === null ? null : `File (${readText(file.contentType) ?? 'type unknown'})`)
  );
}

/** FHIR R4 extensions with the points for an answer. */
const SCORE_EXTENSIONS: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/StructureDefinition/ordinalValue',
  'http://hl7.org/fhir/StructureDefinition/itemWeight',
]);

/** Returns the points for an answer or a possible answer; null without an extension that states them. */
export function answerScore(answer: Valued): string | null {
  const { valueCoding, extension }: QuestionnaireResponseItemAnswer = answer;
  return scoreIn(readObject(valueCoding)?.extension) ?? scoreIn(extension);
}

function scoreIn(extensions: readonly Extension[] | undefined): string | null {
  const scores = readObjects(extensions)
    .filter(({ url }) => SCORE_EXTENSIONS.has(readText(url) ?? ''))
    .map(({ valueDecimal, valueInteger }) => decimalText(valueDecimal) ?? decimalText(valueInteger));
  return scores.find((score) => score !== null) ?? null;
}

/** Returns the scores in document order: points for answers, and numbers that answer an item called a score, points or just a total. */
export function scoresOf(response: Stored<QuestionnaireResponse>): Score[] {
  return allItemsOf(response).flatMap((item) => answersOf(item).flatMap(scoresOfAnswer));
}

/** Matches "PHQ-9 score", "Points" and a bare "Total", but not "scored" or "Total number of pregnancies". */
const SCORE_WORDS = /\b(?:sub)?scores?\b|\bpoints\b|^\W*(?:sub)?total\W*$/i;

function scoresOfAnswer(answer: Answer): Score[] {
  const points = answerScore(answer.value);
  const weight = points === null ? [] : [{ ...answer, text: points, decimal: points, isAnswer: false }];
  const value = answerValue(answer.value);
  const isNumber = value?.type === 'Quantity' || value?.type === 'IntegerValue';
  if (!isNumber || !SCORE_WORDS.test(readText(answer.item.value.text) ?? '')) return weight;
  const words = valueInWords(value);
  return words === null
    ? weight
    : [...weight, { ...answer, text: words, decimal: exactly(value), isAnswer: true }];
}

/** Returns the number as the server wrote it; null for a number with a comparator, which is a bound. */
function exactly(value: Extract<ObservationValue, { type: 'Quantity' | 'IntegerValue' }>): string | null {
  if (value.type === 'IntegerValue') return String(value.value);
  return hasContent(value.value.comparator) ? null : decimalText(value.value.value);
}

/** FHIR R4 extension for the name of a canonical URL's target. */
const DISPLAY = 'http://hl7.org/fhir/StructureDefinition/display';

/** Returns the canonical URL of the form as a reference: without its version, and with the name from the extension. */
export function questionnaireReference(
  response: Stored<QuestionnaireResponse>,
): InResource<Reference> | null {
  const extensions = valuesAt(response, '_questionnaire.extension').filter(isObject);
  const display = readText(extensions.find(({ url }) => url === DISPLAY)?.['valueString']);
  const url = readText(response.questionnaire)?.split('|', 1)[0] ?? null;
  if (url === null && display === null) return null;
  return inResource(response, {
    ...(url !== null && { reference: url }),
    type: 'Questionnaire',
    ...(display !== null && { display }),
  });
}
