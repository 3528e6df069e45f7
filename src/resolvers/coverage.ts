/** Coverage and its classes. */
import { COVERAGE_STATUS } from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { coverageName, memberIdOf, subscriberIdOf } from '../fhir/coverage.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text, whole } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { CoverageClassResolvers, CoverageResolvers } from '../generated/resolver-types.ts';

export const Coverage: CoverageResolvers = {
  id: ({ id }) => id,
  name: (coverage) => coverageName(coverage),
  type: ({ type }) => object(type),
  status: ({ status }) => memberOf(COVERAGE_STATUS, status),
  statusCode: ({ status }) => text(status),
  memberId: (coverage) => memberIdOf(coverage),
  subscriberId: (coverage) => subscriberIdOf(coverage),
  subscriber: (coverage) => within(coverage, coverage.subscriber),
  policyHolder: (coverage) => within(coverage, coverage.policyHolder),
  beneficiary: (coverage) => within(coverage, coverage.beneficiary),
  relationship: ({ relationship }) => object(relationship),
  dependent: ({ dependent }) => text(dependent),
  period: ({ period }) => object(period),
  payors: (coverage) => eachWithin(coverage, coverage.payor),
  classes: (coverage) => objects(coverage.class),
  order: ({ order }) => whole(order),
  network: ({ network }) => text(network),
  identifiers: (coverage) => identifiersOf(coverage),
  resource: (coverage) => rawForm(coverage),
};

export const CoverageClass: CoverageClassResolvers = {
  type: ({ type }) => object(type),
  value: ({ value }) => text(value),
  name: ({ name }) => text(name),
};
