import { hasUnknownModifier } from '../../fhir/modifier-extensions.ts';
import { isErroneous } from '../../fhir/patient-summary.ts';
import { readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { recordStatus } from '../../fhir/record.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { isResourceType } from '../../fhir/resources.ts';
import type {
  PatientSummaryEntryResolvers,
  PatientSummaryResolvers,
  PatientSummarySectionResolvers,
} from '../../generated/resolver-types.ts';

export const PatientSummary: PatientSummaryResolvers = {
  title: ({ composition }) => readText(composition.title),
  date: ({ composition }) => readText(composition.date),
  statusCode: ({ composition }) => readText(composition.status),
  isEnteredInError: ({ composition }) => isErroneous(composition),
  sections: ({ sections }) => sections,
};

export const PatientSummarySection: PatientSummarySectionResolvers = {
  title: ({ title }) => title,
  code: ({ code }) => code,
  text: ({ text }) => text,
  emptyReason: ({ emptyReason }) => emptyReason,
  entries: ({ entries }) => entries,
};

export const PatientSummaryEntry: PatientSummaryEntryResolvers = {
  type: ({ record }) => record.resourceType,
  title: ({ title }) => title,
  status: ({ record }) => recordStatus(record),
  date: ({ record }) =>
    isResourceType(record.resourceType) ? (shownDate(record, record.resourceType)?.date ?? null) : null,
  isEnteredInError: ({ record }) => isErroneous(record),
  hasUnknownModifier: ({ record }) => hasUnknownModifier(record),
  resource: ({ record }) => toRawJson(record),
};
