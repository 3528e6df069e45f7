import { memberOf } from '../../fhir/codes.ts';
import { QUESTIONNAIRE_RESPONSE_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObjects, readText } from '../../fhir/lenient-read.ts';
import {
  allItemsOf,
  answerScore,
  answersOf,
  answerText,
  answerValue,
  itemsBelow,
  linkIdPathOf,
  questionnaireReference,
  scoresOf,
  topItemsOf,
} from '../../fhir/questionnaire-response.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  QuestionnaireResponseItemAnswerResolvers,
  QuestionnaireResponseItemResolvers,
  QuestionnaireResponseResolvers,
  QuestionnaireScoreResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { toUnionMember } from './shown-value.ts';

export const QuestionnaireResponse: QuestionnaireResponseResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  status: ({ status }) => memberOf(QUESTIONNAIRE_RESPONSE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  questionnaireUrl: ({ questionnaire }) => readText(questionnaire),
  questionnaire: (response) => questionnaireReference(response),
  authored: ({ authored }) => readText(authored),
  author: (response) => inResource(response, response.author),
  answeredBy: (response) => inResource(response, response.source),
  items: (response) => topItemsOf(response),
  allItems: (response) => allItemsOf(response),
  scores: (response) => scoresOf(response),
  encounter: (response) => inResource(response, response.encounter),
  basedOn: (response) => eachInResource(response, response.basedOn),
  partOf: (response) => eachInResource(response, response.partOf),
  identifiers: ({ identifier }) => identifiersOf({ identifier: readObjects([identifier].flat()) }),
  subject: (response) => inResource(response, response.subject),
  resource: (response) => toRawJson(response),
};

export const QuestionnaireResponseItem: QuestionnaireResponseItemResolvers = {
  linkId: ({ value }) => readText(value.linkId),
  path: (item) => linkIdPathOf(item),
  depth: numbersFrom([], (item) => linkIdPathOf(item).length - 1),
  text: ({ value }) => readText(value.text),
  answers: (item) => answersOf(item),
  items: (item) => itemsBelow(item),
};

const NUMBERS = ['valueInteger', 'valueDecimal', 'valueQuantity'] as const;

export const QuestionnaireResponseItemAnswer: QuestionnaireResponseItemAnswerResolvers = {
  valueText: numbersFrom(NUMBERS, ({ value, resource }) => answerText(value, resource)),
  value: numbersFrom(['valueInteger'], ({ value }) => toUnionMember(answerValue(value))),
  reference: ({ value, resource }) => inResource(resource, value.valueReference),
  score: numbersFrom(['valueCoding', 'extension'], ({ value }) => answerScore(value)),
  items: (answer) => itemsBelow(answer),
};

export const QuestionnaireScore: QuestionnaireScoreResolvers = {
  item: ({ item }) => item,
  valueText: numbersFrom([...NUMBERS, 'valueCoding', 'extension'], ({ text }) => text),
  value: numbersFrom([...NUMBERS, 'valueCoding', 'extension'], ({ decimal }) => decimal),
  isAnswer: ({ isAnswer }) => isAnswer,
};
