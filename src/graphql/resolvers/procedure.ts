import { memberOf } from '../../fhir/codes.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { ProcedurePerformerResolvers, ProcedureResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { PROCEDURE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Procedure: ProcedureResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ code }) => conceptOrText(code),
  code: ({ code }) => readObject(code),
  category: ({ category }) => readObject(category),
  status: ({ status }) => memberOf(PROCEDURE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusReason: ({ statusReason }) => readObject(statusReason),
  performed: ({ performedDateTime, performedPeriod }) => readDate(performedDateTime, performedPeriod),
  performedPeriod: ({ performedPeriod }) => readObject(performedPeriod),
  performedText: numbersFrom(
    ['performedAge', 'performedRange'],
    ({ performedString, performedAge, performedRange }) =>
      firstDurationText(performedString, performedAge, performedRange),
  ),
  performers: (procedure) => eachInResource(procedure, procedure.performer),
  recorder: (procedure) => inResource(procedure, procedure.recorder),
  asserter: (procedure) => inResource(procedure, procedure.asserter),
  location: (procedure) => inResource(procedure, procedure.location),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (procedure) => eachInResource(procedure, procedure.reasonReference),
  bodySites: ({ bodySite }) => readObjects(bodySite),
  outcome: ({ outcome }) => readObject(outcome),
  complications: ({ complication }) => readObjects(complication),
  followUps: ({ followUp }) => readObjects(followUp),
  reports: (procedure) => eachInResource(procedure, procedure.report),
  devices: (procedure) =>
    eachInResource(
      procedure,
      readObjects(procedure.focalDevice).map(({ manipulated }) => manipulated),
    ),
  basedOn: (procedure) => eachInResource(procedure, procedure.basedOn),
  identifiers: (procedure) => identifiersOf(procedure),
  encounter: (procedure) => inResource(procedure, procedure.encounter),
  subject: (procedure) => inResource(procedure, procedure.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (procedure) => toRawJson(procedure),
};

export const ProcedurePerformer: ProcedurePerformerResolvers = {
  function: ({ value }) => readObject(value.function),
  actor: ({ value, resource }) => inResource(resource, value.actor),
  onBehalfOf: ({ value, resource }) => inResource(resource, value.onBehalfOf),
};
