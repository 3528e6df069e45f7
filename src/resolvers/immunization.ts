/** Immunization and its parts. */
import { IMMUNIZATION_STATUS } from '../fhir/clinical-codes-treatment.ts';
import { memberOf } from '../fhir/codes.ts';
import { doseNumber, seriesDoses, vaccineDoseText } from '../fhir/immunization.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import { shownDate } from '../fhir/shown-dates.ts';
import type {
  ImmunizationPerformerResolvers,
  ImmunizationProtocolAppliedResolvers,
  ImmunizationResolvers,
} from '../generated/resolver-types.ts';

export const Immunization: ImmunizationResolvers = {
  id: ({ id }) => id,
  name: ({ vaccineCode }) => wordsOf(vaccineCode),
  vaccine: ({ vaccineCode }) => object(vaccineCode),
  status: ({ status }) => memberOf(IMMUNIZATION_STATUS, status),
  statusCode: ({ status }) => text(status),
  statusReason: ({ statusReason }) => object(statusReason),
  occurrence: (resource) => shownDate(resource, 'Immunization')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'Immunization')?.element ?? null,
  occurrenceText: ({ occurrenceString }) => text(occurrenceString),
  recorded: ({ recorded }) => text(recorded),
  primarySource: ({ primarySource }) => flag(primarySource),
  reportOrigin: ({ reportOrigin }) => object(reportOrigin),
  manufacturer: (immunization) => within(immunization, immunization.manufacturer),
  lotNumber: ({ lotNumber }) => text(lotNumber),
  expirationDate: ({ expirationDate }) => text(expirationDate),
  doseText: (immunization) => vaccineDoseText(immunization),
  dose: ({ doseQuantity }) => object(doseQuantity),
  site: ({ site }) => object(site),
  route: ({ route }) => object(route),
  performers: (immunization) => eachWithin(immunization, immunization.performer),
  location: (immunization) => within(immunization, immunization.location),
  reasons: ({ reasonCode }) => objects(reasonCode),
  protocols: (immunization) => eachWithin(immunization, immunization.protocolApplied),
  identifiers: (immunization) => identifiersOf(immunization),
  encounter: (immunization) => within(immunization, immunization.encounter),
  patient: (immunization) => within(immunization, immunization.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (immunization) => rawForm(immunization),
};

export const ImmunizationPerformer: ImmunizationPerformerResolvers = {
  function: ({ value }) => object(value.function),
  actor: ({ value, resource }) => within(resource, value.actor),
};

export const ImmunizationProtocolApplied: ImmunizationProtocolAppliedResolvers = {
  series: ({ value }) => text(value.series),
  doseNumber: ({ value }) => doseNumber(value),
  seriesDoses: ({ value }) => seriesDoses(value),
  targetDiseases: ({ value }) => objects(value.targetDisease),
  authority: ({ value, resource }) => within(resource, value.authority),
};
