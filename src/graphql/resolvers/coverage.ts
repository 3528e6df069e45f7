import { memberOf } from '../../fhir/codes.ts';
import { coverageName, memberIdOf, subscriberIdOf } from '../../fhir/coverage.ts';
import { isCurrent } from '../../fhir/current-parts.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { openValueText } from '../../fhir/open-values.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  CoverageClassResolvers,
  CoverageCostResolvers,
  CoverageReferenceResolvers,
  CoverageResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { COVERAGE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Coverage: CoverageResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (coverage) => coverageName(coverage),
  type: ({ type }) => readObject(type),
  status: ({ status }) => memberOf(COVERAGE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  memberId: (coverage) => memberIdOf(coverage),
  subscriberId: (coverage) => subscriberIdOf(coverage),
  subscriber: (coverage) => inResource(coverage, coverage.subscriber),
  policyHolder: (coverage) => inResource(coverage, coverage.policyHolder),
  beneficiary: (coverage) => inResource(coverage, coverage.beneficiary),
  relationship: ({ relationship }) => readObject(relationship),
  dependent: ({ dependent }) => readText(dependent),
  period: ({ period }) => readObject(period),
  isCurrent: (coverage, _args, { siteTime }) => isCurrent(coverage, siteTime),
  payors: (coverage) => eachInResource(coverage, coverage.payor),
  classes: (coverage) => readObjects(coverage.class),
  costToBeneficiary: (coverage) => readObjects(coverage.costToBeneficiary),
  order: numbersFrom(['order'], ({ order }) => readInteger(order)),
  network: ({ network }) => readText(network),
  identifiers: (coverage) => identifiersOf(coverage),
  resource: (coverage) => toRawJson(coverage),
};

export const CoverageCost: CoverageCostResolvers = {
  type: ({ type }) => readObject(type),
  valueText: numbersFrom(['valueQuantity', 'valueMoney'], (cost) => openValueText(cost)),
  exceptions: ({ exception }) => readObjects(readObjects(exception).map(({ type }) => type)),
};

export const CoverageReference: CoverageReferenceResolvers = referenceTo('Coverage');

export const CoverageClass: CoverageClassResolvers = {
  type: ({ type }) => readObject(type),
  value: ({ value }) => readText(value),
  name: ({ name }) => readText(name),
};
