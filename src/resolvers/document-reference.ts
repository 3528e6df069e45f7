/** DocumentReference, and the renditions of documents. */
import { DOCUMENT_REFERENCE_STATUS, DOCUMENT_TEXT_STATUS } from '../fhir/clinical-codes.ts';
import { memberOf } from '../fhir/codes.ts';
import { authenticationTimeOf, relationOf } from '../fhir/documents.ts';
import { attachmentsOf, titleOf } from '../fhir/notes.ts';
import { rawForm } from '../fhir/raw.ts';
import { renditionsOf, sizeOf } from '../fhir/renditions.ts';
import { isCorrected, isPreliminary } from '../fhir/settled.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import { shownDate } from '../fhir/shown-dates.ts';
import { pathOf } from './selected.ts';
import type {
  DocumentContentResolvers,
  DocumentReferenceRelatesToResolvers,
  DocumentReferenceResolvers,
} from '../generated/resolver-types.ts';

export const DocumentReference: DocumentReferenceResolvers = {
  id: ({ id }) => id,
  title: (document) => titleOf(document),
  type: ({ type }) => object(type),
  categories: ({ category }) => objects(category),
  date: (resource) => shownDate(resource, 'DocumentReference')?.date ?? null,
  dateElement: (resource) => shownDate(resource, 'DocumentReference')?.element ?? null,
  status: ({ status }) => memberOf(DOCUMENT_REFERENCE_STATUS, status),
  statusCode: ({ status }) => text(status),
  textStatus: ({ docStatus }) => memberOf(DOCUMENT_TEXT_STATUS, docStatus),
  isPreliminary: ({ docStatus }) => isPreliminary(docStatus),
  isCorrected: ({ docStatus }) => isCorrected(docStatus),
  authors: (document) => eachWithin(document, document.author),
  authenticator: (document) => within(document, document.authenticator),
  authenticationTime: (document) => authenticationTimeOf(document),
  relatesTo: (document) => eachWithin(document, document.relatesTo),
  relatedFrom: (document, { code }, { loaders }, info) =>
    loaders.documentRelations.to(document, code ?? null, pathOf(info)),
  description: ({ description }) => text(description),
  content: (document) => within(document, renditionsOf(attachmentsOf(document))[0]),
  contents: (document) => eachWithin(document, renditionsOf(attachmentsOf(document))),
  period: ({ context }) => object(context?.period),
  identifiers: (document) => identifiersOf(document),
  encounter: (document) => within(document, objects(document.context?.encounter)[0]),
  subject: (document) => within(document, document.subject),
  resource: (document) => rawForm(document),
};

export const DocumentReferenceRelatesTo: DocumentReferenceRelatesToResolvers = {
  code: ({ value }) => relationOf(value),
  target: ({ value, resource }) => within(resource, value.target),
};

export const DocumentContent: DocumentContentResolvers = {
  contentType: ({ value }) => text(value.contentType),
  title: ({ value }) => text(value.title),
  creation: ({ value }) => text(value.creation),
  size: ({ value }) => sizeOf(value),
  text: (content, _args, { loaders }) => loaders.contents.text(content),
  html: (content, _args, { loaders }) => loaders.contents.html(content),
  data: (content, _args, { loaders }) => loaders.contents.data(content),
  link: (content, _args, { links, caller, origin: { purposeOfUse } }) =>
    links?.pathTo(content, { caller, purposeOfUse }) ?? null,
};
