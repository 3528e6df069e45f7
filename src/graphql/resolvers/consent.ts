import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { isVerified, policyText, provisionsOf, provisionText } from '../../fhir/consent.ts';
import { CONSENT_PROVISION_TYPE, CONSENT_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { ConsentProvisionResolvers, ConsentResolvers } from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';

export const Consent: ConsentResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  title: ({ category, scope }) => firstName(...readObjects(category), scope),
  status: ({ status }) => memberOf(CONSENT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  scope: ({ scope }) => readObject(scope),
  categories: ({ category }) => readObjects(category),
  dateTime: ({ dateTime }) => readText(dateTime),
  performers: (consent) => eachInResource(consent, consent.performer),
  organizations: (consent) => eachInResource(consent, consent.organization),
  policyText: numbersFrom([], (consent) => policyText(consent)),
  policyRule: ({ policyRule }) => readObject(policyRule),
  provisions: (consent) => provisionsOf(consent),
  isVerified: (consent) => isVerified(consent),
  sourceText: numbersFrom(
    [],
    ({ sourceAttachment }) => readText(sourceAttachment?.title) ?? readText(sourceAttachment?.url),
  ),
  sourceReference: (consent) => inResource(consent, consent.sourceReference),
  identifiers: (consent) => identifiersOf(consent),
  patient: (consent) => inResource(consent, consent.patient),
  resource: (consent) => toRawJson(consent),
};

export const ConsentProvision: ConsentProvisionResolvers = {
  depth: numbersFrom([], ({ depth }) => depth),
  type: ({ value }) => memberOf(CONSENT_PROVISION_TYPE, value.type),
  typeCode: ({ value }) => readText(value.type),
  text: (provision) => provisionText(provision),
  period: ({ value }) => readObject(value.period),
  codes: ({ value }) => readObjects(value.code),
};
