import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { MediaReferenceResolvers, MediaResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { MEDIA_STATUS } from '../../fhir/defined-codes.ts';

export const Media: MediaResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ content, type }) => firstName(content?.title, readObject(type)),
  status: ({ status }) => memberOf(MEDIA_STATUS, status),
  statusCode: ({ status }) => readText(status),
  type: ({ type }) => readObject(type),
  modality: ({ modality }) => readObject(modality),
  bodySite: ({ bodySite }) => readObject(bodySite),
  created: ({ createdDateTime, createdPeriod }) => readDate(createdDateTime, createdPeriod),
  issued: ({ issued }) => readText(issued),
  operator: (media) => inResource(media, media.operator),
  content: (media) => inResource(media, media.content),
  identifiers: (media) => identifiersOf(media),
  encounter: (media) => inResource(media, media.encounter),
  subject: (media) => inResource(media, media.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (media) => toRawJson(media),
};

export const MediaReference: MediaReferenceResolvers = referenceTo('Media');
