import { memberOf } from '../../fhir/codes.ts';
import { decimalText } from '../../fhir/decimals.ts';
import {
  EXPLANATION_OF_BENEFIT_OUTCOME,
  EXPLANATION_OF_BENEFIT_STATUS,
  EXPLANATION_OF_BENEFIT_USE,
} from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import {
  readDate,
  readInteger,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../fhir/lenient-read.ts';
import { benefitName } from '../../fhir/money.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  ExplanationOfBenefitAmountResolvers,
  ExplanationOfBenefitDiagnosisResolvers,
  ExplanationOfBenefitItemResolvers,
  ExplanationOfBenefitPaymentResolvers,
  ExplanationOfBenefitResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';

export const ExplanationOfBenefit: ExplanationOfBenefitResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (benefit) => benefitName(benefit),
  status: ({ status }) => memberOf(EXPLANATION_OF_BENEFIT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  use: ({ use }) => memberOf(EXPLANATION_OF_BENEFIT_USE, use),
  type: ({ type }) => readObject(type),
  outcome: ({ outcome }) => memberOf(EXPLANATION_OF_BENEFIT_OUTCOME, outcome),
  disposition: ({ disposition }) => readText(disposition),
  billablePeriod: ({ billablePeriod }) => readObject(billablePeriod),
  created: ({ created }) => readText(created),
  insurer: (benefit) => inResource(benefit, benefit.insurer),
  provider: (benefit) => inResource(benefit, benefit.provider),
  coverages: (benefit) =>
    eachInResource(
      benefit,
      readObjects(benefit.insurance).map(({ coverage }) => coverage),
    ),
  diagnoses: (benefit) => eachInResource(benefit, benefit.diagnosis),
  items: ({ item }) => readObjects(item),
  addedItems: ({ addItem }) => readObjects(addItem),
  adjudications: ({ adjudication }) => readObjects(adjudication),
  totals: ({ total }) => readObjects(total),
  payment: ({ payment }) => readObject(payment),
  processNotes: ({ processNote }) => readTexts(readObjects(processNote).map(({ text }) => text)),
  identifiers: (benefit) => identifiersOf(benefit),
  patient: (benefit) => inResource(benefit, benefit.patient),
  resource: (benefit) => toRawJson(benefit),
};

export const ExplanationOfBenefitDiagnosis: ExplanationOfBenefitDiagnosisResolvers = {
  sequence: numbersFrom(['sequence'], ({ value }) => readInteger(value.sequence)),
  concept: ({ value }) => readObject(value.diagnosisCodeableConcept),
  condition: ({ value, resource }) => inResource(resource, value.diagnosisReference),
  types: ({ value }) => readObjects(value.type),
};

export const ExplanationOfBenefitItem: ExplanationOfBenefitItemResolvers = {
  sequence: numbersFrom(['sequence'], ({ sequence }) => readInteger(sequence)),
  service: ({ productOrService }) => readObject(productOrService),
  serviced: ({ servicedDate, servicedPeriod }) => readDate(servicedDate, servicedPeriod),
  servicedPeriod: ({ servicedPeriod }) => readObject(servicedPeriod),
  quantity: ({ quantity }) => readObject(quantity),
  net: ({ net }) => readObject(net),
  adjudications: ({ adjudication }) => readObjects(adjudication),
};

export const ExplanationOfBenefitAmount: ExplanationOfBenefitAmountResolvers = {
  category: ({ category }) => readObject(category),
  reason: ({ reason }) => readObject(reason),
  amount: ({ amount }) => readObject(amount),
  value: numbersFrom(['value'], ({ value }) => decimalText(value)),
};

export const ExplanationOfBenefitPayment: ExplanationOfBenefitPaymentResolvers = {
  type: ({ type }) => readObject(type),
  date: ({ date }) => readText(date),
  amount: ({ amount }) => readObject(amount),
  adjustment: ({ adjustment }) => readObject(adjustment),
};
