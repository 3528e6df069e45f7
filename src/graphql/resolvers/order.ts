import { REQUEST_INTENT, REQUEST_PRIORITY, REQUEST_STATUS } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { isProhibition } from '../../fhir/prohibitions.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import { wholeTimingText } from '../../fhir/timing-text.ts';
import type {
  ServiceRequestReferenceResolvers,
  ServiceRequestResolvers,
  SpecimenContainerResolvers,
  SpecimenReferenceResolvers,
  SpecimenResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { SPECIMEN_STATUS } from '../../fhir/defined-codes.ts';

export const ServiceRequest: ServiceRequestResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ code }) => conceptOrText(code),
  code: ({ code }) => readObject(code),
  details: ({ orderDetail }) => readObjects(orderDetail),
  categories: ({ category }) => readObjects(category),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => readText(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  doNotPerform: (request) => isProhibition(request) || readBoolean(request.doNotPerform),
  occurrence: ({ occurrenceDateTime, occurrencePeriod }) => readDate(occurrenceDateTime, occurrencePeriod),
  occurrencePeriod: ({ occurrencePeriod }) => readObject(occurrencePeriod),
  occurrenceText: numbersFrom(['occurrenceTiming'], ({ occurrenceTiming }) =>
    wholeTimingText(occurrenceTiming),
  ),
  authoredOn: ({ authoredOn }) => readText(authoredOn),
  requester: (request) => inResource(request, request.requester),
  performers: (request) => eachInResource(request, request.performer),
  locations: (request) => eachInResource(request, request.locationReference),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (request) => eachInResource(request, request.reasonReference),
  bodySites: ({ bodySite }) => readObjects(bodySite),
  specimens: (request) => eachInResource(request, request.specimen),
  basedOn: (request) => eachInResource(request, request.basedOn),
  identifiers: (request) => identifiersOf(request),
  patientInstruction: ({ patientInstruction }) => readText(patientInstruction),
  encounter: (request) => inResource(request, request.encounter),
  subject: (request) => inResource(request, request.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (request) => toRawJson(request),
};

export const Specimen: SpecimenResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ type }) => conceptOrText(type),
  type: ({ type }) => readObject(type),
  status: ({ status }) => memberOf(SPECIMEN_STATUS, status),
  statusCode: ({ status }) => readText(status),
  accession: ({ accessionIdentifier }) =>
    identifiersOf({ identifier: readObjects([accessionIdentifier]) })[0] ?? null,
  identifiers: (specimen) => identifiersOf(specimen),
  collected: ({ collection }) => readDate(collection?.collectedDateTime, collection?.collectedPeriod),
  collectedPeriod: ({ collection }) => readObject(collection?.collectedPeriod),
  collector: (specimen) => inResource(specimen, specimen.collection?.collector),
  method: ({ collection }) => readObject(collection?.method),
  bodySite: ({ collection }) => readObject(collection?.bodySite),
  quantity: ({ collection }) => readObject(collection?.quantity),
  received: ({ receivedTime }) => readText(receivedTime),
  containers: ({ container }) => readObjects(container),
  conditions: ({ condition }) => readObjects(condition),
  parents: (specimen) => eachInResource(specimen, specimen.parent),
  requests: (specimen) => eachInResource(specimen, specimen.request),
  subject: (specimen) => inResource(specimen, specimen.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (specimen) => toRawJson(specimen),
};

export const SpecimenContainer: SpecimenContainerResolvers = {
  type: ({ type }) => readObject(type),
  description: ({ description }) => readText(description),
  additive: ({ additiveCodeableConcept }) => readObject(additiveCodeableConcept),
  capacity: ({ capacity }) => readObject(capacity),
  quantity: ({ specimenQuantity }) => readObject(specimenQuantity),
};

export const ServiceRequestReference: ServiceRequestReferenceResolvers = referenceTo('ServiceRequest');

export const SpecimenReference: SpecimenReferenceResolvers = referenceTo('Specimen');
