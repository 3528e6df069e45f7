import { DOCUMENT_TEXT_STATUS } from '../../fhir/clinical-codes.ts';
import { memberOf } from '../../fhir/codes.ts';
import { authenticationTimeOf, relationOf } from '../../fhir/documents.ts';
import { isCorrected, isPreliminary } from '../../fhir/finality.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { attachmentsOf, titleOf } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { shownDate } from '../../fhir/record-dates.ts';
import { renditionsOf, sizeOf } from '../../fhir/renditions.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  DocumentContentResolvers,
  DocumentReferenceReferenceResolvers,
  DocumentReferenceRelatesToResolvers,
  DocumentReferenceResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { pathOf } from './selection.ts';
import { DOCUMENT_REFERENCE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const DocumentReference: DocumentReferenceResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  title: (document) => titleOf(document),
  type: ({ type }) => readObject(type),
  categories: ({ category }) => readObjects(category),
  date: (resource) => shownDate(resource, 'DocumentReference')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'DocumentReference')?.element ?? null,
  status: ({ status }) => memberOf(DOCUMENT_REFERENCE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  textStatus: ({ docStatus }) => memberOf(DOCUMENT_TEXT_STATUS, docStatus),
  isPreliminary: ({ docStatus }) => isPreliminary(docStatus),
  isCorrected: ({ docStatus }) => isCorrected(docStatus),
  authors: (document) => eachInResource(document, document.author),
  authenticator: (document) => inResource(document, document.authenticator),
  authenticationTime: (document) => authenticationTimeOf(document),
  relatesTo: (document) => eachInResource(document, document.relatesTo),
  relatedFrom: (document, { code }, { loaders }, info) =>
    loaders.documentRelations.to(document, code ?? null, pathOf(info)),
  description: ({ description }) => readText(description),
  content: (document) => inResource(document, renditionsOf(attachmentsOf(document))[0]),
  contents: (document) => eachInResource(document, renditionsOf(attachmentsOf(document))),
  period: ({ context }) => readObject(context?.period),
  identifiers: (document) => identifiersOf(document),
  encounter: (document) => inResource(document, readObjects(document.context?.encounter)[0]),
  subject: (document) => inResource(document, document.subject),
  resource: (document) => toRawJson(document),
};

export const DocumentReferenceRelatesTo: DocumentReferenceRelatesToResolvers = {
  code: ({ value }) => relationOf(value),
  target: ({ value, resource }) => inResource(resource, value.target),
};

export const DocumentContent: DocumentContentResolvers = {
  contentType: ({ value }) => readText(value.contentType),
  title: ({ value }) => readText(value.title),
  creation: ({ value }) => readText(value.creation),
  size: numbersFrom([], ({ value }) => sizeOf(value)),
  text: (content, _args, { loaders }) => loaders.contents.text(content),
  html: (content, _args, { loaders }) => loaders.contents.html(content),
  data: (content, _args, { loaders }) => loaders.contents.data(content),
  link: (content, _args, { site, caller, origin: { purposeOfUse } }) =>
    site.links?.pathTo(content, { caller, purposeOfUse }) ?? null,
};

export const DocumentReferenceReference: DocumentReferenceReferenceResolvers =
  referenceTo('DocumentReference');
