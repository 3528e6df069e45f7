import { memberOf } from '../../fhir/codes.ts';
import { decimalText } from '../../fhir/decimals.ts';
import { isSubpotent } from '../../fhir/immunization.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { conceptOrText, quantityText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type * as fhir from '../../fhir/types.ts';
import type {
  ImmunizationEducationResolvers,
  ImmunizationPerformerResolvers,
  ImmunizationProtocolAppliedResolvers,
  ImmunizationReactionResolvers,
  ImmunizationResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { IMMUNIZATION_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Immunization: ImmunizationResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ vaccineCode }) => conceptOrText(vaccineCode),
  vaccine: ({ vaccineCode }) => readObject(vaccineCode),
  status: ({ status }) => memberOf(IMMUNIZATION_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusReason: ({ statusReason }) => readObject(statusReason),
  occurrence: (resource) => shownDate(resource, 'Immunization')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'Immunization')?.element ?? null,
  occurrenceText: numbersFrom([], ({ occurrenceString }) => readText(occurrenceString)),
  recorded: ({ recorded }) => readText(recorded),
  primarySource: ({ primarySource }) => readBoolean(primarySource),
  reportOrigin: ({ reportOrigin }) => readObject(reportOrigin),
  manufacturer: (immunization) => inResource(immunization, immunization.manufacturer),
  lotNumber: ({ lotNumber }) => readText(lotNumber),
  expirationDate: ({ expirationDate }) => readText(expirationDate),
  doseText: numbersFrom(['doseQuantity'], (immunization) => formatDose(immunization)),
  dose: ({ doseQuantity }) => readObject(doseQuantity),
  isSubpotent: (immunization) => isSubpotent(immunization),
  subpotentReasons: ({ subpotentReason }) => readObjects(subpotentReason),
  reactions: (immunization) => eachInResource(immunization, immunization.reaction),
  education: ({ education }) => readObjects(education),
  site: ({ site }) => readObject(site),
  route: ({ route }) => readObject(route),
  performers: (immunization) => eachInResource(immunization, immunization.performer),
  location: (immunization) => inResource(immunization, immunization.location),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  protocols: (immunization) => eachInResource(immunization, immunization.protocolApplied),
  identifiers: (immunization) => identifiersOf(immunization),
  encounter: (immunization) => inResource(immunization, immunization.encounter),
  patient: (immunization) => inResource(immunization, immunization.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (immunization) => toRawJson(immunization),
};

export const ImmunizationPerformer: ImmunizationPerformerResolvers = {
  function: ({ value }) => readObject(value.function),
  actor: ({ value, resource }) => inResource(resource, value.actor),
};

export const ImmunizationReaction: ImmunizationReactionResolvers = {
  date: ({ value }) => readText(value.date),
  detail: ({ value, resource }) => inResource(resource, value.detail),
  reported: ({ value }) => readBoolean(value.reported),
};

export const ImmunizationEducation: ImmunizationEducationResolvers = {
  documentType: ({ documentType }) => readText(documentType),
  reference: ({ reference }) => readText(reference),
  publicationDate: ({ publicationDate }) => readText(publicationDate),
  presentationDate: ({ presentationDate }) => readText(presentationDate),
};

export const ImmunizationProtocolApplied: ImmunizationProtocolAppliedResolvers = {
  series: ({ value }) => readText(value.series),
  doseNumber: numbersFrom(
    ['doseNumberPositiveInt'],
    ({ value }) => decimalText(value.doseNumberPositiveInt) ?? readText(value.doseNumberString),
  ),
  seriesDoses: numbersFrom(
    ['seriesDosesPositiveInt'],
    ({ value }) => decimalText(value.seriesDosesPositiveInt) ?? readText(value.seriesDosesString),
  ),
  targetDiseases: ({ value }) => readObjects(value.targetDisease),
  authority: ({ value, resource }) => inResource(resource, value.authority),
};

/** Returns the dose as text, such as `0.5 mL`. */
function formatDose({ doseQuantity }: fhir.Immunization): string | null {
  const dose = readObject(doseQuantity);
  return dose === null ? null : quantityText(dose);
}
