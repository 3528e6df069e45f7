import { memberOf } from '../../fhir/codes.ts';
import { isCorrected, isPreliminary } from '../../fhir/finality.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { renditionsOf } from '../../fhir/renditions.ts';
import type {
  DiagnosticReportMediaResolvers,
  DiagnosticReportResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { DIAGNOSTIC_REPORT_STATUS } from '../../fhir/defined-codes.ts';

export const DiagnosticReport: DiagnosticReportResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ code }) => conceptOrText(code),
  code: ({ code }) => readObject(code),
  categories: ({ category }) => readObjects(category),
  status: ({ status }) => memberOf(DIAGNOSTIC_REPORT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  isPreliminary: ({ status }) => isPreliminary(status),
  isCorrected: ({ status }) => isCorrected(status),
  effective: (resource) => shownDate(resource, 'DiagnosticReport')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'DiagnosticReport')?.element ?? null,
  issued: ({ issued }) => readText(issued),
  results: (report) => eachInResource(report, report.result),
  conclusion: ({ conclusion }) => readText(conclusion),
  conclusionCodes: ({ conclusionCode }) => readObjects(conclusionCode),
  documents: (report) => eachInResource(report, renditionsOf(readObjects(report.presentedForm))),
  performers: (report) => eachInResource(report, report.performer),
  interpreters: (report) => eachInResource(report, report.resultsInterpreter),
  basedOn: (report) => eachInResource(report, report.basedOn),
  media: (report) => eachInResource(report, report.media),
  imagingStudies: (report) => eachInResource(report, report.imagingStudy),
  encounter: (report) => inResource(report, report.encounter),
  subject: (report) => inResource(report, report.subject),
  resource: (report) => toRawJson(report),
};

export const DiagnosticReportMedia: DiagnosticReportMediaResolvers = {
  comment: ({ value }) => readText(value.comment),
  link: ({ value, resource }) => inResource(resource, value.link),
};
