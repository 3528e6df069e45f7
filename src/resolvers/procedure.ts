/** Procedure and its performers. */
import { PROCEDURE_STATUS } from '../fhir/clinical-codes-treatment.ts';
import { memberOf } from '../fhir/codes.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { ProcedurePerformerResolvers, ProcedureResolvers } from '../generated/resolver-types.ts';

export const Procedure: ProcedureResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => wordsOf(code),
  code: ({ code }) => object(code),
  category: ({ category }) => object(category),
  status: ({ status }) => memberOf(PROCEDURE_STATUS, status),
  statusCode: ({ status }) => text(status),
  statusReason: ({ statusReason }) => object(statusReason),
  performed: ({ performedDateTime, performedPeriod }) =>
    text(performedDateTime) ?? text(performedPeriod?.start),
  performedPeriod: ({ performedPeriod }) => object(performedPeriod),
  performedText: ({ performedString, performedAge, performedRange }) =>
    firstSpanText(performedString, performedAge, performedRange),
  performers: (procedure) => eachWithin(procedure, procedure.performer),
  recorder: (procedure) => within(procedure, procedure.recorder),
  asserter: (procedure) => within(procedure, procedure.asserter),
  location: (procedure) => within(procedure, procedure.location),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (procedure) => eachWithin(procedure, procedure.reasonReference),
  bodySites: ({ bodySite }) => objects(bodySite),
  outcome: ({ outcome }) => object(outcome),
  complications: ({ complication }) => objects(complication),
  followUps: ({ followUp }) => objects(followUp),
  reports: (procedure) => eachWithin(procedure, procedure.report),
  devices: (procedure) =>
    eachWithin(
      procedure,
      objects(procedure.focalDevice).map(({ manipulated }) => manipulated),
    ),
  basedOn: (procedure) => eachWithin(procedure, procedure.basedOn),
  identifiers: (procedure) => identifiersOf(procedure),
  encounter: (procedure) => within(procedure, procedure.encounter),
  subject: (procedure) => within(procedure, procedure.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (procedure) => rawForm(procedure),
};

export const ProcedurePerformer: ProcedurePerformerResolvers = {
  function: ({ value }) => object(value.function),
  actor: ({ value, resource }) => within(resource, value.actor),
  onBehalfOf: ({ value, resource }) => within(resource, value.onBehalfOf),
};
