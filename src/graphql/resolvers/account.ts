import { memberOf } from '../../fhir/codes.ts';
import { ACCOUNT_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readInteger, readObject, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  AccountCoverageResolvers,
  AccountGuarantorResolvers,
  AccountReferenceResolvers,
  AccountResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';

export const Account: AccountResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ name }) => readText(name),
  status: ({ status }) => memberOf(ACCOUNT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  type: ({ type }) => readObject(type),
  subjects: (account) => eachInResource(account, account.subject),
  servicePeriod: ({ servicePeriod }) => readObject(servicePeriod),
  coverages: (account) => eachInResource(account, account.coverage),
  owner: (account) => inResource(account, account.owner),
  guarantors: (account) => eachInResource(account, account.guarantor),
  identifiers: (account) => identifiersOf(account),
  resource: (account) => toRawJson(account),
};

export const AccountCoverage: AccountCoverageResolvers = {
  coverage: ({ value, resource }) => inResource(resource, value.coverage),
  priority: numbersFrom(['priority'], ({ value }) => readInteger(value.priority)),
};

export const AccountGuarantor: AccountGuarantorResolvers = {
  party: ({ value, resource }) => inResource(resource, value.party),
  isOnHold: ({ value }) => readBoolean(value.onHold),
  period: ({ value }) => readObject(value.period),
};

export const AccountReference: AccountReferenceResolvers = referenceTo('Account');
