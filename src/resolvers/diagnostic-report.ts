/** DiagnosticReport. */
import { DIAGNOSTIC_REPORT_STATUS } from '../fhir/clinical-codes.ts';
import { memberOf } from '../fhir/codes.ts';
import { renditionsOf } from '../fhir/renditions.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { isCorrected, isPreliminary } from '../fhir/settled.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { eachWithin, within } from '../fhir/within.ts';
import { shownDate } from '../fhir/shown-dates.ts';
import type { DiagnosticReportResolvers } from '../generated/resolver-types.ts';

export const DiagnosticReport: DiagnosticReportResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => wordsOf(code),
  code: ({ code }) => object(code),
  categories: ({ category }) => objects(category),
  status: ({ status }) => memberOf(DIAGNOSTIC_REPORT_STATUS, status),
  statusCode: ({ status }) => text(status),
  isPreliminary: ({ status }) => isPreliminary(status),
  isCorrected: ({ status }) => isCorrected(status),
  effective: (resource) => shownDate(resource, 'DiagnosticReport')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'DiagnosticReport')?.element ?? null,
  issued: ({ issued }) => text(issued),
  results: (report) => eachWithin(report, report.result),
  conclusion: ({ conclusion }) => text(conclusion),
  conclusionCodes: ({ conclusionCode }) => objects(conclusionCode),
  documents: (report) => eachWithin(report, renditionsOf(objects(report.presentedForm))),
  performers: (report) => eachWithin(report, report.performer),
  interpreters: (report) => eachWithin(report, report.resultsInterpreter),
  basedOn: (report) => eachWithin(report, report.basedOn),
  media: (report) =>
    eachWithin(
      report,
      objects(report.media).map(({ link }) => link),
    ),
  encounter: (report) => within(report, report.encounter),
  subject: (report) => within(report, report.subject),
  resource: (report) => rawForm(report),
};
