import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { accessionOf, bodySitesOf, studyUidOf } from '../../fhir/imaging.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  ImagingStudyReferenceResolvers,
  ImagingStudyResolvers,
  ImagingStudySeriesResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { pathOf } from './selection.ts';
import { IMAGING_STUDY_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const ImagingStudy: ImagingStudyResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ description, procedureCode, modality }) =>
    firstName(description, ...readObjects(procedureCode), ...readObjects(modality)),
  status: ({ status }) => memberOf(IMAGING_STUDY_STATUS, status),
  statusCode: ({ status }) => readText(status),
  started: ({ started }) => readText(started),
  modalities: ({ modality }) => readObjects(modality),
  description: ({ description }) => readText(description),
  procedures: ({ procedureCode }) => readObjects(procedureCode),
  bodySites: (study) => bodySitesOf(study),
  seriesCount: numbersFrom(['numberOfSeries'], ({ numberOfSeries }) => readInteger(numberOfSeries)),
  instanceCount: numbersFrom(['numberOfInstances'], ({ numberOfInstances }) =>
    readInteger(numberOfInstances),
  ),
  series: (study) => eachInResource(study, study.series),
  endpoints: (study) => eachInResource(study, study.endpoint),
  uid: (study) => studyUidOf(study),
  accession: (study) => accessionOf(study),
  identifiers: (study) => identifiersOf(study),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (study) => eachInResource(study, study.reasonReference),
  basedOn: (study) => eachInResource(study, study.basedOn),
  reports: (study, _args, { loaders }, info) => loaders.studyReports.of(study, pathOf(info)),
  referrer: (study) => inResource(study, study.referrer),
  interpreters: (study) => eachInResource(study, study.interpreter),
  encounter: (study) => inResource(study, study.encounter),
  subject: (study) => inResource(study, study.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (study) => toRawJson(study),
};

export const ImagingStudySeries: ImagingStudySeriesResolvers = {
  uid: ({ value }) => readText(value.uid),
  number: numbersFrom(['number'], ({ value }) => readInteger(value.number)),
  description: ({ value }) => readText(value.description),
  modality: ({ value }) => readObject(value.modality),
  bodySite: ({ value }) => readObject(value.bodySite),
  laterality: ({ value }) => readObject(value.laterality),
  instanceCount: numbersFrom(['numberOfInstances'], ({ value }) => readInteger(value.numberOfInstances)),
  started: ({ value }) => readText(value.started),
  endpoints: ({ value, resource }) => eachInResource(resource, value.endpoint),
};

export const ImagingStudyReference: ImagingStudyReferenceResolvers = referenceTo('ImagingStudy');
