import { memberOf } from '../../fhir/codes.ts';
import { QUESTIONNAIRE_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource } from '../../fhir/in-resource.ts';
import { readBoolean, readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { answerScore, answerText } from '../../fhir/questionnaire-response.ts';
import { conditionAnswer, optionsOf } from '../../fhir/questionnaire.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type {
  QuestionnaireItemAnswerOptionResolvers,
  QuestionnaireItemEnableWhenResolvers,
  QuestionnaireItemResolvers,
  QuestionnaireReferenceResolvers,
  QuestionnaireResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { resourceFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';

export const Questionnaire: QuestionnaireResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  title: ({ title, name }) => readText(title) ?? readText(name),
  url: ({ url }) => readText(url),
  version: ({ version }) => readText(version),
  status: ({ status }) => memberOf(QUESTIONNAIRE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  date: ({ date }) => readText(date),
  description: ({ description }) => readText(description),
  items: (form) => eachInResource(form, form.item),
  resource: (form) => toRawJson(form),
};

export const QuestionnaireItem: QuestionnaireItemResolvers = {
  linkId: ({ value }) => readText(value.linkId),
  text: ({ value }) => readText(value.text),
  prefix: ({ value }) => readText(value.prefix),
  codes: ({ value }) => readObjects(value.code),
  type: ({ value }) => readText(value.type),
  isRequired: ({ value }) => readBoolean(value.required),
  canRepeat: ({ value }) => readBoolean(value.repeats),
  isReadOnly: ({ value }) => readBoolean(value.readOnly),
  maxLength: numbersFrom(['maxLength'], ({ value }) => readInteger(value.maxLength)),
  enableWhen: ({ value }) => readObjects(value.enableWhen),
  enableBehavior: ({ value }) => readText(value.enableBehavior),
  options: (item) => [...optionsOf(item)],
  answerValueSet: ({ value }) => readText(value.answerValueSet),
  items: ({ value, resource }) => eachInResource(resource, value.item),
};

export const QuestionnaireItemEnableWhen: QuestionnaireItemEnableWhenResolvers = {
  question: ({ question }) => readText(question),
  operator: ({ operator }) => readText(operator),
  answerText: numbersFrom(['answerInteger', 'answerDecimal', 'answerQuantity'], (condition) =>
    answerText(conditionAnswer(condition), {}),
  ),
};

export const QuestionnaireItemAnswerOption: QuestionnaireItemAnswerOptionResolvers = {
  text: (option) => answerText(option, {}),
  coding: ({ valueCoding }) => readObject(valueCoding),
  score: numbersFrom(['valueCoding', 'extension'], (option) => answerScore(option)),
};

export const QuestionnaireReference: QuestionnaireReferenceResolvers = referenceTo('Questionnaire');
